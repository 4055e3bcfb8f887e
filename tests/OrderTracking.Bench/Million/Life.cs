using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Rules;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Bench.Million;

/// <summary>
/// Makes the streams of waybills as the service would have recorded them until now: the branches' events, the promises and terms that
/// its rules take from lane and account, and DeadlineMissed by its clock. All pieces of a waybill travel together, so that no rule
/// derives an exception.
/// </summary>
internal sealed class Life(Network network, Random chance, DateTimeOffset now)
{
    private static readonly string[] Goods = ["汽车配件", "家用电器", "服装", "电子元件", "五金工具", "日用百货"];
    private static readonly string[] Names = ["王建国", "李卫东", "张敏", "刘洋", "陈晓燕", "杨帆", "赵磊", "黄丽"];
    private static readonly ExceptionKind[] Kinds =
        [ExceptionKind.Damage, ExceptionKind.Wet, ExceptionKind.Delay, ExceptionKind.WrongLabel, ExceptionKind.DocumentsMissing];
    private static readonly ExceptionCause[] Causes =
        [ExceptionCause.Carrier, ExceptionCause.Packing, ExceptionCause.Traffic, ExceptionCause.Weather];

    private readonly List<RecordedEvent<WaybillEvent>> _said = [];
    private DateTimeOffset _knownFrom;
    private int _stepsLeft;

    /// <summary>A waybill's stream in order of version; empty if nothing of it is recorded yet. Positions are not the log's.</summary>
    public IReadOnlyList<RecordedEvent<WaybillEvent>> Of(string number, DateTimeOffset receivedAt)
    {
        _said.Clear();
        var (lane, account) = (network.Lane(chance), network.Account(chance));
        // One in a thousand stops somewhere on its way, without further events.
        _stepsLeft = One(1000) ? chance.Next(8) : int.MaxValue;
        var received = Reception(number, receivedAt, lane, account);
        if (One(200))
            Say(new Cancelled("客户取消") { OccurredAt = receivedAt.AddHours(2), Station = lane.Origin, By = "li.wei" });
        else
            Carry(number, received, lane);
        return Recorded(number);
    }

    private Received Reception(string number, DateTimeOffset at, Lane lane, string account)
    {
        var pieces = 1 + (int)(60 * Math.Pow(chance.NextDouble(), 2));
        var (sender, receiver) = (chance.Next(10_000), chance.Next(10_000));
        var received = new Received(
            account, lane.Origin, lane.Destination, pieces, $"PO{number[1..]}", lane.Transfer is { } over ? [over] : null,
            Goods[chance.Next(Goods.Length)], pieces * 31.5m,
            pieces * 0.18m, One(5) ? ServiceKind.SelfPickup : ServiceKind.Delivery, PaymentTerm.Monthly,
            new Person(Names[sender % 8], $"1380000{sender:0000}", $"工业园区{sender % 300}号"),
            new Person(Names[receiver % 8], $"1390000{receiver:0000}", $"解放路{receiver % 500}号"),
            pieces * 45.5m, ReceiptCopies: One(5, of: 2) ? 1 : null,
            PromisedAt: One(5, of: 2) ? at.AddHours(lane.Standard + chance.Next(24)) : null, Remarks: One(40) ? "易碎,轻放" : null)
        {
            OccurredAt = at, Station = lane.Origin, By = "li.wei"
        };
        _knownFrom = at.AddSeconds(chance.Next(5, 60));
        _said.Add(new(Id(), 0, 0, _knownFrom, EventSource.Person, null, null, received));
        return received;
    }

    private void Carry(string number, Received received, Lane lane)
    {
        var (pieces, time) = (received.Pieces, received.OccurredAt);
        // Most waybills with an exception have one.
        var trouble = One(16) ? chance.Next(4) : -1;
        if (One(3))
        {
            Say(new DispatchRequested(DispatchPurpose.Pickup, time.AddHours(4), "沪A·D1234") { OccurredAt = time.AddMinutes(5),
                Station = lane.Origin, By = "li.wei" });
            var isLate = One(30);
            Say(new PickedUp(pieces, "沪A·D1234") { OccurredAt = time.AddHours(isLate ? 6 : Between(1, 3.5)), Station = lane.Origin,
                By = "driver.17" });
            if (isLate)
                Tell(time.AddHours(4), lane.Origin);
        }

        // One in fifty goes without its paper.
        if (!One(50))
            Say(new WaybillIssued { OccurredAt = time.AddHours(Between(0.3, 3.5)), Station = lane.Origin, By = "clerk.1" });

        Say(new StockedIn(pieces, received.WeightKg, received.VolumeM3) { OccurredAt = time.AddHours(Between(0.5, 3.8)),
            Station = lane.Origin, By = "store.3" });
        string[] stops = lane.Transfer is { } over ? [lane.Origin, over, lane.Destination] : [lane.Origin, lane.Destination];
        for (var leg = 0; leg < lane.Hours.Length; leg++)
        {
            var planned = time.AddHours(Between(4, leg == 0 ? 14 : 10));
            var list = $"ZZ-{planned:MMdd}-{stops[leg]}{stops[leg + 1]}";
            if (One(5, of: 2))
                Say(new LoadingPlanned(PlannedFor(planned), stops[leg + 1], pieces, list) { OccurredAt = time.AddHours(1),
                    Station = stops[leg], By = "planner.2" });
            time = planned.AddHours(trouble == leg * 2 ? Between(16, 90) : 0);
            Say(new Loaded(pieces, stops[leg + 1], list, "沪A·D1234") { OccurredAt = time, Station = stops[leg], By = "dock.5" });
            time = time.AddHours(lane.Hours[leg] * Between(0.85, 1.1) + (trouble == leg * 2 + 1 ? Between(24, 90) : 0));
            Say(new Arrived(pieces, "完好", list, "沪A·D1234") { OccurredAt = time, Station = stops[leg + 1], By = "dock.8" });
        }

        if (One(12))
            Trouble(number, time.AddMinutes(30), lane);
        Deliver(received, lane, time, trouble == 3);
    }

    private void Deliver(Received received, Lane lane, DateTimeOffset arrived, bool isLate)
    {
        var (pieces, to) = (received.Pieces, lane.Destination);
        var time = arrived.AddHours(One(40) ? Between(12.5, 20) : Between(1, 6));
        Say(new Sorted(pieces) { OccurredAt = time, Station = to, By = "sort.1" });
        if (received.Service == ServiceKind.Delivery)
        {
            Say(new OutForDelivery(pieces, "川A·10000") { OccurredAt = time = time.AddHours(Between(1, 12)), Station = to,
                By = "driver.4" });
            if (time > arrived.AddHours(24))
                Tell(arrived.AddHours(24), to);
        }

        time = time.AddHours(Between(1, received.Service == ServiceKind.Delivery ? 6 : 30) + (isLate ? Between(40, 120) : 0));
        if (pieces > 1 && One(30))
        {
            Say(new Signed(pieces / 2, new Person("张敏")) { OccurredAt = time, Station = to, By = "driver.4" });
            time = time.AddHours(Between(2, 20));
            pieces -= pieces / 2;
        }

        Say(new Signed(pieces, new Person("陈晓燕"), Proofs: ["photo/1.jpg"]) { OccurredAt = time, Station = to, By = "driver.4" });
        if (received.ReceiptCopies is null)
            return;
        Say(new ReceiptCollected(1) { OccurredAt = time = time.AddHours(Between(0.5, 6)), Station = to, By = "clerk.2" });
        Say(new ReceiptSentBack(1, "顺丰") { OccurredAt = time = time.AddHours(Between(4, 24)), Station = to, By = "clerk.2" });
        if (One(300))
        {
            Say(new ReceiptLost("途中遗失") { OccurredAt = time.AddHours(72), Station = lane.Origin, By = "clerk.9" });
            return;
        }

        Say(new ReceiptReturned(1) { OccurredAt = time = time.AddHours(Between(24, 96) + (One(25) ? 170 : 0)), Station = lane.Origin,
            By = "clerk.9" });
        Say(new ReceiptHandedOver(1) { OccurredAt = time.AddHours(Between(6, 40)), Station = lane.Origin, By = "clerk.9" });
    }

    private void Trouble(string number, DateTimeOffset at, Lane lane)
    {
        var exception = $"EX-{number}";
        Say(new ExceptionRaised(exception, Kinds[chance.Next(Kinds.Length)], ExceptionStage.Destination, lane.Origin, 1,
            "外包装破损") { OccurredAt = at, Station = lane.Destination, By = "dock.8" });
        Say(new ExceptionReportedBack(exception, "已联系发货人") { OccurredAt = at = at.AddHours(One(16) ? Between(4.5, 9) : Between(0.3, 3)),
            Station = lane.Origin, By = "li.wei" });
        var excused = One(6);
        Say(new ExceptionResolved(
            exception, Causes[chance.Next(Causes.Length)], excused, excused ? "WEATHER" : null, excused ? "photo/2.jpg" : null,
            excused ? "manager.01" : null, excused ? null : 120m,
            excused ? [Excusable.Promise] : null)
        {
            OccurredAt = at.AddHours(Between(2, 40)), Station = lane.Destination, By = "li.wei"
        });
    }

    // Of what went otherwise than agreed the customer is told within hours; one in twenty is forgotten.
    private void Tell(DateTimeOffset since, string station)
    {
        if (!One(20))
            Say(new CustomerNotified("phone") { OccurredAt = since.AddHours(Between(0.2, 5)), Station = station, By = "li.wei" });
    }

    // Recorded soon after it happened, or hours later by a branch that was offline.
    private void Say(WaybillEvent waybillEvent)
    {
        if (_stepsLeft-- <= 0)
            return;
        var at = waybillEvent.OccurredAt.AddTicks(-(waybillEvent.OccurredAt.Ticks % TimeSpan.TicksPerSecond));
        var recorded = at.AddSeconds(One(40) ? chance.Next(1800, 14_400) : chance.Next(5, 400));
        _said.Add(new(Id(), 0, 0, recorded > _knownFrom ? recorded : _knownFrom.AddMilliseconds(1), EventSource.Person, null, null,
            waybillEvent with { OccurredAt = at }));
    }

    private List<RecordedEvent<WaybillEvent>> Recorded(string number)
    {
        var recorded = Held(number);
        if (recorded.Count == 0)
            return recorded;
        // What was missed may ask for the customer to be told, which may be missed in its turn.
        while (true)
        {
            List<RecordedEvent<WaybillEvent>> missed = [];
            foreach (var row in DeadlineRow.Rows(new History(number, recorded), Network.Company))
                if (row is { KnownInTime: true, Raised: false } && row.DueAt < now.AddSeconds(-2) && !(row.KeptAt <= row.DueAt))
                    missed.Add(new(
                        row.MissedId(), 0, 0, row.DueAt.ToUniversalTime().AddMilliseconds(chance.Next(1, 1000)), EventSource.Clock, null,
                        null,
                        new DeadlineMissed(row.Deadline, row.DueAt) { OccurredAt = row.DueAt, Station = row.Station,
                            By = DerivedExceptions.By }));
            if (missed.Count == 0)
                return recorded;
            recorded = Numbered([.. recorded, .. missed]);
        }
    }

    // What was said, and what the rules append with each event that can change the terms and the promise of the waybill.
    private List<RecordedEvent<WaybillEvent>> Held(string number)
    {
        List<RecordedEvent<WaybillEvent>> recorded = [];
        var waybill = Waybill.Of(new History(number, recorded));
        foreach (var entry in Numbered(_said))
        {
            Record(entry);
            if (!StandardsRule.IsRelevant(entry.Event))
                continue;
            foreach (var rule in StandardsRule.Changes(waybill, network.Reference, Network.Company))
                Record(new(rule.Id, 0, 0, entry.RecordedAt, rule.Source, null, rule.Causation, (WaybillEvent)rule.Event));
        }

        return recorded;

        void Record(RecordedEvent<WaybillEvent> entry)
        {
            recorded.Add(entry with { Position = network.Reference.Position + 1 + recorded.Count, Version = recorded.Count + 1 });
            waybill = waybill.With([recorded[^1]]);
        }
    }

    private List<RecordedEvent<WaybillEvent>> Numbered(IEnumerable<RecordedEvent<WaybillEvent>> entries) =>
    [
        .. entries.Where(entry => entry.RecordedAt <= now).OrderBy(entry => entry.RecordedAt)
            .Select((entry, index) => entry with { Position = network.Reference.Position + 1 + index, Version = index + 1 })
    ];

    // What is loaded in the evening is planned for the next day, which is checked at 17:00.
    private static DateOnly PlannedFor(DateTimeOffset time) => DateOnly.FromDateTime(time.DateTime).AddDays(time.Hour < 17 ? 0 : 1);

    private double Between(double least, double most) => least + (most - least) * chance.NextDouble();

    private bool One(int among, int of = 1) => chance.Next(among) < of;

    private Guid Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        chance.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
