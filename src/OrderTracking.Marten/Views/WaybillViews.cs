using OrderTracking.Application.Ports;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Marten.Views;

/// <summary>A waybill's rows in all views, as an aggregate of its stream.</summary>
internal sealed class WaybillViews
{
    private WaybillViews(History history) => History = history;

    /// <summary>The stream, at least as far as the page of the log that was worked through last.</summary>
    public History History { get; }

    /// <summary>What the page changed in the views.</summary>
    public ViewChanges Changes { get; } = new();

    public static WaybillViews Of(History history) => new(history);
}
