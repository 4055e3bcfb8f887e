using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.Cases.CaseSpec;

namespace OrderTracking.Domain.Tests.Cases;

/// <summary>投保: 「每日按时、正确编制“货物投保清单”上报采购部」.</summary>
public sealed class InsuranceTests
{
    // Thursday, 2026-11-05, in the company's zone.
    private static readonly DateTimeOffset Thursday = new(2026, 11, 5, 10, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public void a_cover_goes_from_the_declaration_over_a_loss_to_the_insurers_payment()
    {
        Given(AllCases.Insurance).When(Submitted()).Then(new NewEvent(Spec.Id(100), Submitted())).ThenOnWaybills();
        var confirmed = Given(AllCases.Insurance, Submitted()).When(Confirmed(1)).Then(new NewEvent(Spec.Id(100), Confirmed(1)))
            .ThenRecorded();
        (confirmed.Row.Status, confirmed.Row.ClosedAt, confirmed.Row.NextDueAt).ShouldBe(("confirmed", Hour(1), null));

        // 「投保货物出险时,及时收集相关资料,按时递交采购部」: three workdays after Thursday end with Tuesday.
        var lost = Given(AllCases.Insurance, Submitted(), Confirmed(1)).When(Lost(3)).Then(
            new NewEvent(Spec.Id(100), Lost(3)), Step(100, "papers", Hour(3), new(2026, 11, 11, 0, 0, 0, TimeSpan.FromHours(8))))
            .ThenRecorded();
        (lost.Row.Status, lost.Row.ClosedAt).ShouldBe(("lossReported", null));
        var papers = lost.When(Papers(20)).Then(new NewEvent(Spec.Id(100), Papers(20))).ThenRecorded();
        (papers.Row.Status, papers.Row.NextDueAt, papers.Row.VerdictOf("papers", Spec.Now)).ShouldBe(
            ("papersSubmitted", null, StepVerdict.Met));

        var row = Given(AllCases.Insurance, Submitted(), Confirmed(1), Lost(3), Papers(20), Filed(30, 90_000), Paid(40, 60_000))
            .When(Paid(50, 30_000)).Then(new NewEvent(Spec.Id(100), Paid(50, 30_000))).ThenRecorded().Row;
        (row.Status, row.ClosedAt, row.Insurance).ShouldBe(
            ("paid", Hour(50), new InsurancePart(120_000, DeclarationReason.Insured, "P-1", 96, 90_000, 90_000, 90_000)));
    }

    [Fact]
    public void the_insurer_may_decline_a_cover_and_refuse_the_rest_of_a_claim()
    {
        var declined = Given(AllCases.Insurance, Submitted()).When(Declined(1)).ThenRecorded().Row;
        (declined.Status, declined.ClosedAt).ShouldBe(("declined", Hour(1)));

        var refused = Given(AllCases.Insurance, Submitted(), Confirmed(1), Lost(3), Filed(30, 90_000), Paid(40, 60_000))
            .When(Refused(50)).ThenRecorded().Row;
        (refused.Status, refused.ClosedAt, refused.Insurance!.Paid).ShouldBe(("refused", Hour(50), 60_000));
        // What was claimed without papers of their own took the step.
        refused.VerdictOf("papers", Spec.Now).ShouldBe(StepVerdict.Met);
    }

    [Fact]
    public void the_papers_are_due_within_the_days_that_the_company_had_set()
    {
        var reference = ReferenceSnapshot.Empty.With([("company:settings", new RecordedEvent<DomainEvent>(
            Guid.NewGuid(), 1, 1, Thursday.AddDays(-1), EventSource.Person, null, null,
            new CompanySet(Insurance: new(PapersDays: 1)) { OccurredAt = Thursday.AddDays(-1), Station = "HQ", By = "li.wei" }))]);

        Given(AllCases.Insurance, reference, Submitted(), Confirmed(1)).When(Lost(3)).Then(
            new NewEvent(Spec.Id(100), Lost(3)), Step(100, "papers", Hour(3), new(2026, 11, 7, 0, 0, 0, TimeSpan.FromHours(8))));
    }

    [Fact]
    public void what_the_state_makes_impossible_is_refused()
    {
        var submitted = Given(AllCases.Insurance, Submitted());
        submitted.When(Lost(5)).ThenRefused(RefusalCodes.NotCovered, "type");
        submitted.When(Papers(5)).ThenRefused(RefusalCodes.NoLoss, "type");
        var confirmed = Given(AllCases.Insurance, Submitted(), Confirmed(1));
        confirmed.When(Declined(5)).ThenRefused(RefusalCodes.AlreadyDecided, "type");
        confirmed.When(Filed(5, 1)).ThenRefused(RefusalCodes.NoLoss, "type");
        var lost = Given(AllCases.Insurance, Submitted(), Confirmed(1), Lost(3));
        lost.When(Lost(5)).ThenRefused(RefusalCodes.LossKnown, "type");
        lost.When(Paid(5, 1)).ThenRefused(RefusalCodes.NotFiled, "type");
        lost.When(Refused(5)).ThenRefused(RefusalCodes.NotFiled, "type");
        lost.When(Filed(5, 120_001)).ThenRefused(RefusalCodes.MoreThanCovered, "data.amount");
        var filed = Given(AllCases.Insurance, Submitted(), Confirmed(1), Lost(3), Filed(4, 90_000));
        filed.When(Filed(5, 1)).ThenRefused(RefusalCodes.AlreadyFiled, "type");
        filed.When(Paid(5, 90_001)).ThenRefused(RefusalCodes.MoreThanFiled, "data.amount");
        Given(AllCases.Insurance, Submitted(), Confirmed(1), Lost(3), Filed(4, 9), Paid(5, 9)).When(Paid(6, 1))
            .ThenRefused(RefusalCodes.CaseClosed, "type");
        Given(AllCases.Insurance, Submitted(), Declined(1)).When(Lost(5)).ThenRefused(RefusalCodes.NotCovered, "type");
        Given(AllCases.Insurance).When(Confirmed(1)).ThenRefused(RefusalCodes.UnknownCase, "number");
        Given(AllCases.Insurance).When(Submitted("ZB9")).ThenRefused(RefusalCodes.UnknownWaybill, "data.waybill");
        Given(AllCases.Insurance).When(Submitted() with { Amount = 0 }).ThenRefused(RefusalCodes.InvalidValue, "data.amount");
        // A correction of the confirmation would leave the loss without a cover.
        lost.When(new Corrected(Spec.Id(2), "录错") { OccurredAt = Hour(9), Station = "SHA", By = "li.wei" })
            .ThenRefused(RefusalCodes.ImpossibleLater, "occurredAt");
    }

    [Fact]
    public void covers_and_what_is_recovered_of_what_was_claimed_are_summed()
    {
        CaseRow[] rows =
        [
            Given(AllCases.Insurance, Submitted()).Row,
            Given(AllCases.Insurance, Submitted(), Confirmed(1), Lost(3)).Row,
            Given(AllCases.Insurance, Submitted(), Confirmed(1), Lost(3), Filed(4, 80_000), Paid(5, 20_000)).Row,
        ];
        var figures = AllCases.Insurance.Figures(rows, new(null, null), Spec.Now, 0);

        (figures.Cases, figures.Open, figures.Amounts["cover"], figures.Amounts["claimed"], figures.Amounts["recovered"]).ShouldBe(
            (3, 3, 240_000m, 80_000m, 20_000m));
        (figures.Rates[0].Rate.Numerator, figures.Rates[0].Rate.Denominator).ShouldBe((1, 2));
        (figures.Rates[1].Rate.Value, figures.Rates[1].Rate.Excluded["notFiled"]).ShouldBe((0.25m, 1));
        figures.Groups.Where(group => group.By == "reason").Select(group => $"{group.Key}: {group.Cases}").ShouldBe(["insured: 3"]);
    }

    /// <summary>
    /// 「客户已向我司投保或运费中含保的所有货物」「客户没向我司投保,但属于高价值或易损耗的货物」
    /// </summary>
    [Fact]
    public void goods_are_insured_for_the_customer_for_the_freight_for_their_value_and_because_they_break()
    {
        var terms = Terms();
        terms.ReasonOf(Row(insured: true)).ShouldBe(DeclarationReason.Insured);
        terms.ReasonOf(Row(value: 1)).ShouldBe(DeclarationReason.Insured);
        terms.ReasonOf(Row(account: "BOLT")).ShouldBe(DeclarationReason.Included);
        terms.ReasonOf(Row(collect: 100_000.01m)).ShouldBe(DeclarationReason.HighValue);
        terms.ReasonOf(Row(collect: 100_000m)).ShouldBeNull();
        terms.ReasonOf(Row(goods: "易碎品")).ShouldBe(DeclarationReason.Fragile);
        terms.ReasonOf(Row(insured: false)).ShouldBeNull();
        var own = Terms(new(HighValueGoods: ["手机"], WatchAbove: 10));
        (own.ReasonOf(Row(goods: "手机配件")), own.WatchAbove).ShouldBe((DeclarationReason.HighValue, 10m));
    }

    /// <summary>「水泥、玉器品、鱼粉及未经商检进口转内地的物品、易燃、易爆危险品、工艺美术品、家禽、鲜活品及其它动物,不在承保范」</summary>
    [Theory]
    [InlineData("水泥", "水泥")]
    [InlineData("和田玉器品", "玉器")]
    [InlineData("鱼粉", "鱼粉")]
    [InlineData("未经商检进口物品", "未经商检")]
    [InlineData("易燃液体", "易燃")]
    [InlineData("危险品", "危险品")]
    [InlineData("工艺美术品", "工艺美术品")]
    [InlineData("家禽", "家禽")]
    [InlineData("鲜活品", "鲜活")]
    [InlineData("小动物", "动物")]
    [InlineData("配件", null)]
    [InlineData(null, null)]
    public void insurers_do_not_cover_the_goods_of_the_handbook(string? goods, string? word) =>
        Terms().ExcludedBy(Row(goods: goods, insured: true)).ShouldBe(word);

    private static InsuranceTerms Terms(InsuranceStandards? set = null) => InsuranceTerms.At(
        ReferenceSnapshot.Empty.With(
        [
            ("company:settings", Recorded(1, new CompanySet(Insurance: set) { OccurredAt = Thursday, Station = "HQ", By = "li.wei" })),
            ("account:BOLT", Recorded(2,
                new AccountSet("BOLT", InsuranceIncluded: true) { OccurredAt = Thursday, Station = "HQ", By = "li.wei" })),
        ]), Thursday.AddHours(1));

    private static RecordedEvent<DomainEvent> Recorded(long position, DomainEvent domainEvent) =>
        new(Guid.NewGuid(), position, 1, Thursday, EventSource.Person, null, null, domainEvent);

    private static WaybillRow Row(
        string account = "ACME", bool? insured = null, decimal? value = null, decimal? collect = null, string? goods = "配件") =>
        WaybillRow.Rows(new("ZB1",
        [
            new(Guid.NewGuid(), 1, 1, Thursday, EventSource.Person, null, null, SampleEvents.Received() with
            {
                Account = account, Insured = insured, InsuredValue = value, CollectOnDelivery = collect, Goods = goods,
            }),
        ])).Single();

    private static CoverSubmitted Submitted(string waybill = "ZB1") =>
        new("ACME", waybill, 120_000, DeclarationReason.Insured) { OccurredAt = Hour(0), Station = "SHA", By = "li.wei" };

    private static CoverConfirmed Confirmed(int hour) => new("P-1", 96) { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static CoverDeclined Declined(int hour) => new("不在承保范围") { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static LossReported Lost(int hour) => new("破损", 90_000) { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static LossPapersSubmitted Papers(int hour) => new(["scan/1"]) { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static InsurerClaimFiled Filed(int hour, decimal amount) =>
        new(amount) { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static InsurerPaid Paid(int hour, decimal amount) => new(amount) { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static InsurerRefused Refused(int hour) => new("超出责任") { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static DateTimeOffset Hour(int hour) => Thursday.AddHours(hour);
}
