using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Domain.Deadlines;

/// <summary>The days that a report covers.</summary>
/// <param name="To">The day after the last.</param>
public readonly record struct ReportPeriod(ReportKind Kind, DateOnly From, DateOnly To)
{
    /// <summary>
    /// Time of day at which a report is due on its due day: by the handbook of the weekly and of the analysis on the 2nd, by default of the
    /// others.
    /// </summary>
    public static readonly TimeOnly DueTime = new(16, 0);

    /// <summary>The period that begins on a day: a day, a week from Monday, or a month. Null when none does.</summary>
    public static ReportPeriod? Beginning(ReportKind kind, DateOnly day) =>
        Of(kind, day) is var period && period.From == day ? period : null;

    /// <summary>The period that contains a day.</summary>
    public static ReportPeriod Of(ReportKind kind, DateOnly day)
    {
        var from = kind switch
        {
            ReportKind.DailyExceptions => day,
            ReportKind.WeeklyAccount => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            ReportKind.MonthlyAccount or ReportKind.MonthlyArchive => new DateOnly(day.Year, day.Month, 1),
            _ when kind.IsOfDepartment() => new DateOnly(day.Year, day.Month, 1),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        return new(kind, from, kind switch
        {
            ReportKind.DailyExceptions => from.AddDays(1),
            ReportKind.WeeklyAccount => from.AddDays(7),
            _ => from.AddMonths(1),
        });
    }

    public ReportPeriod Next() => Of(Kind, To);

    /// <summary>
    /// When the report is due: a weekly one on the Monday after it; of the next month the analysis on the 2nd, for ordinary accounts on the
    /// 5th, the archive report on the 5th, those of the department on the 10th; on the next workday where that is none. Null for the daily
    /// sheet, which has no due time.
    /// </summary>
    /// <param name="workdays">The company's; null where every day counts as one.</param>
    /// <param name="reportsDueAt">The company's time of day for what is due on the 5th and the 10th; null for the default.</param>
    public DateTimeOffset? DueAt(AccountTier? tier, Company company, WorkCalendar? workdays = null, TimeOnly? reportsDueAt = null)
    {
        int? daysAfter = Kind switch
        {
            ReportKind.WeeklyAccount => 0,
            ReportKind.MonthlyAccount => tier is AccountTier.Project or AccountTier.Key ? 1 : 4,
            ReportKind.MonthlyArchive => 4,
            _ when Kind.IsOfDepartment() => 9,
            _ => null,
        };
        if (daysAfter is not { } days) return null;
        var day = To.AddDays(days);
        return company.At(workdays?.WorkdayFrom(day) ?? day, days < 4 ? DueTime : reportsDueAt ?? DueTime);
    }
}

public static class ReportNames
{
    /// <summary>The name used in URLs.</summary>
    public static string Wire(this ReportKind kind) => kind switch
    {
        ReportKind.DailyExceptions => "daily-exceptions",
        ReportKind.WeeklyAccount => "weekly-account",
        ReportKind.MonthlyAccount => "monthly-account",
        ReportKind.MonthlyArchive => "monthly-archive",
        ReportKind.MonthlyDepartment => "monthly-department",
        ReportKind.MonthlyClaims => "monthly-claims",
        ReportKind.MonthlyComplaints => "monthly-complaints",
        ReportKind.MonthlyGroup => "monthly-group",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
