using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.Cases.CaseSpec;

namespace OrderTracking.Domain.Tests.Cases;

/// <summary>
/// 理赔: 「在规定时间内完成调查取证并提交处理建议,按理赔操作要求及签批程序提交理赔报告,并实施全过程跟踪,确保理赔及时完成」.
/// </summary>
public sealed class ClaimTests
{
    // Monday, 2026-11-02, in the company's zone.
    private static readonly DateTimeOffset Monday = new(2026, 11, 2, 10, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public void a_claim_goes_from_the_filing_to_the_payment_and_what_is_got_back()
    {
        Given(AllCases.Claims).When(Filed()).Then(
            new NewEvent(Spec.Id(100), Filed()), Step(100, "investigation", Monday, Day(5)), Step(100, "report", Monday, Day(6)),
            Step(100, "settlement", Monday, Day(24))).ThenOnWaybills(
            ("ZB1", new(UuidV5.Create(Spec.Id(100), "ZB1"), OnOpening(5_000), EventSource.System, Spec.Id(100))));

        var spec = Given(AllCases.Claims, Filed(), Investigated(1), Reported(2), Approved(3, "desk", 4_000), Approved(4, "manager", 4_000));
        spec.Row.Status.ShouldBe("approved");
        spec.When(Settled(5, 4_000)).Then(new NewEvent(Spec.Id(100), Settled(5, 4_000))).ThenOnWaybills(
            ("ZB1", new(UuidV5.Create(Spec.Id(100), "ZB1"), OnSettling(5), EventSource.System, Spec.Id(100))));

        var paid = spec.ThenRecorded().When(Paid(6, 1_500)).ThenRecorded().When(Paid(7, 2_500)).ThenRecorded();
        var end = paid.When(Valued(8, 900)).Then(
            new NewEvent(Spec.Id(100), Valued(8, 900)), Step(100, "salvage", Hour(8), Day(33))).ThenRecorded();
        var row = Given(AllCases.Claims, Filed(), Investigated(1), Reported(2), Approved(3, "desk", 4_000), Settled(5, 4_000),
            Paid(7, 4_000),
            Valued(8, 900), Sold(9, 800), Recovered(10, 1_000)).Row;

        (paid.Row.Status, paid.Row.ClosedAt, end.Row.NextDueAt).ShouldBe(("paid", Hour(7), Day(33)));
        row.Claim.ShouldBe(new(5_000, 4_000, 4_000, 4_000, 1_000, 900, 800, 0, ExceptionKind.Damage, ExceptionCause.Carrier, "X-1"));
        row.Steps.Select(step => (step.Name, step.Verdict(null, Spec.Now))).ShouldBe(
        [
            ("investigation", StepVerdict.Met), ("report", StepVerdict.Met), ("salvage", StepVerdict.Met), ("settlement", StepVerdict.Met),
        ]);
    }

    [Fact]
    public void where_the_posts_do_not_agree_it_is_escalated_within_three_workdays_and_arbitrated()
    {
        // 「对于签批意见不一致的,在三个工作日内报营运中心客服部仲裁」
        var disputed = Given(AllCases.Claims, Filed(), Reported(1), Approved(2, "desk", 4_000))
            .When(Disapproved(3))
            .Then(new NewEvent(Spec.Id(100), Disapproved(3)), Step(100, "arbitration", Hour(3), Day(6)))
            .ThenRecorded();
        disputed.Row.Status.ShouldBe("disputed");
        disputed.When(Settled(4, 100)).ThenRefused(RefusalCodes.NothingApproved, "type");

        var escalated = disputed.When(Escalated(30)).ThenRecorded();
        (escalated.Row.Status, escalated.Row.VerdictOf("arbitration", Spec.Now)).ShouldBe(("escalated", StepVerdict.Met));
        var row = escalated.When(Arbitrated(40, 3_000)).ThenRecorded().Row;
        (row.Status, row.Claim!.Approved).ShouldBe(("approved", 3_000m));
    }

    [Fact]
    public void posts_that_agree_to_different_amounts_do_not_agree()
    {
        var row = Given(AllCases.Claims, Filed(), Reported(1), Approved(2, "desk", 4_000), Approved(3, "manager", 3_000)).Row;

        (row.Status, row.Claim!.Approved).ShouldBe(("disputed", null));
        row.Steps.ShouldContain(step => step.Name == "arbitration");
    }

    [Fact]
    public void nothing_is_to_be_escalated_once_the_posts_agree_after_all()
    {
        var row = Given(AllCases.Claims, Filed(), Reported(1), Approved(2, "desk", 4_000), Approved(3, "manager", 3_000),
            Approved(4, "manager", 4_000)).Row;

        (row.Status, row.VerdictOf("arbitration", Spec.Now)).ShouldBe(("approved", StepVerdict.Ended));
    }

    [Fact]
    public void while_a_claim_is_before_a_court_its_clocks_rest_and_it_leaves_the_figure()
    {
        // 「由此影响理赔及时率考核的理赔案件,以书面说明交单位负责人签字」
        var suspended = Given(AllCases.Claims, Filed(), Reported(1), Approved(2, "desk", 4_000),
            Suspended(24));
        suspended.Row.VerdictOf("settlement", Day(90)).ShouldBe(StepVerdict.Rests);
        suspended.Row.NextDueAt.ShouldBeNull();
        Figures(suspended.Row, Day(90)).Rates[0].Rate.Excluded["suspended"].ShouldBe(1);
        suspended.When(Settled(25, 4_000)).ThenRefused(RefusalCodes.CaseSuspended, "type");

        var resumed = suspended.When(Resumed(24 + 48)).ThenRecorded().Row;
        resumed.Steps.Find(step => step.Name == "settlement")!.DueAt.ShouldBe(Day(24).AddHours(48));
    }

    [Fact]
    public void a_deduction_by_the_customer_asks_for_a_report_and_adds_its_waybill()
    {
        // 「发生客户扣款现象…确定扣款额并及时补交理赔报告」
        var spec = Given(AllCases.Claims, Filed(), Reported(1), Deducted(26));
        (spec.Row.Claim!.Deducted, spec.Row.Waybills, spec.Row.VerdictOf("deductionReport", Spec.Now)).ShouldBe(
            (700m, ["ZB1", "ZB2"], StepVerdict.Missed));
        spec.When(Reported(30)).ThenRecorded().Row.VerdictOf("deductionReport", Spec.Now).ShouldBe(StepVerdict.Met);
    }

    [Fact]
    public void a_rejection_closes_the_claim_in_time_or_late()
    {
        var rejected = Given(AllCases.Claims, Filed(), Rejected(5));

        (rejected.Row.Status, rejected.Row.ClosedAt, rejected.Row.VerdictOf("settlement", Spec.Now)).ShouldBe(
            ("rejected", Hour(5), StepVerdict.Met));
        (rejected.Row.VerdictOf("report", Spec.Now), rejected.Row.NextDueAt).ShouldBe((StepVerdict.Ended, null));
    }

    [Fact]
    public void what_may_come_next_is_what_the_state_does_not_make_impossible()
    {
        Next().ShouldBe(["claimFiled"]);
        Next(Filed()).ShouldBe(
        [
            "claimInvestigated", "deductionReported", "goodwillProposed", "claimReportSubmitted", "claimSuspended", "claimRejected",
            "salvageValued", "recoveryReceived",
        ]);
        // At most what was approved, and something of it: that is of what is said, not of the state.
        Next(Filed(), Reported(1), Approved(2, "desk", 4_000)).ShouldContain("settlementAgreed");
        Next(Filed(), Rejected(5)).ShouldBe(["salvageValued", "recoveryReceived"]);
        AllCases.All.Select(type => type.Opening).ShouldBeUnique();

        static IEnumerable<string> Next(params IReadOnlyList<DomainEvent> events) =>
            AllCases.Claims.PossibleNext(Given(AllCases.Claims, events).History).Select(type => type.Wire);
    }

    public static TheoryData<string, string, string> Impossible => new()
    {
        { "paid before it is settled", RefusalCodes.NotSettled, "type" },
        { "paid twice", RefusalCodes.AlreadyPaid, "type" },
        { "more paid than settled", RefusalCodes.MoreThanSettled, "data.amount" },
        { "settled before it is approved", RefusalCodes.NothingApproved, "type" },
        { "more settled than approved", RefusalCodes.MoreThanApproved, "data.amount" },
        { "settled twice", RefusalCodes.AlreadySettled, "type" },
        { "signed off without a report", RefusalCodes.NoReport, "type" },
        { "escalated though the posts agree", RefusalCodes.OpinionsAgree, "type" },
        { "arbitrated without being escalated", RefusalCodes.NotEscalated, "type" },
        { "suspended twice", RefusalCodes.CaseSuspended, "type" },
        { "resumed without being suspended", RefusalCodes.NotSuspended, "type" },
        { "salvage sold without being valued", RefusalCodes.NothingValued, "type" },
        { "salvage sold twice", RefusalCodes.AlreadySold, "type" },
        { "investigated after the rejection", RefusalCodes.CaseClosed, "type" },
        { "filed twice", RefusalCodes.AlreadyOpened, "type" },
        { "investigated before it is filed", RefusalCodes.UnknownCase, "number" },
        { "for a waybill that is not there", RefusalCodes.UnknownWaybill, "data.waybills[0]" },
        { "for a waybill of another account", RefusalCodes.InvalidValue, "data.waybills[0]" },
        { "for no amount", RefusalCodes.InvalidValue, "data.amount" },
    };

    [Theory, MemberData(nameof(Impossible))]
    public void what_the_state_makes_impossible_is_refused(string what, string code, string field)
    {
        DomainEvent[] approved = [Filed(), Reported(1), Approved(2, "desk", 4_000)], settled = [.. approved, Settled(3, 3_000)];
        (DomainEvent[] Given, DomainEvent When) events = what switch
        {
            "paid before it is settled" => (approved, Paid(9, 100)),
            "paid twice" => ([.. settled, Paid(4, 3_000)], Paid(9, 1)),
            "more paid than settled" => ([.. settled, Paid(4, 2_000)], Paid(9, 1_001)),
            "settled before it is approved" => ([Filed(), Reported(1)], Settled(9, 1)),
            "more settled than approved" => (approved, Settled(9, 4_001)),
            "settled twice" => (settled, Settled(9, 1)),
            "signed off without a report" => ([Filed()], Approved(9, "desk", 1)),
            "escalated though the posts agree" => (approved, Escalated(9)),
            "arbitrated without being escalated" => (approved, Arbitrated(9, 1)),
            "suspended twice" => ([.. approved, Suspended(3)], Suspended(9)),
            "resumed without being suspended" => (approved, Resumed(9)),
            "salvage sold without being valued" => (settled, Sold(9, 1)),
            "salvage sold twice" => ([.. settled, Valued(4, 2), Sold(5, 1)], Sold(9, 1)),
            "investigated after the rejection" => ([Filed(), Rejected(1)], Investigated(9)),
            "filed twice" => (approved, Filed()),
            "investigated before it is filed" => ([], Investigated(9)),
            "for a waybill that is not there" => ([], Filed(waybill: "ZB9")),
            "for a waybill of another account" => ([], Filed(account: "OTHER")),
            "for no amount" => ([], Filed(amount: 0)),
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };

        Given(AllCases.Claims, events.Given).When(events.When).ThenRefused(code, field);
    }

    [Fact]
    public void a_late_event_is_judged_at_its_place_and_so_is_what_comes_after_it()
    {
        var spec = Given(AllCases.Claims, Filed(), Reported(10), Approved(20, "desk", 4_000), Settled(30, 4_000));

        spec.When(Investigated(5)).ThenRecorded().Row.VerdictOf("investigation", Spec.Now).ShouldBe(StepVerdict.Met);
        spec.When(Approved(25, "manager", 3_000)).ThenRefused(RefusalCodes.ImpossibleLater, "occurredAt");
        spec.When(Correct(3)).ThenRefused(RefusalCodes.ImpossibleLater, "occurredAt");
    }

    [Fact]
    public void a_correction_takes_back_the_steps_that_began_and_what_the_waybills_say()
    {
        var filed = Given(AllCases.Claims, Filed());
        var correction = Correct(1, by: 101);
        var again = filed.When(correction, Filed(amount: 6_000));

        again.Then(
            new NewEvent(Spec.Id(100), correction), new NewEvent(Spec.Id(101), Filed(amount: 6_000)),
            Step(101, "investigation", Monday, Day(5)), Step(101, "report", Monday, Day(6)), Step(101, "settlement", Monday, Day(24)));
        again.ThenOnWaybills(
            ("ZB1", new(UuidV5.Create(Spec.Id(100), "ZB1"),
                new Corrected(UuidV5.Create(Spec.Id(1), "ZB1"), correction.Reason)
                {
                    OccurredAt = correction.OccurredAt, Station = correction.Station, By = correction.By,
                }, EventSource.System, Spec.Id(100))),
            ("ZB1", new(UuidV5.Create(Spec.Id(101), "ZB1"), OnOpening(6_000), EventSource.System,
                Spec.Id(101))));
        again.ThenRecorded().Row.Claim!.Claimed.ShouldBe(6_000);
    }

    [Fact]
    public void a_dispute_that_a_correction_ends_withdraws_its_step()
    {
        var spec = Given(AllCases.Claims, Filed(), Reported(1), Approved(2, "desk", 4_000), Approved(3, "manager", 3_000));

        spec.When(Correct(3)).ThenRecorded().Row.Steps.ShouldNotContain(step => step.Name == "arbitration");
    }

    [Fact]
    public void a_claim_is_held_to_what_the_company_had_set_on_its_day()
    {
        var reference = SampleReference.As(new CompanySet(
            Calendar: null, Claims: new(1, 2, 10, [new(1_000, 3), new(10_000, 7)], 1, 5))
        { OccurredAt = Monday.AddDays(-30), Station = "HQ", By = "li.wei" });

        Given(AllCases.Claims, reference).When(Filed()).Then(
            new NewEvent(Spec.Id(100), Filed()), Step(100, "investigation", Monday, Day(4)), Step(100, "report", Monday, Day(5)),
            Step(100, "settlement", Monday, Day(12)));
    }

    [Fact]
    public void what_had_happened_and_what_was_known_are_told_apart()
    {
        var history = Given(AllCases.Claims, Filed(), Reported(10), Approved(20, "desk", 4_000)).History;

        AllCases.Claims.Row(history.AsOf(Hour(15)))!.Status.ShouldBe("reported");
        AllCases.Claims.Row(history.KnownAtPosition(1))!.Status.ShouldBe("filed");
        AllCases.Claims.Row(history.KnownAt(Spec.Now.AddDays(-1))).ShouldBeNull();
    }

    [Fact]
    public void claims_are_counted_by_value_cause_station_and_age_and_in_time_by_their_due_day()
    {
        CaseRow[] rows =
        [
            Given(AllCases.Claims, Filed(), Investigated(1), Reported(2), Approved(3, "desk", 4_000), Settled(5, 4_000), Paid(6, 4_000),
                Recovered(7, 500)).Row,
            Given(AllCases.Claims, Filed(amount: 500)).Row,
        ];
        var figures = AllCases.Claims.Figures(rows, new(Day(2), Day(31)), Day(28), 0);

        (figures.Cases, figures.Open, figures.Amounts["claimed"], figures.Amounts["paid"], figures.Amounts["loss"]).ShouldBe(
            (2, 1, 5_500m, 4_000m, 3_500m));
        (figures.Rates[0].Rate.Numerator, figures.Rates[0].Rate.Denominator).ShouldBe((1, 2));
        figures.Groups.Where(group => group.Cases > 0).Select(group => $"{group.By} {group.Key}: {group.Cases}").ShouldBe(
        [
            "cause : 1", "cause carrier: 1", "station : 1", "station CTU: 1", "value 0-1000: 1", "value 1000-10000: 1", "age 16-30: 1",
        ]);
    }

    private static CaseFigures Figures(CaseRow row, DateTimeOffset now) => AllCases.Claims.Figures([row], new(null, null), now, 0);

    private static ClaimFiled Filed(decimal amount = 5_000, string waybill = "ZB1", string account = "ACME", int hour = 0) =>
        new(account, amount, [waybill], "X-1", ExceptionKind.Damage, new("王芳", "13900001111"))
        { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static ClaimInvestigated Investigated(int hour) =>
        new("装车时破损", ["PHOTO-1"], ExceptionCause.Carrier, "CTU") { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static ClaimReportSubmitted Reported(int hour) => new(4_000) { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static ClaimApproved Approved(int hour, string post, decimal amount) =>
        new(post, amount) { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static ClaimDisapproved Disapproved(int hour) =>
        new("manager", "单据不全") { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static ClaimEscalated Escalated(int hour) => new("意见不一致") { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static ClaimArbitrated Arbitrated(int hour, decimal amount) =>
        new(amount) { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static ClaimSuspended Suspended(int hour) =>
        new("PAPER-7", "wang.zong") { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static ClaimResumed Resumed(int hour) => new() { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static DeductionReported Deducted(int hour) => new(700, "ZB2") { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static ClaimRejected Rejected(int hour) => new("免责", "wang.zong") { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static SettlementAgreed Settled(int hour, decimal amount) =>
        new(amount) { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static ClaimPaid Paid(int hour, decimal amount) => new(amount) { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static SalvageValued Valued(int hour, decimal amount) =>
        new(amount) { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static SalvageSold Sold(int hour, decimal amount) => new(amount) { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static RecoveryReceived Recovered(int hour, decimal amount) =>
        new(amount, RecoverySource.Carrier) { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static Corrected Correct(int id, int? by = null, int hour = 50) =>
        new(Spec.Id(id), "录入错误", by is { } replacement ? Spec.Id(replacement) : null)
        { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static ClaimOpened OnOpening(decimal amount, int hour = 0) =>
        new("CASE-1", amount, "X-1") { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static ClaimSettled OnSettling(int hour) => new("CASE-1", 4_000) { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static DateTimeOffset Hour(int hour) => Monday.AddHours(hour);

    /// <summary>The beginning of a day of November.</summary>
    private static DateTimeOffset Day(int day) => new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.FromHours(8)).AddDays(day - 1);
}
