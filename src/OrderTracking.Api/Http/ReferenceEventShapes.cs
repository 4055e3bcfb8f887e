namespace OrderTracking.Api.Http;

public sealed record ReferenceRecordedAnswer(long Position, IReadOnlyList<ReferenceRecordedEvent> Events);

public sealed record ReferenceRecordedEvent(Guid Id, string Status, string Stream, long Version, long Position, DateTimeOffset RecordedAt);
