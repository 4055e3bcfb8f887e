using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Kpis;
using ReferenceSnapshot = OrderTracking.Domain.Reference.ReferenceSnapshot;

namespace OrderTracking.Application.Reports;

/// <summary>Reads the group's month (集团月报) from the views.</summary>
public sealed class GroupReader(ICasesView cases, IFigures figures, Company company)
{
    /// <summary>
    /// A month by branch, beside the month before, both judged at one moment and by the branches of that moment: a station that has gone to
    /// another branch has taken its earlier months with it, so that the two months compare the same stations.
    /// </summary>
    /// <param name="month">Its first day.</param>
    public async Task<GroupMonth> Read(
        AccessScope scope, DateOnly month, ReferenceSnapshot reference, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var branches = reference.Branches(now);
        return GroupMonth.Of(await Of(month), await Of(month.AddMonths(-1)));

        async Task<GroupFigures> Of(DateOnly from)
        {
            var to = from.AddMonths(1);
            var days = new Period(company.Begin(from), company.Begin(to));
            return GroupFigures.Of(
                new(
                    await cases.Counted(new(scope, AllCases.Claims.Kind, Opened: days), cancellationToken),
                    await cases.Counted(new(scope, AllCases.Complaints.Kind, Opened: days), cancellationToken),
                    await figures.Volumes(new(scope, null, null, null, from, to, FigureGrouping.Station), cancellationToken), branches),
                new(days.From, days.To), now);
        }
    }

    /// <summary>The definitions of its rates.</summary>
    public static IReadOnlyList<RateDefinition> Definitions(Definitions definitions) =>
    [
        .. GroupFigures.Definitions, definitions.Of(new LossAndDamageFigure(LossOrDamage.Damage, LossAndDamageUnit.Waybills)),
        definitions.Of(new LossAndDamageFigure(LossOrDamage.Shortage, LossAndDamageUnit.Waybills)),
    ];
}
