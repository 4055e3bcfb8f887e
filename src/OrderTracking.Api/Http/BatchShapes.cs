using OrderTracking.Domain.Events;

namespace OrderTracking.Api.Http;

public sealed record BatchAnswer(int Accepted, int Duplicates, int Held, int Refused, long Position, IReadOnlyList<LineAnswer> Results);

public sealed record LineAnswer(int Line, Guid? Id, string? Waybill, string Status, long? Version, long? Position, string? Code,
    string? Field, string? Expected, IReadOnlyList<OrderField>? Gaps);
