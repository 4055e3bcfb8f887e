using System.Text.Json.Nodes;
using OrderTracking.Testing.Freight;

namespace OrderTracking.Oracle.Tests.Life;

/// <summary>What happens to one waybill, and when the service receives it.</summary>
internal sealed partial class WaybillLife
{
    private static readonly string[] Kinds = ["delay", "damage", "wet", "shortage", "loss", "contamination", "misroute", "other"],
        Reasons = ["packing", "goodsException", "replacement", "measurement"];

    private readonly Chance chance;
    private readonly string number;
    private readonly IReadOnlyList<string> stations;
    private readonly string account, origin, destination;
    private readonly string[] transfers;
    private readonly int pieces;
    private readonly List<(JsonObject Event, DateTimeOffset SentAt)> told = [];
    private readonly List<(DateOnly Day, string From, string To)> plans = [];
    private DateTimeOffset now;

    public WaybillLife(Chance chance, string number, IReadOnlyList<string> accounts, IReadOnlyList<string> stations, DateTimeOffset begins)
    {
        (this.chance, this.number, this.stations, now) = (chance, number, stations, begins);
        account = chance.Of(accounts);
        origin = chance.Of(stations);
        destination = chance.In100(4) ? origin : chance.Of([.. stations.Where(station => station != origin)]);
        transfers = chance.In100(40) ? [chance.Of(stations)] : [];
        pieces = chance.In100(15) ? 1 : chance.Between(2, 12);
        Live();
        Correct();
    }

    public List<Step> Steps { get; } = [];

    private void Live()
    {
        var begun = now;
        Happens("received", origin, Reception(), least: true);
        if (chance.In100(80))
            Happens("dispatchRequested", origin,
                new { purpose = chance.Of("pickup", "pickup", "pickup", "delivery"), wantedAt = chance.In100(85) ? now
                    + chance.Hours(1, 12) : (DateTimeOffset?)null });
        Later(0.5, 8);
        if (chance.In100(50)) Happens("vehicleArrived", origin, new { vehicle = "沪A·D1234" });
        if (chance.In100(50)) Happens("pickedUp", origin, new { pieces });
        if (chance.In100(10)) Happens("dispatchRequested", origin, new { purpose = "pickup", wantedAt = now + chance.Hours(1, 12) });
        if (chance.In100(45))
            Happens("stockedIn", origin,
                new { pieces, weightKg = chance.In100(80) ? chance.Between(1, 900) / 4m : (decimal?)null,
                    volumeM3 = chance.In100(50) ? chance.Between(1, 50) / 10m : (decimal?)null });
        if (chance.In100(60)) Happens("waybillIssued", origin, new { });
        Trouble();
        string[] route = [origin, .. transfers, destination];
        for (var leg = 1; leg < route.Length; leg++) Travel(route[leg - 1], route[leg]);
        Trouble();
        if (chance.In100(6)) Happens("cancelled", origin, new { reason = "客户取消" });
        Deliver();
        Receipts();
        Trouble();
        Confirmations();
        Penalties();
        Amend(begun);
        CorrectiveActions();
        Holds(begun);
    }

    private object Reception() => new
    {
        account, origin, destination, pieces, transfers = transfers.Length > 0 ? transfers : null, orderNumber = chance.In100(60)
        ? $"PO-{chance.Between(1, 99)}" : null,
        goods = "配件", weightKg = chance.In100(70) ? chance.Between(1, 4000) / 8m : (decimal?)null,
        volumeM3 = chance.In100(50) ? 1.25m : (decimal?)null,
        service = chance.Of("selfPickup", "delivery"), payment = chance.Of("prepaid", "monthly", "onReceipt"),
        freight = chance.Between(0, 90_000) / 100m,
        consignee = chance.In100(70) ? new { name = "王芳", phone = $"138-0013-{chance.Between(1000, 9999)}" } : null,
        shipper = new { name = "李伟", phone = chance.In100(70) ? "021-5555" : null },
        filledBy = chance.Of(null, "customer", "mandate", "mandate"), mandate = chance.Of(null, "M-1", "M-1", "M-2"),
        oneOffMandate = chance.In100(20) ? "fax/3" : null, insured = chance.In100(60) ? false : (bool?)null,
        receiptKind = chance.In100(70) ? "第三联" : null, remarks = chance.In100(20) ? "易碎" : null,
        receiptCopies = chance.In100(60) ? chance.Between(0, 2) : (int?)null, insuredValue = chance.In100(20) ? 5000m : (decimal?)null,
        promisedAt = chance.In100(45) ? now + chance.Hours(10, 150) : (DateTimeOffset?)null,
        pickup = chance.In100(30) ? true : (bool?)null,
    };

    // Decisions about penalties, of which many are refused, because there was no breach or nothing was proposed for it.
    private void Penalties()
    {
        Later(20, 200);
        foreach (var deadline in new[] { "promise", "sorting", "receipt", "arrival", "pickup" })
            for (var times = chance.Of(0, 1, 1, 2); times > 0; times--)
                if (chance.In100(30)) Happens("penaltyWaived", origin, new { deadline, reason = "客户谅解" });
                else Happens("penaltyConfirmed", origin, new { deadline, amount = chance.Of(10m, 12.50m, 20m, 30m), reason = "属实" });
    }

    // What the order lacks is filled in within hours or days, in one go or in two.
    private void Amend(DateTimeOffset begun)
    {
        for (var times = chance.Of(0, 1, 1, 2); times > 0; times--)
        {
            now = begun + chance.Hours(-0.5, chance.In100(70) ? 5 : 90);
            Happens("orderAmended", origin, new
            {
                goods = chance.In100(20) ? "仪器" : null, weightKg = chance.In100(85) ? chance.Between(1, 4000) / 8m : (decimal?)null,
                volumeM3 = chance.In100(85) ? chance.Between(1, 40) / 8m : (decimal?)null,
                service = chance.In100(20) ? chance.Of("selfPickup", "delivery") : null,
                shipper = chance.In100(60) ? new { phone = "021-6666" } : null,
                consignee = chance.In100(70) ? new { name = chance.In100(60) ? "赵敏" : null, phone = "139-1111-2222", address = "解放路5号" }
                    : null,
                insured = chance.In100(60) ? chance.In100(50) : (bool?)null,
                receiptCopies = chance.In100(50) ? chance.Between(0, 2) : (int?)null, receiptKind = chance.In100(60) ? "第二联" : null,
                filledBy = chance.In100(10) ? chance.Of("customer", "mandate") : null, mandate = chance.In100(30) ? "M-1" : null,
                oneOffMandate = chance.In100(40) ? "fax/4" : null,
            });
        }
    }

    private void Travel(string from, string to)
    {
        Later(0, 6);
        for (var plans = chance.Of(0, 1, 1, 2); plans > 0; plans--)
            Plan(from, to);
        var list = chance.In100(50) ? $"ZZ-{chance.Between(1, 3)}" : null;
        if (list is not null && chance.In100(60))
            Happens("loadingListed", from,
                new { pieces = chance.Between(1, pieces), loadingList = list, nextStation = chance.In100(80) ? to : null,
                    vehicle = chance.In100(50) ? "沪B·T0001" : null });
        var parts = chance.Parts(pieces);
        foreach (var part in parts)
        {
            Later(0.5, 30);
            if (!chance.In100(6))
                Happens("loaded", from,
                    new { pieces = part, nextStation = chance.In100(4) ? chance.Of(stations) : to, loadingList = list,
                        vehicle = "沪A·D1234" });
        }
        Later(4, 55);
        Trouble();
        foreach (var part in parts)
        {
            var at = chance.In100(6) ? chance.Of(stations) : to;
            if (!chance.In100(5))
                Happens("arrived", at, new { pieces = chance.In100(10) ? Math.Max(1, part - 1) : part, loadingList = list });
            Later(0, 20);
        }
    }

    private void Plan(string from, string to)
    {
        var day = DateOnly.FromDateTime(now.DateTime).AddDays(chance.Between(0, 2));
        plans.Add((day, from, to));
        Happens("loadingPlanned", from,
            new { plannedFor = day, nextStation = to, pieces = chance.In100(40) ? chance.Between(1, pieces) : (int?)null,
                plannedTime = chance.In100(30) ? $"{chance.Between(8, 23):00}:30:00" : null,
                loadingList = chance.In100(40) ? $"ZZ-{chance.Between(1, 3)}" : null });
    }

    // Whether it can leave, said on the planned day: in time or late, of one leg or of all; and the customer told at once, late, or never.
    private void Confirmations()
    {
        foreach (var (day, from, to) in plans)
        {
            if (!chance.In100(60)) continue;
            var at = new DateTimeOffset(day.ToDateTime(default), TimeSpan.FromHours(8)) + chance.Hours(9, 22);
            var canLeave = chance.In100(40);
            Tell(Event("loadingConfirmed", at, from, new { plannedFor = day, canLeave, nextStation = chance.In100(50) ? to : null,
                reason = canLeave ? null : "无车", newTime = canLeave ? (DateTimeOffset?)null : at + chance.Hours(3, 40) }),
                at + chance.Hours(0, chance.Of(0.5, 0.5, 30)));
            if (canLeave || !chance.In100(70)) continue;
            var told = at + chance.Hours(0.2, 7);
            Tell(Event("customerNotified", told, from, new { channel = "phone" }), told + chance.Hours(0, chance.Of(0.5, 20)));
        }
    }

    private void Deliver()
    {
        if (chance.In100(55)) Happens("dispatchRequested", destination, new { purpose = "delivery" });
        if (chance.In100(65)) Happens("sorted", destination, new { pieces });
        Later(0.5, 20);
        if (chance.In100(35)) Happens("consigneeNotified", destination, new { channel = "phone" });
        if (chance.In100(50)) Happens("outForDelivery", destination, new { pieces, vehicle = "川A·K5521" });
        if (chance.In100(15)) Happens("deliveryFailed", destination, new { reason = "无人" });
        if (chance.In100(6)) Happens("refused", destination, new { pieces });
        if (chance.In100(10))
            Happens("promiseSet", destination,
                new { promisedAt = now + chance.Hours(-20, 60), basis = chance.Of("contract", "laneStandard") });
        if (chance.In100(6)) Happens("returnedToShipper", chance.Of(origin, destination), new { pieces = chance.Between(1, pieces) });
        if (chance.In100(12))
        {
            if (chance.In100(60)) Happens("heldForInstruction", destination, new { reason = chance.Of(Reasons) });
            return;
        }
        foreach (var part in chance.Parts(pieces))
        {
            Later(0.5, 40);
            // Some parts never come: most of these go back, others are lost for good.
            if (chance.In100(20))
            {
                Gone(part);
                continue;
            }
            Happens("signed", destination,
                new { pieces = part, signer = new { name = "王芳" },
                    remark = chance.In100(15) ? new { kind = chance.Of(Kinds), text = chance.In100(50) ? "外箱破损" : null } : null });
        }
        if (chance.In100(8)) Happens("loaded", destination, new { pieces = 1, nextStation = origin, vehicle = "川A·K5521" });
    }

    private void Gone(int part)
    {
        if (chance.In100(50)) Happens("returnedToShipper", origin, new { pieces = part, reason = "拒收" });
        else Happens("writtenOff", destination, new { pieces = part, exceptionId = "E-1", reason = "遗失", approver = "wu.gang" });
    }

    private void Receipts()
    {
        if (chance.In100(25)) return;
        foreach (var type in new[] { "receiptCollected", "receiptSentBack", "receiptReturned", "receiptRejected", "receiptSentBack",
            "receiptReturned", "receiptHandedOver", "receiptLost" })
        {
            if (chance.In100(type is "receiptRejected" or "receiptLost" ? 80 : 35)) continue;
            Later(1, 40);
            // Some come back in time, and it is told when they are long overdue.
            if (type == "receiptReturned" && chance.In100(25))
                Tell(Event(type, now, origin, new { copies = 1 }), now + chance.Hours(150, 400));
            else
                Happens(type, type is "receiptCollected" or "receiptSentBack" ? destination : origin,
                    type is "receiptRejected" or "receiptLost" ? new { reason = "缺章" } : new { copies = 1 });
            // Some of the wrong ones are never put right.
            if (type == "receiptRejected" && chance.In100(60)) return;
        }
    }

    // Planned once or twice, verified in time, late or never, and told at once or long afterwards.
    private void CorrectiveActions()
    {
        if (!chance.In100(35)) return;
        var due = now + chance.Hours(10, 60);
        var plan = new { actionId = "A-1", owner = "wu.gang", measure = "加固包装", dueAt = due, responsibleStation = chance.In100(50)
            ? chance.Of(stations) : null, exceptionId = "E-1" };
        Happens("correctiveActionSet", origin, plan);
        if (chance.In100(20)) Happens("correctiveActionSet", destination, plan with { dueAt = due + chance.Hours(5, 40) });
        var verified = now + chance.Hours(1, 90);
        if (chance.In100(75))
            Tell(Event("correctiveActionVerified", verified, origin, new { actionId = "A-1", note = "已复查" }),
                verified + chance.Hours(0, 60));
        if (chance.In100(40))
            Happens("consigneeCalledBack", destination,
                new { satisfied = chance.Between(1, 5), problem = chance.In100(30) ? "外箱破损" : null });
    }

    // Exceptions: raised, reported back in time, late or never, resolved or not; some of it in odd orders.
    private void Trouble()
    {
        if (chance.In100(20)) Happens(chance.Of("customerNotified", "consigneeCalledBack"), origin, new { });
        if (!chance.In100(25)) return;
        var id = $"E-{chance.Between(1, 3)}";
        var raised = now;
        Happens("exceptionRaised", chance.Of(stations),
            new { exceptionId = id, kind = chance.Of(Kinds), stage = chance.In100(50) ? "lineHaul" : null,
                responsibleStation = chance.In100(60) ? chance.Of(stations) : null,
                pieces = chance.In100(50) ? chance.Between(1, pieces) : (int?)null });
        if (chance.In100(70))
            Tell(
                Event("exceptionReportedBack", raised + chance.Hours(-0.5, 7), origin,
                    new { exceptionId = id, report = "已联系", measure = chance.In100(40) ? "补发" : null }),
                raised + chance.Hours(0.1, 8));
        for (var calls = chance.Of(0, 0, 1, 2); calls > 0; calls--)
        {
            Later(0, 3);
            Happens("customerNotified", origin,
                new { channel = "phone", exceptionId = id, customerAgrees = chance.Of<bool?>(null, true, true, false) });
        }
        if (chance.In100(50))
            Happens("exceptionResolved", origin,
                new { exceptionId = id, cause = chance.Of("weather", "carrier", "traffic"), excused = chance.In100(60),
                    reasonCode = chance.In100(80) ? "W1" : "", evidence = chance.In100(80) ? "photo" : null, approver = "wu.gang",
                    loss = chance.In100(30) ? 120.50m : (decimal?)null,
                    excuses = chance.In100(90)
                        ? chance.Of<string[]>(["promise"], ["promise", "receipt"], ["receipt", "dwell", "sorting"], []) : null });
    }
}
