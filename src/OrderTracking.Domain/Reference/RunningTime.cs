namespace OrderTracking.Domain.Reference;

/// <summary>既定运行时间: by when goods are to be at the destination, by a lane's standard.</summary>
public static class RunningTime
{
    /// <summary>
    /// The goods are caught by the first cut-off at or after their reception, on a workday; from there the hours run, elapsed hours,
    /// whatever the clocks are put to. On days of the company that are no workdays time stands still.
    /// </summary>
    /// <param name="calendar">Null where every day counts.</param>
    /// <returns>With the company's offset.</returns>
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
