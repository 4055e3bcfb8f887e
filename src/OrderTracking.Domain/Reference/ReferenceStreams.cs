using OrderTracking.Domain.Deadlines;

namespace OrderTracking.Domain.Reference;

/// <summary>Keys of the reference streams: what it is, a colon, its code. No waybill number has a colon.</summary>
public static class ReferenceStreams
{
    public static bool IsWaybill(string stream) => !stream.Contains(':', StringComparison.Ordinal);

    /// <summary>The stream that an event belongs to.</summary>
    public static string Of(ReferenceEvent fact) => fact switch
    {
        AccountSet x => $"account:{x.Account}",
        AccountManagerAssigned x => $"account:{x.Account}",
        ReportHandedOut x => $"account:{x.Account}",
        ReportMissed x => $"account:{x.Account}",
        LaneStandardSet x => $"lane:{x.Origin}-{x.Destination}",
        StationSet x => $"station:{x.Code}",
        CalendarSet x => $"calendar:{x.Calendar}",
        TariffSet x => $"tariff:{x.Rule.Wire()}",
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };
}
