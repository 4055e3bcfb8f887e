namespace OrderTracking.Oracle;

/// <summary>
/// What must be said of a waybill, worked out the slow way round: each question is asked of the whole list of events anew.
/// </summary>
/// <param name="number">The waybill's.</param>
/// <param name="recorded">Its events in order of version: all of them, or the first so many.</param>
public sealed partial class Waybill(string number, IReadOnlyList<LogEvent> recorded, Days days)
{
    private static readonly string[] Life =
    [
        "received", "promiseSet", "termsSet", "dispatchRequested", "pickedUp", "arrived", "stockedIn", "sorted", "loadingPlanned", "loaded", "outForDelivery",
        "deliveryFailed", "refused", "signed", "returnedToShipper", "exceptionRaised", "exceptionReportedBack", "exceptionResolved", "receiptCollected",
        "receiptSentBack", "receiptReturned", "receiptRejected", "receiptLost", "receiptHandedOver", "customerNotified", "consigneeCalledBack", "claimOpened",
        "claimSettled", "deadlineMissed", "cancelled", "corrected",
    ];

    private LogEvent[]? counting;

    public string Number => number;

    public IReadOnlyList<LogEvent> Recorded => recorded;

    /// <summary>What counts, in the order in which it happened: by instant, then as a waybill lives, then by id.</summary>
    public IReadOnlyList<LogEvent> Counting => counting ??=
    [
        .. recorded.Where(entry => entry.Type != "corrected" && !IsCorrected(entry))
            .OrderBy(entry => entry.OccurredAt.UtcDateTime).ThenBy(entry => Array.IndexOf(Life, entry.Type)).ThenBy(entry => entry.Id.ToString(), StringComparer.Ordinal),
    ];

    /// <summary>The Received that counts. Without one nothing is known of the waybill.</summary>
    public LogEvent? Received => Of("received").FirstOrDefault();

    public bool IsCancelled => Of("cancelled").Any();

    /// <summary>A correction names it that was not itself corrected.</summary>
    public bool IsCorrected(LogEvent entry) => CorrectedBy(entry).Any();

    public IEnumerable<LogEvent> CorrectedBy(LogEvent entry) =>
        recorded.Where(other => other.Type == "corrected" && other.Reference("eventId") == entry.Id && !IsCorrected(other));

    public Waybill Before(LogEvent entry) => new(number, [.. recorded.Where(other => other.Position < entry.Position)], days);

    private string Account => Received!.Text("account")!;

    private string Origin => Received!.Text("origin")!;

    private string Destination => Received!.Text("destination")!;

    private string Lane => $"{Origin}~{Destination}";

    private int Pieces => Received!.Whole("pieces")!.Value;

    private IEnumerable<LogEvent> Of(params string[] types) => Counting.Where(entry => types.Contains(entry.Type));

    private int Place(LogEvent entry) => Counting.ToList().FindIndex(other => other.Id == entry.Id);

    /// <summary>The event with which a series of events has come to as many pieces as were received.</summary>
    private LogEvent? Completing(IEnumerable<LogEvent> series) =>
        series.FirstOrDefault(entry => series.TakeWhile(other => other != entry).Append(entry).Sum(some => (long)some.Whole("pieces")!.Value) >= Pieces);

    private LogEvent? FullSignature => Completing(Of("signed"));

    private LogEvent? FullArrival => Completing(Of("arrived").Where(entry => entry.Station == Destination));

    /// <summary>What somebody promised last; else the contract's promise; else what a rule took last from a lane's standard.</summary>
    private (DateTimeOffset At, string Basis, DateTimeOffset KnownAt)? Promise
    {
        get
        {
            var made = Of("promiseSet").LastOrDefault(entry => entry.Source != "system");
            if (made is null && Received!.Time("promisedAt") is { } contract) return (contract, "contract", Received.RecordedAt);
            made ??= recorded.LastOrDefault(entry => entry.Type == "promiseSet" && entry.Source == "system" && !IsCorrected(entry));
            return made is null ? null : (made.Time("promisedAt")!.Value, made.Text("basis")!, made.RecordedAt);
        }
    }

    private bool IsExcused => Of("exceptionResolved").Any(ExcuseHolds);

    private static bool ExcuseHolds(LogEvent resolved) =>
        resolved.Flag("excused") && new[] { "reasonCode", "evidence", "approver" }.All(needed => resolved.Text(needed) is { Length: > 0 });
}
