using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Waybills;

/// <summary>
/// 暂停发运. Goods that wait at a station for the customer's instruction, until they are released (发运通知), loaded there all the same, or
/// the waybill ends. They wait at one station at a time.
/// </summary>
/// <param name="Begun">The first HeldForInstruction.</param>
/// <param name="Said">The newest, whose reason and note count.</param>
/// <param name="Station">Where they wait.</param>
/// <param name="Ended">The event that ended it; null while they wait.</param>
internal sealed record Hold(RecordedEvent<WaybillEvent> Begun, HeldForInstruction Said, string Station, RecordedEvent<WaybillEvent>? Ended)
{
    public DateTimeOffset Since => Begun.Event.OccurredAt;

    public DateTimeOffset? Until => Ended?.Event.OccurredAt;

    /// <summary>The holds of a waybill, in order of occurrence; null where nothing was held.</summary>
    public static List<Hold>? Of(History history, Received received)
    {
        List<Hold>? holds = null;
        Hold? open = null;
        foreach (var entry in history.EffectiveEvents)
            switch (entry.Event)
            {
                case HeldForInstruction said:
                    var station = StationOf(said, received);
                    if (open?.Station == station)
                    {
                        open = open with { Said = said };
                        break;
                    }
                    End(entry);
                    open = new(entry, said, station, null);
                    break;
                case ReleasedForDispatch or Cancelled: End(entry); break;
                case Loaded when entry.Event.Station == open?.Station: End(entry); break;
                default:
                    if (open is not null && ReferenceEquals(entry, history.Closing?.By)) End(entry);
                    break;
            }
        if (open is not null) (holds ??= []).Add(open);
        return holds;

        void End(RecordedEvent<WaybillEvent> by)
        {
            if (open is not null) (holds ??= []).Add(open with { Ended = by });
            open = null;
        }
    }

    /// <summary>Where they wait: at the station that reports it; where that is not on the way, at the origin.</summary>
    public static string StationOf(HeldForInstruction said, Received received) =>
        received.IsOnLane(said.Station) ? said.Station : received.Origin;
}

/// <summary>What holds do to due times.</summary>
internal static class Holds
{
    /// <summary>
    /// When a clock runs out that stands still while goods are held at the station; null while it does. What was kept before stays due as
    /// it was.
    /// </summary>
    /// <returns>Known is when the last event that moved it was recorded; null where none did.</returns>
    public static (DateTimeOffset At, DateTimeOffset? Known)? RunOut(
        this List<Hold>? holds, string station, DateTimeOffset start, DateTimeOffset dueAt, DateTimeOffset? keptAt)
    {
        if (holds is null || keptAt <= dueAt) return (dueAt, null);
        var known = (DateTimeOffset?)null;
        foreach (var hold in holds)
        {
            if (hold.Station != station || hold.Until <= start) continue;
            if (hold.Since >= dueAt || hold.Since >= keptAt) break;
            if (Earlier(hold.Until, keptAt) is not { } until) return null;
            dueAt += until - (hold.Since > start ? hold.Since : start);
            known = Later(known, hold.Ended?.RecordedAt);
        }
        return (dueAt, known);
    }

    /// <summary>
    /// When a plan is due that falls while goods are held at its station: at the same time of the first day on which that comes after the
    /// release; null while they are held.
    /// </summary>
    /// <param name="dueOn">The due time of the plan on a day.</param>
    /// <returns>Known is when the last event that moved it was recorded; null where none did.</returns>
    public static (DateTimeOffset At, DateTimeOffset? Known)? PlanDue<TPlan>(
        this List<Hold>? holds, string station, DateTimeOffset dueAt, DateTimeOffset? keptAt, Company company, TPlan plan,
        Func<TPlan, DateOnly, Company, DateTimeOffset> dueOn)
    {
        if (holds is null) return (dueAt, null);
        var known = (DateTimeOffset?)null;
        foreach (var hold in holds)
        {
            if (keptAt <= dueAt) break;
            if (hold.Station != station || hold.Since >= dueAt || hold.Until <= dueAt) continue;
            if (hold.Ended is not { } ended) return null;
            var day = company.Day(ended.Event.OccurredAt);
            dueAt = dueOn(plan, day, company) is var sameDay && sameDay > ended.Event.OccurredAt
                ? sameDay : dueOn(plan, day.AddDays(1), company);
            known = Later(known, ended.RecordedAt);
        }
        return (dueAt, known);
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => other is null || one <= other ? one : other;

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other : one;
}
