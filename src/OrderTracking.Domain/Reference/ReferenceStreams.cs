using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Reference;

/// <summary>
/// Keys of the reference streams: kind, colon, code. Waybill numbers have no colon, and no underscore, which the key of the stream for
/// Marten's tombstones has.
/// </summary>
public static class ReferenceStreams
{
    private static readonly string[] Kinds = ["account", "company", "lane", "station", "calendar", "penalty-schedule"];

    public static bool IsWaybill(string stream) => stream.AsSpan().IndexOfAny(':', '_') < 0;

    /// <summary>
    /// The kind of a stream: <c>waybill</c>, <c>account</c>, <c>lane</c> …; <c>other</c> for a key that no event of this service has.
    /// </summary>
    public static string KindOf(string stream)
    {
        if (IsWaybill(stream)) return "waybill";
        var kind = stream.Split(':')[0];
        return Kinds.Contains(kind) ? kind : "other";
    }

    /// <summary>What holds for the company as a whole, and its department's reports.</summary>
    public const string Company = "company:settings";

    public static string Account(string account) => $"account:{account}";

    /// <summary>The stream that says which reports are due for an account; for the department where it is null.</summary>
    public static string Reports(string? account) => account is null ? Company : Account(account);

    /// <summary>The stream that an event belongs to.</summary>
    public static string Of(ReferenceEvent referenceEvent) => referenceEvent switch
    {
        AccountSet x => Account(x.Account),
        AccountSitesSet x => Account(x.Account),
        AccountManagerAssigned x => Account(x.Account),
        MandateGranted x => Account(x.Account),
        HandOverAccepted x => Account(x.Account),
        ReportHandedOut x => Reports(x.Account),
        ReportMissed x => Reports(x.Account),
        ReportNoted x => Reports(x.Account),
        CompanySet => Company,
        LaneStandardSet x => $"lane:{Lane.Key(x.Origin, x.Destination)}",
        StationSet x => $"station:{x.Code}",
        CalendarSet x => $"calendar:{x.Calendar}",
        PenaltyScheduleSet x => $"penalty-schedule:{x.Rule.Wire()}",
        _ => throw new ArgumentOutOfRangeException(nameof(referenceEvent)),
    };
}
