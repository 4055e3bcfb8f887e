using System.Globalization;
using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Waybills;

/// <summary>称重、量方: compares measurements with the order as amended, within the tolerance of the waybill's terms.</summary>
internal sealed class MeasurementCheck(History history)
{
    private readonly Received? order = history.Order;
    private readonly int tolerance = Terms.Of(history).MeasurementTolerancePercent ?? Terms.MeasurementTolerancePercent;

    /// <summary>What was measured and what was ordered; null where they agree, or one of them is not known.</summary>
    public string? Deviation(StockedIn measured)
    {
        var weight = Deviation(measured.WeightKg, order?.WeightKg, "kg");
        var volume = Deviation(measured.VolumeM3, order?.VolumeM3, "m³");
        return weight is null || volume is null ? weight ?? volume : $"{weight};{volume}";
    }

    private string? Deviation(decimal? measured, decimal? ordered, string unit) =>
        measured is > 0 && ordered is > 0 && Math.Abs(measured.Value - ordered.Value) * 100 > tolerance * ordered.Value
            ? string.Create(CultureInfo.InvariantCulture, $"实测{measured:0.######}{unit},委托{ordered:0.######}{unit}")
            : null;
}
