using OrderTracking.Domain.Waybills;

namespace OrderTracking.Postgres.Tests.Scopes;

/// <summary>Waybills of several accounts between several stations, some of them corrected to another account or gone astray.</summary>
internal sealed class SomeFreight(int seed)
{
    public static readonly string[] Accounts = ["ACME", "BOLT", "陈记", "DOVE"], Stations = ["SHA", "CTU", "XIY", "NKG", "CAN", "WUH"];

    private const string By = "li";
    private readonly Random random = new(seed);

    public List<History> Histories(int count) => [.. Enumerable.Range(0, count).Select(History)];

    /// <summary>The account after all corrections.</summary>
    public static string AccountOf(History history) => Of(history).Account;

    /// <summary>The stations on the way and those of all events, after all corrections.</summary>
    public static HashSet<string> StationsOf(History history)
    {
        var received = Of(history);
        HashSet<string> stations = [received.Origin, received.Destination];
        stations.UnionWith(received.Transfers ?? []);
        foreach (var entry in history.EffectiveEvents) stations.Add(entry.Event.Station);
        return stations;
    }

    private static Received Of(History history) => (Received)history.EffectiveEvents.First(entry => entry.Event is Received).Event;

    private History History(int number)
    {
        // Half of it recent, because what is due on the day that contains now is counted separately.
        var at = Questions.Now.AddMinutes(-random.Next((random.Next(2) == 0 ? 2 : 64) * 24 * 60));
        var (from, to, pieces) = (Pick(Stations), Pick(Stations), random.Next(1, 5));
        var received = new Received(
            Pick(Accounts), from, to, pieces, $"PO-{number}", Transfers: random.Next(4) == 0 ? [Pick(Stations)] : null,
            WeightKg: random.Next(1000) / 10m, Freight: random.Next(10_000) / 100m,
            ReceiptCopies: random.Next(3) > 0 ? 1 : 0, PromisedAt: random.Next(5) == 0 ? null : at.AddHours(random.Next(20, 90)),
            Consignee: new Person("王芳", $"1380013{number:0000}"))
        {
            OccurredAt = at, Station = from, By = By,
        };
        List<(Guid Id, WaybillEvent Fact)> events = [(Guid.NewGuid(), received)];
        Maybe(3, new LoadingPlanned(DateOnly.FromDateTime(at.DateTime).AddDays(1), to, pieces) { OccurredAt = After(2), Station = from,
            By = By });
        Maybe(4, new Loaded(pieces, to) { OccurredAt = After(9), Station = from, By = By });
        Maybe(2, new Arrived(pieces) { OccurredAt = After(20), Station = Pick(Stations), By = By });
        Maybe(4, new Arrived(pieces) { OccurredAt = After(40), Station = to, By = By });
        Maybe(3, new Sorted(pieces) { OccurredAt = After(50), Station = to, By = By });
        Maybe(4, new Signed(pieces) { OccurredAt = After(60), Station = to, By = By });
        Maybe(3, new ReceiptReturned(1) { OccurredAt = After(200), Station = from, By = By });
        Maybe(2, new ReceiptRejected("缺章") { OccurredAt = After(300), Station = from, By = By });
        Maybe(2, new ReceiptLost("遗失") { OccurredAt = After(310), Station = from, By = By });
        Maybe(4, new ExceptionRaised("E-1", Pick([ExceptionKind.Damage, ExceptionKind.Shortage, ExceptionKind.Delay]),
            ResponsibleStation: Pick(Stations), Pieces: 1) { OccurredAt = After(5), Station = to, By = By });
        Maybe(2, new ExceptionReportedBack("E-1", "已联系") { OccurredAt = After(7), Station = to, By = By });
        Maybe(2, new ExceptionResolved("E-1", ExceptionCause.Weather, true, "R1", "photo", "boss") { OccurredAt = After(30), Station = to,
            By = By });
        if (random.Next(6) == 0) Maybe(5, new Cancelled("客户取消") { OccurredAt = After(3), Station = from, By = By });
        if (random.Next(3) == 0)
        {
            var anew = Guid.NewGuid();
            events.Add((anew, received with { Account = Pick(Accounts), Destination = Pick(Stations) }));
            events.Add((Guid.NewGuid(),
                new Corrected(events[0].Id, "录入错误", anew) { OccurredAt = at.AddHours(70), Station = from, By = By }));
        }
        // A corrected event no longer links the waybill to its station.
        if (random.Next(3) == 0)
            events.Add((Guid.NewGuid(),
                new Corrected(Pick([.. events.Skip(1).Select(fact => fact.Id).DefaultIfEmpty(Guid.NewGuid())]),
                    "录入错误") { OccurredAt = at.AddHours(80), Station = from, By = By }));
        return new($"ZB-{number:0000}",
            [.. events.Where(fact => !IsBoth(fact)).OrderBy(fact => fact.Fact is Received ? 0 : 1).ThenBy(fact => fact.Fact.OccurredAt)
                .Select((fact, i) => new RecordedEvent<WaybillEvent>(
            fact.Id, i + 1, i + 1, fact.Fact.OccurredAt.AddMinutes(random.Next(5) == 0 ? 600 : random.Next(200)), EventSource.Person, null,
            null, fact.Fact))]);

        void Maybe(int ofFive, WaybillEvent waybillEvent)
        {
            if (random.Next(5) < ofFive) events.Add((Guid.NewGuid(), waybillEvent));
        }

        DateTimeOffset After(int hours) => at.AddHours(hours + random.Next(20));

        // A corrected replacement would leave the waybill without a Received.
        bool IsBoth((Guid, WaybillEvent Fact) fact) =>
            fact.Fact is Corrected { ReplacedBy: null } correction
                && events.Any(other => other.Id == correction.EventId && other.Fact is Received or Corrected);
    }

    private T Pick<T>(T[] from) => from[random.Next(from.Length)];
}
