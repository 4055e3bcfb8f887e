using OrderTracking.Domain.Reference;

namespace OrderTracking.Domain.Deadlines;

/// <summary>The days that a report is of.</summary>
/// <param name="To">The day after the last.</param>
public readonly record struct ReportPeriod(ReportKind Kind, DateOnly From, DateOnly To)
{
    /// <summary>16:00 of the day on which a report is due.</summary>
    public static readonly TimeOnly DueTime = new(16, 0);

    /// <summary>The period that begins on a day, if one does: a day, a week from Monday on, a month.</summary>
    public static ReportPeriod? Beginning(ReportKind kind, DateOnly day) => Of(kind, day) is var period && period.From == day ? period : null;

    /// <summary>The period that a day belongs to.</summary>
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
    /// When the report is to be handed out: of a week on the Monday after it, of a month on the 2nd, for ordinary accounts on the
    /// 5th. The daily sheet goes along with the day's work and has no such time.
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
    /// <summary>As it is called in addresses.</summary>
    public static string Wire(this ReportKind kind) => kind switch
    {
        ReportKind.DailyExceptions => "daily-exceptions",
        ReportKind.WeeklyAccount => "weekly-account",
        ReportKind.MonthlyAccount => "monthly-account",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
