using OrderTracking.Application.Ports;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Application.Reading;

/// <summary>A figure's total and, where groups were asked for, its groups in order of key.</summary>
public sealed record FigureTable<T>(T Total, IReadOnlyList<T>? Groups);

/// <summary>Reads figures and judges them by the time that the question is about.</summary>
public sealed class FigureReader(IFigures figures, TimeProvider clock)
{
    public async Task<FigureTable<Rate>> Rate(RateFigure figure, FigureScope scope, CancellationToken cancellationToken) => figure switch
    {
        OnTimeFigure onTime => Table(
            scope, await figures.OnTime(Asked(scope), onTime.Clock, clock.OfQuestion(), cancellationToken), count => count.Key,
            (key, counts) => OnTime.RateOf(key, onTime.Basis, counts)),
        StandardFigure standard => Table(
            scope, await figures.Deadlines(Asked(scope), standard.Rule, clock.OfQuestion(), cancellationToken), count => count.Key,
            (key, counts) => DeadlineRates.RateOf(key, standard.Rule, counts)),
        ReceiptFigure receipt => Of(await Receipts(scope, cancellationToken), counts => Domain.Kpis.Receipts.RateOf(receipt.Kind, counts)),
        LossAndDamageFigure harm => Of(await Volumes(scope, cancellationToken), counts => counts.RateOf(harm.Kind, harm.Unit)),
        _ => throw new ArgumentOutOfRangeException(nameof(figure)),
    };

    /// <summary>The on-time rates on both bases, of the same counts.</summary>
    public async Task<(FigureTable<Rate> Gross, FigureTable<Rate> Accountable)> OnTimeRates(
        OnTimeClock stop, FigureScope scope, CancellationToken cancellationToken)
    {
        var counts = await figures.OnTime(Asked(scope), stop, clock.OfQuestion(), cancellationToken);
        return (On(OnTimeBasis.Gross), On(OnTimeBasis.Accountable));

        FigureTable<Rate> On(OnTimeBasis basis) =>
            Table(scope, counts, count => count.Key, (key, some) => OnTime.RateOf(key, basis, some));
    }

    public async Task<FigureTable<ReceiptCounts>> Receipts(FigureScope scope, CancellationToken cancellationToken) => Table(
        scope, await figures.Receipts(Asked(scope), clock.OfQuestion(), cancellationToken), count => count.Key,
        (key, counts) => counts.Aggregate(ReceiptCounts.None(key), ReceiptCounts.Add));

    public async Task<FigureTable<VolumeCounts>> Volumes(FigureScope scope, CancellationToken cancellationToken) => Table(
        scope, await figures.Volumes(Asked(scope), cancellationToken), count => count.Key,
        (key, counts) => counts.Aggregate(VolumeCounts.None(key), VolumeCounts.Add));

    public async Task<FigureTable<DwellTimes>> Dwell(FigureScope scope, DeadlineRule stage, CancellationToken cancellationToken)
    {
        if (scope.Grouping == FigureGrouping.Tier) return await DwellByTier(scope, stage, cancellationToken);
        var times = await figures.Dwell(scope, stage, cancellationToken);
        return new(
            times.SingleOrDefault(time => time.Key is null) ?? new(null, 0, null, null, null),
            scope.Grouping is null
            ? null : [.. times.Where(time => time.Key is not null).OrderBy(time => time.Key, StringComparer.Ordinal)]);
    }

    // A median is no sum, so each tier is asked for by itself.
    private async Task<FigureTable<DwellTimes>> DwellByTier(FigureScope scope, DeadlineRule stage, CancellationToken cancellationToken)
    {
        var all = await Dwell(scope with { Grouping = null }, stage, cancellationToken);
        var groups = new List<DwellTimes>();
        foreach (var tier in scope.Tiers.GroupBy(account => account.Value.Wire(), account => account.Key).OrderBy(tier => tier.Key,
            StringComparer.Ordinal))
        {
            var ofTier = scope with { AccessScope = scope.AccessScope.Within([.. tier]), Grouping = null };
            var times = (await Dwell(ofTier, stage, cancellationToken)).Total;
            if (times.Stays > 0) groups.Add(times with { Key = tier.Key });
        }
        return all with { Groups = groups };
    }

    private static FigureScope Asked(FigureScope scope) =>
        scope.Grouping == FigureGrouping.Tier ? scope with { Grouping = FigureGrouping.Account } : scope;

    private static FigureTable<T> Table<TCount, T>(
        FigureScope scope, IReadOnlyList<TCount> counts, Func<TCount, string?> key, Func<string?, IEnumerable<TCount>, T> sum)
    {
        return new(
            sum(null, counts),
            scope.Grouping is null ? null :
            [
                .. counts.Where(count => KeyOf(count) is not null).GroupBy(count => KeyOf(count)!)
                .OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => sum(group.Key, group)),
            ]);

        string? KeyOf(TCount count) => scope.Grouping != FigureGrouping.Tier ? key(count)
            : key(count) is { } account && scope.Tiers.TryGetValue(account, out var tier) ? tier.Wire() : null;
    }

    private static FigureTable<Rate> Of<T>(FigureTable<T> table, Func<T, Rate> rate) =>
        new(rate(table.Total), table.Groups is null ? null : [.. table.Groups.Select(rate)]);
}
