using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Domain.Cases;

/// <summary>What the company had set for its cases at a time, and the workdays by which their steps are due.</summary>
public sealed class CaseStandards
{
    private static readonly WorkCalendar Ordinary = new(new("") { OccurredAt = default, Station = "", By = "" });

    private static readonly IReadOnlyList<TimeOnly> OrdinaryShifts = [new(8, 0), new(20, 0)];

    private readonly Company company;
    private readonly WorkCalendar calendar;

    private CaseStandards(CompanySet? set, WorkCalendar calendar, Company company) =>
        (Set, this.calendar, this.company) = (set, calendar, company);

    /// <summary>Null where nothing was set: then the defaults hold.</summary>
    public CompanySet? Set { get; }

    public static CaseStandards At(ReferenceSnapshot reference, DateTimeOffset time, Company company)
    {
        var set = reference.CompanyInForce(time)?.Event;
        var calendar = set?.Calendar is { } named ? reference.Calendar(named)?.Event : null;
        return new(set, calendar is null ? Ordinary : new(calendar), company);
    }

    /// <summary>The end of the n-th workday after the day of a time.</summary>
    public DateTimeOffset Workdays(DateTimeOffset from, int days) =>
        company.Begin(calendar.AddWorkdays(company.Day(from), days).AddDays(1));

    /// <summary>The end of the day that is so many months after the day of a time.</summary>
    public DateTimeOffset Months(DateTimeOffset from, int months) => company.Begin(company.Day(from).AddMonths(months).AddDays(1));

    /// <summary>The start of the shift after the one of a time.</summary>
    public DateTimeOffset NextShift(DateTimeOffset after)
    {
        var starts = (Set?.Shifts ?? OrdinaryShifts).Order().ToList();
        for (var day = company.Day(after); ; day = day.AddDays(1))
            foreach (var start in starts)
                if (company.At(day, start) is var at && at > after) return at;
    }

    /// <summary>The end of the n-th day after the day of a time.</summary>
    public DateTimeOffset Days(DateTimeOffset from, int days) => company.Begin(company.Day(from).AddDays(days + 1));
}
