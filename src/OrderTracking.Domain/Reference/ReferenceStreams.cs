using OrderTracking.Domain.Deadlines;

namespace OrderTracking.Domain.Reference;

/// <summary>
/// Keys of the reference streams: what it is, a colon, its code. No waybill number has a colon; nor an underscore, as has the stream
/// in which Marten notes positions that came to nothing.
/// </summary>
public static class ReferenceStreams
{
    private static readonly string[] Kinds = ["account", "lane", "station", "calendar", "penalty-schedule"];

    public static bool IsWaybill(string stream) => stream.AsSpan().IndexOfAny(':', '_') < 0;

    /// <summary>What a stream is about: <c>waybill</c>, <c>account</c>, <c>lane</c> …; <c>other</c> where no event of this service's makes such a stream.</summary>
    public static string KindOf(string stream)
    {
        if (IsWaybill(stream)) return "waybill";
        var kind = stream.Split(':')[0];
        return Kinds.Contains(kind) ? kind : "other";
    }

    public static string Account(string account) => $"account:{account}";

    /// <summary>The stream that an event belongs to.</summary>
    public static string Of(ReferenceEvent referenceEvent) => referenceEvent switch
    {
        AccountSet x => Account(x.Account),
        AccountManagerAssigned x => Account(x.Account),
        ReportHandedOut x => Account(x.Account),
        ReportMissed x => Account(x.Account),
        LaneStandardSet x => $"lane:{Lane.Key(x.Origin, x.Destination)}",
        StationSet x => $"station:{x.Code}",
        CalendarSet x => $"calendar:{x.Calendar}",
        PenaltyScheduleSet x => $"penalty-schedule:{x.Rule.Wire()}",
        _ => throw new ArgumentOutOfRangeException(nameof(referenceEvent)),
    };
}
