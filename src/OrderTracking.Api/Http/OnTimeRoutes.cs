using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Api.Http;

/// <summary>The on-time rate (运送准时率), and the waybills behind its numerator and denominator.</summary>
internal static class OnTimeRoutes
{
    private static readonly Parameter[] Filters =
    [
        ViewAnswers.From, ViewAnswers.To, ViewAnswers.Account, ViewAnswers.Lane, ViewAnswers.Station,
        Parameter.ListOf<OnTimeClock>("clock", "What stops the clock; signed by default."),
        Parameter.ListOf<OnTimeBasis>("basis", "gross, or accountable: without what is excused; gross by default."), ViewAnswers.WaitFor,
    ];

    public static void MapOnTime(this IEndpointRouteBuilder routes)
    {
        var onTime = routes.ServiceProvider.GetRequiredService<IOnTimeView>();
        var figures = routes.ServiceProvider.GetRequiredService<FigureReader>();
        var definitions = routes.ServiceProvider.GetRequiredService<Definitions>();
        var calendar = routes.ServiceProvider.GetRequiredService<CompanyCalendar>();
        var clock = routes.ServiceProvider.GetRequiredService<TimeProvider>();
        routes.MapView("/v1/on-time", query => Rate(query, figures, definitions))
            .WithSummary("The on-time rate, with its definition and what it leaves out.")
            .Takes([.. Filters, Parameter.ListOf<FigureGrouping>("groupBy", "A rate for each of these as well."), ViewAnswers.Compare])
            .Answers(200, typeof(RateAnswer), 400);
        routes.MapView("/v1/on-time/waybills", query => Waybills(query, onTime, calendar, clock))
            .WithSummary("The waybills behind the on-time rate, each with its verdict, in order of number.")
            .Takes([.. Filters, Parameter.ListOf<OnTimeVerdict>("verdict", "Only this verdict."), ViewAnswers.Limit, ViewAnswers.After])
            .Answers(200, typeof(Page<OnTimeItem>), 400);
    }

    private static OnTimeClock Clock(Query query) => query.OneOf<OnTimeClock>("clock") ?? OnTimeClock.Signed;

    private static OnTimeBasis Basis(Query query) => query.OneOf<OnTimeBasis>("basis") ?? OnTimeBasis.Gross;

    private static Func<ViewPosition, CancellationToken, Task<object>> Rate(Query query, FigureReader figures, Definitions definitions)
    {
        var (scope, compared, figure) = (query.Scope(), query.Compared(), new OnTimeFigure(Clock(query), Basis(query)));
        return async (position, cancellationToken) =>
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
        };
    }

    private static Func<ViewPosition, CancellationToken, Task<object>> Waybills(
        Query query, IOnTimeView view, CompanyCalendar calendar, TimeProvider clock)
    {
        var filter = new OnTimeFilter(query.AccessScope, query.Text("account"), query.Text("lane"), query.Days(calendar), Clock(query),
            Basis(query), query.Text("station"));
        var (verdict, limit, after) = (query.OneOf<OnTimeVerdict>("verdict"), query.Limit(), query.After(1)?[0]);
        return async (position, cancellationToken) =>
        {
            var now = clock.GetUtcNow();
            var rows = await view.Waybills(filter, verdict, now, after, limit + 1, cancellationToken);
            var items = rows.Select(row => new OnTimeItem(
                row.Waybill, OnTime.Verdict(row, filter.Clock, filter.Basis, now), row.Account, row.Lane, row.PromisedAt,
                row.SignedInFullAt, row.ArrivedInFullAt)).ToList();
            return ViewAnswers.PageOf(items, limit, position, item => Query.Cursor(item.Waybill));
        };
    }
}

public sealed record OnTimeItem(
    string Waybill, OnTimeVerdict Verdict, string Account, string Lane, DateTimeOffset? PromisedAt, DateTimeOffset? SignedInFullAt,
    DateTimeOffset? ArrivedInFullAt);
