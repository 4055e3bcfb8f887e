using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Views;

/// <summary>What a waybill adds to the volumes of the day on which it was received, and its damaged and missing pieces.</summary>
/// <param name="Origin">The station that received it.</param>
/// <param name="Day">The company's day of its reception.</param>
/// <param name="WeightKg">As last measured, else as received.</param>
/// <param name="Freight">CNY.</param>
/// <param name="DamagedPieces">Pieces that exceptions say are damaged, wet or contaminated; one where they do not say how many.</param>
/// <param name="ShortPieces">Pieces that exceptions say are missing or lost; one where they do not say how many.</param>
public sealed record VolumeRow(
    string Waybill,
    string Account,
    string Lane,
    string Origin,
    DateTimeOffset ReceivedAt,
    DateOnly Day,
    int Pieces,
    decimal WeightKg,
    decimal VolumeM3,
    decimal Freight,
    int DamagedPieces,
    int ShortPieces) : IViewRow
{
    string IViewRow.Key => "";

    public static bool Reads(WaybillEvent waybillEvent) => ExceptionRow.Reads(waybillEvent) || waybillEvent is StockedIn or Cancelled;

    /// <summary>A cancelled waybill has no row.</summary>
    public static IEnumerable<VolumeRow> Rows(History history, Company company)
    {
        if (history.Received() is not { } received) yield break;
        var (weight, volume) = (received.WeightKg, received.VolumeM3);
        foreach (var entry in history.EffectiveEvents)
            switch (entry.Event)
            {
                case Cancelled: yield break;
                case StockedIn measured: (weight, volume) = (measured.WeightKg ?? weight, measured.VolumeM3 ?? volume); break;
            }

        var (damaged, missing) = (0L, 0L);
        foreach (var exception in ExceptionRow.Rows(history))
            switch (exception.Kind)
            {
                case ExceptionKind.Damage or ExceptionKind.Wet or ExceptionKind.Contamination: damaged += exception.Pieces ?? 1; break;
                case ExceptionKind.Shortage or ExceptionKind.Loss: missing += exception.Pieces ?? 1; break;
            }
        yield return new(
            history.Waybill, received.Account, received.Lane(), received.Origin, received.OccurredAt, company.Day(received.OccurredAt),
            received.Pieces,
            weight ?? 0, volume ?? 0, received.Freight ?? 0, (int)Math.Min(damaged, received.Pieces),
            (int)Math.Min(missing, received.Pieces));
    }
}
