using System.Collections.Frozen;
using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Reference;

/// <summary>Which days are workdays: those of the week, without holidays, and with the days on which work is made up (调休).</summary>
public sealed class WorkCalendar(CalendarSet set)
{
    public static readonly IReadOnlyList<DayOfWeek> OrdinaryWeekend = [DayOfWeek.Saturday, DayOfWeek.Sunday];

    private readonly FrozenSet<DayOfWeek> weekend = (set.Weekend ?? OrdinaryWeekend).ToFrozenSet();
    private readonly FrozenSet<DateOnly> holidays = (set.Holidays ?? []).ToFrozenSet(), madeUp = (set.Workdays ?? []).ToFrozenSet();

    public bool IsWorkday(DateOnly day) => !holidays.Contains(day) && (!weekend.Contains(day.DayOfWeek) || madeUp.Contains(day));

    /// <summary>The day itself if it is a workday, else the next one (顺延).</summary>
    public DateOnly WorkdayFrom(DateOnly day)
    {
        while (!IsWorkday(day)) day = day.AddDays(1);
        return day;
    }

    /// <summary>The n-th workday after a day; the day itself does not count.</summary>
    public DateOnly AddWorkdays(DateOnly day, int days)
    {
        while (days > 0)
        {
            day = day.AddDays(1);
            if (IsWorkday(day)) days--;
        }
        return day;
    }
}
