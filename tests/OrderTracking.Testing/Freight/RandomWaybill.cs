using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Testing.Freight;

/// <summary>Events that are posted together.</summary>
/// <param name="After">The steps that must be posted before.</param>
public sealed record FreightStep(SubmittedEvent[] Events, int[] After);

/// <summary>
/// One waybill's invented life: split deliveries, shortages, stray stations, events before the reception and at the same instant,
/// corrections with and without a replacement, corrections of corrections.
/// </summary>
public sealed class RandomWaybill
{
    private const string By = "li.wei";

    private readonly Chance chance;
    private readonly FreightNetwork network;
    private readonly DateTimeOffset begin;
    private readonly bool withRefusals;
    private readonly Received received;
    private readonly HashSet<Guid> corrected = [];
    private int signed, hour;

    /// <param name="begin">When it is received; all that happens to it does so within four days.</param>
    /// <param name="withRefusals">
    /// Also what rules may refuse: more pieces signed for than there are, pieces returned, what is corrected corrected again. Without it
    /// the rules accept the steps in any order in which a correction comes after what it corrects.
    /// </param>
    public RandomWaybill(Chance chance, FreightNetwork network, DateTimeOffset begin, bool withRefusals = false)
    {
        (this.chance, this.network, this.begin, this.withRefusals) = (chance, network, begin, withRefusals);
        received = Reception();
        Steps.Add(new([New(received)], []));
        for (var i = chance.Between(3, 13); i > 0; i--)
        {
            hour += chance.Between(0, 7);
            if (chance.OneIn(6)) Correct();
            else Steps.Add(new([.. Enumerable.Range(0, chance.OneIn(6) ? chance.Between(2, 3) : 1).Select(_ => New(Event()))], []));
        }
    }

    /// <summary>In the order in which they are posted, the Received first.</summary>
    public List<FreightStep> Steps { get; } = [];

    /// <summary>The steps in a random order of arrival: the first stays first, and a correction comes after what it corrects.</summary>
    public IEnumerable<SubmittedEvent[]> Shuffled(Random order)
    {
        var left = Enumerable.Range(1, Steps.Count - 1).ToList();
        var done = new HashSet<int> { 0 };
        yield return Steps[0].Events;
        while (left.Count > 0)
        {
            var ready = left.Where(step => Steps[step].After.All(done.Contains)).ToList();
            var next = ready[order.Next(ready.Count)];
            left.Remove(next);
            done.Add(next);
            yield return Steps[next].Events;
        }
    }

    private Received Reception()
    {
        var (origin, destination) = network.Lane ?? (chance.Of(network.Stations), chance.Of(network.Stations));
        return new Received(
            chance.Of(network.Accounts), origin, destination, chance.Between(1, 12), $"PO-{chance.Between(0, 9999)}",
            chance.Maybe<string[]>(["WUH"]), WeightKg: chance.Between(0, 99), ReceiptCopies: chance.Between(0, 2),
            PromisedAt: chance.OneIn(3) ? null : begin.AddHours(chance.Between(20, 90)),
            Consignee: new Person("王芳", $"138{chance.Between(10_000_000, 99_999_999)}"), Freight: chance.Between(0, 100_000) / 100m)
        {
            OccurredAt = begin, Station = origin, By = By,
        };
    }

    private WaybillEvent Event()
    {
        var (origin, destination, some) = (received.Origin, received.Destination, chance.Between(1, received.Pieces));
        var exception = $"E{chance.Between(0, 2)}";
        // Now and then by a clock that is slow, before the waybill was received.
        var at = chance.OneIn(12) ? begin.AddMinutes(-chance.Between(1, 60)) : begin.AddHours(hour);
        return chance.Between(0, 21) switch
        {
            0 or 1 or 2 => new Loaded(some, Next(), List(), "沪A·D1234") { OccurredAt = at, Station = AnyStation(), By = By },
            3 or 4 or 5 => new Arrived(some, LoadingList: List()) { OccurredAt = at, Station = Next(), By = By },
            6 or 7 or 8 when Signature(at) is { } signature => signature,
            9 => new ExceptionRaised(exception, AnyKind(), ResponsibleStation: AnyStation(), Pieces: some)
            {
                OccurredAt = at, Station = AnyStation(), By = By,
            },
            10 => new ExceptionReportedBack(exception, "已联系") { OccurredAt = at, Station = origin, By = By },
            11 => new ExceptionResolved(exception, chance.Of(ExceptionCause.Traffic, ExceptionCause.Weather), chance.OneIn(2), "R1",
                chance.Maybe("photo"), "wu.gang", 12.5m, chance.Of<Excusable[]>([Excusable.Promise], [Excusable.Dwell, Excusable.Promise],
                    [Excusable.Receipt])) { OccurredAt = at, Station = origin, By = By },
            12 or 13 => Receipt(at),
            14 => new PromiseSet(begin.AddHours(chance.Between(20, 90)), PromiseBasis.Contract)
            {
                OccurredAt = at, Station = origin, By = By,
            },
            15 => new StockedIn(some, chance.OneIn(3) ? null : chance.Between(0, 99) + 0.345m)
            {
                OccurredAt = at, Station = AnyStation(), By = By,
            },
            16 => new OutForDelivery(some) { OccurredAt = at, Station = destination, By = By },
            17 when chance.OneIn(3) => new Cancelled("客户取消") { OccurredAt = at, Station = origin, By = By },
            18 when withRefusals => chance.OneIn(2)
                ? new ReturnedToShipper(1, "拒收") { OccurredAt = at, Station = destination, By = By }
                : new WrittenOff(1, Reason: "遗失") { OccurredAt = at, Station = destination, By = By },
            19 or 20 => new HeldForInstruction(chance.Of(HoldReason.Packing, HoldReason.Replacement), "外箱破损")
            {
                OccurredAt = at, Station = chance.OneIn(3) ? AnyStation() : origin, By = By,
            },
            21 => new ReleasedForDispatch("加固后发运") { OccurredAt = at, Station = origin, By = By },
            _ => new CustomerNotified("sms", "在途") { OccurredAt = at, Station = origin, By = By },
        };
    }

    // No more pieces than are outstanding, unless what is refused is wanted too; null when none are.
    private Signed? Signature(DateTimeOffset at)
    {
        var outstanding = withRefusals && chance.OneIn(3) ? received.Pieces : received.Pieces - signed;
        if (outstanding <= 0) return null;
        var part = chance.OneIn(3) ? outstanding : chance.Between(1, outstanding);
        signed += part;
        return new(part, new Person("王芳"), chance.OneIn(4) ? new(AnyKind(), "破损") : null)
        {
            OccurredAt = at, Station = received.Destination, By = By,
        };
    }

    private WaybillEvent Receipt(DateTimeOffset at) => chance.Between(0, 5) switch
    {
        0 => new ReceiptCollected(1) { OccurredAt = at, Station = received.Destination, By = By },
        1 => new ReceiptSentBack(1) { OccurredAt = at, Station = received.Destination, By = By },
        2 => new ReceiptReturned(1) { OccurredAt = at, Station = received.Origin, By = By },
        3 => new ReceiptRejected("缺章") { OccurredAt = at, Station = received.Origin, By = By },
        4 => new ReceiptHandedOver(1) { OccurredAt = at, Station = received.Origin, By = By },
        _ => new ReceiptLost("遗失") { OccurredAt = at, Station = received.Origin, By = By },
    };

    // An event that nothing has corrected yet. Signed pieces only ever become fewer and received ones more, so that no order of arrival
    // is refused; hence neither a replacement nor what it replaces is corrected again.
    private void Correct()
    {
        var open = Steps.SelectMany((step, place) => step.Events.Select(submitted => (Submitted: submitted, Place: place)))
            .Where(item => withRefusals || !corrected.Contains(item.Submitted.Id)).ToList();
        if (open.Count == 0) return;
        var corrections = open.Where(item => item.Submitted.Event is Corrected).ToList();
        var (target, place) = chance.Of(corrections.Count > 0 && chance.OneIn(3) ? corrections : open);
        WaybillEvent? replacement = target.Event switch
        {
            Received => received with
            {
                Account = chance.Of(network.Accounts), Pieces = received.Pieces + chance.Between(0, 2), WeightKg = chance.Between(0, 99),
                Transfers = ["WUH", "CSX"], PromisedAt = begin.AddHours(chance.Between(20, 90)),
            },
            Signed signature => chance.OneIn(2) ? null : signature with { Pieces = chance.Between(1, signature.Pieces) },
            Loaded loaded => chance.OneIn(2) ? null : loaded with { NextStation = AnyStation() },
            _ => null,
        };
        var anew = replacement is null ? null : New(replacement);
        var correction = New(new Corrected(target.Id, "录入错误", anew?.Id)
        {
            OccurredAt = begin.AddHours(hour), Station = received.Origin, By = "chen.jing",
        });
        corrected.Add(target.Id);
        if (anew is not null) corrected.UnionWith([anew.Id, correction.Id]);
        Steps.Add(new(anew is null ? [correction] : [correction, anew], [place]));
    }

    private SubmittedEvent New(WaybillEvent waybillEvent) => new(chance.Id(), waybillEvent);

    private ExceptionKind AnyKind() => chance.Of(Enum.GetValues<ExceptionKind>());

    private string AnyStation() => chance.Of(network.Stations);

    // Mostly where it is to go.
    private string Next() => chance.OneIn(2) ? received.Destination : AnyStation();

    private string? List() => chance.OneIn(3) ? $"ZZ-{chance.Between(0, 1)}" : null;
}
