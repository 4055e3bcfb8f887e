using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>Exceptions (异常) as rows, and counted.</summary>
internal static class Exceptions
{
    private static readonly Parameter Kind = Parameter.ListOf<ExceptionKind>("kind", "Of this kind alone.");
    private static readonly Parameter Responsible = new("responsibleStation", "For which this station is responsible.");

    public static void MapExceptions(this IEndpointRouteBuilder routes)
    {
        var exceptions = routes.ServiceProvider.GetRequiredService<IExceptionsView>();
        var calendar = routes.ServiceProvider.GetRequiredService<CompanyCalendar>();
        var clock = routes.ServiceProvider.GetRequiredService<TimeProvider>();
        routes.MapView("/v1/exceptions", query => List(query, exceptions, calendar))
            .WithSummary("Exceptions, newest raised first.")
            .Takes(
                ViewAnswers.Account, ViewAnswers.Lane, Kind, Parameter.ListOf<ExceptionStatus>("status", "In this status alone."), Responsible, ViewAnswers.From,
                ViewAnswers.To, new("waybill", "Of this waybill alone."), ViewAnswers.Limit, ViewAnswers.After, ViewAnswers.WaitFor)
            .Answers(200, typeof(Page<ExceptionRow>), 400);
        routes.MapView("/v1/exceptions/report", query => Report(query, exceptions, calendar, clock))
            .WithSummary("Exceptions and waybills with one, counted; and how many were reported back within four hours.")
            .Takes(
                ViewAnswers.Account, ViewAnswers.Lane, Kind, Responsible, ViewAnswers.From, ViewAnswers.To,
                Parameter.ListOf<ExceptionGrouping>("groupBy", "Counts for each of these as well."), ViewAnswers.WaitFor)
            .Answers(200, typeof(ExceptionReport), 400);
    }

    private static ExceptionFilter Filter(Query query, CompanyCalendar calendar) => new(
        query.Text("account"), query.Text("lane"), query.OneOf<ExceptionKind>("kind"), query.OneOf<ExceptionStatus>("status"), query.Text("responsibleStation"),
        query.Days(calendar), query.Text("waybill"), query.After(3) is [var at, var waybill, var id] ? (Query.CursorTime(at), waybill, id) : null);

    private static Func<ViewPosition, CancellationToken, Task<object>> List(Query query, IExceptionsView exceptions, CompanyCalendar calendar)
    {
        var (filter, limit) = (Filter(query, calendar), query.Limit());
        return async (position, cancellation) => ViewAnswers.PageOf(
            await exceptions.List(filter, limit + 1, cancellation), limit, position, row => Query.Cursor(Query.Cursor(row.RaisedAt), row.Waybill, row.ExceptionId));
    }

    private static Func<ViewPosition, CancellationToken, Task<object>> Report(Query query, IExceptionsView exceptions, CompanyCalendar calendar, TimeProvider clock)
    {
        var (filter, grouping) = (Filter(query, calendar), query.OneOf<ExceptionGrouping>("groupBy"));
        return async (position, cancellation) =>
        {
            var counts = await exceptions.Report(filter, grouping, calendar.Zone, clock.GetUtcNow(), cancellation);
            return new ExceptionReport(
                Group(counts.Single(count => count.Key is null)), grouping is null ? null : [.. counts.Where(count => count.Key is not null).Select(Group)],
                ReportBack.Definition(calendar.Zone), position.Position, position.LagMs);
        };
    }

    private static ExceptionGroup Group(ExceptionCounts counts)
    {
        var rate = new Rate("", counts.Met, counts.Met + counts.Missed, new Dictionary<string, long> { ["open"] = counts.Open, ["recordedTooLate"] = counts.RecordedTooLate });
        return new(counts.Key, counts.Exceptions, counts.Waybills, new(rate.Numerator, rate.Denominator, rate.Value, rate.Excluded));
    }
}

/// <summary>The exception report; its rate is the report-back compliance, with its definition.</summary>
public sealed record ExceptionReport(ExceptionGroup Total, IReadOnlyList<ExceptionGroup>? Groups, RateDefinition Definition, long Position, long LagMs);

public sealed record ExceptionGroup(string? Key, long Exceptions, long Waybills, PlainRate ReportBack);

public sealed record PlainRate(long Numerator, long Denominator, decimal? Rate, IReadOnlyDictionary<string, long> Excluded);
