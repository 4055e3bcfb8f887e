using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Tests;

/// <summary>
/// One waybill's invented life, by seed: split deliveries, shortages, stray stations, corrections with and without a replacement,
/// corrections of corrections. Events come in steps; the events of one step are posted together.
/// </summary>
internal sealed class RandomFreight
{
    private static readonly string[] Stations = ["SHA", "WUH", "CSX", "CTU", "KMG"];

    private readonly Random chance;
    private int ids, hour;

    public RandomFreight(int seed)
    {
        chance = new Random(seed);
        Live();
    }

    /// <summary>In the order in which they are posted; each step names the steps that must come before it.</summary>
    public List<(SubmittedEvent[] Facts, int[] After)> Steps { get; } = [];

    /// <summary>The steps in a random order of arrival: the first stays first, and a correction comes after what it corrects.</summary>
    public IEnumerable<SubmittedEvent[]> Shuffled(Random order)
    {
        var left = Enumerable.Range(1, Steps.Count - 1).ToList();
        var done = new HashSet<int> { 0 };
        yield return Steps[0].Facts;
        while (left.Count > 0)
        {
            var ready = left.Where(step => Steps[step].After.All(done.Contains)).ToList();
            var next = ready[order.Next(ready.Count)];
            left.Remove(next);
            done.Add(next);
            yield return Steps[next].Facts;
        }
    }

    private void Live()
    {
        var pieces = chance.Next(1, 9);
        var received = new Received(
            "ACME", "SHA", "CTU", pieces, Transfers: chance.Next(2) == 0 ? ["WUH"] : null, ReceiptCopies: chance.Next(3),
            PromisedAt: chance.Next(3) == 0 ? null : Time(chance.Next(20, 90)), WeightKg: chance.Next(100)) { OccurredAt = Time(0),
            Station = "SHA", By = "li.wei" };
        Post(received);
        var signed = 0;
        for (var i = chance.Next(3, 14); i > 0; i--)
        {
            hour += chance.Next(0, 8);
            switch (chance.Next(15))
            {
                case 0 or 1: Post(new Loaded(chance.Next(1, pieces + 1), Any(),
                    chance.Next(3) == 0 ? "L" + chance.Next(2) : null) { OccurredAt = Time(hour), Station = Any(), By = "li.wei" }); break;
                case 2 or 3: Post(new Arrived(chance.Next(1, pieces + 1), LoadingList: chance.Next(3) == 0 ? "L"
                    + chance.Next(2) : null) { OccurredAt = Time(hour), Station = Any(), By = "li.wei" }); break;
                case 4 or 5 or 6 when signed < pieces:
                    var part = chance.Next(1, pieces - signed + 1);
                    signed += part;
                    Post(new Signed(part, Remark: chance.Next(4) == 0 ? new(ExceptionKind.Damage, "破损") : null) { OccurredAt = Time(hour),
                        Station = "CTU", By = "li.wei" });
                    break;
                case 7: Post(new ExceptionRaised("E" + chance.Next(3), (ExceptionKind)chance.Next(5),
                    ResponsibleStation: Any()) { OccurredAt = Time(hour), Station = Any(), By = "li.wei" }); break;
                case 8: Post(new ExceptionReportedBack("E" + chance.Next(3)) { OccurredAt = Time(hour), Station = "SHA",
                    By = "li.wei" }); break;
                case 9:
                    Post(new ExceptionResolved("E" + chance.Next(3), ExceptionCause.Traffic, chance.Next(2) == 0, "R1",
                        chance.Next(2) == 0 ? "photo" : null, "wu.gang") { OccurredAt = Time(hour), Station = "SHA", By = "li.wei" });
                    break;
                case 10: Post(Receipt()); break;
                case 11: Post(new PromiseSet(Time(chance.Next(20, 90)), PromiseBasis.Contract) { OccurredAt = Time(hour), Station = "SHA",
                    By = "li.wei" }); break;
                case 12: Post(new StockedIn(WeightKg: chance.Next(100)) { OccurredAt = Time(hour), Station = Any(), By = "li.wei" }); break;
                case 13 when chance.Next(4) == 0: Post(new Cancelled() { OccurredAt = Time(hour), Station = "SHA", By = "li.wei" }); break;
                default: Correct(received); break;
            }
        }
    }

    private WaybillEvent Receipt()
    {
        WaybillEvent[] kinds =
        [
            new ReceiptCollected { OccurredAt = Time(hour), Station = "CTU", By = "li.wei" },
            new ReceiptSentBack { OccurredAt = Time(hour), Station = "CTU", By = "li.wei" },
            new ReceiptReturned { OccurredAt = Time(hour), Station = "SHA", By = "li.wei" },
            new ReceiptRejected { OccurredAt = Time(hour), Station = "SHA", By = "li.wei" },
            new ReceiptHandedOver { OccurredAt = Time(hour), Station = "SHA", By = "li.wei" },
            new ReceiptLost { OccurredAt = Time(hour), Station = "SHA", By = "li.wei" },
        ];
        return kinds[chance.Next(kinds.Length)];
    }

    // Corrects a step that nothing has corrected yet. Signed pieces only ever become fewer, so that no order of arrival is refused.
    private void Correct(Received received)
    {
        var corrected = Steps.SelectMany(step => step.Facts).Select(submitted => (submitted.Event as Corrected)?.EventId).ToHashSet();
        var open = Enumerable.Range(0, Steps.Count)
            .Where(step => Steps[step].Facts.Length == 1 && !corrected.Contains(Steps[step].Facts[0].Id)).ToList();
        if (open.Count == 0) return;
        var target = open[chance.Next(open.Count)];
        var (id, replacement) = (Steps[target].Facts[0].Id, Guid.Empty);
        WaybillEvent? instead = Steps[target].Facts[0].Event switch
        {
            Received => received with { WeightKg = chance.Next(100), Transfers = ["WUH", "CSX"], PromisedAt = Time(chance.Next(20, 90)) },
            Signed signed => chance.Next(2) == 0 ? null : signed with { Pieces = chance.Next(1, signed.Pieces + 1) },
            Loaded loaded => chance.Next(2) == 0 ? null : loaded with { NextStation = Any() },
            _ => null,
        };
        if (Steps[target].Facts[0].Event is Received && Steps.Count(step => step.Facts.Any(submitted => submitted.Event is Received)) > 1)
            return;
        var correction = Next();
        if (instead is not null) replacement = Next();
        var submittedEvents = new List<SubmittedEvent>
        {
            new(correction, new Corrected(id, "录入错误", instead is null ? null : replacement) { OccurredAt = Time(hour), Station = "SHA",
                By = "chen.jing" }),
        };
        if (instead is not null) submittedEvents.Add(new(replacement, instead));
        Steps.Add(([.. submittedEvents], [target]));
    }

    private void Post(WaybillEvent waybillEvent) => Steps.Add(([new SubmittedEvent(Next(), waybillEvent)], []));

    private Guid Next() => new(++ids * 7919 % 10007, 0, 0, BitConverter.GetBytes(ids * 104729L));

    private string Any() => Stations[chance.Next(Stations.Length)];

    private static DateTimeOffset Time(int hour) => SampleEvents.At(hour);
}
