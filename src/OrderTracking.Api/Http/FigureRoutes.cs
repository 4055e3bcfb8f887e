using System.Globalization;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;

namespace OrderTracking.Api.Http;

/// <summary>Service figures (服务指标), their definitions, and the waybills behind volumes.</summary>
internal static class FigureRoutes
{
    public static void MapFigures(this IEndpointRouteBuilder routes)
    {
        var reader = routes.ServiceProvider.GetRequiredService<FigureReader>();
        var definitions = routes.ServiceProvider.GetRequiredService<Definitions>();
        var figures = routes.ServiceProvider.GetRequiredService<IFigures>();
        var clock = routes.ServiceProvider.GetRequiredService<TimeProvider>();
        var volumes = routes.ServiceProvider.GetRequiredService<IVolumesView>();
        routes.MapView("/v1/figures/{figure}", query => Answer(query, reader, definitions))
            .WithSummary("A service figure by the name of its definition: in all, by group, and of the same period some months before.")
            .Takes(
                ViewAnswers.From, ViewAnswers.To, ViewAnswers.Account, ViewAnswers.Lane, ViewAnswers.Station,
                Parameter.ListOf<FigureGrouping>("groupBy", "The figure for each of these as well."), ViewAnswers.Compare,
                ViewAnswers.WaitFor)
            .Answers(200, typeof(FigureAnswer), 400, 404);
        routes.MapView("/v1/figures/{figure}/deadlines", query => Behind(query, figures, clock))
            .WithSummary("The deadlines behind sorting and report-back figures, and the stays behind dwell times.")
            .Takes(
                ViewAnswers.From, ViewAnswers.To, ViewAnswers.Account, ViewAnswers.Lane, ViewAnswers.Station,
                Parameter.ListOf<FigureSide>("side", "Only this side of the rate."), ViewAnswers.Limit, ViewAnswers.After,
                ViewAnswers.WaitFor)
            .Answers(200, typeof(Page<DeadlineRow>), 400, 404);
        routes.MapGet("/v1/definitions",
            (RequestDelegate)(context => Results.Ok(new Page<RateDefinition>(definitions.All, null)).ExecuteAsync(context)))
            .WithSummary("What every figure means: what is counted, what stops the clock, whose days, what is left out.")
            .Answers(200, typeof(Page<RateDefinition>));
        routes.MapView("/v1/volumes", query => Waybills(query, volumes))
            .WithSummary("The waybills behind volumes, revenue, damage and shortage, by the day of their reception.")
            .Takes(
                ViewAnswers.From, ViewAnswers.To, ViewAnswers.Account, ViewAnswers.Lane, ViewAnswers.Station,
                Parameter.ListOf<LossAndDamageVerdict>("verdict", "Only those with, or only those without, damage or shortage."),
                ViewAnswers.Limit, ViewAnswers.After, ViewAnswers.WaitFor)
            .Answers(200, typeof(Page<VolumeRow>), 400);
    }

    /// <summary>Rates with links to the rows behind numerator and denominator, as in every answer with a rate.</summary>
    public static (RateShape Total, IReadOnlyList<RateShape>? Groups) Shapes(FigureTable<Rate> table, RateFigure figure, FigureScope scope)
    {
        return (Shape(table.Total), table.Groups is null ? null : [.. table.Groups.Select(Shape)]);

        RateShape Shape(Rate rate)
        {
            var (numerators, others) = FigureLinks.Of(figure, rate.Key is null ? scope : PeriodKeys.Of(scope, rate.Key));
            return new(rate.Key, rate.Numerator, rate.Denominator, rate.Value, rate.Excluded, numerators, others);
        }
    }

    private static Func<ViewPosition, CancellationToken, Task<object>> Answer(Query query, FigureReader reader, Definitions definitions)
    {
        var (scope, compared) = (query.Scope(), query.Compared());
        if (Figure.Find(query.Route("figure")) is not { } figure)
        {
            query.Unknown("unknown-figure", "figure", string.Join(", ", Figure.All.Select(known => known.Name)));
            return (_, _) => throw new InvalidOperationException();
        }
        return async (position, cancellationToken) =>
        {
            var (total, groups) = await Read(scope);
            ComparedAnswer<object>? before = null;
            if (compared is { } with)
            {
                var (earlier, itsGroups) = await Read(scope with { From = with.From, To = with.To });
                before = new(with.Months, with.From, with.To, earlier, itsGroups);
            }
            return new FigureAnswer(definitions.Of(figure), total, groups, before, position.Position, position.LagMs);

            async Task<(object Total, IReadOnlyList<object>? Groups)> Read(FigureScope of)
            {
                switch (figure)
                {
                    case RateFigure rate: return Shapes(await reader.Rate(rate, of, cancellationToken), rate, of);
                    case DwellFigure dwell:
                        var times = await reader.Dwell(of, dwell.Rule, cancellationToken);
                        return (Dwell(times.Total), times.Groups is null ? null : [.. times.Groups.Select(Dwell)]);

                        DwellShape Dwell(DwellTimes stays) => new(
                            stays.Key, stays.Stays, stays.Mean, stays.Median, stays.P90,
                            FigureLinks.Stays(dwell, stays.Key is null ? of : PeriodKeys.Of(of, stays.Key)));
                    default:
                        var counts = await reader.Volumes(of, cancellationToken);
                        return (Shape(counts.Total, of), counts.Groups is null
                            ? null : [.. counts.Groups.Select(group => Shape(group, of))]);
                }
            }
        };

        object Shape(VolumeCounts counts, FigureScope of)
        {
            var link = FigureLinks.Waybills(counts.Key is null ? of : PeriodKeys.Of(of, counts.Key));
            return figure is RevenueFigure
                ? new RevenueShape(counts.Key, counts.Waybills, counts.Freight, link)
                : new VolumeShape(counts.Key, counts.Waybills, counts.Pieces, counts.WeightKg, counts.VolumeM3, link);
        }
    }

    private static Func<ViewPosition, CancellationToken, Task<object>> Behind(Query query, IFigures figures, TimeProvider clock)
    {
        var (scope, side, limit, after) = (query.Scope(), query.OneOf<FigureSide>("side"), query.Limit(), query.After(3));
        var rule = Figure.Find(query.Route("figure")) switch
        {
            StandardFigure standard => standard.Rule,
            DwellFigure dwell => dwell.Rule,
            _ => default(DeadlineRule?),
        };
        if (rule is null) query.Unknown("unknown-figure", "figure",
            string.Join(", ", Figure.All.Where(known => known is StandardFigure or DwellFigure).Select(known => known.Name)));
        if (side is not null && rule is not (DeadlineRule.Sorting or DeadlineRule.ReportBack))
            query.Unknown("unknown-parameter", "side", "not for dwell times");
        return async (position, cancellationToken) => ViewAnswers.PageOf(
            await figures.Behind(
                rule!.Value, side, scope, clock.GetUtcNow(), after is [var day, var waybill, var deadline]
                ? (Day(day), waybill, deadline) : null, limit + 1, cancellationToken),
            limit, position,
            row => Query.Cursor(Number(rule is DeadlineRule.Sorting or DeadlineRule.ReportBack ? row.DueDay : row.KeptDay!.Value),
                row.Waybill, row.Deadline));
    }

    private static Func<ViewPosition, CancellationToken, Task<object>> Waybills(Query query, IVolumesView volumes)
    {
        var ((from, to), limit, after) = (query.Days(), query.Limit(), query.After(2));
        var filter = new VolumeFilter(
            query.AccessScope, query.Text("account"), query.Text("lane"), query.Text("station"), from, to,
            query.OneOf<LossAndDamageVerdict>("verdict"),
            after is [var day, var waybill] ? (Day(day), waybill) : null);
        return async (position, cancellationToken) => ViewAnswers.PageOf(
            await volumes.Waybills(filter, limit + 1, cancellationToken), limit, position,
            row => Query.Cursor(Number(row.Day), row.Waybill));
    }

    // A day as a number, for cursors.
    private static string Number(DateOnly day) => day.DayNumber.ToString(CultureInfo.InvariantCulture);

    private static DateOnly Day(string number) =>
        DateOnly.FromDayNumber((int)Math.Min(long.Parse(number, CultureInfo.InvariantCulture), DateOnly.MaxValue.DayNumber));
}

/// <summary>A figure with its definition; its groups have the shape of the total.</summary>
/// <param name="Total">A rate, dwell times in minutes, a revenue or a volume, depending on the figure.</param>
public sealed record FigureAnswer(
    RateDefinition Definition, object Total, IReadOnlyList<object>? Groups, ComparedAnswer<object>? Compared, long Position, long LagMs);

/// <param name="Mean">In minutes, as are median and 90th percentile; null without stays.</param>
/// <param name="Of">Link to the stays.</param>
public sealed record DwellShape(string? Key, long Stays, decimal? Mean, decimal? Median, decimal? P90, string Of);

/// <param name="Freight">CNY.</param>
/// <param name="Of">Link to the waybills.</param>
public sealed record RevenueShape(string? Key, long Waybills, decimal Freight, string Of);

/// <param name="Of">Link to the waybills.</param>
public sealed record VolumeShape(string? Key, long Waybills, long Pieces, decimal WeightKg, decimal VolumeM3, string Of);
