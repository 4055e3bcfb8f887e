using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Projections;

/// <summary>An event of a waybill, in order of occurrence.</summary>
/// <param name="CorrectedBy">The correction by which it no longer counts; null when it counts.</param>
/// <param name="Odd">What is unusual about it; see <see cref="Oddities"/>.</param>
public sealed record TimelineItem(RecordedEvent<WaybillEvent> Entry, RecordedEvent<WaybillEvent>? CorrectedBy, IReadOnlyList<string> Odd);

/// <summary>A deadline that is still open.</summary>
/// <param name="What">The rule that asks for it.</param>
/// <param name="Basis">What a promise rests on; null for other rules.</param>
public sealed record StillDue(DeadlineRule What, DateTimeOffset At, string Station, string? About, PromiseBasis? Basis);

/// <summary>Marks of events that were accepted although they are unusual.</summary>
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

    /// <summary>A DeadlineMissed that is withdrawn: by what is known now, nothing was missed.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>An event that was recorded later than this after it happened is marked.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromHours(24);
}

/// <summary>What happened to a waybill, in order of occurrence, and what is still due.</summary>
public sealed record Timeline(IReadOnlyList<TimelineItem> Items, IReadOnlyList<StillDue> Due)
{
    public static Timeline Of(History history, Company company)
    {
        var received = history.Received();
        var items = new List<TimelineItem>(history.Events.Count);
        var ordered = history.Events.ToArray();
        Array.Sort(ordered, OccurrenceComparer.Order);

        var deadlines = DeadlineRow.Rows(history, company).ToList();
        var withdrawn = deadlines.Where(row => row.Withdrawn).Select(row => row.MissedId()).ToHashSet();
        var (pieces, cancelled, lastArrival) = (0L, false, (string?)null);
        HashSet<string>? visited = null;
        foreach (var entry in ordered)
        {
            var struck = history.Corrections.GetValueOrDefault(entry.Id);
            if (struck is not null)
            {
                items.Add(new(entry, struck, []));
                continue;
            }
            List<string>? odd = null;
            var waybillEvent = entry.Event;
            if (entry.Source == EventSource.Person && entry.RecordedAt - waybillEvent.OccurredAt > Oddities.Late)
                Mark(Oddities.RecordedLate);
            if (received is not null && waybillEvent is not (Received or Corrected))
            {
                if (waybillEvent.OccurredAt < received.OccurredAt) Mark(Oddities.BeforeReceived);
                if (cancelled) Mark(Oddities.AfterCancelled);
                if (waybillEvent is Loaded or Arrived or OutForDelivery && pieces >= received.Pieces) Mark(Oddities.AfterSigned);
                if (waybillEvent is Loaded or Arrived && !received.IsOnLane(waybillEvent.Station)) Mark(Oddities.OffLane);
                if (waybillEvent is Arrived && waybillEvent.Station != lastArrival && !(visited ??= [received.Origin])
                    .Add(waybillEvent.Station)) Mark(Oddities.RevisitedStation);
            }
            switch (waybillEvent)
            {
                case Received first:
                    if (first.Origin == first.Destination) Mark(Oddities.OriginIsDestination);
                    if (first.PromisedAt <= first.OccurredAt) Mark(Oddities.PromiseAlreadyPast);
                    break;
                case PromiseSet set when set.PromisedAt <= set.OccurredAt: Mark(Oddities.PromiseAlreadyPast); break;
                case DeadlineMissed when withdrawn.Contains(entry.Id): Mark(Oddities.Withdrawn); break;
                case Signed signed: pieces += signed.Pieces; break;
                case Arrived: lastArrival = waybillEvent.Station; break;
                case Cancelled: cancelled = true; break;
            }
            items.Add(new(entry, null, odd ?? (IReadOnlyList<string>)[]));

            void Mark(string oddity) => (odd ??= []).Add(oddity);
        }
        return new(items, [.. DueOf(deadlines, received is null ? null : history.Promise(received)?.Basis)]);
    }

    private static IEnumerable<StillDue> DueOf(IEnumerable<DeadlineRow> deadlines, PromiseBasis? basis) =>
        from row in deadlines
        where row.KeptAt is null && !row.Withdrawn
        orderby row.DueAt
        select new StillDue(row.Rule, row.DueAt, row.Station, row.About, row.Rule == DeadlineRule.Promise ? basis : null);
}
