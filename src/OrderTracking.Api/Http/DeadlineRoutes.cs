using OrderTracking.Application.Deadlines;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reference;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Api.Http;

/// <summary>Deadlines of waybills: all of them, breaches with their fines, and the watch list.</summary>
internal static class DeadlineRoutes
{
    private static readonly Parameter Rule = Parameter.ListOf<DeadlineRule>("rule", "Only this standard.");
    private static readonly Parameter Station = new("station", "Only this responsible station.");

    public static void MapDeadlines(this IEndpointRouteBuilder routes)
    {
        var parts = routes.ServiceProvider;
        var (deadlines, reference) = (parts.GetRequiredService<IDeadlinesView>(), parts.GetRequiredService<ReferenceDataCache>());
        var (calendar, clock, company) =
            (parts.GetRequiredService<CompanyCalendar>(), parts.GetRequiredService<TimeProvider>(), parts.GetRequiredService<Company>());
        Parameter[] filters = [Rule, ViewAnswers.Account, ViewAnswers.Lane, Station, new("waybill", "Only this waybill."), ViewAnswers.From,
            ViewAnswers.To, ViewAnswers.WaitFor];

        routes.MapView("/v1/deadlines", query => List(query, deadlines, calendar, clock))
            .WithSummary("The deadlines of waybills, each with its verdict, in order of due time.")
            .Takes([.. filters, Parameter.ListOf<DeadlineVerdict>("verdict", "Only this verdict."), ViewAnswers.Limit, ViewAnswers.After])
            .Answers(200, typeof(Page<DeadlineItem>), 400);
        routes.MapView("/v1/breaches", query => Breaches(query, deadlines, reference, calendar, clock))
            .WithSummary("Breaches: deadlines not kept, with their fines, and withdrawn ones, in order of due time.")
            .Takes([.. filters, ViewAnswers.Limit, ViewAnswers.After]).Answers(200, typeof(Page<BreachItem>), 400);
        routes.MapView("/v1/breaches/report", query => Report(query, deadlines, reference, calendar, clock))
            .WithSummary("Breaches, withdrawn ones and fines by station, rule, account, lane or period.")
            .Takes([.. filters, Parameter.ListOf<BreachGrouping>("groupBy", "Sums for each of these as well.")])
            .Answers(200, typeof(BreachReport), 400);
        routes.MapView("/v1/watchlist", query => Watch(query, deadlines, company, clock))
            .WithSummary("Freight that stands still, and what is due today and not done, in order of due time.")
            .Takes(
                Rule, ViewAnswers.Account, ViewAnswers.Lane, Station,
                new("until", "Due before this time; the end of the company's day by default.", Format: "date-time"),
                ViewAnswers.Limit, ViewAnswers.After, ViewAnswers.WaitFor)
            .Answers(200, typeof(Page<WatchItem>), 400);
    }

    private static DeadlineFilter Filter(Query query, Period due) => new(
        query.AccessScope, query.OneOf<DeadlineRule>("rule"), query.Text("account") is { } account ? [account] : null, query.Text("lane"),
        query.Text("station"), due,
        query.Text("waybill"), query.After(3) is { } after ? (Query.CursorTime(after[0]), after[1], after[2]) : null);

    private static string Cursor(DeadlineRow row) => Query.Cursor(Query.Cursor(row.DueAt), row.Waybill, row.Deadline);

    private static Func<ViewPosition, CancellationToken, Task<object>> List(
        Query query, IDeadlinesView deadlines, CompanyCalendar calendar, TimeProvider clock)
    {
        var (filter, verdict, limit) = (Filter(query, query.Days(calendar)), query.OneOf<DeadlineVerdict>("verdict"), query.Limit());
        return async (position, cancellationToken) =>
        {
            var now = clock.GetUtcNow();
            var rows = await deadlines.List(filter, verdict, now, limit + 1, cancellationToken);
            var next = rows.Count > limit ? Cursor(rows[limit - 1]) : null;
            return new Page<DeadlineItem>([.. rows.Take(limit).Select(row => DeadlineItem.Of(row, now))], next, position.Position,
                position.LagMs);
        };
    }

    private static Func<ViewPosition, CancellationToken, Task<object>> Breaches(
        Query query, IDeadlinesView deadlines, ReferenceDataCache data, CompanyCalendar calendar, TimeProvider clock)
    {
        var (filter, limit) = (Filter(query, query.Days(calendar)), query.Limit());
        return async (position, cancellationToken) =>
        {
            var (now, reference) = (clock.GetUtcNow(), await data.Now(cancellationToken));
            var rows = await deadlines.Breaches(filter, now, limit + 1, cancellationToken);
            var next = rows.Count > limit ? Cursor(rows[limit - 1]) : null;
            return new Page<BreachItem>([.. rows.Take(limit).Select(row => BreachItem.Of(row, reference, now))], next, position.Position,
                position.LagMs);
        };
    }

    private static Func<ViewPosition, CancellationToken, Task<object>> Report(
        Query query, IDeadlinesView deadlines, ReferenceDataCache data, CompanyCalendar calendar, TimeProvider clock)
    {
        var (filter, grouping) = (Filter(query, query.Days(calendar)), query.OneOf<BreachGrouping>("groupBy"));
        return async (position, cancellationToken) =>
        {
            var schedules = (await data.Now(cancellationToken)).Spans();
            var counts = await deadlines.BreachReport(filter, grouping, schedules, clock.GetUtcNow(), cancellationToken);
            return new BreachReport(
                counts.Single(count => count.Key is null), grouping is null ? null : [.. counts.Where(count => count.Key is not null)],
                position.Position, position.LagMs);
        };
    }

    private static Func<ViewPosition, CancellationToken, Task<object>> Watch(
        Query query, IDeadlinesView deadlines, Company company, TimeProvider clock)
    {
        var (until, limit) = (query.Time("until"), query.Limit());
        var filter = Filter(query, default);
        return async (position, cancellationToken) =>
        {
            var now = clock.GetUtcNow();
            var rules = filter.Rule is { } one ? [one] : Enum.GetValues<DeadlineRule>();
            var due = new Period(null, until ?? company.Begin(company.Day(now).AddDays(1)));
            var rows = await deadlines.Open(rules, filter with { Due = due }, limit + 1, cancellationToken);
            var next = rows.Count > limit ? Cursor(rows[limit - 1]) : null;
            return new Page<WatchItem>([.. rows.Take(limit).Select(row => WatchItem.Of(row, now))], next, position.Position,
                position.LagMs);
        };
    }
}

/// <param name="KeptAt">When the requirement was met; for a report-back, when it was recorded.</param>
public sealed record DeadlineItem(
    string Waybill, string Deadline, DeadlineRule Rule, DeadlineVerdict Verdict, string Account, string Lane, string Station,
    DateTimeOffset? StartedAt,
    DateTimeOffset DueAt, DateTimeOffset? KeptAt, string? About, LoadingCheck? Loading)
{
    public static DeadlineItem Of(DeadlineRow row, DateTimeOffset now) => new(
        row.Waybill, row.Deadline, row.Rule, row.Verdict(now), row.Account, row.Lane, row.Station, row.StartedAt, row.DueAt, row.KeptAt,
        row.About, row.Loading);
}

/// <param name="Fine">CNY, by the penalty schedule of the day on which it was due; null if there was none, or if it was withdrawn.</param>
public sealed record BreachItem(
    string Waybill, string Deadline, DeadlineRule Rule, DeadlineVerdict Verdict, string Account, string Lane, string Station,
    DateTimeOffset DueAt,
    DateTimeOffset? ActualAt, bool Excused, decimal? Fine, int? PenaltyScheduleVersion, string? About)
{
    public static BreachItem Of(DeadlineRow row, ReferenceSnapshot reference, DateTimeOffset now)
    {
        var fine = row.Withdrawn ? null : reference.FineFor(row.Rule, row.DueDay);
        return new(
            row.Waybill, row.Deadline, row.Rule, row.Verdict(now), row.Account, row.Lane, row.Station, row.DueAt, row.KeptAt, row.Excused,
            fine?.Fine, fine?.Version,
            row.About);
    }
}

public sealed record BreachReport(BreachCounts Total, IReadOnlyList<BreachCounts>? Groups, long Position, long LagMs);

/// <param name="AgeHours">How long it has been running, in hours to one decimal.</param>
/// <param name="LimitHours">How long it may take, in hours.</param>
public sealed record WatchItem(
    string Waybill, DeadlineRule Rule, string Account, string Lane, string Station, DateTimeOffset? Since, decimal? AgeHours,
    decimal? LimitHours, DateTimeOffset DueAt,
    bool Overdue, string? About)
{
    public static WatchItem Of(DeadlineRow row, DateTimeOffset now) => new(
        row.Waybill, row.Rule, row.Account, row.Lane, row.Station, row.StartedAt, Hours(now - row.StartedAt),
        Hours(row.DueAt - row.StartedAt), row.DueAt, row.DueAt < now,
        row.About);

    private static decimal? Hours(TimeSpan? time) => time is { } span ? Math.Round((decimal)span.TotalHours, 1) : null;
}
