using OrderTracking.Application.Access;
using OrderTracking.Application.Deadlines;
using OrderTracking.Application.LoadingLists;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Dashboard.Filters;
using OrderTracking.Domain;

namespace OrderTracking.Dashboard.Pages;

/// <param name="Plans">The plans of the day against what was loaded, in order of due time.</param>
/// <param name="Lists">The loading lists of the day.</param>
/// <param name="Position">The position of the views that all of it is at least at.</param>
public sealed record LoadingFound(
    DateOnly Day, IReadOnlyList<LoadingItem> Plans, RowPage<LoadingList> Lists, LoadingVerdict? Verdict, long Position);

/// <summary>Reads a day's plans and loading lists, and single lists, as the API answers them.</summary>
public sealed class LoadingReader(
    Worklists worklists, ILoadingListsView lists, Company company, IViewPosition position, TimeProvider clock)
{
    /// <summary>The most plans that are read.</summary>
    public const int Limit = 1_000;

    /// <returns>Null where the query cannot be read.</returns>
    public async Task<LoadingFound?> Read(PageQuery query, AccessScope scope, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (day, verdict) = (query.Day("date") ?? company.Day(now), query.OneOf<LoadingVerdict>("verdict"));
        var (account, station) = (query.Text("account"), query.Text("station"));
        var filter = new LoadingListFilter(scope, account, station, day, day.AddDays(1),
            query.Cursor(2) is [var after, var number] ? (PageCursor.Day(after), number) : null);
        if (query.Fault is not null) return null;
        var reached = await position.Now(cancellationToken);
        var plans = worklists.Loading(scope, day, account is null ? null : [account], station, now, Limit, cancellationToken);
        var page = RowPage.Of(await lists.Numbers(filter, RowPage.Limit + 1, cancellationToken),
            list => PageCursor.Of(PageCursor.Part(list.Day), list.Number));
        var rows = (await lists.Lines(scope, [.. page.Rows.Select(list => list.Number)], cancellationToken))
            .ToLookup(row => row.LoadingList);
        return new(
            day, await plans, new([.. page.Rows.Select(list => LoadingList.Of([.. rows[list.Number]]))], page.Next), verdict,
            reached.Position);
    }

    /// <summary>A list with those of its waybills that are in the scope; null where there is none.</summary>
    public async Task<(LoadingList List, long Position)?> Find(string number, AccessScope scope, CancellationToken cancellationToken)
    {
        if (number.Contains('\0', StringComparison.Ordinal)) return null;
        var reached = await position.Now(cancellationToken);
        var rows = await lists.Lines(scope, [number], cancellationToken);
        return rows.Count == 0 ? null : (LoadingList.Of(rows), reached.Position);
    }
}
