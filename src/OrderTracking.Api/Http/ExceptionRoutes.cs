using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>Exceptions (异常): rows, and the report.</summary>
internal static class ExceptionRoutes
{
    private static readonly Parameter Kind = Parameter.ListOf<ExceptionKind>("kind", "Only this kind.");
    private static readonly Parameter Responsible = new("responsibleStation", "Only this responsible station.");

    public static void MapExceptions(this IEndpointRouteBuilder routes)
    {
        var exceptions = routes.ServiceProvider.GetRequiredService<IExceptionsView>();
        var calendar = routes.ServiceProvider.GetRequiredService<CompanyCalendar>();
        var definitions = routes.ServiceProvider.GetRequiredService<Definitions>();
        var clock = routes.ServiceProvider.GetRequiredService<TimeProvider>();
        routes.MapView("/v1/exceptions", query => List(query, exceptions, calendar))
            .WithSummary("Exceptions, newest raised first.")
            .Takes(
                ViewAnswers.Account, ViewAnswers.Lane, Kind, Parameter.ListOf<ExceptionStatus>("status", "Only this status."), Responsible,
                ViewAnswers.From,
                ViewAnswers.To, new("waybill", "Only this waybill."), ViewAnswers.Limit, ViewAnswers.After, ViewAnswers.WaitFor)
            .Answers(200, typeof(Page<ExceptionRow>), 400);
        routes.MapView("/v1/exceptions/report", query => Report(query, exceptions, definitions, calendar, clock))
            .WithSummary("Exceptions and waybills with one, counted; and how many were reported back in time, within four hours as a rule.")
            .Takes(
                ViewAnswers.Account, ViewAnswers.Lane, Kind, Responsible, ViewAnswers.From, ViewAnswers.To,
                Parameter.ListOf<ExceptionGrouping>("groupBy", "Counts for each of these as well."), ViewAnswers.Compare,
                ViewAnswers.WaitFor)
            .Answers(200, typeof(ExceptionReport), 400);
    }

    private static ExceptionFilter Filter(Query query, CompanyCalendar calendar) => new(
        query.AccessScope, query.Text("account"), query.Text("lane"), query.OneOf<ExceptionKind>("kind"),
        query.OneOf<ExceptionStatus>("status"), query.Text("responsibleStation"),
        query.Days(calendar), query.Text("waybill"), query.After(3) is [var at, var waybill, var id]
        ? (Query.CursorTime(at), waybill, id) : null);

    private static Func<ViewPosition, CancellationToken, Task<object>> List(
        Query query, IExceptionsView exceptions, CompanyCalendar calendar)
    {
        var (filter, limit) = (Filter(query, calendar), query.Limit());
        return async (position, cancellationToken) => ViewAnswers.PageOf(
            await exceptions.List(filter, limit + 1, cancellationToken), limit, position,
            row => Query.Cursor(Query.Cursor(row.RaisedAt), row.Waybill, row.ExceptionId));
    }

    private static Func<ViewPosition, CancellationToken, Task<object>> Report(
        Query query, IExceptionsView exceptions, Definitions definitions, CompanyCalendar calendar, TimeProvider clock)
    {
        var (filter, grouping, compared) = (Filter(query, calendar), query.OneOf<ExceptionGrouping>("groupBy"), query.Compared());
        return async (position, cancellationToken) =>
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
                var counts = await exceptions.Report(of, grouping, calendar.Zone, clock.GetUtcNow(), cancellationToken);
                return (Group(counts.Single(count => count.Key is null)),
                    grouping is null ? null : [.. counts.Where(count => count.Key is not null).Select(Group)]);
            }
        };
    }

    private static ExceptionGroup Group(ExceptionCounts counts) => new(counts.Key, counts.Exceptions, counts.Waybills, PlainRate.Of(new(
        counts.Key, counts.Met, counts.Met + counts.Missed,
        new Dictionary<string, long> { ["open"] = counts.Open, ["recordedTooLate"] = counts.RecordedTooLate })));
}

/// <summary>The exception report; its rate is the compliance with the 4-hour report-back.</summary>
public sealed record ExceptionReport(
    ExceptionGroup Total, IReadOnlyList<ExceptionGroup>? Groups, ComparedAnswer<ExceptionGroup>? Compared, RateDefinition Definition,
    long Position, long LagMs);

public sealed record ExceptionGroup(string? Key, long Exceptions, long Waybills, PlainRate ReportBack);

public sealed record PlainRate(long Numerator, long Denominator, decimal? Rate, IReadOnlyDictionary<string, long> Excluded)
{
    public static PlainRate Of(Rate rate) => new(rate.Numerator, rate.Denominator, rate.Value, rate.Excluded);
}
