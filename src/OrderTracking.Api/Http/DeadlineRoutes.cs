using OrderTracking.Api.Protocol;
using OrderTracking.Application.Deadlines;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reference;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;

namespace OrderTracking.Api.Http;

/// <summary>Deadlines of waybills: all of them, breaches with their fines, and the watch list.</summary>
internal static class DeadlineRoutes
{
    private static readonly Parameter<DeadlineRule?> Rule = Parameter.OneOf<DeadlineRule>("rule", "Only this standard.");
    private static readonly Parameter<string?> Station = Parameter.Text("station", "Only this responsible station.");
    private static readonly Parameter<DeadlineVerdict?> Verdict = Parameter.OneOf<DeadlineVerdict>("verdict", "Only this verdict.");
    private static readonly Parameter<BreachGrouping?> GroupBy =
        Parameter.OneOf<BreachGrouping>("groupBy", "Sums for each of these as well.");
    private static readonly Parameter<DateTimeOffset?> Until =
        Parameter.Time("until", "Due before this time; the end of the company's day by default.");
    private static readonly Parameter<string[]?> After = Parameters.After(3);

    public static void MapDeadlines(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Deadlines");
        Parameter[] filters = [Rule, Parameters.Account, Parameters.Lane, Station, Parameters.Waybill, Parameters.From, Parameters.To,
            Parameters.WaitFor, Parameters.AsOf];

        group.MapGet("/deadlines", List)
            .WithSummary("The deadlines of waybills, each with its verdict, in order of due time.")
            .Takes([.. filters, Verdict, Parameters.Limit, After]);
        group.MapGet("/breaches", Breaches)
            .WithSummary("Breaches: deadlines not kept, with their penalties, and withdrawn ones, in order of due time.")
            .Takes([.. filters, Parameters.Limit, After]);
        group.MapGet("/breaches/report", Report)
            .WithSummary("Breaches, withdrawn ones and penalties (proposed, confirmed, waived) by station, rule, account, lane or period.")
            .Takes([.. filters, GroupBy]);
        group.MapGet("/watchlist", Watch)
            .WithSummary("Freight that stands still, what is due today and not done, and the exceptions that are followed.")
            .Takes(Rule, Parameters.Account, Parameters.Lane, Station, Until, Parameters.Limit, After, Parameters.WaitFor, Parameters.AsOf);
    }

    private static DeadlineFilter Filter(Query query, Period due) => new(
        query.AccessScope, query.Get(Rule), query.Get(Parameters.Account) is { } account ? [account] : null, query.Get(Parameters.Lane),
        query.Get(Station), due, query.Get(Parameters.Waybill),
        query.Get(After) is { } after ? (PageCursor.Time(after[0]), after[1], after[2]) : null);

    private static string Cursor(DeadlineRow row) => PageCursor.Of(PageCursor.Part(row.DueAt), row.Waybill, row.Deadline);

    private static Task<ViewAnswer<Page<DeadlineItem>>> List(
        Query query, ViewAnswers views, IDeadlinesView deadlines, CompanyCalendar calendar, TimeProvider clock)
    {
        var (filter, verdict, limit) = (Filter(query, query.Days(calendar)), query.Get(Verdict), query.Get(Parameters.Limit));
        return views.Answer(query, async (position, cancellationToken) =>
        {
            var now = clock.OfQuestion();
            var rows = await deadlines.List(filter, verdict, now, limit + 1, cancellationToken);
            return Page.Of(rows, limit, Cursor).Select(row => DeadlineItem.Of(row, now)).At(position);
        });
    }

    private static Task<ViewAnswer<Page<BreachItem>>> Breaches(
        Query query, ViewAnswers views, IDeadlinesView deadlines, ReferenceDataCache data, CompanyCalendar calendar, TimeProvider clock)
    {
        var (filter, limit) = (Filter(query, query.Days(calendar)), query.Get(Parameters.Limit));
        return views.Answer(query, async (position, cancellationToken) =>
        {
            var (now, reference) = (clock.OfQuestion(), await data.OfQuestion(cancellationToken));
            var rows = await deadlines.Breaches(filter, now, limit + 1, cancellationToken);
            return Page.Of(rows, limit, breach => Cursor(breach.Row)).Select(breach => BreachItem.Of(breach, reference, now)).At(position);
        });
    }

    private static Task<ViewAnswer<BreachReport>> Report(
        Query query, ViewAnswers views, IDeadlinesView deadlines, ReferenceDataCache data, CompanyCalendar calendar, TimeProvider clock)
    {
        var (filter, grouping) = (Filter(query, query.Days(calendar)), query.Get(GroupBy));
        return views.Answer(query, async (position, cancellationToken) =>
        {
            var schedules = (await data.OfQuestion(cancellationToken)).Spans();
            var byTier = grouping == BreachGrouping.Tier;
            var counts = await deadlines.BreachReport(
                filter with { Branches = query.Branches }, byTier ? BreachGrouping.Account : grouping, schedules, clock.OfQuestion(),
                cancellationToken);
            if (byTier) counts = TierGroups.Sum(counts, query.Tiers);
            return new BreachReport(
                counts.Single(count => count.Key is null),
                grouping is null ? null : [.. BranchGroups.Of(counts, grouping == BreachGrouping.Branch, count => count.Key)],
                position.Position, position.LagMs);
        });
    }

    private static Task<ViewAnswer<WatchList>> Watch(
        Query query, ViewAnswers views, IDeadlinesView deadlines, IFollowUpQueries following, Company company, TimeProvider clock)
    {
        var (until, limit) = (query.Get(Until), query.Get(Parameters.Limit));
        var filter = Filter(query, default);
        return views.Answer(query, async (position, cancellationToken) =>
        {
            var now = clock.OfQuestion();
            var rules = filter.Rule is { } one ? [one] : Enum.GetValues<DeadlineRule>();
            var due = new Period(null, until ?? company.Begin(company.Day(now).AddDays(1)));
            var rows = await deadlines.Open(rules, filter with { Due = due }, limit + 1, cancellationToken);
            var page = Page.Of(rows, limit, Cursor);
            var exceptions = filter is { After: null, Rule: null }
                ? await following.FollowedExceptions(filter.Scope, filter.Accounts, filter.Lane, filter.Station, limit, cancellationToken)
                : null;
            return new WatchList(
                [.. page.Items.Select(row => WatchItem.Of(row, now))], page.Next,
                exceptions is null ? null : [.. exceptions.Select(row => FollowedException.Of(row, now))],
                position.Position, position.LagMs);
        });
    }
}
