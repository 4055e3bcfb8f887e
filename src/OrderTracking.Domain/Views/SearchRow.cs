using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Views;

/// <summary>
/// The values by which a waybill is searched. They have a table of their own because the waybill's state changes with every event, and
/// these, with their many indexes, rarely do. The waybill's persons are stored here alone, so that they are encrypted anew as rarely.
/// </summary>
public sealed record SearchRow(string Waybill, string Account, string Lane, DateTimeOffset ReceivedAt, string? OrderNumber,
    Person? Shipper, Person? Consignee) : IViewRow
{
    /// <summary>What the consignee is found by; set when the row is stored, and not part of it.</summary>
    public SearchHashes? Hashes { get; init; }

    string IViewRow.Key => "";

    public static bool Reads(WaybillEvent waybillEvent) => waybillEvent is Received or OrderAmended;

    public static IEnumerable<SearchRow> Rows(History history)
    {
        if (history.Received() is { } received)
            yield return new(history.Waybill, received.Account, received.Lane(), received.OccurredAt, received.OrderNumber,
                received.Shipper, received.Consignee);
    }
}

/// <summary>Keyed hashes of a name and of a phone that keep their prefixes: the hash of a beginning is the beginning of the hash.</summary>
public sealed record SearchHashes(string? Name, string? PhoneFromItsEnd);
