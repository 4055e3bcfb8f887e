using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Dashboard.Pages;

/// <summary>How long goods stayed somewhere, and whether that is longer than they should.</summary>
public sealed record Stay(TimeSpan Time, bool IsOver);

/// <param name="Pieces">How many are there now.</param>
/// <param name="OnTheWay">How many are on the road to it now.</param>
/// <param name="Stay">How long the goods waited there; null where that is not known.</param>
/// <param name="Transit">How long they were on the road to it; null where that is not known.</param>
public sealed record JourneyStop(string Station, DateTimeOffset? ArrivedAt, DateTimeOffset? LeftAt, long Pieces, long OnTheWay, Stay? Stay,
    Stay? Transit)
{
    public bool IsReached => ArrivedAt is not null;
}

/// <summary>
/// A waybill's way as it is drawn: the stations of its lane and those where it came besides, in the order in which it came.
/// </summary>
public sealed record Journey(IReadOnlyList<JourneyStop> Stops)
{
    public static Journey Of(History history, Received order, Company company, DateTimeOffset now)
    {
        string[] planned = [order.Origin, .. order.Transfers ?? [], order.Destination];
        var (here, road) = (new Dictionary<string, long>(), new Dictionary<string, long>());
        var (arrived, left) = (new Dictionary<string, DateTimeOffset>(), new Dictionary<string, DateTimeOffset>());
        List<string> visited = [order.Origin];
        foreach (var entry in history.EffectiveEvents)
        {
            var (station, at) = (entry.Event.Station, entry.Event.OccurredAt);
            switch (entry.Event)
            {
                case Received received:
                    here[order.Origin] = received.Pieces;
                    arrived.TryAdd(order.Origin, at);
                    break;
                case Loaded loaded:
                    Visit(station);
                    here[station] = Math.Max(0, here.GetValueOrDefault(station) - loaded.Pieces);
                    left[station] = at;
                    if (loaded.NextStation is { } next) road[next] = road.GetValueOrDefault(next) + loaded.Pieces;
                    break;
                case Arrived arrival:
                    Visit(station);
                    arrived.TryAdd(station, at);
                    // Received at the origin, the goods were there before their arrival was scanned.
                    if (station != order.Origin) here[station] = here.GetValueOrDefault(station) + arrival.Pieces;
                    road[station] = Math.Max(0, road.GetValueOrDefault(station) - arrival.Pieces);
                    break;
                default:
                    var settled = Settled(entry.Event);
                    if (settled > 0) here[station] = Math.Max(0, here.GetValueOrDefault(station) - settled);
                    break;
            }
        }
        var stays = DeadlineRow.Rows(history, company).Where(row => row is { StartedAt: not null, Withdrawn: false }).ToList();
        // What is planned and not reached yet comes after what was reached.
        var stops = visited.Concat(planned.Where(station => !visited.Contains(station))).ToList();
        if (stops.Remove(order.Destination)) stops.Add(order.Destination);
        return new([.. stops.Select(station => new JourneyStop(
            station, arrived.TryGetValue(station, out var there) ? there : null, left.TryGetValue(station, out var gone) ? gone : null,
            here.GetValueOrDefault(station), road.GetValueOrDefault(station),
            StayOf(row => row.Rule is DeadlineRule.DwellOrigin or DeadlineRule.DwellTransfer or DeadlineRule.DwellDestination
                && row.Station == station),
            StayOf(row => row.Rule == DeadlineRule.DwellTransit && row.About == station)))]);

        void Visit(string station)
        {
            if (!visited.Contains(station)) visited.Add(station);
        }

        Stay? StayOf(Func<DeadlineRow, bool> of) => stays.LastOrDefault(of) is { } row
            ? new((row.KeptAt ?? now) - row.StartedAt!.Value, (row.KeptAt ?? now) > row.DueAt) : null;
    }

    private static int Settled(WaybillEvent waybillEvent) => waybillEvent switch
    {
        Signed signed => signed.Pieces,
        ReturnedToShipper returned => returned.Pieces,
        WrittenOff writtenOff => writtenOff.Pieces,
        _ => 0,
    };
}
