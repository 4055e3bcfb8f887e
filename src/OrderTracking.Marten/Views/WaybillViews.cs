using OrderTracking.Application.Ports;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Marten.Views;

/// <summary>A waybill's rows in all views, as an aggregate of its stream.</summary>
internal sealed class WaybillViews
{
    private WaybillViews(History history) => History = history;

    /// <summary>The stream, at least as far as the page of the log that was worked through last.</summary>
    public History History { get; }

    /// <summary>What the page changed in the views; nothing once it is written.</summary>
    public ViewChanges Changes { get; private set; } = new();

    /// <summary>When the earliest message comes that has the waybill looked at, as far as this node knows.</summary>
    public DateTimeOffset? NextLook { get; init; }

    /// <summary>Whether that message is this page's to publish.</summary>
    public bool IsLookNew { get; init; }

    public static WaybillViews Of(History history) => new(history);

    /// <summary>The waybill after a page.</summary>
    /// <param name="due">When what the page changed falls due first, where anything does.</param>
    public WaybillViews After(History history, ViewChanges changes, DateTimeOffset? due, DateTimeOffset now)
    {
        // One that was to come before now has come, and has had the next one scheduled: this node does not know for when.
        var known = NextLook > now ? NextLook : null;
        var isNew = due is not null && !(known <= due);
        return new(history) { Changes = changes, NextLook = isNew ? due : known, IsLookNew = isNew };
    }

    public ViewChanges TakeChanges() => (Changes, Changes = new()).Item1;
}
