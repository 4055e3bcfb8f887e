using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Api.Http;

/// <summary>运送准时率: the on-time rate, and the waybills on either side of it.</summary>
internal static class OnTimeRoutes
{
    private static readonly Parameter[] Filters =
    [
        ViewAnswers.From, ViewAnswers.To, ViewAnswers.Account, ViewAnswers.Lane, Parameter.ListOf<OnTimeClock>("clock", "What stops the clock; signed unless told."),
        Parameter.ListOf<OnTimeBasis>("basis", "gross, or accountable: without what is excused; gross unless told."), ViewAnswers.WaitFor,
    ];

    public static void MapOnTime(this IEndpointRouteBuilder routes)
    {
        var onTime = routes.ServiceProvider.GetRequiredService<IOnTimeView>();
        var calendar = routes.ServiceProvider.GetRequiredService<CompanyCalendar>();
        var clock = routes.ServiceProvider.GetRequiredService<TimeProvider>();
        routes.MapView("/v1/on-time", query => Rate(query, onTime, calendar, clock))
            .WithSummary("The on-time rate, with its definition and what it leaves out.")
            .Takes([.. Filters, Parameter.ListOf<OnTimeGrouping>("groupBy", "A rate for each of these as well.")])
            .Answers(200, typeof(RateAnswer), 400);
        routes.MapView("/v1/on-time/waybills", query => Waybills(query, onTime, calendar, clock))
            .WithSummary("The waybills behind the on-time rate, each with its verdict, in order of number.")
            .Takes([.. Filters, Parameter.ListOf<OnTimeVerdict>("verdict", "Of this verdict alone."), ViewAnswers.Limit, ViewAnswers.After])
            .Answers(200, typeof(Page<OnTimeItem>), 400);
    }

    private static OnTimeFilter Filter(Query query, CompanyCalendar calendar) => new(
        query.Text("account"), query.Text("lane"), query.Days(calendar), query.OneOf<OnTimeClock>("clock") ?? OnTimeClock.Signed,
        query.OneOf<OnTimeBasis>("basis") ?? OnTimeBasis.Gross);

    private static Func<ViewPosition, CancellationToken, Task<object>> Rate(Query query, IOnTimeView view, CompanyCalendar calendar, TimeProvider clock)
    {
        var (filter, grouping) = (Filter(query, calendar), query.OneOf<OnTimeGrouping>("groupBy"));
        var (from, to) = (query.Text("from"), query.Text("to"));
        return async (position, cancellation) =>
        {
            var counts = await view.Count(filter, grouping, calendar.Zone, clock.GetUtcNow(), cancellation);
            var definition = OnTime.Definition(filter.Clock, filter.Basis, calendar.Zone);
            return new RateAnswer(
                definition, Shape(counts, null, filter.Account, filter.Lane),
                grouping is null ? null : [.. counts.Where(count => count.Key is not null).GroupBy(count => count.Key!).Select(Group)],
                position.Position, position.LagMs);

            RateShape Group(IGrouping<string, OnTimeCount> group) => Shape(
                group, group.Key, grouping == OnTimeGrouping.Account ? group.Key : filter.Account, grouping == OnTimeGrouping.Lane ? group.Key : filter.Lane);

            RateShape Shape(IEnumerable<OnTimeCount> some, string? key, string? account, string? lane) => RateShape.Of(
                OnTime.RateOf(key ?? "", definition, some.Select(count => (count.Verdict, count.Waybills))), key, Link(filter, from, to, account, lane), "onTime", "late");
        };
    }

    private static string Link(OnTimeFilter filter, string? from, string? to, string? account, string? lane)
    {
        (string Name, string? Value)[] given =
        [
            ("from", from), ("to", to), ("account", account), ("lane", lane), ("clock", Json.Name(filter.Clock)), ("basis", Json.Name(filter.Basis)),
        ];
        return "/v1/on-time/waybills?" + string.Concat(given.Where(item => item.Value is not null).Select(item => $"{item.Name}={Uri.EscapeDataString(item.Value!)}&")) + "verdict=";
    }

    private static Func<ViewPosition, CancellationToken, Task<object>> Waybills(Query query, IOnTimeView view, CompanyCalendar calendar, TimeProvider clock)
    {
        var (filter, verdict, limit, after) = (Filter(query, calendar), query.OneOf<OnTimeVerdict>("verdict"), query.Limit(), query.After(1)?[0]);
        return async (position, cancellation) =>
        {
            var now = clock.GetUtcNow();
            var rows = await view.Waybills(filter, verdict, now, after, limit + 1, cancellation);
            var items = rows.Select(row => new OnTimeItem(
                row.Waybill, OnTime.Verdict(row, filter.Clock, filter.Basis, now), row.Account, row.Lane, row.PromisedAt, row.SignedInFullAt, row.ArrivedInFullAt)).ToList();
            return ViewAnswers.PageOf(items, limit, position, item => Query.Cursor(item.Waybill));
        };
    }
}

public sealed record OnTimeItem(
    string Waybill, OnTimeVerdict Verdict, string Account, string Lane, DateTimeOffset? PromisedAt, DateTimeOffset? SignedInFullAt, DateTimeOffset? ArrivedInFullAt);
