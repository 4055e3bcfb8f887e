using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Views;

/// <summary>Something of a waybill's life, in its place in order of occurrence.</summary>
/// <param name="CorrectedBy">The correction that strikes it through.</param>
/// <param name="Odd">What is unusual about it; see <see cref="Oddities"/>.</param>
public sealed record TimelineItem(Recorded<WaybillEvent> Entry, Recorded<WaybillEvent>? CorrectedBy, IReadOnlyList<string> Odd);

/// <summary>Something still to happen.</summary>
public sealed record StillDue(string What, DateTimeOffset At, string? Basis);

/// <summary>Accepted, and odd all the same.</summary>
public static class Oddities
{
    public const string RecordedLate = "recorded-late";
    public const string BeforeReceived = "before-received";
    public const string OffLane = "off-lane";
    public const string RevisitedStation = "revisited-station";
    public const string AfterSigned = "after-signed";
    public const string AfterCancelled = "after-cancelled";
    public const string PromiseAlreadyPast = "promise-already-past";
    public const string OriginIsDestination = "origin-is-destination";

    /// <summary>A fact recorded later than this after it happened is marked.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromHours(24);
}

/// <summary>What happened to a waybill, in order of occurrence, and what is still due.</summary>
public sealed record Timeline(IReadOnlyList<TimelineItem> Items, IReadOnlyList<StillDue> Due)
{
    public static Timeline Of(History history)
    {
        var received = history.Received();
        var items = new List<TimelineItem>(history.Recorded.Count);
        var ordered = history.Recorded.ToArray();
        Array.Sort(ordered, ByOccurrence.Order);

        var (pieces, cancelled, lastArrival) = (0L, false, (string?)null);
        HashSet<string>? visited = null;
        foreach (var entry in ordered)
        {
            var struck = history.Struck.GetValueOrDefault(entry.Id);
            if (struck is not null)
            {
                items.Add(new(entry, struck, []));
                continue;
            }
            List<string>? odd = null;
            var fact = entry.Event;
            if (entry.Source == EventSource.Person && entry.RecordedAt - fact.OccurredAt > Oddities.Late) Mark(Oddities.RecordedLate);
            if (received is not null && fact is not (Received or Corrected))
            {
                if (fact.OccurredAt < received.OccurredAt) Mark(Oddities.BeforeReceived);
                if (cancelled) Mark(Oddities.AfterCancelled);
                if (fact is Loaded or Arrived or OutForDelivery && pieces >= received.Pieces) Mark(Oddities.AfterSigned);
                if (fact is Loaded or Arrived && !received.IsOnLane(fact.Station)) Mark(Oddities.OffLane);
                if (fact is Arrived && fact.Station != lastArrival && !(visited ??= [received.Origin]).Add(fact.Station)) Mark(Oddities.RevisitedStation);
            }
            switch (fact)
            {
                case Received first:
                    if (first.Origin == first.Destination) Mark(Oddities.OriginIsDestination);
                    if (first.PromisedAt <= first.OccurredAt) Mark(Oddities.PromiseAlreadyPast);
                    break;
                case PromiseSet set when set.PromisedAt <= set.OccurredAt: Mark(Oddities.PromiseAlreadyPast); break;
                case Signed signed: pieces += signed.Pieces; break;
                case Arrived: lastArrival = fact.Station; break;
                case Cancelled: cancelled = true; break;
            }
            items.Add(new(entry, null, odd ?? (IReadOnlyList<string>)[]));

            void Mark(string oddity) => (odd ??= []).Add(oddity);
        }
        return new(items, received is null || cancelled ? [] : [.. DueOf(history, received)]);
    }

    private static IEnumerable<StillDue> DueOf(History history, Received received)
    {
        if (history.SignedInFullAt(received) is null && history.Promise(received) is var (at, basis))
            yield return new("delivery", at, basis == PromiseBasis.Contract ? "contract" : "laneStandard");
        foreach (var row in ExceptionRow.Rows(history))
            if (row.Status == ExceptionStatus.Open)
                yield return new("report-back", row.ReportBackDueAt, $"exception {row.ExceptionId}");
    }
}
