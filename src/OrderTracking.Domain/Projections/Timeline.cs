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
        var marks = new OddMarks(received);
        foreach (var entry in ordered)
        {
            var struck = history.Corrections.GetValueOrDefault(entry.Id);
            if (struck is not null)
            {
                items.Add(new(entry, struck, []));
                continue;
            }
            var odd = marks.Of(entry);
            if (entry.Source == EventSource.Person && entry.RecordedAt - entry.Event.OccurredAt > Oddities.Late)
                (odd ??= []).Insert(0, Oddities.RecordedLate);
            if (withdrawn.Contains(entry.Id)) (odd ??= []).Add(Oddities.Withdrawn);
            items.Add(new(entry, null, odd ?? (IReadOnlyList<string>)[]));
        }
        return new(items, [.. DueOf(deadlines, received is null ? null : history.Promise(received)?.Basis)]);
    }

    private static IEnumerable<StillDue> DueOf(IEnumerable<DeadlineRow> deadlines, PromiseBasis? basis) =>
        from row in deadlines
        where row.KeptAt is null && !row.Withdrawn
        orderby row.DueAt
        select new StillDue(row.Rule, row.DueAt, row.Station, row.About, row.Rule == DeadlineRule.Promise ? basis : null);
}
