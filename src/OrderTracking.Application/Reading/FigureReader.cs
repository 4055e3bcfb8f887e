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
        if (scope.Grouping is FigureGrouping.Tier or FigureGrouping.Branch) return await DwellBySums(scope, stage, cancellationToken);
        var times = await figures.Dwell(scope, stage, cancellationToken);
        return new(
            times.SingleOrDefault(time => time.Key is null) ?? new(null, 0, null, null, null),
            scope.Grouping is null
            ? null : [.. times.Where(time => time.Key is not null).OrderBy(time => time.Key, StringComparer.Ordinal)]);
    }

    // A median is no sum, so each tier or branch is asked for by itself.
    private async Task<FigureTable<DwellTimes>> DwellBySums(FigureScope scope, DeadlineRule stage, CancellationToken cancellationToken)
    {
        var (all, groups) = (await Dwell(scope with { Grouping = null }, stage, cancellationToken), new List<DwellTimes>());
        foreach (var (key, of) in (scope.Grouping == FigureGrouping.Tier ? OfTiers() : OfBranches())
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var times = (await Dwell(of, stage, cancellationToken)).Total;
            if (times.Stays > 0) groups.Add(times with { Key = key });
        }
        return all with { Groups = groups };

        IEnumerable<(string Key, FigureScope Of)> OfTiers() =>
            from account in scope.Tiers
            group account.Key by account.Value.Wire() into tier
            select (tier.Key, scope with { AccessScope = scope.AccessScope.Within([.. tier]), Grouping = null });

        IEnumerable<(string Key, FigureScope Of)> OfBranches() =>
            from branch in scope.Branches.Values.Distinct()
            where scope.Branch is null || scope.Branch == branch
            select (branch, scope with { Branch = branch, Grouping = null });
    }

    private static FigureScope Asked(FigureScope scope) => scope.Grouping switch
    {
        FigureGrouping.Tier => scope with { Grouping = FigureGrouping.Account },
        FigureGrouping.Branch => scope with { Grouping = FigureGrouping.Station },
        _ => scope,
    };

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

        string? KeyOf(TCount count) => (scope.Grouping, key(count)) switch
        {
            (FigureGrouping.Tier, { } account) => scope.Tiers.TryGetValue(account, out var tier) ? tier.Wire() : null,
            (FigureGrouping.Branch, { } station) => scope.Branches.GetValueOrDefault(station),
            (_, var own) => own,
        };
    }

    private static FigureTable<Rate> Of<T>(FigureTable<T> table, Func<T, Rate> rate) =>
        new(rate(table.Total), table.Groups is null ? null : [.. table.Groups.Select(rate)]);
}
