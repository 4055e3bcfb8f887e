using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;

namespace OrderTracking.Api.Http;

/// <summary>Service figures (服务指标), their definitions, and the waybills behind volumes.</summary>
internal static class FigureRoutes
{
    private static readonly Parameter<FigureGrouping?> GroupBy = Parameters.GroupBy("The figure for each of these as well.");
    private static readonly Parameter<FigureSide?> Side = Parameter.OneOf<FigureSide>("side", "Only this side of the rate.");
    private static readonly Parameter<LossAndDamageVerdict?> Verdict =
        Parameter.OneOf<LossAndDamageVerdict>("verdict", "Only those with, or only those without, damage or shortage.");
    private static readonly Parameter<string[]?> AfterDeadline = Parameters.After(3), AfterWaybill = Parameters.After(2);

    private static readonly Parameter[] Filters =
        [Parameters.From, Parameters.To, Parameters.Account, Parameters.Lane, Parameters.Station];

    public static void MapFigures(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Figures");
        group.MapGet("/figures/{figure}", Answer)
            .WithSummary("A service figure by the name of its definition: in all, by group, and of the same period some months before.")
            .Takes([.. Filters, GroupBy, Parameters.Compare, Parameters.WaitFor, Parameters.AsOf]).Problems(404);
        group.MapGet("/figures/{figure}/deadlines", Behind)
            .WithSummary("The deadlines behind sorting and report-back figures, and the stays behind dwell times.")
            .Takes([.. Filters, Side, Parameters.Limit, AfterDeadline, Parameters.WaitFor, Parameters.AsOf]).Problems(404);
        group.MapGet("/definitions", (Definitions definitions) =>
                TypedResults.Ok(Page.All<RateDefinition>([.. definitions.All, .. definitions.Former])))
            .WithSummary("What every figure means: what is counted, what stops the clock, whose days, what is left out.");
        group.MapGet("/volumes", Waybills)
            .WithSummary("The waybills behind volumes, revenue, damage and shortage, by the day of their reception.")
            .Takes([.. Filters, Verdict, Parameters.Limit, AfterWaybill, Parameters.WaitFor, Parameters.AsOf]);
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

    private static Task<ViewAnswer<FigureAnswer>> Answer(
        Query query, string figure, ViewAnswers views, FigureReader reader, Definitions definitions)
    {
        var (scope, compared) = (query.Scope(GroupBy), query.Compared());
        var asked = Figure.Find(figure);
        if (asked is null) query.Unknown("unknown-figure", "figure", string.Join(", ", Figure.All.Select(known => known.Name)));
        return views.Answer(query, async (position, cancellationToken) =>
        {
            var (total, groups) = await Read(scope);
            ComparedAnswer<object>? before = null;
            if (compared is { } with)
            {
                var (earlier, itsGroups) = await Read(scope with { From = with.From, To = with.To });
                before = new(with.Months, with.From, with.To, earlier, itsGroups);
            }
            return new FigureAnswer(definitions.Of(asked!), total, groups, before, position.Position, position.LagMs);

            async Task<(object Total, IReadOnlyList<object>? Groups)> Read(FigureScope of)
            {
                switch (asked)
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
        });

        object Shape(VolumeCounts counts, FigureScope of)
        {
            var link = FigureLinks.Waybills(counts.Key is null ? of : PeriodKeys.Of(of, counts.Key));
            return asked is RevenueFigure
                ? new RevenueShape(counts.Key, counts.Waybills, counts.Freight, link)
                : new VolumeShape(counts.Key, counts.Waybills, counts.Pieces, counts.WeightKg, counts.VolumeM3, link);
        }
    }

    private static Task<ViewAnswer<Page<DeadlineRow>>> Behind(
        Query query, string figure, ViewAnswers views, IFigures figures, TimeProvider clock)
    {
        var (scope, side, limit, after) = (query.Scope(), query.Get(Side), query.Get(Parameters.Limit), query.Get(AfterDeadline));
        var rule = Figure.Find(figure) switch
        {
            StandardFigure standard => standard.Rule,
            DwellFigure dwell => dwell.Rule,
            _ => default(DeadlineRule?),
        };
        if (rule is null) query.Unknown("unknown-figure", "figure",
            string.Join(", ", Figure.All.Where(known => known is StandardFigure or DwellFigure).Select(known => known.Name)));
        if (side is not null && rule is not (DeadlineRule.Sorting or DeadlineRule.ReportBack))
            query.Unknown("unknown-parameter", Side.Name, "not for dwell times");
        return views.Answer(query, async (position, cancellationToken) => Page.Of(
            await figures.Behind(
                rule!.Value, side, scope, clock.OfQuestion(),
                after is [var day, var waybill, var deadline] ? (PageCursor.Day(day), waybill, deadline) : null,
                limit + 1, cancellationToken),
            limit,
            row => PageCursor.Of(
                PageCursor.Part(rule is DeadlineRule.Sorting or DeadlineRule.ReportBack ? row.DueDay : row.KeptDay!.Value),
                row.Waybill, row.Deadline)).At(position));
    }

    private static Task<ViewAnswer<Page<VolumeRow>>> Waybills(Query query, ViewAnswers views, IVolumesView volumes)
    {
        var ((from, to), limit, after) = (query.Days(), query.Get(Parameters.Limit), query.Get(AfterWaybill));
        var filter = new VolumeFilter(
            query.AccessScope, query.Get(Parameters.Account), query.Get(Parameters.Lane), query.Get(Parameters.Station), from, to,
            query.Get(Verdict), after is [var day, var waybill] ? (PageCursor.Day(day), waybill) : null)
        {
            BranchStations = query.BranchStations,
        };
        return views.Answer(query, async (position, cancellationToken) => Page.Of(
            await volumes.Waybills(filter, limit + 1, cancellationToken), limit,
            row => PageCursor.Of(PageCursor.Part(row.Day), row.Waybill)).At(position));
    }
}
