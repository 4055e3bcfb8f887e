namespace OrderTracking.Dashboard.Entry;

/// <summary>A common event that is entered for many waybills at once, and what is asked for it.</summary>
/// <param name="Wire">Its name over HTTP.</param>
/// <param name="Note">The member that a row's note is; null where it has none.</param>
public sealed record EntryEvent(string Wire, string? Note = null)
{
    public bool HasPieces { get; init; } = true;

    public bool HasNextStation { get; init; }

    public bool HasLoadingList { get; init; }

    public bool HasVehicle { get; init; }

    public static IReadOnlyList<EntryEvent> All { get; } =
    [
        new("loaded") { HasNextStation = true, HasLoadingList = true, HasVehicle = true },
        new("arrived", "condition") { HasLoadingList = true, HasVehicle = true },
        new("loadingListed") { HasNextStation = true, HasLoadingList = true, HasVehicle = true },
        new("pickedUp") { HasVehicle = true },
        new("stockedIn"),
        new("sorted"),
        new("consigneeNotified", "channel") { HasPieces = false },
        new("outForDelivery") { HasVehicle = true },
        new("deliveryFailed", "reason") { HasPieces = false },
        new("signed"),
        new("receiptCollected") { HasPieces = false },
        new("receiptSentBack", "trackingNumber") { HasPieces = false },
        new("receiptReturned") { HasPieces = false },
    ];

    /// <summary>The event of that name; the first one where there is none.</summary>
    public static EntryEvent Of(string? wire) => All.FirstOrDefault(one => one.Wire == wire) ?? All[0];
}
