using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Deadlines;

/// <summary>
/// Where goods wait: at the origin, from when they are in hand until they are first loaded, on the road until they arrive, at a transfer
/// station until they are loaded there, at the destination until the waybill is closed. Each stay has a limit in hours; while goods that
/// wait for a vehicle are held, they do not count.
/// </summary>
internal static class Stays
{
    public static void Add(History history, Received received, List<Hold>? holds, Action<Deadline> add)
    {
        var inHand = history.InHand;
        RecordedEvent<WaybillEvent>? since = null;
        var rule = DeadlineRule.DwellOrigin;
        var pieces = 0L;
        var limits = new Dictionary<DeadlineRule, (int Hours, DateTimeOffset? Known)>();
        foreach (var entry in history.EffectiveEvents)
            switch (entry.Event)
            {
                case Received or PickedUp or StockedIn when ReferenceEquals(entry, inHand):
                    Begin(entry, DeadlineRule.DwellOrigin);
                    break;
                // The first that is known of goods that are picked up is that they left, or that they arrived.
                case Loaded when ReferenceEquals(entry, inHand):
                    Begin(entry, DeadlineRule.DwellTransit);
                    break;
                case Arrived when since is null && inHand is null:
                    Begin(entry, entry.Event.Station == received.Destination ? DeadlineRule.DwellDestination : DeadlineRule.DwellTransfer);
                    break;
                case Loaded loaded when since is not null && rule != DeadlineRule.DwellTransit:
                    // Loaded again at the destination: the goods only passed through it, so that stay was a transfer.
                    if (rule == DeadlineRule.DwellDestination) rule = DeadlineRule.DwellTransfer;
                    // Loaded at another station than the one they waited at: when they left that one is not known, so its stay has no end.
                    if (loaded.Station == since.Event.Station || (rule == DeadlineRule.DwellOrigin && loaded.Station == received.Origin))
                        End(entry);
                    Begin(entry, DeadlineRule.DwellTransit);
                    break;
                case Loaded loaded when since is not null && loaded.Station != since.Event.Station:
                    // Loaded elsewhere while on the road: the arrival there was not recorded.
                    Begin(entry, DeadlineRule.DwellTransit);
                    break;
                case Arrived arrived when since is not null
                    && (rule == DeadlineRule.DwellTransit || arrived.Station != since.Event.Station):
                    if (rule == DeadlineRule.DwellTransit) End(entry);
                    Begin(entry, arrived.Station == received.Destination ? DeadlineRule.DwellDestination : DeadlineRule.DwellTransfer);
                    break;
                case Signed or ReturnedToShipper or WrittenOff
                    when (pieces += Closing.PiecesSettledBy(entry.Event)) >= received.Pieces:
                    End(entry);
                    return;
            }
        if (since is not null) Stay(null);

        void Begin(RecordedEvent<WaybillEvent> entry, DeadlineRule stage) => (since, rule) = (entry, stage);

        void End(RecordedEvent<WaybillEvent> entry)
        {
            if (since is not null) Stay(entry.Event.OccurredAt);
            since = null;
        }

        void Stay(DateTimeOffset? until)
        {
            var (start, loaded) = (since!.Event, since.Event as Loaded);
            if (!limits.TryGetValue(rule, out var limit)) limits.Add(rule, limit = Terms.Part(history, Limit(rule)));
            var station = rule == DeadlineRule.DwellOrigin ? received.Origin : start.Station;
            var resting = rule is DeadlineRule.DwellOrigin or DeadlineRule.DwellTransfer ? holds : null;
            if (resting.RunOut(station, start.OccurredAt, start.OccurredAt.AddHours(limit.Hours), until) is not var (dueAt, moved)) return;
            add(new(rule, station)
            {
                Of = since.Id.ToString(), StartedAt = start.OccurredAt,
                StartRecordedAt = DeadlineFold.Later(DeadlineFold.Later(since.RecordedAt, limit.Known), moved), DueAt = dueAt,
                KeptAt = until, About = loaded?.NextStation,
            });
        }
    }

    private static Func<TermsSet, int> Limit(DeadlineRule rule) => rule switch
    {
        DeadlineRule.DwellOrigin => terms => terms.OriginHours,
        DeadlineRule.DwellTransit => terms => terms.TransitHours,
        DeadlineRule.DwellTransfer => terms => terms.TransferHours,
        _ => terms => terms.DestinationHours,
    };
}
