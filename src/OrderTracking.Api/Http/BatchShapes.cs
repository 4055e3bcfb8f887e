using OrderTracking.Domain.Events;

namespace OrderTracking.Api.Http;

/// <param name="Released">Lines held earlier that are in the log now, because this batch had their waybills received.</param>
/// <param name="Position">Of the last event that the batch added, released or found in the log.</param>
public sealed record BatchAnswer(
    int Accepted, int Duplicates, int Held, int Refused, int Released, long Position, IReadOnlyList<LineAnswer> Results);

/// <param name="Case">Of a line that names a case: its kind, a colon and its number.</param>
public sealed record LineAnswer(
    int Line, string Status, Guid? Id = null, string? Waybill = null, string? Case = null, long? Version = null, long? Position = null,
    string? Code = null, string? Field = null, string? Expected = null, IReadOnlyList<OrderField>? Gaps = null);
