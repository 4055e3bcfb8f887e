using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Views;

/// <summary>
/// By what a waybill is found. It stands apart from where the waybill is: that changes with every event, and this, with
/// its many indexes, hardly ever.
/// </summary>
public sealed record SearchRow(string Waybill, string Account, string Lane, DateTimeOffset ReceivedAt, string? OrderNumber, Person? Consignee) : IViewRow
{
    string IViewRow.Key => "";

    public static IEnumerable<SearchRow> Rows(History history)
    {
        if (history.Received() is { } received)
            yield return new(history.Waybill, received.Account, received.Lane(), received.OccurredAt, received.OrderNumber, received.Consignee);
    }
}
