using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reference;
using OrderTracking.Dashboard.Filters;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;

namespace OrderTracking.Dashboard.Pages;

/// <summary>How an exception stands that somebody follows: first by its limit, then by what is still to do.</summary>
public enum FollowedState
{
    /// <summary>Not reported back, and the limit is past.</summary>
    Over,

    /// <summary>The limit is within the hour.</summary>
    Soon,

    Later,

    /// <summary>Reported back, not resolved.</summary>
    ReportedBack,

    /// <summary>Resolved; its waybill is not closed.</summary>
    Resolved,
}

/// <summary>How long ago an unresolved exception was raised.</summary>
public enum ExceptionAge { Day, ThreeDays, Week, Older }

/// <param name="Followed">Not resolved, or of a waybill that is not closed; the most urgent first.</param>
/// <param name="Total">Of what was raised in the period.</param>
/// <param name="Groups">Of what was raised in the period, by what was asked for; null where nothing was.</param>
/// <param name="Raised">Newest raised first.</param>
/// <param name="Position">The position of the views that all of it is at least at.</param>
public sealed record ExceptionsFound(
    DateTimeOffset At, DateOnly? From, DateOnly? To, IReadOnlyList<ExceptionRow> Followed, ExceptionCounts Total,
    IReadOnlyList<ExceptionCounts> ByKind, IReadOnlyList<ExceptionCounts> ByCause, IReadOnlyList<ExceptionCounts> ByStation,
    ExceptionGrouping? Grouping, IReadOnlyList<ExceptionCounts>? Groups,
    RowPage<ExceptionRow> Raised, long Position)
{
    public FollowedState StateOf(ExceptionRow row) => row.Status switch
    {
        ExceptionStatus.Resolved => FollowedState.Resolved,
        ExceptionStatus.ReportedBack => FollowedState.ReportedBack,
        _ => row.ReportBackDueAt < At ? FollowedState.Over
            : row.ReportBackDueAt < At.AddHours(1) ? FollowedState.Soon : FollowedState.Later,
    };

    public ExceptionAge AgeOf(ExceptionRow row) => (At - row.RaisedAt).TotalDays switch
    {
        < 1 => ExceptionAge.Day, < 3 => ExceptionAge.ThreeDays, < 7 => ExceptionAge.Week, _ => ExceptionAge.Older,
    };
}

/// <summary>
/// Reads exceptions: those that are followed, as the watch list has them, and those raised in a period, listed and counted.
/// </summary>
public sealed class ExceptionsReader(
    IExceptionsView exceptions, IFollowUpQueries following, ReferenceDataCache reference, CompanyCalendar calendar, Company company,
    IViewPosition position, TimeProvider clock)
{
    /// <summary>The most followed exceptions that are read.</summary>
    public const int Limit = 1_000;

    /// <returns>Null where the query cannot be read.</returns>
    public async Task<ExceptionsFound?> Read(PageQuery query, AccessScope scope, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (from, to) = query.DaysOrMonth(company.Day(now));
        var filter = new ExceptionFilter(
            scope, query.Text("account"), query.Text("lane"), query.OneOf<ExceptionKind>("kind"), null,
            query.Text("responsibleStation"), calendar.Days(from, to), null,
            query.Cursor(3) is [var at, var waybill, var id] ? (PageCursor.Time(at), waybill, id) : null)
        {
            Cause = query.OneOf<ExceptionCause>("cause"),
        };
        var grouping = query.OneOf<ExceptionGrouping>("groupBy");
        if (query.Fault is not null) return null;
        var reached = await position.Now(cancellationToken);
        // Concurrently, because a reader waits for all of them.
        var followed = following.FollowedExceptions(
            scope, filter.Account is { } account ? [account] : null, filter.Lane, filter.ResponsibleStation, Limit, cancellationToken);
        var byKind = Report(ExceptionGrouping.Kind);
        var byCause = Report(ExceptionGrouping.Cause);
        var byStation = Report(ExceptionGrouping.ResponsibleStation);
        var groups = grouping is { } asked ? Grouped(asked) : Task.FromResult<IReadOnlyList<ExceptionCounts>>([]);
        var raised = exceptions.List(filter, RowPage.Limit + 1, cancellationToken);
        await Task.WhenAll(followed, byKind, byCause, byStation, groups, raised);
        return new(
            now, from, to,
            [
                .. (await followed).Where(row =>
                    (filter.Kind is null || filter.Kind == row.Kind) && (filter.Cause is null || filter.Cause == row.Cause)),
            ],
            (await byKind).Single(count => count.Key is null), Groups(await byKind), Groups(await byCause), Groups(await byStation),
            grouping, grouping is null ? null : await groups,
            RowPage.Of(await raised, row => PageCursor.Of(PageCursor.Part(row.RaisedAt), row.Waybill, row.ExceptionId)), reached.Position);

        // As the report over HTTP groups them.
        async Task<IReadOnlyList<ExceptionCounts>> Grouped(ExceptionGrouping by)
        {
            var (byTier, snapshot) = (by == ExceptionGrouping.Tier, await reference.Now(cancellationToken));
            var counts = await exceptions.Report(
                filter with { Branches = snapshot.Branches(now) }, byTier ? ExceptionGrouping.Account : by, calendar.Zone, now,
                cancellationToken);
            if (byTier) counts = TierGroups.Sum(counts, snapshot.Tiers(now));
            return [.. BranchGroups.Of(counts, by == ExceptionGrouping.Branch, count => count.Key)];
        }

        Task<IReadOnlyList<ExceptionCounts>> Report(ExceptionGrouping by) =>
            exceptions.Report(filter, by, calendar.Zone, now, cancellationToken);
    }

    private static IReadOnlyList<ExceptionCounts> Groups(IEnumerable<ExceptionCounts> counts) =>
        [.. counts.Where(count => count.Key is not null).OrderByDescending(count => count.Exceptions)];
}
