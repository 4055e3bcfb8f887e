namespace OrderTracking.Domain.Kpis;

/// <summary>What can happen to pieces on the way: 货损, 货差.</summary>
public enum LossOrDamage { Damage, Shortage }

/// <summary>What a loss or damage rate counts.</summary>
public enum LossAndDamageUnit { Pieces, Waybills }

/// <summary>The side of a loss or damage rate that a waybill is on.</summary>
public enum LossAndDamageVerdict { Damaged, Undamaged, Short, Complete }

/// <summary>Freight received.</summary>
/// <param name="Key">The group; null without grouping.</param>
/// <param name="Freight">CNY: the revenue.</param>
public sealed record VolumeCounts(
    string? Key, long Waybills, long Pieces, decimal WeightKg, decimal VolumeM3, decimal Freight, long DamagedPieces, long DamagedWaybills,
    long ShortPieces,
    long ShortWaybills)
{
    public static VolumeCounts None(string? key) => new(key, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public static VolumeCounts operator +(VolumeCounts one, VolumeCounts other) => new(
        one.Key, one.Waybills + other.Waybills, one.Pieces + other.Pieces, one.WeightKg + other.WeightKg, one.VolumeM3 + other.VolumeM3,
        one.Freight + other.Freight,
        one.DamagedPieces + other.DamagedPieces, one.DamagedWaybills + other.DamagedWaybills, one.ShortPieces + other.ShortPieces,
        one.ShortWaybills + other.ShortWaybills);

    public static VolumeCounts Add(VolumeCounts left, VolumeCounts right) => left + right;

    /// <summary>货损货差率, in ‰.</summary>
    public Rate RateOf(LossOrDamage kind, LossAndDamageUnit unit) => (kind, unit) switch
    {
        (LossOrDamage.Damage, LossAndDamageUnit.Pieces) => PerMille(DamagedPieces, Pieces),
        (LossOrDamage.Damage, _) => PerMille(DamagedWaybills, Waybills),
        (_, LossAndDamageUnit.Pieces) => PerMille(ShortPieces, Pieces),
        _ => PerMille(ShortWaybills, Waybills),
    };

    private Rate PerMille(long harmed, long of) => new(Key, harmed, of, new Dictionary<string, long>(), 1_000);
}

/// <summary>Durations of stays in minutes; null where none ended.</summary>
/// <param name="Key">The group; null for the total.</param>
/// <param name="P90">Nine of ten stays took no longer.</param>
public sealed record DwellTimes(string? Key, long Stays, decimal? Mean, decimal? Median, decimal? P90);
