using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Projecting;

/// <summary>Computes the row changes when a waybill's history grows.</summary>
public sealed class Projection(Company company)
{
    /// <summary>Adds the changes. The rows that a view has follow from the earlier history, so they need not be read.</summary>
    /// <param name="known">The version up to which the views know the waybill; 0 when they know nothing of it.</param>
    /// <param name="views">Only these views; null means all.</param>
    public void Add(long known, History after, ViewChanges into, IReadOnlySet<string>? views = null)
    {
        Add(AllViews.Waybills, known, after, into.Waybills, views);
        Add(AllViews.Search, known, after, into.Search, views);
        Add(AllViews.Exceptions, known, after, into.Exceptions, views);
        Add(AllViews.OnTime, known, after, into.OnTime, views);
        Add(AllViews.Receipts, known, after, into.Receipts, views);
        Add(AllViews.Deadlines, known, after, into.Deadlines, views);
        Add(AllViews.Volumes, known, after, into.Volumes, views);
        Add(AllViews.StationVisits, known, after, into.StationVisits, views);
    }

    /// <summary>Adds the changes between two positions of the log.</summary>
    /// <param name="history">The waybill's history up to the later position or further.</param>
    public void Add(long from, long to, History history, ViewChanges into, IReadOnlySet<string>? views = null)
    {
        var after = history.KnownAtPosition(to);
        var count = after.Events.Count;
        while (count > 0 && after.Events[count - 1].Position > from) count--;
        // The version, not the number of events: it is larger where events were set aside.
        Add(count == 0 ? 0 : after.Events[count - 1].Version, after, into, views);
    }

    private void Add<TRow>(View<TRow> view, long known, History after, RowChanges<TRow> into, IReadOnlySet<string>? views)
        where TRow : class, IViewRow
    {
        if (views?.Contains(view.Name) is false) return;
        if (known == 0)
        {
            into.Upserts.AddRange(view.Rows(after, company));
            return;
        }
        if (!Matters(view, known, after)) return;
        if (!view.HasMany)
        {
            // Writing the row again costs less than computing whether it has changed.
            if (view.Rows(after, company).SingleOrDefault() is { } now) into.Upserts.Add(now);
            else into.Deletes.Add((after.Waybill, ""));
            return;
        }
        List<TRow> had = [.. view.Rows(after.KnownAtVersion(known), company)];
        foreach (var row in view.Rows(after, company))
        {
            var index = had.FindIndex(old => old.Key == row.Key);
            var same = index >= 0 && RowComparer<TRow>.Same(had[index], row);
            if (index >= 0) had.RemoveAt(index);
            if (!same) into.Upserts.Add(row);
        }
        foreach (var row in had) into.Deletes.Add((row.Waybill, row.Key));
    }

    private static bool Matters<TRow>(View<TRow> view, long known, History after) where TRow : class, IViewRow
    {
        for (var i = after.Events.Count - 1; i >= 0 && after.Events[i].Version > known; i--)
            if (after.Events[i].Event is Corrected || view.Reads(after.Events[i].Event)) return true;
        return false;
    }
}
