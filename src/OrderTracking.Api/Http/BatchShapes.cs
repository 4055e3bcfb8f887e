using OrderTracking.Domain.Events;

namespace OrderTracking.Api.Http;

/// <param name="Released">Lines held earlier that are in the log now, because this batch had their waybills received.</param>
/// <param name="Position">Of the last event that the batch added, released or found in the log.</param>
public sealed record BatchAnswer(
    int Accepted, int Duplicates, int Held, int Refused, int Released, long Position, IReadOnlyList<LineAnswer> Results);

/// <param name="Case">Of a line that names a case: its kind, a colon and its number.</param>
public sealed record LineAnswer(
    int Line, Guid? Id, string? Waybill, string? Case, string Status, long? Version, long? Position, string? Code, string? Field,
    string? Expected, IReadOnlyList<OrderField>? Gaps);
