namespace OrderTracking.Oracle.Replay;

/// <summary>
/// The order of events of one instant, as the service publishes it. Repeated here, because a replay with the service's own table would not
/// test it; a test tells when an event type is missing.
/// </summary>
public static class Ranks
{
    public static readonly string[] Types =
    [
        "received",
        "orderAmended",
        "promiseSet",
        "termsSet",
        "waybillIssued",
        "dispatchRequested",
        "vehicleArrived",
        "pickedUp",
        "arrived",
        "stockedIn",
        "heldForInstruction",
        "releasedForDispatch",
        "sorted",
        "consigneeNotified",
        "loadingPlanned",
        "loadingConfirmed",
        "loadingListed",
        "loaded",
        "outForDelivery",
        "deliveryFailed",
        "refused",
        "signed",
        "returnedToShipper",
        "writtenOff",
        "exceptionRaised",
        "exceptionReportedBack",
        "exceptionResolved",
        "receiptCollected",
        "receiptSentBack",
        "receiptReturned",
        "receiptRejected",
        "receiptLost",
        "receiptHandedOver",
        "customerNotified",
        "consigneeCalledBack",
        "correctiveActionSet",
        "correctiveActionVerified",
        "claimOpened",
        "claimSettled",
        "deadlineMissed",
        "complaintLinked",
        "penaltyConfirmed",
        "penaltyWaived",
        "personErased",
        "cancelled",
        "corrected",
    ];

    private static readonly Dictionary<string, int> Places = Types.Index().ToDictionary(type => type.Item, type => type.Index);

    public static int Of(string type) =>
        Places.TryGetValue(type, out var rank) ? rank : throw new FormatException($"unknown event type '{type}'");
}
