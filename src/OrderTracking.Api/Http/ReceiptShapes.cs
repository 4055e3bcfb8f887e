using OrderTracking.Domain.Kpis;

namespace OrderTracking.Api.Http;

public sealed record ReceiptReport(
    IReadOnlyList<RateDefinition> Definitions, ReceiptGroup Total, IReadOnlyList<ReceiptGroup>? Groups,
    ComparedAnswer<ReceiptGroup>? Compared, long Position, long LagMs);

/// <param name="Outstanding">Receipts of closed waybills that are neither back nor lost, by age in days since the closing.</param>
public sealed record ReceiptGroup(string? Key, long Receipts, PlainRate Return, PlainRate Timeliness, PlainRate Accuracy, long Lost,
    IReadOnlyList<ReceiptAge> Outstanding);

/// <param name="UpToDays">The upper bound of the age; null for the oldest class.</param>
public sealed record ReceiptAge(int? UpToDays, long Receipts);
