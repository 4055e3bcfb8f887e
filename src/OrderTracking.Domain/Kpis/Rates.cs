namespace OrderTracking.Domain.Kpis;

/// <summary>How a rate is meant. Every answer that carries the rate carries this.</summary>
/// <param name="Clock">What stops the clock.</param>
/// <param name="Calendar">Whose days the period is made of.</param>
/// <param name="Grace">How much later still counts.</param>
/// <param name="Excluded">What counts on neither side, and why.</param>
public sealed record RateDefinition(
    string Name, int Version, string Numerator, string Denominator, string Clock, string Calendar, string Grace, IReadOnlyDictionary<string, string> Excluded);

/// <summary>A rate over some waybills. No data is null, never 100 %.</summary>
public sealed record Rate(string Key, long Numerator, long Denominator, IReadOnlyDictionary<string, long> Excluded)
{
    /// <summary>From 0 to 1, to four places.</summary>
    public decimal? Value => Denominator == 0 ? null : Math.Round((decimal)Numerator / Denominator, 4, MidpointRounding.ToEven);
}
