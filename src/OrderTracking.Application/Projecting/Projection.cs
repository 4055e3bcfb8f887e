using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Projecting;

/// <summary>Computes the row changes of all views when a waybill's history grows.</summary>
public sealed class Projection(Company company)
{
    /// <summary>Adds the changes of each view.</summary>
    /// <param name="known">The version up to which the views know the waybill; 0 when they know nothing of it.</param>
    /// <param name="views">Only these views; null means all.</param>
    public void Add(long known, History after, ViewChanges into, IReadOnlySet<string>? views = null)
    {
        var before = known == 0 ? new History(after.Waybill, []) : after.KnownAtVersion(known);
        foreach (var changes in into.All)
            if (views?.Contains(changes.View.Name) is not false) changes.Add(before, after, company);
    }

    /// <summary>Adds the changes of a case.</summary>
    /// <param name="known">The version up to which the views know it; 0 when they know nothing of it.</param>
    public static void Add(long known, CaseHistory after, ViewChanges into, IReadOnlySet<string>? views = null)
    {
        var before = after.KnownAtVersion(known);
        foreach (var changes in into.All)
            if (views?.Contains(changes.View.Name) is not false) changes.Add(before, after);
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
}
