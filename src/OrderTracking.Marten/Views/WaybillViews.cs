using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Marten.Views;

/// <summary>A waybill's rows in all views, as an aggregate of its stream.</summary>
internal sealed class WaybillViews
{
    private WaybillViews(History history) => History = history;

    /// <summary>The stream, at least up to the last page of the log that was projected.</summary>
    public History History { get; }

    /// <summary>Whether lines in quarantine are held for the waybill.</summary>
    public bool HasHeldLines { get; init; }

    /// <summary>What the page changed in the views.</summary>
    public ViewChanges Changes { get; private init; } = new();

    public static WaybillViews Of(History history, bool hasHeldLines = false) => new(history) { HasHeldLines = hasHeldLines };

    /// <summary>The state after a page.</summary>
    public WaybillViews After(History history, ViewChanges changes) => new(history) { HasHeldLines = HasHeldLines, Changes = changes };
}
