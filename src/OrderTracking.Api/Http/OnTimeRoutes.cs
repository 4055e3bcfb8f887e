using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Api.Http;

/// <summary>The on-time rate (运送准时率), and the waybills behind its numerator and denominator.</summary>
internal static class OnTimeRoutes
{
    private static readonly Parameter<OnTimeClock?> Clock =
        Parameter.OneOf<OnTimeClock>("clock", "What stops the clock; signed by default.");
    private static readonly Parameter<OnTimeBasis?> Basis =
        Parameter.OneOf<OnTimeBasis>("basis", "gross, or accountable: without what is excused; gross by default.");
    private static readonly Parameter<FigureGrouping?> GroupBy = Parameters.GroupBy("A rate for each of these as well.");
    private static readonly Parameter<OnTimeVerdict?> Verdict = Parameter.OneOf<OnTimeVerdict>("verdict", "Only this verdict.");
    private static readonly Parameter<string[]?> After = Parameters.After(1);

    private static readonly Parameter[] Filters =
    [
        Parameters.From, Parameters.To, Parameters.Account, Parameters.Lane, Parameters.Station, Clock, Basis, Parameters.WaitFor,
        Parameters.AsOf,
    ];

    public static void MapOnTime(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Figures");
        group.MapGet("/on-time", Rate)
            .WithSummary("The on-time rate, with its definition and what it leaves out.")
            .Takes([.. Filters, GroupBy, Parameters.Compare]);
        group.MapGet("/on-time/waybills", Waybills)
            .WithSummary("The waybills behind the on-time rate, each with its verdict, in order of number.")
            .Takes([.. Filters, Verdict, Parameters.Limit, After]);
    }

    private static Task<ViewAnswer<RateAnswer>> Rate(Query query, ViewAnswers views, FigureReader figures, Definitions definitions)
    {
        var (scope, compared) = (query.Scope(GroupBy), query.Compared());
        var figure = new OnTimeFigure(query.Get(Clock) ?? OnTimeClock.Signed, query.Get(Basis) ?? OnTimeBasis.Gross);
        return views.Answer(query, async (position, cancellationToken) =>
        {
            var (total, groups) = FigureRoutes.Shapes(await figures.Rate(figure, scope, cancellationToken), figure, scope);
            ComparedAnswer<RateShape>? before = null;
            if (compared is { } with)
            {
                var earlier = scope with { From = with.From, To = with.To };
                var (itsTotal, itsGroups) = FigureRoutes.Shapes(await figures.Rate(figure, earlier, cancellationToken), figure, earlier);
                before = new(with.Months, with.From, with.To, itsTotal, itsGroups);
            }
            return new RateAnswer(definitions.Of(figure), total, groups, before, position.Position, position.LagMs);
        });
    }

    private static Task<ViewAnswer<Page<OnTimeItem>>> Waybills(
        Query query, ViewAnswers views, IOnTimeView view, CompanyCalendar calendar, TimeProvider clock)
    {
        var filter = new OnTimeFilter(query.AccessScope, query.Get(Parameters.Account), query.Get(Parameters.Lane), query.Days(calendar),
            query.Get(Clock) ?? OnTimeClock.Signed, query.Get(Basis) ?? OnTimeBasis.Gross, query.Get(Parameters.Station))
        {
            BranchStations = query.BranchStations,
        };
        var (verdict, limit, after) = (query.Get(Verdict), query.Get(Parameters.Limit), query.Get(After)?[0]);
        return views.Answer(query, async (position, cancellationToken) =>
        {
            var now = clock.OfQuestion();
            var rows = await view.Waybills(filter, verdict, now, after, limit + 1, cancellationToken);
            return Page.Of(rows, limit, row => PageCursor.Of(row.Waybill)).Select(row => new OnTimeItem(
                row.Waybill, OnTime.Verdict(row, filter.Clock, filter.Basis, now), row.Account, row.Lane, row.PromisedAt,
                row.SignedInFullAt, row.NoticeAt, row.ArrivedInFullAt)).At(position);
        });
    }
}
