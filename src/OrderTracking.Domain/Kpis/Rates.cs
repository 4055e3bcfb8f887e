namespace OrderTracking.Domain.Kpis;

/// <summary>How a figure is defined. Every answer with the figure carries its definition.</summary>
/// <param name="Clock">What stops the clock.</param>
/// <param name="Calendar">Whose days make up the periods.</param>
/// <param name="Grace">How much later than due still counts as kept.</param>
/// <param name="Excluded">What counts on neither side, and why.</param>
/// <param name="Unit">The unit of its values: 1 for a share, ‰ for per mille, else the unit's name.</param>
public sealed record RateDefinition(
    string Name, int Version, string Numerator, string Denominator, string Clock, string Calendar, string Grace,
    IReadOnlyDictionary<string, string> Excluded,
    string Unit = RateDefinition.Share)
{
    public const string Share = "1", PerMille = "‰";
}

/// <summary>A rate over some waybills. Without data its value is null, never 100 %.</summary>
/// <param name="Per">Scale of the value: 1 for a share, 1000 for ‰.</param>
public sealed record Rate(string? Key, long Numerator, long Denominator, IReadOnlyDictionary<string, long> Excluded, int Per = 1)
{
    /// <summary>Rounded to four decimal places; null when the denominator is 0.</summary>
    public decimal? Value => Denominator == 0 ? null : Math.Round((decimal)Numerator * Per / Denominator, 4, MidpointRounding.ToEven);
}

/// <summary>Whether due times are past.</summary>
public enum DuePhase
{
    /// <summary>Past: what is open counts as missed.</summary>
    Over,

    /// <summary>Now or later.</summary>
    Coming,

    /// <summary>Without a due time.</summary>
    Undated,
}
