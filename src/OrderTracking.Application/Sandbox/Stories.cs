using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using static OrderTracking.Application.Sandbox.StoryScript;

namespace OrderTracking.Application.Sandbox;

/// <summary>A life of a waybill that a carrier of a sandbox lives through.</summary>
public sealed class Story
{
    private readonly Action<StoryScript> write;

    internal Story(string name, string summary, Action<StoryScript> write) => (Name, Summary, this.write) = (name, summary, write);

    /// <summary>What a tester chooses it by.</summary>
    public string Name { get; }

    /// <summary>What happens, in a sentence.</summary>
    public string Summary { get; }

    /// <summary>Its steps for a waybill, in order.</summary>
    public IReadOnlyList<StoryStep> Steps(StoryRun run, Company company)
    {
        var script = new StoryScript(run, company);
        write(script);
        return script.Steps;
    }
}

/// <summary>
/// The stories: three pieces from SHA over WUH to CTU, promised within 72 hours. All hours are counted from the beginning.
/// </summary>
public static class Stories
{
    private static readonly Person Shipper = new("沙箱发货人", "021-55550100", "上海市嘉定区样例路1号"),
        Consignee = new("沙箱收货人", "13800000001", "成都市青羊区样例街2号");

    public static IReadOnlyList<Story> All { get; } =
    [
        new("delivered", "Delivered in time, and signed for clean.", script =>
        {
            ToDestination(script);
            Deliver(script, 44);
            script.Add(47, Destination, Sign());
        }),
        new("late", "Waits at the transfer station for two days, and is signed for a day after its promise.", script =>
        {
            ToTransfer(script);
            OnwardFromTransfer(script, 66);
            Deliver(script, 92);
            script.Add(96, Destination, Sign());
        }),
        new("damaged", "Signed for with a damage, which is reported back within two hours and resolved the next day.", script =>
        {
            ToDestination(script);
            Deliver(script, 44);
            var signed = script.Add(47, Destination, at => new Signed(Pieces, Consignee, new(ExceptionKind.Damage, "一件外箱破损"))
                { OccurredAt = at.At, Station = at.Station, By = at.By });
            var damage = DerivedExceptions.IdOf(signed, ExceptionKind.Damage).ToString();
            script.Add(49, Destination, ReportBack(damage, "已与收货人核对，破损一件"));
            script.Add(72, Destination, at => new ExceptionResolved(
                damage, ExceptionCause.Loading, Excused: false, Evidence: "sandbox/photo-1.jpg", Approver: "sandbox.supervisor", Loss: 120m)
                { OccurredAt = at.At, Station = at.Station, By = at.By });
        }),
        new("short", "A piece is missing at the destination. Nobody reports back within four hours; it comes a day later.", script =>
        {
            ToTransfer(script);
            script.Add(18, Transfer, Load(Pieces, Destination, script.LoadingList(2)));
            var arrived = script.Add(40, Destination, Arrive(Pieces - 1, script.LoadingList(2)));
            Sort(script, 41);
            Deliver(script, 44, Pieces - 1);
            script.Add(47, Destination, Sign(Pieces - 1));
            script.Add(48, Destination,
                ReportBack(DerivedExceptions.IdOf(arrived, ExceptionKind.Shortage).ToString(), "少一件，在武汉站找到"));
            script.Add(64, Destination, Arrive(1, script.LoadingList(2)));
            Deliver(script, 66, 1);
            script.Add(69, Destination, Sign(1));
        }),
        new("misrouted", "Goes to XIY instead of CTU, is sent on from there, and is still delivered in time.", script =>
        {
            ToTransfer(script);
            script.Add(18, Transfer, Load(Pieces, Destination, script.LoadingList(2)));
            var arrived = script.Add(32, "XIY", Arrive(Pieces, script.LoadingList(2)));
            script.Add(33, "XIY", ReportBack(DerivedExceptions.IdOf(arrived, ExceptionKind.Misroute).ToString(), "错发西安，当日转运成都"));
            script.Add(36, "XIY", Load(Pieces, Destination, script.LoadingList(3)));
            script.Add(50, Destination, Arrive(Pieces, script.LoadingList(3)));
            Sort(script, 51);
            Deliver(script, 54);
            script.Add(57, Destination, Sign());
        }),
        new("deliveryFailed", "Nobody is there at the first try; delivered the next day.", script =>
        {
            ToDestination(script);
            Deliver(script, 44);
            script.Add(46, Destination, at => new DeliveryFailed("收货人不在", script.After(66))
                { OccurredAt = at.At, Station = at.Station, By = at.By });
            script.Add(66, Destination, GoOut(Pieces));
            script.Add(68, Destination, Sign());
        }),
        new("refused", "The consignee does not take the goods, and they go back to the shipper.", script =>
        {
            ToDestination(script);
            Deliver(script, 44);
            script.Add(46, Destination, at => new Refused(Pieces, "与订单不符") { OccurredAt = at.At, Station = at.Station, By = at.By });
            script.Add(70, Destination, at => new ReturnedToShipper(Pieces, "收货人拒收")
                { OccurredAt = at.At, Station = at.Station, By = at.By });
        }),
        new("receipt", "Signed for, and the signed receipt comes back to the customer.", script =>
        {
            ToDestination(script, receiptCopies: 1);
            Deliver(script, 44);
            script.Add(47, Destination, Sign());
            script.Add(48, Destination, at => new ReceiptCollected(1) { OccurredAt = at.At, Station = at.Station, By = at.By });
            script.Add(70, Destination, at => new ReceiptSentBack(1, "SF", "SF1000000001")
                { OccurredAt = at.At, Station = at.Station, By = at.By });
            script.Add(118, Origin, at => new ReceiptReturned(1) { OccurredAt = at.At, Station = at.Station, By = at.By });
            script.Add(124, Origin, at => new ReceiptHandedOver(1) { OccurredAt = at.At, Station = at.Station, By = at.By });
        }),
        new("corrected", "All pieces are said to be signed for; an hour later that is corrected to two, and the third comes the next day.",
            script =>
        {
            ToDestination(script);
            Deliver(script, 44);
            var signed = script.Add(47, Destination, Sign());
            var replacement = script.IdAfterNext;
            script.Add(48, Destination,
                at => new Corrected(signed, "签收件数登记错误", replacement) { OccurredAt = at.At, Station = at.Station, By = at.By },
                at => new Signed(Pieces - 1, Consignee) { OccurredAt = script.After(47), Station = at.Station, By = at.By });
            Deliver(script, 66, 1);
            script.Add(68, Destination, Sign(1));
        }),
    ];

    /// <summary>Null where there is none of that name.</summary>
    public static Story? Find(string name) => All.FirstOrDefault(story => story.Name == name);

    private static void ToDestination(StoryScript script, int? receiptCopies = null)
    {
        ToTransfer(script, receiptCopies);
        OnwardFromTransfer(script, 18);
    }

    private static void ToTransfer(StoryScript script, int? receiptCopies = null)
    {
        script.Add(0, Origin, at => new Received(
            script.Account, Origin, Destination, Pieces, Transfers: [Transfer], Goods: "样品", WeightKg: 36m, VolumeM3: 0.24m,
            Service: ServiceKind.Delivery, Payment: PaymentTerm.Monthly, Shipper: Shipper, Consignee: Consignee, Freight: 180m,
            ReceiptCopies: receiptCopies, PromisedAt: script.After(72))
            { OccurredAt = at.At, Station = at.Station, By = at.By });
        script.Add(1, Origin, at => new StockedIn(Pieces, 36m, 0.24m) { OccurredAt = at.At, Station = at.Station, By = at.By });
        script.Add(3, Origin, Load(Pieces, Transfer, script.LoadingList(1)));
        script.Add(15, Transfer, Arrive(Pieces, script.LoadingList(1)));
    }

    private static void OnwardFromTransfer(StoryScript script, double hours)
    {
        script.Add(hours, Transfer, Load(Pieces, Destination, script.LoadingList(2)));
        script.Add(hours + 22, Destination, Arrive(Pieces, script.LoadingList(2)));
        Sort(script, hours + 23);
    }

    private static void Sort(StoryScript script, double hours) =>
        script.Add(hours, Destination, at => new Sorted { OccurredAt = at.At, Station = at.Station, By = at.By });

    private static void Deliver(StoryScript script, double hours, int pieces = Pieces)
    {
        script.Add(hours - 2, Destination, at => new DispatchRequested(DispatchPurpose.Delivery, script.After(hours))
            { OccurredAt = at.At, Station = at.Station, By = at.By });
        script.Add(hours, Destination, GoOut(pieces));
    }

    private static Func<Moment, WaybillEvent> Load(int pieces, string next, string list) =>
        at => new Loaded(pieces, next, list, "沪A·D1234") { OccurredAt = at.At, Station = at.Station, By = at.By };

    private static Func<Moment, WaybillEvent> Arrive(int pieces, string list) =>
        at => new Arrived(pieces, LoadingList: list, Vehicle: "沪A·D1234") { OccurredAt = at.At, Station = at.Station, By = at.By };

    private static Func<Moment, WaybillEvent> GoOut(int pieces) =>
        at => new OutForDelivery(pieces, "川A·S5678") { OccurredAt = at.At, Station = at.Station, By = at.By };

    private static Func<Moment, WaybillEvent> Sign(int pieces = Pieces) =>
        at => new Signed(pieces, Consignee) { OccurredAt = at.At, Station = at.Station, By = at.By };

    private static Func<Moment, WaybillEvent> ReportBack(string exception, string report) =>
        at => new ExceptionReportedBack(exception, report) { OccurredAt = at.At, Station = at.Station, By = at.By };
}
