using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reference;
using OrderTracking.Dashboard.Filters;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;

namespace OrderTracking.Dashboard.Pages;

/// <param name="UnderWay">How many are where, of those that are awaited or not with the customer yet.</param>
/// <param name="Chase">Overdue, rejected or lost; the longest overdue first.</param>
/// <param name="Groups">By what was asked for, each with its part of the scope; null where nothing was.</param>
/// <param name="Branches">Those that there are.</param>
/// <param name="Rows">Those that are asked for, in order of number.</param>
/// <param name="Position">The position of the views that all of it is at least at.</param>
public sealed record ReceiptsFound(
    ReceiptCounts Counts, FigureGrouping? Grouping, IReadOnlyList<(FigureScope Scope, ReceiptCounts Counts)>? Groups,
    IReadOnlyCollection<string> Branches, IReadOnlyDictionary<ReceiptStatus, long> UnderWay, IReadOnlyList<ReceiptRow> Chase,
    RowPage<ReceiptRow> Rows, long Position);

/// <summary>Reads where receipts are: the figures of the API's report, the chase list of the worklist, and the rows behind both.</summary>
public sealed class ReceiptsReader(
    FigureReader figures, IReceiptsView receipts, IFollowUpQueries following, ReferenceDataCache reference, CompanyCalendar calendar,
    IViewPosition position, TimeProvider clock)
{
    /// <summary>The most receipts to chase that are read.</summary>
    public const int Limit = 1_000;

    /// <returns>Null where the query cannot be read.</returns>
    public async Task<ReceiptsFound?> Read(PageQuery query, AccessScope scope, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (from, to) = query.Days();
        var (account, lane, station) = (query.Text("account"), query.Text("lane"), query.Text("station"));
        var (status, age, verdict) =
            (query.OneOf<ReceiptStatus>("status"), query.Number("age", Receipts.AgeBounds.Count), query.OneOf<ReceiptVerdict>("verdict"));
        // Without a choice, those that are not back.
        if (status is null && verdict is null) verdict = ReceiptVerdict.Outstanding;
        var closed = calendar.Days(from, to);
        var (grouping, branch, cursor) = (query.OneOf<FigureGrouping>("groupBy"), query.Text("branch"), query.Cursor(1)?[0]);
        if (query.Fault is not null) return null;
        var snapshot = await reference.Now(cancellationToken);
        var branches = snapshot.Branches(now);
        var figureScope = new FigureScope(scope, account, lane, station, from, to, grouping)
        {
            Branch = branch, Branches = branches, Tiers = snapshot.Tiers(now),
        };
        var filter = new ReceiptFilter(
            scope, account, lane, status, closed, null, cursor, station, verdict is { } side ? (side, now) : null)
        {
            BranchStations = figureScope.BranchStations,
        };
        var reached = await position.Now(cancellationToken);
        // Concurrently, because a reader waits for all of them.
        var counts = figures.Receipts(figureScope, cancellationToken);
        var underWay = receipts.UnderWay(filter, cancellationToken);
        var chase = following.ReceiptsToChase(scope, account is null ? null : [account], now, Limit, cancellationToken);
        var listed = receipts.List(
            age is { } wanted ? filter with { Closed = Within(closed, wanted, now) } : filter, RowPage.Limit + 1, cancellationToken);
        await Task.WhenAll(counts, underWay, chase, listed);
        var page = RowPage.Of(await listed, row => PageCursor.Of(row.Waybill));
        return new(
            (await counts).Total, grouping,
            (await counts).Groups?.Select(group => (PeriodKeys.Of(figureScope, group.Key!), group)).ToList(),
            [.. branches.Values.Distinct().Order(StringComparer.Ordinal)], await underWay,
            [
                .. (await chase).Where(row => (lane ?? row.Lane) == row.Lane && (station ?? row.Destination) == row.Destination
                    && figureScope.BranchStations?.Contains(row.Destination) is not false),
            ],
            // What is lost has no age.
            age is null ? page : page with { Rows = [.. page.Rows.Where(row => row.Status != ReceiptStatus.Lost)] }, reached.Position);
    }

    // The closings of receipts of an age class, of those of a period. An age is in whole days, so a class ends a day after its bound.
    private static Period Within(Period closed, int age, DateTimeOffset now)
    {
        DateTimeOffset? from = age < Receipts.AgeBounds.Count ? now.AddDays(-Receipts.AgeBounds[age] - 1) : null;
        DateTimeOffset? to = age > 0 ? now.AddDays(-Receipts.AgeBounds[age - 1] - 1) : null;
        return new(closed.From > from || from is null ? closed.From : from, closed.To < to || to is null ? closed.To : to);
    }
}
