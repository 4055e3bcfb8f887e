using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Waybills;

/// <summary>The terms that a waybill is held to.</summary>
public static class Terms
{
    /// <summary>The company's default terms, where neither the account nor the lane sets others.</summary>
    public const int ReportBackHours = 4, SortingHours = 12, OriginHours = 24, TransitHours = 48, TransferHours = 24, DestinationHours = 72,
        ReceiptDays = 7, DispatchHours = 2, DeliveryDispatchHours = 24, OrderCompleteHours = 4,
        MeasurementTolerancePercent = 5;

    /// <summary>Time of day by which it must be known whether what is planned for that day can leave.</summary>
    public static readonly TimeOnly LoadingConfirmation = new(17, 0);

    private static readonly TermsSet House =
        new(
            ReportBackHours, SortingHours, OriginHours, TransitHours, TransferHours, DestinationHours, ReceiptDays,
            LoadingConfirmation: LoadingConfirmation, DispatchHours: DispatchHours, DeliveryDispatchHours: DeliveryDispatchHours,
            OrderCompleteHours: OrderCompleteHours, MeasurementTolerancePercent: MeasurementTolerancePercent)
        {
            OccurredAt = default, Station = "", By = "",
        };

    /// <summary>The newest TermsSet of the stream, or the defaults. Terms are replaced by newer ones, never corrected.</summary>
    public static TermsSet Of(History history) => NewestOf(history) ?? House;

    /// <summary>When the receipt is due back at the origin.</summary>
    /// <param name="closed">When the waybill was closed.</param>
    public static DateTimeOffset ReceiptDue(History history, DateTimeOffset closed) => Of(history) switch
    {
        { ReceiptDueAt: { } due } => due,
        var terms => closed.AddDays(terms.ReceiptDays),
    };

    /// <summary>One of the terms, and since when the stream has had that value; null when it is the company's default.</summary>
    public static (T Value, DateTimeOffset? Since) Part<T>(History history, Func<TermsSet, T> part)
    {
        var newest = NewestOf(history);
        if (newest is null) return (part(House), null);
        var value = part(newest);
        DateTimeOffset? since = null;
        foreach (var entry in history.Events.Backwards())
            if (entry.Event is TermsSet terms)
            {
                if (!Equals(part(terms), value)) return (value, since);
                since = entry.RecordedAt;
            }
        return Equals(part(House), value) ? (value, null) : (value, since);
    }

    private static TermsSet? NewestOf(History history)
    {
        foreach (var entry in history.Events.Backwards())
            if (entry.Event is TermsSet terms) return terms;
        return null;
    }
}
