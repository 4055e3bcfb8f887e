using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>
/// A day of an account manager in the order of the job book (五.1) and of the handbook's daily duties; the sentences stand above what
/// they ask for.
/// </summary>
public sealed partial class DayInTheLifeTests
{
    [Fact]
    public async Task an_account_managers_day_by_the_job_book()
    {
        await On("2026-03-02T09:00");
        await RecordReference("accountSet", new { account = "ACME", name = "艾克米电子", tier = "key", instructions = "轻放，勿倒置" });
        await RecordReference("accountManagerAssigned",
            new { account = "ACME", manager = "chen.jing", from = "2026-01-01T00:00:00+08:00" });
        await RecordReference("laneStandardSet", new { origin = "SHA", destination = "CTU", hours = 30, deliveryHours = 12 });
        await RecordReference("penaltyScheduleSet", new { rule = "loadingConfirmation", fine = 20, effectiveFrom = "2026-01-01",
            supervisor = "serviceManager" });

        // ---- the day before: one order whose paper nobody made out, with a remark; one that is planned for tomorrow -------------
        await On("2026-03-04T15:00");
        await Send("ZB-21", "received", "SHA", new { account = "ACME", origin = "SHA", destination = "CTU", pieces = 6, goods = "电子元件",
            weightKg = 60, volumeM3 = 0.3, remarks = "易碎" });
        await Send("ZB-21", "loadingPlanned", "SHA", new { plannedFor = "2026-03-05", nextStation = "CTU", loadingList = "ZZ-0305-01" });

        // ---- 08:30 「接受客户书面委托…发运货物的品名、件数、重量、体积、到站、收货…联系人电话」; 「有不符合以上两点要求的计划单,客户经理立即与客户联系」
        await On("2026-03-05T08:30");
        (await Gaps("ZB-22", "received", new { account = "ACME", origin = "SHA", destination = "CTU", pieces = 10, goods = "电子元件",
            weightKg = 320, volumeM3 = 1.6, service = "selfPickup", payment = "monthly", filledBy = "mandate", oneOffMandate = "fax/0305-1",
            shipper = new { name = "艾克米电子", phone = "021-5555" }, consignee = new { name = "王芳" }, insured = false, receiptCopies = 1,
            receiptKind = "第三联", pickup = true })).ShouldBe("consigneePhone");
        Same(await Lines("now", "incomplete", "waybill", "gaps", "minutesLeft"), ["ZB-22 | [\"consigneePhone\"] | 240"]);
        await On("2026-03-05T08:50");
        (await Gaps("ZB-22", "orderAmended", new { consignee = new { phone = "13800138000" } })).ShouldBe("");

        // 「客户经理接受委托后,要迅速打开信息系统…录入上门取货指令」; 「迅速向计划员报走货计划」,「确定装车时间」; 「填写好的《货物运单》第一时间交运作部操作员」
        await Send("ZB-22", "dispatchRequested", "SHA", new { purpose = "pickup", wantedAt = "2026-03-05T10:30:00+08:00" });
        await Send("ZB-22", "loadingPlanned", "SHA",
            new { plannedFor = "2026-03-05", plannedTime = "20:00:00", nextStation = "CTU", loadingList = "ZZ-0305-01" });
        await Send("ZB-22", "waybillIssued", "SHA", new { });
        Same(await Lines("now", "incomplete", "waybill"), []);

        // ---- 10:00 「每日10:00前网上查询所负责客户货物运单,对其中备注中的异常情况及时跟踪」; 「核查是否及时制单」 -----------------------------------
        await On("2026-03-05T10:00");
        Same(await Lines("10:00", "remarks", "waybill", "label", "text"), ["ZB-21 | 受理 | 易碎"]);
        Same(await Lines("10:00", "notIssued", "waybill", "station"), ["ZB-21 | SHA"]);
        Same(await Lines("10:00", "dueToday", "waybill", "verdict"), ["ZB-22 | pending", "ZB-21 | pending"]);
        (await Service.Get("/v1/worklist?manager=chen.jing")).Body.GetProperty("instructions").GetProperty("ACME").GetString()
            .ShouldBe("轻放，勿倒置");
        await Send("ZB-21", "waybillIssued", "SHA", new { });
        Same(await Lines("10:00", "notIssued", "waybill"), []);

        // ---- 「跟踪所调派的车辆是否按时到达客户处…对于出现的异常…必须第一时间与客户沟通」 ----------------------------------------------------------
        await On("2026-03-05T10:50");
        await Send("ZB-22", "vehicleArrived", "SHA", new { vehicle = "沪A·D1234" });
        Same(await Lines("now", "customersToTell", "waybill", "about", "minutesLeft"), ["ZB-22 | pickupLate | 220"]);
        await Send("ZB-22", "customerNotified", "SHA", new { channel = "phone", about = "车辆晚点20分钟" });
        Same(await Lines("now", "customersToTell", "waybill"), []);
        await Send("ZB-22", "pickedUp", "SHA", new { pieces = 10 });

        // ---- 「操作员对货物进行称重、量方,发现有异常及时跟客户经理联系」; 「在始发站货物出现异常不能直接发运的货物」 ----------------------------------------
        await On("2026-03-05T12:00");
        await Send("ZB-22", "stockedIn", "SHA", new { pieces = 10, weightKg = 372, volumeM3 = 1.6, packingRemarks = "两箱无缓冲材料" });
        await Send("ZB-22", "heldForInstruction", "SHA", new { reason = "packing", note = "包装不合要求" });
        Same(await Lines("now", "exceptions", "waybill", "kind", "description", "minutesLeft"),
            ["ZB-22 | measurement | 实测372kg,委托320kg | 240"]);
        Same(await Lines("now", "held", "waybill", "station", "label", "ageHours"), ["ZB-22 | SHA | 包装验收 | 0"]);
        Same(await Lines("now", "remarks", "waybill", "label", "text"), ["ZB-21 | 受理 | 易碎", "ZB-22 | 入库 | 两箱无缓冲材料"]);

        // 「由客户经理反馈信息给发货人,给出解决方案。接客户经理发运通知后安排发运事宜」
        await On("2026-03-05T14:30");
        Same(await Lines("now", "held", "waybill", "ageHours"), ["ZB-22 | 2.5"]);
        var exception = (await Lines("now", "exceptions", "exceptionId"))[0];
        await Send("ZB-22", "exceptionReportedBack", "SHA", new { exceptionId = exception, report = "客户补报重量", measure = "加固包装" });
        await Send("ZB-22", "customerNotified", "SHA", new { channel = "phone", exceptionId = exception, customerAgrees = true });
        await Send("ZB-22", "releasedForDispatch", "SHA", new { instruction = "加固后发运" });
        await Send("ZB-22", "exceptionResolved", "SHA", new { exceptionId = exception, cause = "shipper" });
        Same(await Lines("now", "held", "waybill"), []);
        // Followed until the freight is signed for: 直到货物签收.
        Same(await Lines("now", "exceptions", "waybill", "measure"), ["ZB-22 | 加固包装"]);

        // ---- 「每日17:00前确定所负责客户的货物当日需要装车发运是否能及时发运,不能发运的及时反馈客户并与其协商」 ---------------------------------------------
        await On("2026-03-05T16:40");
        // Of ZB-22 the customer was told today, which is as good as the confirmation.
        Same(await Lines("17:00", "toConfirm", "waybill", "minutesLeft"), ["ZB-21 | 20"]);
        await Send("ZB-22", "loadingConfirmed", "SHA", new { plannedFor = "2026-03-05", canLeave = true });
        await Send("ZB-21", "loadingConfirmed", "SHA",
            new { plannedFor = "2026-03-05", canLeave = false, reason = "车辆故障", newTime = "2026-03-06T09:00:00+08:00" });
        Same(await Lines("17:00", "toConfirm", "waybill"), []);
        Same(await Lines("17:00", "customersToTell", "waybill", "about"), ["ZB-21 | cannotLeave"]);
        await Send("ZB-21", "customerNotified", "SHA", new { channel = "phone", about = "改为明早发运" });
        await Send("ZB-21", "loadingPlanned", "SHA", new { plannedFor = "2026-03-06", plannedTime = "09:00:00", nextStation = "CTU" });
        await On("2026-03-05T17:30");
        // 对长时间处于…「等待派车」…等现象及时协调、解决并跟踪: held goods' clock stood still, that of the others did not.
        Same(await Lines("now", "stagnating", "waybill", "rule"), ["ZB-21 | dwellOrigin"]);
        Same(await Breaches(),
        [
            "pickup ZB-22 SHA due 2026-03-05T10:30:00+08:00 actual 2026-03-05T10:50:00+08:00 late  v",
            "dwellOrigin ZB-21 SHA due 2026-03-05T15:00:00+08:00 missed  v",
        ]);

        await On("2026-03-05T19:40");
        await Send("ZB-22", "loaded", "SHA", new { pieces = 10, nextStation = "CTU", loadingList = "ZZ-0305-01", vehicle = "沪A·D1234" });

        // ---- the next morning: 「每日在信息系统里查询所维护客户货物前日装车信息,有无漏装、错装;装载清单编制是否准确」 -------------------------------------
        await On("2026-03-06T10:00");
        Same(await Lines("10:00", "loading", "waybill", "verdict", "reason"), ["ZB-21 | missed | 车辆故障"]);
        var list = (await Service.Get("/v1/loading-lists/ZZ-0305-01")).Body;
        Same([.. list.GetProperty("items").EnumerateArray().Select(line => Line(line, "waybill", "planned", "loaded", "unloaded", " | "))],
            ["ZB-21 | 6 | 0 | 0", "ZB-22 | 10 | 10 | 0"]);
        await Send("ZB-21", "loaded", "SHA", new { pieces = 6, nextStation = "CTU", vehicle = "沪B·T0001" });

        // ---- 「根据既定的运行时间…跟踪到货时间」; 「对于客户办理的自提业务,应在信息系统查询客户提货信息」 ---------------------------------------------------
        await On("2026-03-06T15:00");
        await Send("ZB-22", "arrived", "CTU", new { pieces = 10 });
        await Send("ZB-22", "sorted", "CTU", new { pieces = 10 });
        Same(await Due("ZB-22"),
        [
            "delivery CTU 2026-03-07T03:00:00+08:00", "promise CTU 2026-03-07T04:50:00+08:00 laneStandard",
            "dwellDestination CTU 2026-03-09T15:00:00+08:00",
        ]);
        await On("2026-03-06T17:00");
        await Send("ZB-22", "consigneeNotified", "CTU", new { channel = "phone" });
        Same(await Due("ZB-22"), ["dwellDestination CTU 2026-03-09T15:00:00+08:00"]);

        // ---- 「跟踪目的站返单管理员将返单及时返回」; 「对收货人进行电话回访,了解收货人对我司服务质量是否满意」 ------------------------------------------------
        await On("2026-03-07T11:00");
        await Send("ZB-22", "signed", "CTU", new { pieces = 10, signer = new { name = "王芳" } });
        Same(await Due("ZB-22"), ["receipt CTU 2026-03-14T11:00:00+08:00"]);
        Same(await Lines("now", "exceptions", "waybill"), []);
        await Send("ZB-22", "consigneeCalledBack", "CTU", new { satisfied = 4 });
        await On("2026-03-09T10:00");
        await Send("ZB-22", "receiptReturned", "SHA", new { copies = 1 });
        await Send("ZB-22", "receiptHandedOver", "SHA", new { copies = 1 });
        Same(await Due("ZB-22"), []);
        // The consignee came on the next day; notice had been given in time.
        var onTime = (await Service.Get("/v1/on-time/waybills?account=ACME&from=2026-03-07&to=2026-03-08")).Items;
        Same([.. onTime.Select(item => Line(item, "waybill", "verdict", "noticeAt", " | "))],
            ["ZB-22 | onTime | 2026-03-06T17:00:00+08:00"]);
        differences.ShouldBeEmpty();
    }

    // What the order lacks by the answer to the event.
    private async Task<string> Gaps(string waybill, string type, object data)
    {
        var sent = Testing.Send.Event(type, running.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)), data, station: "SHA");
        var answer = await Service.Post($"/v1/waybills/{waybill}/events", sent);
        answer.Status.ShouldBe(201, answer.ToString());
        await Settle();
        return answer.Body.TryGetProperty("gaps", out var gaps) ? string.Join(' ', gaps.EnumerateArray()) : "";
    }

    // A section of the manager's worklist, each item by these members.
    private async Task<string[]> Lines(string at, string section, params string[] members)
    {
        var answer = await Service.Get($"/v1/worklist?at={at}&manager=chen.jing");
        answer.Status.ShouldBe(200, answer.ToString());
        return [.. answer.Body.GetProperty(section).EnumerateArray().Select(item => Line(item, [.. members, " | "]))];
    }
}
