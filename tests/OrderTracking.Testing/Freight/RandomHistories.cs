using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Testing.Freight;

/// <summary>
/// Waybills as they are recorded, each from its reception to its receipt, up to some weeks before a given time; some corrected to another
/// account or gone astray. Unlike <see cref="RandomWaybill"/> they follow the course of a delivery, so that each is due and late somewhere.
/// </summary>
/// <param name="now">When the newest was received.</param>
public sealed class RandomHistories(int seed, DateTimeOffset now)
{
    private const string By = "li";
    private static readonly FreightNetwork Network = FreightNetwork.SixStations;
    private readonly Chance chance = new(seed);

    public List<History> Histories(int count) => [.. Enumerable.Range(0, count).Select(History)];

    /// <summary>The account after all corrections.</summary>
    public static string AccountOf(History history) => Of(history).Account;

    /// <summary>The destination after all corrections.</summary>
    public static string DestinationOf(History history) => Of(history).Destination;

    /// <summary>The stations of the route and those of all events, after all corrections.</summary>
    /// <param name="onWay">Without those that freight was not sent to from its way.</param>
    public static HashSet<string> StationsOf(History history, bool onWay = false)
    {
        var received = Of(history);
        HashSet<string> route = [received.Origin, received.Destination, .. received.Transfers ?? []], way = [.. route, received.Station];
        foreach (var loaded in history.EffectiveEvents.Select(entry => entry.Event).OfType<Loaded>())
            if (loaded.NextStation is { } next && way.Contains(loaded.Station)) way.Add(next);
        route.UnionWith(history.EffectiveEvents.Select(entry => entry.Event.Station));
        if (onWay) route.IntersectWith(way);
        return route;
    }

    private static Received Of(History history) => (Received)history.EffectiveEvents.First(entry => entry.Event is Received).Event;

    private History History(int number)
    {
        // Half of it recent, because what is due on the day that contains now is counted separately.
        var at = now.AddMinutes(-chance.Between(0, (chance.OneIn(2) ? 2 : 64) * 24 * 60));
        var (from, to, pieces) = (chance.Of(Network.Stations), chance.Of(Network.Stations), chance.Between(1, 4));
        var received = new Received(
            chance.Of(Network.Accounts), from, to, pieces, $"PO-{number}",
            Transfers: chance.OneIn(4) ? [chance.Of(Network.Stations)] : null,
            WeightKg: chance.Between(0, 999) / 10m, Freight: chance.Between(0, 9999) / 100m,
            ReceiptCopies: !chance.OneIn(3) ? 1 : 0, PromisedAt: chance.OneIn(5) ? null : at.AddHours(chance.Between(20, 89)),
            Consignee: new Person("王芳", $"1380013{number:0000}"))
        {
            OccurredAt = at, Station = from, By = By,
        };
        List<(Guid Id, WaybillEvent Event)> events = [(chance.Id(), received)];
        Maybe(3, new LoadingPlanned(DateOnly.FromDateTime(at.DateTime).AddDays(1), to, pieces) { OccurredAt = After(2), Station = from,
            By = By });
        if (number % 8 == 0)
            Maybe(4, new HeldForInstruction(HoldReason.Packing, "外箱破损") { OccurredAt = After(1), Station = from, By = By });
        Maybe(4, new Loaded(pieces, to, $"ZZ-{number % 7}") { OccurredAt = After(9), Station = from, By = By });
        Maybe(2, new Arrived(pieces) { OccurredAt = After(20), Station = chance.Of(Network.Stations), By = By });
        Maybe(4, new Arrived(pieces) { OccurredAt = After(40), Station = to, By = By });
        Maybe(3, new Sorted(pieces) { OccurredAt = After(50), Station = to, By = By });
        Maybe(4, new Signed(pieces) { OccurredAt = After(60), Station = to, By = By });
        Maybe(3, new ReceiptReturned(1) { OccurredAt = After(200), Station = from, By = By });
        Maybe(2, new ReceiptRejected("缺章") { OccurredAt = After(300), Station = from, By = By });
        Maybe(2, new ReceiptLost("遗失") { OccurredAt = After(310), Station = from, By = By });
        Maybe(4, new ExceptionRaised("E-1", chance.Of([ExceptionKind.Damage, ExceptionKind.Shortage, ExceptionKind.Delay]),
            ResponsibleStation: chance.Of(Network.Stations), Pieces: 1) { OccurredAt = After(5), Station = to, By = By });
        Maybe(2, new ExceptionReportedBack("E-1", "已联系") { OccurredAt = After(7), Station = to, By = By });
        Maybe(2, new ExceptionResolved("E-1", ExceptionCause.Weather, true, "R1", "photo", "boss") { OccurredAt = After(30), Station = to,
            By = By });
        if (chance.OneIn(6)) Maybe(5, new Cancelled("客户取消") { OccurredAt = After(3), Station = from, By = By });
        if (chance.OneIn(3))
        {
            var anew = chance.Id();
            events.Add((anew, received with { Account = chance.Of(Network.Accounts), Destination = chance.Of(Network.Stations) }));
            events.Add((chance.Id(),
                new Corrected(events[0].Id, "录入错误", anew) { OccurredAt = at.AddHours(70), Station = from, By = By }));
        }
        // A corrected event no longer links the waybill to its station.
        if (chance.OneIn(3))
            events.Add((chance.Id(),
                new Corrected(chance.Of([.. events.Skip(1).Select(item => item.Id).DefaultIfEmpty(chance.Id())]),
                    "录入错误") { OccurredAt = at.AddHours(80), Station = from, By = By }));
        var ordered = events.Where(item => !IsBoth(item)).OrderBy(item => item.Event is Received ? 0 : 1)
            .ThenBy(item => item.Event.OccurredAt);
        return new($"ZB-{number:0000}", [.. ordered.Select((item, i) => new RecordedEvent<WaybillEvent>(
            item.Id, i + 1, i + 1, RecordedAt(item.Event), EventSource.Person, null, null, item.Event))]);

        void Maybe(int ofFive, WaybillEvent waybillEvent)
        {
            if (chance.Between(1, 5) <= ofFive) events.Add((chance.Id(), waybillEvent));
        }

        // Soon, or late by a branch that was offline.
        DateTimeOffset RecordedAt(WaybillEvent happened) =>
            happened.OccurredAt.AddMinutes(chance.OneIn(5) ? chance.Between(600, 2000) : chance.Between(0, 199));

        DateTimeOffset After(int hours) => at.AddHours(hours + chance.Between(0, 19));

        // A corrected replacement would leave the waybill without a Received.
        bool IsBoth((Guid, WaybillEvent Event) item) =>
            item.Event is Corrected { ReplacedBy: null } correction
                && events.Any(other => other.Id == correction.EventId && other.Event is Received or Corrected);
    }
}
