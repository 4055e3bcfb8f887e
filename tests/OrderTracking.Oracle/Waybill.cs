using OrderTracking.Oracle.Replay;

namespace OrderTracking.Oracle;

/// <summary>
/// What must be true of a waybill, computed independently and slowly: each question is answered from the whole list of events.
/// </summary>
/// <param name="number">The waybill's number.</param>
/// <param name="recorded">Its events in order of version: all of them, or the first so many.</param>
public sealed partial class Waybill(string number, IReadOnlyList<LogEvent> recorded, Days days)
{
    private LogEvent[]? counting;

    public string Number => number;

    public IReadOnlyList<LogEvent> Recorded => recorded;

    /// <summary>The events that count, in order of occurrence: by instant, then the type's rank, then id.</summary>
    public IReadOnlyList<LogEvent> Counting => counting ??=
    [
        .. recorded.Where(entry => entry.Type != "corrected" && !IsCorrected(entry))
            .OrderBy(entry => entry.OccurredAt.UtcDateTime).ThenBy(entry => Ranks.Of(entry.Type))
            .ThenBy(entry => entry.Id.ToString(), StringComparer.Ordinal),
    ];

    /// <summary>The Received that counts; null when there is none, in which case nothing is known of the waybill.</summary>
    public LogEvent? Received => Of("received").FirstOrDefault();

    public bool IsCancelled => Of("cancelled").Any();

    /// <summary>Whether a correction names it that was not itself corrected.</summary>
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

    /// <summary>The event with which a series first adds up to all pieces received.</summary>
    private LogEvent? Completing(IEnumerable<LogEvent> series) =>
        series.FirstOrDefault(entry => series.TakeWhile(other => other != entry).Append(entry)
            .Sum(some => (long)some.Whole("pieces")!.Value) >= Pieces);

    /// <summary>With it every piece is signed for, back with the shipper or written off: the waybill is closed.</summary>
    private LogEvent? End => Completing(Of("signed", "returnedToShipper", "writtenOff"));

    private LogEvent? LastSignature => End is { } end ? Of("signed").LastOrDefault(entry => Place(entry) <= Place(end)) : null;

    private bool IsReturned => End is { } end
        && Of("returnedToShipper").Where(entry => Place(entry) <= Place(end)).Sum(entry => (long)entry.Whole("pieces")!) >= Pieces;

    private LogEvent? FullArrival => Completing(Of("arrived").Where(entry => entry.Station == Destination));

    /// <summary>
    /// The newest promise that somebody made; else the contract's; else the newest that a rule took from a lane's standard.
    /// </summary>
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

    private bool IsExcused(string what) => Of("exceptionResolved").Any(resolved => Excuses(resolved).Contains(what));

    /// <summary>What a resolution excuses.</summary>
    private static IReadOnlyList<string> Excuses(LogEvent resolved) =>
        resolved.Flag("excused") && new[] { "reasonCode", "evidence", "approver" }.All(needed => resolved.Text(needed) is { Length: > 0 })
            ? [.. resolved.Texts("excuses")] : [];
}
