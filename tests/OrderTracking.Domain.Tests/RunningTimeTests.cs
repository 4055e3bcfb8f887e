using System.Globalization;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using Shouldly;
using Xunit;

namespace OrderTracking.Domain.Tests;

/// <summary>Workdays, cut-offs and running hours, by the company's clock.</summary>
public sealed class RunningTimeTests
{
    // National Day 2026: off from Thursday 1 to Wednesday 7 October; work is made up on Sunday 27 September and Saturday 10 October.
    private static readonly CalendarSet National = SampleReference.Calendar(
        "cn", [.. Enumerable.Range(1, 7).Select(day => new DateOnly(2026, 10, day))], [new(2026, 9, 27), new(2026, 10, 10)]);

    [Theory]
    [InlineData("2026-09-26", false)]
    [InlineData("2026-09-27", true)]
    [InlineData("2026-09-30", true)]
    [InlineData("2026-10-01", false)]
    [InlineData("2026-10-08", true)]
    [InlineData("2026-10-10", true)]
    [InlineData("2026-10-11", false)]
    public void a_day_is_a_workday_by_week_holidays_and_made_up_days(string day, bool isWorkday) =>
        new WorkCalendar(National).IsWorkday(DateOnly.Parse(day, CultureInfo.InvariantCulture)).ShouldBe(isWorkday);

    [Theory]
    [InlineData("2026-09-25", 0, "2026-09-25")]
    [InlineData("2026-09-25", 1, "2026-09-27")]
    [InlineData("2026-09-30", 1, "2026-10-08")]
    [InlineData("2026-09-30", 3, "2026-10-10")]
    [InlineData("2026-09-30", 4, "2026-10-12")]
    public void workdays_are_counted_after_the_day_itself(string day, int days, string expected) =>
        new WorkCalendar(National).AddWorkdays(DateOnly.Parse(day, CultureInfo.InvariantCulture), days)
            .ShouldBe(DateOnly.Parse(expected, CultureInfo.InvariantCulture));

    [Fact]
    public void a_weekend_is_what_the_calendar_says()
    {
        var friday = new WorkCalendar(SampleReference.Calendar("x", weekend: [DayOfWeek.Friday]));

        (friday.IsWorkday(new(2026, 11, 20)), friday.IsWorkday(new(2026, 11, 21))).ShouldBe((false, true));
    }

    [Theory]
    // No cut-off: from the reception.
    [InlineData("Asia/Shanghai", "2026-11-20T16:00:00+08:00", 48, null, null, "2026-11-22T16:00:00+08:00")]
    // Received before the cut-off, exactly at it, and after it, which counts from the next day's.
    [InlineData("Asia/Shanghai", "2026-11-20T16:00:00+08:00", 48, "17:00", null, "2026-11-22T17:00:00+08:00")]
    [InlineData("Asia/Shanghai", "2026-11-20T17:00:00+08:00", 48, "17:00", null, "2026-11-22T17:00:00+08:00")]
    [InlineData("Asia/Shanghai", "2026-11-20T17:00:01+08:00", 48, "17:00", null, "2026-11-23T17:00:00+08:00")]
    // The sender's offset does not matter: 23:30 UTC is the next morning in Shanghai.
    [InlineData("Asia/Shanghai", "2026-11-20T23:30:00+00:00", 24, "17:00", null, "2026-11-22T17:00:00+08:00")]
    // Friday after the cut-off: Monday's; the weekend does not count.
    [InlineData("Asia/Shanghai", "2026-11-20T18:00:00+08:00", 24, "17:00", "cn", "2026-11-24T17:00:00+08:00")]
    // Friday before the cut-off: 7 hours on Friday, the rest on Monday.
    [InlineData("Asia/Shanghai", "2026-11-20T16:00:00+08:00", 24, "17:00", "cn", "2026-11-23T17:00:00+08:00")]
    // Over National Day: from 30 September 17:00 7 hours, the rest from 8 October on, including the Saturday worked to make up.
    [InlineData("Asia/Shanghai", "2026-09-30T16:00:00+08:00", 60, "17:00", "cn", "2026-10-10T05:00:00+08:00")]
    // Received on a day off without a cut-off: the clock begins with the next workday.
    [InlineData("Asia/Shanghai", "2026-10-03T12:00:00+08:00", 10, null, "cn", "2026-10-08T10:00:00+08:00")]
    // A running time that ends with a workday is due at its end, not after the days off.
    [InlineData("Asia/Shanghai", "2026-11-20T00:00:00+08:00", 24, null, "cn", "2026-11-21T00:00:00+08:00")]
    // São Paulo: the company's evening, though it is the next day in UTC.
    [InlineData("America/Sao_Paulo", "2026-11-20T23:30:00Z", 24, "22:00", null, "2026-11-21T22:00:00-03:00")]
    [InlineData("America/Sao_Paulo", "2026-11-21T01:30:00Z", 24, "22:00", null, "2026-11-22T22:00:00-03:00")]
    // Until 2019 days in São Paulo could begin at 01:00: 4 November 2018 had no midnight.
    [InlineData("America/Sao_Paulo", "2018-11-03T20:00:00-03:00", 24, "00:00", null, "2018-11-05T01:00:00-02:00")]
    // Berlin puts the clocks forward on 29 March 2026: hours are elapsed hours.
    [InlineData("Europe/Berlin", "2026-03-28T12:00:00+01:00", 24, "17:00", null, "2026-03-29T18:00:00+02:00")]
    [InlineData("Europe/Berlin", "2026-03-28T18:00:00+01:00", 24, "17:00", null, "2026-03-30T17:00:00+02:00")]
    // A cut-off that a clock change skips is the first instant after the gap.
    [InlineData("Europe/Berlin", "2026-03-29T00:30:00+01:00", 1, "02:30", null, "2026-03-29T04:00:00+02:00")]
    // The clocks go back on 25 October 2026: that workday has 25 hours; 02:30 comes twice, and the first one is the cut-off.
    [InlineData("Europe/Berlin", "2026-10-24T12:00:00+02:00", 24, "17:00", null, "2026-10-25T16:00:00+01:00")]
    [InlineData("Europe/Berlin", "2026-10-25T00:30:00+02:00", 1, "02:30", null, "2026-10-25T02:30:00+01:00")]
    [InlineData("Europe/Berlin", "2026-10-25T02:45:00+01:00", 1, "02:30", null, "2026-10-26T03:30:00+01:00")]
    // The weekend of a clock change does not count, however many hours it has.
    [InlineData("Europe/Berlin", "2026-10-23T12:00:00+02:00", 24, "17:00", "cn", "2026-10-26T17:00:00+01:00")]
    public void goods_are_due_by_cut_off_hours_and_workdays(
        string zone, string received, int hours, string? cutOff, string? calendar, string due)
    {
        var company = new Company(TimeZoneInfo.FindSystemTimeZoneById(zone));
        var standard = SampleReference.Lane(hours, cutOff is null ? null : TimeOnly.Parse(cutOff, CultureInfo.InvariantCulture));

        var found = RunningTime.Due(
            DateTimeOffset.Parse(received, CultureInfo.InvariantCulture), standard, calendar is null ? null : new(National), company);

        found.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture).ShouldBe(due);
    }
}
