using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Waybills;

/// <summary>What resolutions of exceptions excuse (免责): an excuse names it, and the rest stays accountable.</summary>
internal static class Excuses
{
    /// <summary>Whether it excuses anything: an excuse needs reason code, evidence, an approver, and what it excuses.</summary>
    public static bool Hold(ExceptionResolved resolved) =>
        resolved is { Excused: true, ReasonCode.Length: > 0, Evidence.Length: > 0, Approver.Length: > 0, Excuses.Count: > 0 };

    /// <summary>Whether a resolution of the waybill excuses this.</summary>
    public static bool Excuse(this History history, Excusable what)
    {
        foreach (var entry in history.EffectiveEvents)
            if (entry.Event is ExceptionResolved resolved && Hold(resolved) && resolved.Excuses!.Contains(what)) return true;
        return false;
    }

    /// <summary>What an excuse has to name so that a breach of the rule is excused; null where nothing excuses it.</summary>
    public static Excusable? Needed(DeadlineRule rule) => rule switch
    {
        DeadlineRule.Promise or DeadlineRule.Arrival => Excusable.Promise,
        DeadlineRule.Receipt => Excusable.Receipt,
        DeadlineRule.DwellOrigin or DeadlineRule.DwellTransit or DeadlineRule.DwellTransfer or DeadlineRule.DwellDestination =>
            Excusable.Dwell,
        DeadlineRule.Sorting => Excusable.Sorting,
        _ => null,
    };
}
