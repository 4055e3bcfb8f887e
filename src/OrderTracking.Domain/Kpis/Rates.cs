namespace OrderTracking.Domain.Kpis;

/// <summary>How a figure is meant. Every answer that carries the figure carries this.</summary>
/// <param name="Clock">What stops the clock.</param>
/// <param name="Calendar">Whose days the period is made of.</param>
/// <param name="Grace">How much later still counts.</param>
/// <param name="Excluded">What counts on neither side, and why.</param>
/// <param name="Unit">What its values are in: 1 for a share, ‰ for one in a thousand.</param>
public sealed record RateDefinition(
    string Name, int Version, string Numerator, string Denominator, string Clock, string Calendar, string Grace, IReadOnlyDictionary<string, string> Excluded,
    string Unit = RateDefinition.Share)
{
    public const string Share = "1", PerMille = "‰";
}

/// <summary>A rate over some waybills. No data is null, never 100 %.</summary>
/// <param name="Per">A value of 1 means so many of so many: 1 for a share, 1000 for ‰.</param>
public sealed record Rate(string? Key, long Numerator, long Denominator, IReadOnlyDictionary<string, long> Excluded, int Per = 1)
{
    /// <summary>To four places.</summary>
    public decimal? Value => Denominator == 0 ? null : Math.Round((decimal)Numerator * Per / Denominator, 4, MidpointRounding.ToEven);
}

/// <summary>Where the due times of a count stand to the clock.</summary>
public enum DuePhase
{
    /// <summary>Past: what is open has been missed.</summary>
    Over,

    /// <summary>Now or later.</summary>
    Coming,

    /// <summary>There are none.</summary>
    Undated,
}
