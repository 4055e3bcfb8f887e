using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Deadlines;

/// <summary>The days that a report covers.</summary>
/// <param name="To">The day after the last.</param>
public readonly record struct ReportPeriod(ReportKind Kind, DateOnly From, DateOnly To)
{
    /// <summary>Time of day at which a report is due on its due day.</summary>
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
            ReportKind.MonthlyAccount => new DateOnly(day.Year, day.Month, 1),
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
    /// When the report is due: a weekly one on the Monday after it, a monthly one on the 2nd of the next month, for ordinary accounts on
    /// the 5th. Null for the daily sheet, which has no due time.
    /// </summary>
    public DateTimeOffset? DueAt(AccountTier? tier, Company company) => Kind switch
    {
        ReportKind.WeeklyAccount => company.At(To, DueTime),
        ReportKind.MonthlyAccount => company.At(To.AddDays(tier is AccountTier.Project or AccountTier.Key ? 1 : 4), DueTime),
        _ => null,
    };
}

public static class ReportKinds
{
    /// <summary>The name used in URLs.</summary>
    public static string Wire(this ReportKind kind) => kind switch
    {
        ReportKind.DailyExceptions => "daily-exceptions",
        ReportKind.WeeklyAccount => "weekly-account",
        ReportKind.MonthlyAccount => "monthly-account",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
