using OrderTracking.Domain.Kpis;

namespace OrderTracking.Api.Http;

/// <summary>A figure with its definition; its groups have the shape of the total.</summary>
/// <param name="Total">A rate, dwell times in minutes, a revenue or a volume, depending on the figure.</param>
public sealed record FigureAnswer(
    RateDefinition Definition, object Total, IReadOnlyList<object>? Groups, ComparedAnswer<object>? Compared, long Position, long LagMs);

/// <param name="Mean">In minutes, as are median and 90th percentile; null without stays.</param>
/// <param name="Of">Link to the stays.</param>
public sealed record DwellShape(string? Key, long Stays, decimal? Mean, decimal? Median, decimal? P90, string Of);

/// <param name="Freight">CNY.</param>
/// <param name="Of">Link to the waybills.</param>
public sealed record RevenueShape(string? Key, long Waybills, decimal Freight, string Of);

/// <param name="Of">Link to the waybills.</param>
public sealed record VolumeShape(string? Key, long Waybills, long Pieces, decimal WeightKg, decimal VolumeM3, string Of);
