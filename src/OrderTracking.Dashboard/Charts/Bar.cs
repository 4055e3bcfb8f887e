namespace OrderTracking.Dashboard.Charts;

/// <param name="Value">Null where there is nothing to count.</param>
/// <param name="Text">The number as it is written, where it is not a count.</param>
/// <param name="Href">The address of what it counts.</param>
/// <param name="Tone">good, warn or bad; null for neither.</param>
public sealed record Bar(
    string Label, decimal? Value, string? Href = null, string? Text = null, string? Tone = null, bool IsChosen = false);

/// <summary>A period's rates in a trend; null where nothing was due.</summary>
/// <param name="Href">The address of what is behind the first rate.</param>
public sealed record TrendPoint(string Label, decimal? Rate, decimal? Second, string Href);

/// <summary>A rate on a lane; no cell stands for a lane without freight.</summary>
public sealed record HeatCell(string Row, string Column, decimal? Rate, long Of, string Href);
