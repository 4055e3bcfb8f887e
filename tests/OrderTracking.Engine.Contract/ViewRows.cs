using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Projecting;
using OrderTracking.Domain;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;
using Shouldly;

namespace OrderTracking.Engine.Contract;

/// <summary>The rows of every view, for comparison.</summary>
public sealed record ViewRows(
    IReadOnlyList<WaybillRow> Waybills, IReadOnlyList<ExceptionRow> Exceptions, IReadOnlyList<OnTimeRow> OnTime, IReadOnlyList<ReceiptRow> Receipts)
{
    public static readonly Company Company = new(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));

    /// <summary>The rows that the domain computes from whole streams.</summary>
    public static ViewRows Of(IReadOnlyCollection<History> histories) => Sorted(
        histories.SelectMany(history => AllViews.Waybills.Rows(history, Company)), histories.SelectMany(history => AllViews.Exceptions.Rows(history, Company)),
        histories.SelectMany(history => AllViews.OnTime.Rows(history, Company)), histories.SelectMany(history => AllViews.Receipts.Rows(history, Company)));

    /// <summary>The rows that a node's queries return.</summary>
    public static async Task<ViewRows> Read(Node node, CancellationToken cancellationToken) => Sorted(
        await node.Get<IWaybillsView>().Search(new(AccessScope.Everything, null, null, null, default, null, null), int.MaxValue, cancellationToken),
        await node.Get<IExceptionsView>().List(new(AccessScope.Everything, null, null, null, null, null, default, null, null), int.MaxValue, cancellationToken),
        await node.Get<IOnTimeView>().Waybills(new(AccessScope.Everything, null, null, default, OnTimeClock.Signed, OnTimeBasis.Gross), null, DateTimeOffset.UtcNow, null, int.MaxValue, cancellationToken),
        await node.Get<IReceiptsView>().List(new ReceiptFilter(AccessScope.Everything, null, null, null, default, null, null), int.MaxValue, cancellationToken));

    public static ViewChanges Changes(params IEnumerable<History> histories)
    {
        var changes = new ViewChanges();
        foreach (var history in histories) new Projection(Company).Add(0, history, changes);
        return changes;
    }

    /// <summary>Compares row by row, so that a difference is reported as the row and not as a count.</summary>
    public void ShouldEqual(ViewRows other)
    {
        Same(Waybills, other.Waybills);
        Same(Exceptions, other.Exceptions);
        Same(OnTime, other.OnTime);
        Same(Receipts, other.Receipts);
    }

    private static void Same<TRow>(IReadOnlyList<TRow> found, IReadOnlyList<TRow> expected) where TRow : IViewRow
    {
        var (surplus, missing) = (found.Except(expected).Take(3).ToList(), expected.Except(found).Take(3).ToList());
        surplus.ShouldBeEmpty($"surplus rows; missing are {string.Join(' ', missing)}");
        missing.ShouldBeEmpty("missing rows");
        found.Count.ShouldBe(expected.Count);
        // Equal as records, and in the offsets of their times.
        for (var i = 0; i < found.Count; i++) found[i]!.ToString().ShouldBe(expected[i]!.ToString());
    }

    private static ViewRows Sorted(
        IEnumerable<WaybillRow> rows, IEnumerable<ExceptionRow> exceptions, IEnumerable<OnTimeRow> onTime, IEnumerable<ReceiptRow> receipts) =>
        new([.. InOrder(rows)], [.. InOrder(exceptions)], [.. InOrder(onTime)], [.. InOrder(receipts)]);

    private static IEnumerable<TRow> InOrder<TRow>(IEnumerable<TRow> rows) where TRow : IViewRow =>
        rows.OrderBy(row => row.Waybill, StringComparer.Ordinal).ThenBy(row => row.Key, StringComparer.Ordinal);
}
