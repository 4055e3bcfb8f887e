using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Deadlines;

/// <summary>
/// Where goods wait: at the origin until they are first loaded, on the road until they arrive, at a station between until they are
/// loaded there, at the destination until all is signed for or goes back. Each stay has a limit.
/// </summary>
internal static class Stays
{
    public delegate void Adds(
        DeadlineRule rule, string? of, string station, DateTimeOffset startedAt, DateTimeOffset startRecordedAt, DateTimeOffset dueAt, DateTimeOffset? keptAt, string? about);

    public static void Add(History history, Received received, Adds add)
    {
        RecordedEvent<WaybillEvent>? since = null;
        var rule = DeadlineRule.DwellOrigin;
        var pieces = 0L;
        foreach (var entry in history.EffectiveEvents)
            switch (entry.Event)
            {
                case Received when since is null:
                    Begin(entry, DeadlineRule.DwellOrigin);
                    break;
                case Loaded loaded when since is not null && rule != DeadlineRule.DwellTransit:
                    // Some pass through their destination before they come to stay.
                    if (rule == DeadlineRule.DwellDestination) rule = DeadlineRule.DwellTransfer;
                    // Loaded somewhere else than it was: when it left there is not known.
                    if (loaded.Station == since.Event.Station || (rule == DeadlineRule.DwellOrigin && loaded.Station == received.Origin)) End(entry);
                    Begin(entry, DeadlineRule.DwellTransit);
                    break;
                case Loaded loaded when since is not null && loaded.Station != since.Event.Station:
                    // Still on the road by what is known, and loaded elsewhere: it must have arrived there unseen.
                    Begin(entry, DeadlineRule.DwellTransit);
                    break;
                case Arrived arrived when since is not null && (rule == DeadlineRule.DwellTransit || arrived.Station != since.Event.Station):
                    if (rule == DeadlineRule.DwellTransit) End(entry);
                    Begin(entry, arrived.Station == received.Destination ? DeadlineRule.DwellDestination : DeadlineRule.DwellTransfer);
                    break;
                case Signed signed when (pieces += signed.Pieces) >= received.Pieces:
                    End(entry);
                    return;
                case ReturnedToShipper returned when (pieces += returned.Pieces) >= received.Pieces:
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
            var (hours, known) = Terms.Part(history, Limit(rule));
            add(
                rule, since.Id.ToString(), rule == DeadlineRule.DwellOrigin ? received.Origin : start.Station, start.OccurredAt,
                DeadlineFold.Later(since.RecordedAt, known), start.OccurredAt.AddHours(hours), until, loaded?.NextStation);
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
