using OrderTracking.Application.Ports;
using OrderTracking.Domain.Events;

namespace OrderTracking.Application.Deadlines;

/// <summary>奖罚标准: during which days each penalty schedule is in force.</summary>
public static class PenaltySchedules
{
    /// <summary>
    /// The spans of all penalty schedules, by rule and then by time. Of several that begin on one day, the last recorded is in force.
    /// </summary>
    public static IReadOnlyList<PenaltyScheduleSpan> Spans(this Domain.Reference.ReferenceSnapshot reference)
    {
        var spans = new List<PenaltyScheduleSpan>();
        foreach (var rule in reference.PenaltySchedules.GroupBy(schedule => schedule.Event.Rule))
        {
            var holding = rule.GroupBy(schedule => schedule.Event.EffectiveFrom).Select(day => day.Last())
                .OrderBy(schedule => schedule.Event.EffectiveFrom).ToList();
            for (var i = 0; i < holding.Count; i++)
                spans.Add(new(
                    rule.Key, holding[i].Event.EffectiveFrom, i + 1 < holding.Count ? holding[i + 1].Event.EffectiveFrom : null,
                    holding[i].Event.Fine, holding[i].Version, holding[i].Event.Unit == PenaltyUnit.Waybill,
                    holding[i].Event.NeedsComplaint is true));
        }
        return spans;
    }
}
