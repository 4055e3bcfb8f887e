using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Views;

/// <summary>What a waybill adds to the volumes of the day on which it was received, and its damaged and missing pieces.</summary>
public sealed record VolumeRow : IViewRow
{
    public required string Waybill { get; init; }

    public required string Account { get; init; }

    public required string Lane { get; init; }

    /// <summary>The station that received it.</summary>
    public required string Origin { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The company's day of its reception.</summary>
    public required DateOnly Day { get; init; }

    public required int Pieces { get; init; }

    /// <summary>As last measured, else as received.</summary>
    public required decimal WeightKg { get; init; }

    public required decimal VolumeM3 { get; init; }

    /// <summary>CNY.</summary>
    public required decimal Freight { get; init; }

    /// <summary>Pieces that exceptions say are damaged, wet or contaminated; one where they do not say how many.</summary>
    public required int DamagedPieces { get; init; }

    /// <summary>Pieces that exceptions say are missing or lost; one where they do not say how many.</summary>
    public required int ShortPieces { get; init; }

    string IViewRow.Key => "";

    public static bool Reads(WaybillEvent waybillEvent) =>
        ExceptionRow.Reads(waybillEvent) || waybillEvent is OrderAmended or StockedIn or Cancelled;

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
        yield return new VolumeRow
        {
            Waybill = history.Waybill,
            Account = received.Account,
            Lane = received.Lane(),
            Origin = received.Origin,
            ReceivedAt = received.OccurredAt,
            Day = company.Day(received.OccurredAt),
            Pieces = received.Pieces,
            WeightKg = weight ?? 0,
            VolumeM3 = volume ?? 0,
            Freight = received.Freight ?? 0,
            DamagedPieces = (int)Math.Min(damaged, received.Pieces),
            ShortPieces = (int)Math.Min(missing, received.Pieces),
        };
    }
}
