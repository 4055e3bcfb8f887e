using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;

namespace OrderTracking.Api.Http;

/// <summary>Exceptions (异常): rows, and the report.</summary>
internal static class ExceptionRoutes
{
    private static readonly Parameter<ExceptionKind?> Kind = Parameter.OneOf<ExceptionKind>("kind", "Only this kind.");
    private static readonly Parameter<ExceptionCause?> Cause =
        Parameter.OneOf<ExceptionCause>("cause", "Only those resolved with this cause.");
    private static readonly Parameter<ExceptionStatus?> Status = Parameter.OneOf<ExceptionStatus>("status", "Only this status.");
    private static readonly Parameter<string?> Responsible = Parameter.Text("responsibleStation", "Only this responsible station.");
    private static readonly Parameter<ExceptionGrouping?> GroupBy =
        Parameter.OneOf<ExceptionGrouping>("groupBy", "Counts for each of these as well.");
    private static readonly Parameter<string[]?> After = Parameters.After(3);

    public static void MapExceptions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Exceptions");
        group.MapGet("/exceptions", List)
            .WithSummary("Exceptions, newest raised first.")
            .Takes(
                Parameters.Account, Parameters.Lane, Kind, Cause, Status, Responsible, Parameters.From, Parameters.To, Parameters.Waybill,
                Parameters.Limit, After, Parameters.WaitFor, Parameters.AsOf);
        group.MapGet("/exceptions/report", Report)
            .WithSummary("Exceptions and waybills with one, counted; and how many were reported back in time, within four hours as a rule.")
            .Takes(
                Parameters.Account, Parameters.Lane, Kind, Cause, Responsible, Parameters.From, Parameters.To, GroupBy,
                Parameters.Compare, Parameters.WaitFor, Parameters.AsOf);
    }

    private static ExceptionFilter Filter(Query query, CompanyCalendar calendar) => new(
        query.AccessScope, query.Get(Parameters.Account), query.Get(Parameters.Lane), query.Get(Kind), query.Get(Status),
        query.Get(Responsible), query.Days(calendar), query.Get(Parameters.Waybill),
        query.Get(After) is [var at, var waybill, var id] ? (PageCursor.Time(at), waybill, id) : null) { Cause = query.Get(Cause) };

    private static Task<ViewAnswer<Page<ExceptionRow>>> List(
        Query query, ViewAnswers views, IExceptionsView exceptions, CompanyCalendar calendar)
    {
        var (filter, limit) = (Filter(query, calendar), query.Get(Parameters.Limit));
        return views.Answer(query, async (position, cancellationToken) => Page.Of(
            await exceptions.List(filter, limit + 1, cancellationToken), limit,
            row => PageCursor.Of(PageCursor.Part(row.RaisedAt), row.Waybill, row.ExceptionId)).At(position));
    }

    private static Task<ViewAnswer<ExceptionReport>> Report(
        Query query, ViewAnswers views, IExceptionsView exceptions, Definitions definitions, CompanyCalendar calendar, TimeProvider clock)
    {
        var (filter, grouping, compared) = (Filter(query, calendar), query.Get(GroupBy), query.Compared());
        return views.Answer(query, async (position, cancellationToken) =>
        {
            var (total, groups) = await Read(filter);
            ComparedAnswer<ExceptionGroup>? before = null;
            if (compared is { } with)
            {
                var (earlier, itsGroups) = await Read(filter with { Raised = calendar.Days(with.From, with.To) });
                before = new(with.Months, with.From, with.To, earlier, itsGroups);
            }
            return new ExceptionReport(total, groups, before, definitions.ReportBackOfRaised, position.Position, position.LagMs);

            async Task<(ExceptionGroup Total, IReadOnlyList<ExceptionGroup>? Groups)> Read(ExceptionFilter of)
            {
                var byTier = grouping == ExceptionGrouping.Tier;
                var counts = await exceptions.Report(
                    of with { Branches = query.Branches }, byTier ? ExceptionGrouping.Account : grouping, calendar.Zone,
                    clock.OfQuestion(), cancellationToken);
                if (byTier) counts = TierGroups.Sum(counts, query.Tiers);
                return (Group(counts.Single(count => count.Key is null)),
                    grouping is null ? null
                    : [.. BranchGroups.Of(counts, grouping == ExceptionGrouping.Branch, count => count.Key).Select(Group)]);
            }
        });
    }

    private static ExceptionGroup Group(ExceptionCounts counts) => new(counts.Key, counts.Exceptions, counts.Waybills, PlainRate.Of(new(
        counts.Key, counts.Met, counts.Met + counts.Missed,
        new Dictionary<string, long> { ["open"] = counts.Open, ["recordedTooLate"] = counts.RecordedTooLate })));
}
