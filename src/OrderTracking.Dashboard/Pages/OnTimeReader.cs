using System.Globalization;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reference;
using OrderTracking.Dashboard.Filters;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;

namespace OrderTracking.Dashboard.Pages;

/// <summary>The on-time rates of a period.</summary>
/// <param name="Gross">Every late waybill counts.</param>
/// <param name="Accountable">Without those that are excused.</param>
public sealed record OnTimeRates(FigureScope Scope, Rate Gross, Rate Accountable);

/// <param name="Before">The same period 1, 2 and 3 months before; empty where the period has no end or no beginning.</param>
/// <param name="Weeks">Of the last weeks, each under its key.</param>
/// <param name="Lanes">The gross rate of each lane.</param>
/// <param name="Groups">By what was asked for; null where nothing was.</param>
/// <param name="Branches">Those that there are.</param>
/// <param name="Waybills">The waybills behind the rate that are asked for, in order of number.</param>
/// <param name="Position">The position of the views that all of it is at least at.</param>
public sealed record OnTimeFound(
    OnTimeClock Clock, OnTimeRates Period, IReadOnlyList<OnTimeRates> Before, IReadOnlyList<OnTimeRates> Weeks,
    IReadOnlyList<OnTimeRates> Months, IReadOnlyList<Rate> Lanes, FigureGrouping? Grouping, IReadOnlyList<OnTimeRates>? Groups,
    IReadOnlyCollection<string> Branches, OnTimeBasis Basis, OnTimeVerdict Verdict, RowPage<OnTimeRow> Waybills,
    long Position);

/// <summary>Reads the on-time rates: the same figures and waybills as the API answers.</summary>
public sealed class OnTimeReader(
    FigureReader figures, IOnTimeView view, ReferenceDataCache reference, CompanyCalendar calendar, Company company, IViewPosition position,
    TimeProvider clock)
{
    private const int Weeks = 13, Months = 12, MonthsBefore = 3;

    /// <returns>Null where the query cannot be read.</returns>
    public async Task<OnTimeFound?> Read(PageQuery query, AccessScope access, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var today = company.Day(now);
        var ((from, to), tier) = (query.DaysOrMonth(today), query.OneOf<AccountTier>("tier"));
        var scope = new FigureScope(access, query.Text("account"), query.Text("lane"), query.Text("station"), from, to) { Tier = tier };
        var stop = query.OneOf<OnTimeClock>("clock") ?? OnTimeClock.Signed;
        var basis = query.OneOf<OnTimeBasis>("basis") ?? OnTimeBasis.Gross;
        var (verdict, after) = (query.OneOf<OnTimeVerdict>("verdict") ?? OnTimeVerdict.Late, query.Cursor(1)?[0]);
        var grouping = query.OneOf<FigureGrouping>("groupBy");
        var branch = query.Text("branch");
        if (query.Fault is not null) return null;
        var snapshot = await reference.Now(cancellationToken);
        var (tiers, branches) = (snapshot.Tiers(now), snapshot.Branches(now));
        scope = scope with { Branch = branch, Branches = branches, Tiers = tiers };
        if (tier is { } one) scope = scope with { AccessScope = access.Within(one, tiers) };
        var past = to ?? today.AddDays(1);
        var monday = past.AddDays(-1 - (((int)past.AddDays(-1).DayOfWeek + 6) % 7) - (7 * (Weeks - 1)));
        var month = new DateOnly(past.AddDays(-1).Year, past.AddDays(-1).Month, 1).AddMonths(1 - Months);
        var reached = await position.Now(cancellationToken);
        // Concurrently, because a reader waits for all of them.
        var period = Rates(scope);
        var before = from is { } first && to is { } end ? Enumerable.Range(1, MonthsBefore).Select(months =>
        {
            var days = Comparison.Before(first, end, months);
            return Rates(scope with { From = days.From, To = days.To });
        }).ToList() : [];
        var weeks = Groups(scope with { From = monday, To = past, Grouping = FigureGrouping.Week },
            Enumerable.Range(0, Weeks).Select(week => WeekKey(monday.AddDays(7 * week))));
        var months = Groups(scope with { From = month, To = past, Grouping = FigureGrouping.Month },
            Enumerable.Range(0, Months).Select(i => month.AddMonths(i).ToString("yyyy-MM", CultureInfo.InvariantCulture)));
        var lanes = figures.OnTimeRates(stop, scope with { Grouping = FigureGrouping.Lane }, cancellationToken);
        var groups = grouping is null ? null : figures.OnTimeRates(stop, scope with { Grouping = grouping }, cancellationToken);
        var behind = view.Waybills(
            new(scope.AccessScope, scope.Account, scope.Lane, calendar.Days(from, to), stop, basis, scope.Station)
            {
                BranchStations = scope.BranchStations,
            },
            verdict, now, after, RowPage.Limit + 1, cancellationToken);
        await Task.WhenAll([period, .. before, weeks, months, lanes, behind]);
        return new(
            stop, await period, await Task.WhenAll(before), await weeks, await months, (await lanes).Gross.Groups!, grouping,
            groups is null ? null : Paired(scope with { Grouping = grouping }, await groups),
            [.. branches.Values.Distinct().Order(StringComparer.Ordinal)], basis, verdict,
            RowPage.Of(await behind, row => PageCursor.Of(row.Waybill)), reached.Position);

        async Task<OnTimeRates> Rates(FigureScope of)
        {
            var (gross, accountable) = await figures.OnTimeRates(stop, of, cancellationToken);
            return new(of, gross.Total, accountable.Total);
        }

        // Periods without a waybill have no group, and a place in the trend nevertheless.
        async Task<IReadOnlyList<OnTimeRates>> Groups(FigureScope of, IEnumerable<string> keys)
        {
            var rates = await figures.OnTimeRates(stop, of, cancellationToken);
            var gross = rates.Gross.Groups!.ToDictionary(rate => rate.Key!);
            var accountable = rates.Accountable.Groups!.ToDictionary(rate => rate.Key!);
            return
            [
                .. keys.Select(key => new OnTimeRates(
                    PeriodKeys.Of(of, key), gross.GetValueOrDefault(key) ?? None(key), accountable.GetValueOrDefault(key) ?? None(key))),
            ];
        }
    }

    private static List<OnTimeRates> Paired(FigureScope scope, (FigureTable<Rate> Gross, FigureTable<Rate> Accountable) rates) =>
    [
        .. rates.Gross.Groups!.Zip(rates.Accountable.Groups!,
            (gross, accountable) => new OnTimeRates(PeriodKeys.Of(scope, gross.Key!), gross, accountable)),
    ];

    private static Rate None(string key) => new(key, 0, 0, new Dictionary<string, long>());

    private static string WeekKey(DateOnly monday)
    {
        var day = monday.ToDateTime(TimeOnly.MinValue);
        return string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(day):0000}-W{ISOWeek.GetWeekOfYear(day):00}");
    }
}
