namespace OrderTracking.Oracle.Replay;

/// <summary>
/// The order of events of one instant, as the service publishes it. Repeated here, because a replay with the service's own table would not
/// test it.
/// </summary>
public static class Ranks
{
    private static readonly Dictionary<string, int> Table = new()
    {
        ["received"] = 10, ["promiseSet"] = 20, ["dispatchRequested"] = 30, ["pickedUp"] = 40, ["arrived"] = 50,
        ["stockedIn"] = 60, ["sorted"] = 70, ["loadingPlanned"] = 80, ["loaded"] = 90, ["outForDelivery"] = 100,
        ["deliveryFailed"] = 110, ["refused"] = 120, ["signed"] = 130, ["returnedToShipper"] = 140,
        ["exceptionRaised"] = 150, ["exceptionReportedBack"] = 160, ["exceptionResolved"] = 170,
        ["receiptCollected"] = 180, ["receiptSentBack"] = 190, ["receiptReturned"] = 200, ["receiptRejected"] = 210,
        ["receiptLost"] = 220, ["receiptHandedOver"] = 230, ["customerNotified"] = 240, ["consigneeCalledBack"] = 250,
        ["claimOpened"] = 260, ["claimSettled"] = 270, ["deadlineMissed"] = 280, ["cancelled"] = 290, ["corrected"] = 300
    };

    public static int Of(string type) =>
        Table.TryGetValue(type, out var rank) ? rank : throw new FormatException($"unknown event type '{type}'");
}
