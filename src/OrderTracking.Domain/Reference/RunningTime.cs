using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Reference;

/// <summary>既定运行时间: when goods are due at the destination by a lane's standard.</summary>
public static class RunningTime
{
    /// <summary>
    /// Counting begins at the first cut-off at or after the reception that falls on a workday. From there the standard's hours run as
    /// elapsed hours, regardless of clock changes; days that are not workdays of the company do not count.
    /// </summary>
    /// <param name="calendar">Null when every day counts.</param>
    /// <returns>The due time, with the company's offset.</returns>
    public static DateTimeOffset Due(DateTimeOffset received, LaneStandardSet standard, WorkCalendar? calendar, Company company)
    {
        var time = Caught(received, standard, calendar, company);
        var left = TimeSpan.FromHours(standard.Hours);
        if (calendar is null) return Local(time + left, company);
        for (var day = company.Day(time); ; day = day.AddDays(1))
        {
            var end = company.Begin(day.AddDays(1));
            if (calendar.IsWorkday(day))
            {
                if (time + left <= end) return Local(time + left, company);
                left -= end - time;
            }
            time = end;
        }
    }

    private static DateTimeOffset Caught(DateTimeOffset received, LaneStandardSet standard, WorkCalendar? calendar, Company company)
    {
        if (standard.CutOff is not { } cutOff) return received;
        for (var day = company.Day(received); ; day = day.AddDays(1))
            if (calendar?.IsWorkday(day) is not false && company.At(day, cutOff) is var caught && caught >= received) return caught;
    }

    private static DateTimeOffset Local(DateTimeOffset time, Company company) => TimeZoneInfo.ConvertTime(time, company.Zone);
}
