using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.SampleEvents;

namespace OrderTracking.Domain.Tests;

/// <summary>What an order must hold, by its channel; and mandates. Quotations are from the account manager's job book, chapter 5.</summary>
public sealed class OrderTests
{
    /// <summary>「由客户办单的情况:…发运计划传真应正确填写以下内容:A、发运货物的品名、件数、重量、体积、到站」</summary>
    [Fact]
    public void the_customers_own_order_says_what_the_goods_are()
    {
        var bare = new Received("ACME", "SHA", "CTU", 10) { OccurredAt = At(0), Station = "SHA", By = "li.wei" };

        foreach (var channel in new FilledBy?[] { null, FilledBy.Customer })
            Gaps(Given(bare with { FilledBy = channel })).ShouldBe([OrderField.Goods, OrderField.WeightKg, OrderField.VolumeM3]);
        Gaps(Given(Received())).ShouldBeEmpty();
        Rows(Given(Received())).ShouldBeEmpty("an order that lacks nothing has no such deadline");
    }

    /// <summary>
    /// 「合同规定由我司代办单的情况:…品名、件数、重量、体积、到站、收货(单位或个人)名称、收货(单位或个人)地址(需送货的填写)、收货联系人电话」;
    /// 「发货单位、发货单位电话、…服务方式、付款方式、是否投保、是否返单(返单联次、返单份数)」
    /// </summary>
    [Fact]
    public void an_order_on_a_mandate_holds_all_that_stands_on_a_waybill()
    {
        Gaps(Given(Received() with { FilledBy = FilledBy.Mandate })).ShouldBe(
        [
            OrderField.Service, OrderField.Payment, OrderField.ShipperName, OrderField.ShipperPhone, OrderField.ConsigneeName,
            OrderField.ConsigneePhone, OrderField.Insured, OrderField.ReceiptCopies, OrderField.Mandate,
        ]);
        Gaps(Given(OnMandate())).ShouldBeEmpty();
        // 「需送货的填写」: an address where the goods are delivered; 「返单联次」: a kind where a receipt is wanted.
        Gaps(Given(OnMandate() with { Service = ServiceKind.Delivery })).ShouldBe([OrderField.ConsigneeAddress]);
        Gaps(Given(OnMandate() with { ReceiptCopies = 2 })).ShouldBe([OrderField.ReceiptKind]);
        Gaps(Given(OnMandate() with { Insured = null })).ShouldBe([OrderField.Insured]);
        Gaps(Given(OnMandate() with { Insured = null, InsuredValue = 5000 })).ShouldBeEmpty();
    }

    /// <summary>「有不符合以上两点要求的计划单,客户经理立即与客户联系…委婉要求客户提供以上发运信息」;「给予10元/票罚款」</summary>
    [Fact]
    public void gaps_are_to_be_filled_within_the_accounts_hours()
    {
        var reference = SampleReference.As(SampleReference.Account("ACME") with { OrderCompleteHours = 2 });
        var bare = Received() with { WeightKg = null, VolumeM3 = null };

        Rows(Given(bare)).ShouldBe(["SHA due 4: Open weightKg, volumeM3"]);
        var history = Spec.Given(reference, bare).When(Amended(1, weight: 80)).ThenHistory();
        Rows(history).ShouldBe(["SHA due 2: Open volumeM3"]);
        Rows(history, hour: 3).ShouldBe(["SHA due 2: Missed volumeM3"]);
        var filled = Spec.Given(reference, bare, Amended(1, weight: 80)).When(Amended(3, volume: 0.5m)).ThenHistory();
        Rows(filled, hour: 3).ShouldBe(["SHA due 2 kept 3: Late"]);
        filled.Events.ShouldNotContain(entry => entry.Event is Corrected);
    }

    [Fact]
    public void what_was_missing_when_all_pieces_were_signed_for_is_not_asked_for_any_more() =>
        Rows(Spec.Given(Received() with { Goods = null }, Signed(4, hour: 50)).When(Signed(6, hour: 60)).ThenHistory())
            .ShouldBe(["SHA due 4 kept 60: Late goods"]);

    [Fact]
    public void a_gap_that_an_amendment_opens_is_due_from_then_on()
    {
        var toBeDelivered = new OrderAmended(Service: ServiceKind.Delivery) { OccurredAt = At(10), Station = "SHA", By = "li.wei" };
        var address = new OrderAmended(Consignee: new(Address: "解放路5号")) { OccurredAt = At(12), Station = "SHA", By = "li.wei" };

        Rows(Given(OnMandate(), toBeDelivered), hour: 20).ShouldBe(["SHA due 14: Missed consigneeAddress"]);
        Rows(Given(OnMandate(), toBeDelivered, address)).ShouldBe(["SHA due 14 kept 12: Met"]);
    }

    [Fact]
    public void every_view_sees_what_was_amended()
    {
        var history = Given(
            Received() with { WeightKg = null, Consignee = new("王芳") },
            new OrderAmended("仪器", 80, 0.5m, ServiceKind.Delivery, PaymentTerm.Monthly, new("发货", "021-5555"), new(Phone: "13800138000"),
                InsuredValue: 900, ReceiptCopies: 2, ReceiptKind: "第三联") { OccurredAt = At(1), Station = "SHA", By = "chen.jing" },
            Signed(10));

        var row = WaybillRow.Rows(history).Single();
        (row.Goods, row.WeightKg, row.VolumeM3, row.Service, row.Payment, row.Shipper, row.Consignee, row.InsuredValue, row.ReceiptCopies)
            .ShouldBe(("仪器", 80m, 0.5m, ServiceKind.Delivery, PaymentTerm.Monthly, new Person("发货", "021-5555"),
                new Person("王芳", "13800138000"), 900m, 2));
        SearchRow.Rows(history).Single().Consignee.ShouldBe(new Person("王芳", "13800138000"));
        VolumeRow.Rows(history, Spec.Company).Single().WeightKg.ShouldBe(80);
        ReceiptRow.Rows(history, Spec.Company).Single().CopiesWanted.ShouldBe(2);
        DeadlineRow.Rows(history, Spec.Company).ShouldContain(deadline => deadline.Rule == DeadlineRule.Receipt);
    }

    [Fact]
    public void an_amendment_that_is_corrected_does_not_count()
    {
        var goods = new OrderAmended("仪器") { OccurredAt = At(1), Station = "SHA", By = "li.wei" };

        var history = Spec.Given(Received() with { Goods = null }, goods).When(Corrected(Spec.Id(2))).ThenHistory();

        WaybillRow.Rows(history).Single().Goods.ShouldBeNull();
        Gaps(history).ShouldBe([OrderField.Goods]);
    }

    [Fact]
    public void a_receipt_that_an_amendment_asks_for_is_counted_in_the_accounts_workdays()
    {
        var reference = SampleReference.As(SampleReference.Calendar("cn"), SampleReference.Account("ACME", calendar: "cn", receiptDays: 3));

        var history = Spec.Given(reference, Received(), Signed(10))
            .When(new OrderAmended(ReceiptCopies: 1) { OccurredAt = At(1), Station = "SHA", By = "li.wei" }).ThenHistory();

        Terms.Of(history).ReceiptDueAt.ShouldNotBeNull();
    }

    /// <summary>「若客户要求我司长期代理办单的,需客户书面委托说明,委托说明需详细说明委托原因,委托时间,委托单位及个人名称」</summary>
    [Fact]
    public void an_order_on_a_standing_mandate_names_one_in_force_on_its_day()
    {
        // The waybill is received on 15 November.
        var order = OnMandate() with { OneOffMandate = null, Mandate = "M-1" };

        Gaps(Given(order)).ShouldBe([OrderField.Mandate]);
        Gaps(Under(Granted("M-1", from: new(2026, 11, 15), to: new(2026, 11, 15)))).ShouldBeEmpty();
        Gaps(Under(Granted("M-1", from: new(2026, 1, 1)))).ShouldBeEmpty();
        Gaps(Under(Granted("M-1", from: new(2026, 1, 1), to: new(2026, 11, 14)))).ShouldBe([OrderField.Mandate], "it ran out");
        Gaps(Under(Granted("M-1", from: new(2026, 11, 16)))).ShouldBe([OrderField.Mandate], "it began later");
        Gaps(Under(Granted("M-2", from: new(2026, 1, 1)))).ShouldBe([OrderField.Mandate], "it is another");
        Gaps(Under(Granted("M-1", from: new(2026, 1, 1)), Granted("M-1", from: new(2026, 1, 1), to: new(2026, 3, 31))))
            .ShouldBe([OrderField.Mandate], "it was ended");

        History Under(params MandateGranted[] mandates) => Spec.Given(SampleReference.As(mandates)).When(order).ThenHistory();
    }

    /// <summary>「若为一次性代办单的,请客户在传真委托书上注明此批货物委托我司代办单」</summary>
    [Fact]
    public void an_order_may_bring_a_mandate_for_itself_alone() =>
        Gaps(Given(OnMandate() with { OneOffMandate = "fax/2026-11-15/7" })).ShouldBeEmpty();

    [Fact]
    public void a_mandate_granted_after_the_reception_fills_the_gap_when_it_was_granted()
    {
        var reference = SampleReference.As();
        var given = Spec.Given(reference).When(OnMandate() with { OneOffMandate = null, Mandate = "M-1" }).ThenHistory();
        var granted = reference.Later(Granted("M-1", from: new(2026, 11, 1)) with { OccurredAt = At(6) });

        var changes = Rules.StandardsRule.Changes(Waybill.Of(given), granted, Spec.Company);
        var history = given.With([.. changes.Select((item, i) => new RecordedEvent<WaybillEvent>(item.Id, given.Position + 1 + i,
            given.Version + 1 + i, Spec.Now, item.Source, null, item.Causation, (WaybillEvent)item.Event))]);

        changes.Single().Causation.ShouldBe(SampleReference.IdAt(10_000));
        Rows(history).ShouldBe(["SHA due 4 kept 6: Late"]);
        Rules.StandardsRule.Changes(Waybill.Of(history), granted, Spec.Company).ShouldBeEmpty();
    }

    [Fact]
    public void a_mandate_ends_on_its_first_day_at_the_earliest() =>
        Reference.ReferenceRules.Decide(Reference.ReferenceSnapshot.Empty,
                [new(Spec.Id(1), Granted("M-1", from: new(2026, 11, 2), to: new(2026, 11, 1)))], Spec.Company, Spec.Now)
            .ShouldBeOfType<Refusal>().Field.ShouldBe("data.to");

    private static Received OnMandate() => Received() with
    {
        FilledBy = FilledBy.Mandate, Service = ServiceKind.SelfPickup, Payment = PaymentTerm.Monthly, Shipper = new("艾克米", "021-1234"),
        Consignee = new("王芳", "13800138000"), Insured = false, ReceiptCopies = 0, OneOffMandate = "fax/1",
    };

    private static MandateGranted Granted(string mandate, DateOnly from, DateOnly? to = null) =>
        new("ACME", mandate, "客户无制单人员", from, "艾克米电子", "scan/M-1", to) { OccurredAt = SampleReference.Long, Station = "HQ",
            By = "chen.jing" };

    private static OrderAmended Amended(int hour, decimal? weight = null, decimal? volume = null) =>
        new(WeightKg: weight, VolumeM3: volume) { OccurredAt = At(hour), Station = "SHA", By = "chen.jing" };

    private static History Given(params WaybillEvent[] events) => Spec.Given(events[..^1]).When(events[^1]).ThenHistory();

    private static ValueList<OrderField> Gaps(History history) => WaybillRow.Rows(history).Single().Gaps ?? [];

    private static IEnumerable<string> Rows(History history, int hour = 1) =>
        from row in DeadlineRow.Rows(history, Spec.Company)
        where row.Rule == DeadlineRule.OrderComplete
        select $"{row.Station} due {(row.DueAt - At(0)).TotalHours}{(row.KeptAt is { } kept ? $" kept {(kept - At(0)).TotalHours}" : "")}: "
            + $"{row.Verdict(At(hour))} {row.About}".TrimEnd();
}
