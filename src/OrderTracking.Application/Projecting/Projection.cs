using OrderTracking.Application.Ports;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Projecting;

/// <summary>What changes in the views when a waybill goes from one history to a longer one.</summary>
public static class Projection
{
    /// <summary>
    /// Adds the difference. The rows that a view has are those of the earlier history, so they need not be read.
    /// </summary>
    /// <param name="before">What the views know; null when they know nothing of the waybill.</param>
    /// <param name="views">The views to look at; null means all.</param>
    public static void Add(History? before, History after, ViewChanges into, IReadOnlySet<string>? views = null)
    {
        Add(AllViews.Shipments, before, after, into.Shipments, views);
        Add(AllViews.Exceptions, before, after, into.Exceptions, views);
        Add(AllViews.OnTime, before, after, into.OnTime, views);
        Add(AllViews.Receipts, before, after, into.Receipts, views);
    }

    private static void Add<TRow>(View<TRow> view, History? before, History after, RowChanges<TRow> into, IReadOnlySet<string>? views)
        where TRow : class, IViewRow
    {
        if (views?.Contains(view.Name) is false) return;
        if (before is null || before.Version == 0)
        {
            into.Put.AddRange(view.Rows(after));
            return;
        }
        List<TRow> had = [.. view.Rows(before)];
        foreach (var row in view.Rows(after))
        {
            var index = had.FindIndex(old => old.Key == row.Key);
            var same = index >= 0 && had[index].Equals(row);
            if (index >= 0) had.RemoveAt(index);
            if (!same) into.Put.Add(row);
        }
        foreach (var row in had) into.Gone.Add((row.Waybill, row.Key));
    }
}
