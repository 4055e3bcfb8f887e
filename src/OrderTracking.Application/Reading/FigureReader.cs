using OrderTracking.Application.Ports;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Application.Reading;

/// <summary>A figure's total and, where groups were asked for, its groups in order of key.</summary>
public sealed record FigureTable<T>(T Total, IReadOnlyList<T>? Groups);

/// <summary>Reads figures and judges them by the current time.</summary>
public sealed class FigureReader(IFigures figures, TimeProvider clock)
{
    public async Task<FigureTable<Rate>> Rate(RateFigure figure, FigureScope scope, CancellationToken cancellationToken) => figure switch
    {
        OnTimeFigure onTime => Table(
            scope, await figures.OnTime(scope, onTime.Clock, clock.GetUtcNow(), cancellationToken), count => count.Key,
            (key, counts) => OnTime.RateOf(key, onTime.Basis, counts)),
        StandardFigure standard => Table(
            scope, await figures.Deadlines(scope, standard.Rule, clock.GetUtcNow(), cancellationToken), count => count.Key,
            (key, counts) => DeadlineRates.RateOf(key, standard.Rule, counts)),
        ReceiptFigure receipt => Of(await Receipts(scope, cancellationToken), counts => Domain.Kpis.Receipts.RateOf(receipt.Kind, counts)),
        LossAndDamageFigure harm => Of(await Volumes(scope, cancellationToken), counts => counts.RateOf(harm.Kind, harm.Unit)),
        _ => throw new ArgumentOutOfRangeException(nameof(figure)),
    };

    public async Task<FigureTable<ReceiptCounts>> Receipts(FigureScope scope, CancellationToken cancellationToken) => Table(
        scope, await figures.Receipts(scope, clock.GetUtcNow(), cancellationToken), count => count.Key,
        (key, counts) => counts.Aggregate(ReceiptCounts.None(key), ReceiptCounts.Add));

    public async Task<FigureTable<VolumeCounts>> Volumes(FigureScope scope, CancellationToken cancellationToken) => Table(
        scope, await figures.Volumes(scope, cancellationToken), count => count.Key,
        (key, counts) => counts.Aggregate(VolumeCounts.None(key), VolumeCounts.Add));

    public async Task<FigureTable<DwellTimes>> Dwell(FigureScope scope, DeadlineRule stage, CancellationToken cancellationToken)
    {
        var times = await figures.Dwell(scope, stage, cancellationToken);
        return new(
            times.SingleOrDefault(time => time.Key is null) ?? new(null, 0, null, null, null),
            scope.Grouping is null
            ? null : [.. times.Where(time => time.Key is not null).OrderBy(time => time.Key, StringComparer.Ordinal)]);
    }

    private static FigureTable<T> Table<TCount, T>(
        FigureScope scope, IReadOnlyList<TCount> counts, Func<TCount, string?> key, Func<string?, IEnumerable<TCount>, T> sum) => new(
        sum(null, counts),
        scope.Grouping is null ? null :
        [
            .. counts.Where(count => key(count) is not null).GroupBy(count => key(count)!)
            .OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => sum(group.Key, group)),
        ]);

    private static FigureTable<Rate> Of<T>(FigureTable<T> table, Func<T, Rate> rate) =>
        new(rate(table.Total), table.Groups is null ? null : [.. table.Groups.Select(rate)]);
}
