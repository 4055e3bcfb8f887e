namespace OrderTracking.Domain.Transparency;

/// <summary>A row of mt_events as it is stored: every column but is_archived, which says that an event was set aside.</summary>
/// <param name="Data">The text of the column data, in UTF-8: the bytes of PostgreSQL's <c>data::text</c>.</param>
/// <param name="Headers">The same of the column headers.</param>
/// <param name="RecordedAt">The column timestamp; UTC, to the microsecond.</param>
public sealed record StoredEvent(
    long Position, Guid Id, string? Stream, long Version, string Type, DateTime RecordedAt, byte[] Data, byte[]? Headers,
    string? Correlation, string? Causation, string? Sender, string? DotnetType, string? Tenant,
    byte[]? Binary);
