using System.Globalization;

namespace OrderTracking.Oracle;

/// <summary>The company's days, in its own time zone.</summary>
public sealed class Days(TimeZoneInfo zone)
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    public DateOnly Of(DateTimeOffset time) => DateOnly.FromDateTime(Local(time));

    /// <summary>
    /// The first instant at which the clocks have reached a time on a day, searched from the day before in steps of a quarter hour: clocks
    /// change at full quarters, and only full quarters are asked for.
    /// </summary>
    public DateTimeOffset At(DateOnly day, TimeOnly time)
    {
        var wanted = day.ToDateTime(time);
        var moment = new DateTimeOffset(wanted, TimeSpan.Zero).AddHours(-15);
        while (Local(moment) < wanted) moment += Step;
        return TimeZoneInfo.ConvertTime(moment, zone);
    }

    /// <summary>The name of the period that a day lies in.</summary>
    /// <param name="period">day, week, tenDays or month.</param>
    public static string Period(DateOnly day, string period) => period switch
    {
        "day" => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        "week" => $"{ISOWeek.GetYear(day.ToDateTime(default)):0000}-W{ISOWeek.GetWeekOfYear(day.ToDateTime(default)):00}",
        "tenDays" => $"{day.Year:0000}-{day.Month:00}-{(day.Day <= 10 ? 1 : day.Day <= 20 ? 2 : 3)}",
        "month" => $"{day.Year:0000}-{day.Month:00}",
        _ => throw new ArgumentOutOfRangeException(nameof(period)),
    };

    private DateTime Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, zone).DateTime;
}
