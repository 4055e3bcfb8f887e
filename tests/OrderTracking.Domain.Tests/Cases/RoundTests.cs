using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.Cases.CaseSpec;

namespace OrderTracking.Domain.Tests.Cases;

/// <summary>网点回访: 「对录入好的在用大客户分店进行一定频率的回访, 并定期反馈」.</summary>
public sealed class RoundTests
{
    // Monday, 2026-08-03, in the company's zone.
    private static readonly DateTimeOffset Monday = new(2026, 8, 3, 10, 0, 0, TimeSpan.FromHours(8));

    private static readonly ReferenceSnapshot Reference = SampleReference.As(
        new AccountSitesSet("ACME", [new("B-1", "上海一店", "SHA"), new("B-2"), new("B-3")])
        {
            OccurredAt = Monday.AddDays(-30), Station = "HQ", By = "chen.jing",
        });

    [Fact]
    public void a_round_goes_from_the_sites_to_the_report_and_is_followed_after_a_quarter()
    {
        // 「每3个月电话回访一次」: by the end of that day.
        Given(AllCases.Rounds, Reference).When(Opened()).Then(
            new NewEvent(Spec.Id(100), Opened()), Listed(100),
            Step(100, "nextRound", Monday, new(2026, 11, 4, 0, 0, 0, TimeSpan.FromHours(8)))).ThenOnWaybills();
        var called = Given(AllCases.Rounds, Reference, Opened(), Called(1, "B-1", satisfied: 5), Called(2, "B-2", reached: false));
        called.Row.Status.ShouldBe("opened");
        called.Row.Round!.Sites.Select(site => site.Reached).ShouldBe([true, false, null]);
        called.When(Called(3, "B-3", satisfied: 2, fault: ExceptionKind.Damage)).Then(
            new NewEvent(Spec.Id(100), Called(3, "B-3", satisfied: 2, fault: ExceptionKind.Damage))).ThenOnWaybills();

        var all = called.ThenRecorded();
        all.Row.Status.ShouldBe("called");
        // 「如实地反馈给了如家总部」
        var reported = all.When(Reported(4)).Then(new NewEvent(Spec.Id(100), Reported(4))).ThenRecorded();
        (reported.Row.Status, reported.Row.ClosedAt, reported.Row.Round!.ReportedAt).ShouldBe(("reported", Hour(4), Hour(4)));
        reported.Row.NextDueAt.ShouldBe(new(2026, 11, 4, 0, 0, 0, TimeSpan.FromHours(8)));
        // 「紧接着安排了后续解决工作」: after the report.
        var resolved = reported.When(Resolved(30, "B-3")).Then(new NewEvent(Spec.Id(100), Resolved(30, "B-3"))).ThenRecorded();
        resolved.Row.Round!.Sites[2].ShouldBe(
            new("B-3", true, Hour(3), true, 2, ExceptionKind.Damage, Hour(30)));

        // 「一个季度后, 第二次回访开始了」: opening it is what keeps the step of the first.
        var sent = Given(AllCases.Rounds, Reference).When(Opened(24 * 92, follows: "R-1")).ToCases.ShouldHaveSingleItem();
        (sent.Stream, sent.Account, sent.Field).ShouldBe(("round:R-1", "ACME", "data.follows"));
        var followed = resolved.Hear(sent).Then(new NewEvent(
            UuidV5.Create(Spec.Id(100), "round:R-1"), Followed(24 * 92), EventSource.System, Spec.Id(100))).ThenRecorded();
        (followed.Row.Status, followed.Row.Round!.FollowedBy, followed.Row.VerdictOf("nextRound", Spec.Now)).ShouldBe(
            ("followed", "CASE-1", StepVerdict.Met));
        followed.Hear(sent with { Message = sent.Message with { Id = Spec.Id(7) } })
            .ThenRefused(RefusalCodes.AlreadyFollowed, "data.follows");
    }

    [Fact]
    public void a_round_of_some_sites_still_lists_all()
    {
        var some = Given(AllCases.Rounds, Reference, Opened(sites: ["B-2"]), Called(1, "B-2", satisfied: 4));

        some.Row.Status.ShouldBe("called");
        some.Row.Round!.Sites.Select(site => site.InRound).ShouldBe([false, true, false]);
        some.When(Called(2, "B-1")).ThenRefused(RefusalCodes.UnknownSite, "data.site");
    }

    [Fact]
    public void the_company_sets_after_how_many_months_and_the_sites_are_those_of_the_day()
    {
        var reference = Reference.With(
        [
            ("company:settings", Entry(90, new CompanySet(RoundMonths: 6)
                { OccurredAt = Monday.AddDays(-9), Station = "HQ", By = "wang" })),
            ("account:ACME", Entry(91, new AccountSitesSet("ACME", [new("B-9")], Monday.AddDays(1))
                { OccurredAt = Monday.AddDays(-1), Station = "HQ", By = "wang" })),
        ]);

        Given(AllCases.Rounds, reference).When(Opened()).Then(
            new NewEvent(Spec.Id(100), Opened()), Listed(100),
            Step(100, "nextRound", Monday, new(2027, 2, 4, 0, 0, 0, TimeSpan.FromHours(8))));
    }

    [Fact]
    public void a_call_opens_a_complaint_or_names_one_that_is_there()
    {
        var call = Called(1, "B-1", satisfied: 1, fault: ExceptionKind.Damage, waybill: "ZB1", complaint: "CP-7");
        var sent = Given(AllCases.Rounds, Reference, Opened()).When(call).ToCases.ShouldHaveSingleItem();

        var opening = new ComplaintReceived("ACME", "round", "外箱破损", Waybills: ["ZB1"])
        {
            OccurredAt = Hour(1), Station = "SHA", By = "li.wei",
        };
        var complaint = Given(AllCases.Complaints).Hear(sent).Then(
            new NewEvent(UuidV5.Create(Spec.Id(100), "complaint:CP-7"), opening, EventSource.Person, Spec.Id(100)),
            new NewEvent(
                UuidV5.Create(UuidV5.Create(Spec.Id(100), "complaint:CP-7"), "answer/0"),
                new StepDue("answer", Hour(25)) { OccurredAt = Hour(1), Station = "SHA", By = DerivedExceptions.By }, EventSource.System,
                UuidV5.Create(Spec.Id(100), "complaint:CP-7"))).ThenRecorded();
        complaint.Hear(sent).Then();
        complaint.Hear(sent with { Account = "BOLT" }).ThenRefused(RefusalCodes.InvalidValue, "data.complaintId");
        // It is a case of its own: a correction of the call does not take it back.
        Given(AllCases.Rounds, Reference, Opened(), call).When(Corrected(2)).ToCases.ShouldBeEmpty();
    }

    [Fact]
    public void a_round_that_was_opened_by_mistake_is_followed_no_more()
    {
        var second = Given(AllCases.Rounds, Reference, Opened(24 * 92, follows: "R-1"));
        var sent = Given(AllCases.Rounds, Reference).When(Opened(24 * 92, follows: "R-1")).ToCases.ShouldHaveSingleItem();
        var first = Given(AllCases.Rounds, Reference, Opened()).Hear(sent with
        {
            Message = sent.Message with { Id = UuidV5.Create(Spec.Id(1), "round:R-1") },
        }).ThenRecorded();
        first.Row.Status.ShouldBe("followed");

        var back = second.When(Corrected(1)).ToCases.ShouldHaveSingleItem();

        var open = first.Hear(back).Then(new NewEvent(UuidV5.Create(Spec.Id(100), "round:R-1"),
            new Corrected(UuidV5.Create(Spec.Id(1), "round:R-1"), "录错") { OccurredAt = Hour(40), Station = "SHA", By = "li.wei" },
            EventSource.System, Spec.Id(100))).ThenRecorded();
        (open.Row.Status, open.Row.ClosedAt, open.Row.NextDueAt).ShouldBe(
            ("opened", null, new DateTimeOffset(2026, 11, 4, 0, 0, 0, TimeSpan.FromHours(8))));
    }

    [Fact]
    public void what_is_impossible_is_refused()
    {
        Given(AllCases.Rounds).When(Opened()).ThenRefused(RefusalCodes.NoSites, "data.account");
        Given(AllCases.Rounds, Reference).When(Opened(sites: ["B-1", "B-7"])).ThenRefused(RefusalCodes.UnknownSite, "data.sites[1]");
        Given(AllCases.Rounds, Reference).When(Opened(sites: [])).ThenRefused(RefusalCodes.InvalidValue, "data.sites");
        Given(AllCases.Rounds, Reference).When(Called(1, "B-1")).ThenRefused(RefusalCodes.UnknownCase, "number");
        var opened = Given(AllCases.Rounds, Reference, Opened());
        opened.When(Opened()).ThenRefused(RefusalCodes.AlreadyOpened, "type");
        opened.When(Called(1, "B-1", reached: false, satisfied: 3)).ThenRefused(RefusalCodes.InvalidValue, "data.reached");
        opened.When(Called(1, "B-1", satisfied: 6)).ThenRefused(RefusalCodes.InvalidValue, "data.satisfied");
        opened.When(Called(1, "B-1") with { Problem = "少件" }).ThenRefused(RefusalCodes.InvalidValue, "data.fault");
        opened.When(Called(1, "B-1", complaint: "CP-1", fault: ExceptionKind.Damage) with { Problem = null })
            .ThenRefused(RefusalCodes.InvalidValue, "data.problem");
        opened.When(Called(1, "B-1", fault: ExceptionKind.Damage, waybill: "ZB9")).ThenRefused(RefusalCodes.UnknownWaybill, "data.waybill");
        opened.When(Resolved(1, "B-1")).ThenRefused(RefusalCodes.NothingWrong, "type");
        var faulty = Given(AllCases.Rounds, Reference, Opened(), Called(1, "B-1", fault: ExceptionKind.Damage));
        faulty.When(Resolved(2, "B-2")).ThenRefused(RefusalCodes.NothingWrong, "data.site");
        // What the service recorded by itself, nobody corrects.
        faulty.When(new Corrected(UuidV5.Create(Spec.Id(1), "roundSitesListed"), "录错") { OccurredAt = Hour(3), Station = "SHA", By = "li" })
            .ThenRefused(RefusalCodes.NotForSenders, "data.eventId");
        var reported = Given(AllCases.Rounds, Reference, Opened(), Reported(2));
        reported.When(Called(3, "B-1")).ThenRefused(RefusalCodes.CaseClosed, "type");
        reported.When(Reported(3)).ThenRefused(RefusalCodes.CaseClosed, "type");
        reported.When(Called(1, "B-1"), Called(3, "B-2")).ThenRefused(RefusalCodes.CaseClosed, "type");
        Given(AllCases.Rounds, Reference).Hear(
            Given(AllCases.Rounds, Reference).When(Opened(9, follows: "R-1")).ToCases[0])
            .ThenRefused(RefusalCodes.UnknownCase, "data.follows");
    }

    [Fact]
    public void the_report_leaves_no_site_out_and_says_what_changed()
    {
        var before = Given(AllCases.Rounds, Reference.With([("account:ACME", Entry(92, new AccountSitesSet(
            "ACME", [new("A-0"), new("B-1"), new("B-2"), new("B-3")]) { OccurredAt = Monday.AddDays(-20), Station = "HQ", By = "wang" }))]),
            Opened(), Called(1, "A-0", fault: ExceptionKind.Loss), Called(1, "B-1", satisfied: 2, fault: ExceptionKind.Damage),
            Called(1, "B-2", satisfied: 5)).Row;
        var now = Given(AllCases.Rounds, Reference, Opened(50, ["B-1", "B-2", "B-3"]), Called(51, "B-1", satisfied: 4),
            Called(51, "B-2", satisfied: 3), Called(51, "B-3", fault: ExceptionKind.Delay), Resolved(52, "B-3")).Row;

        // 「100个如家客户中有27个设备产生过故障, 有11个故障还未解决。客户反馈良好率仅为85%」
        var report = new RoundReport(now, before);
        report.Counts.ShouldBe(new(Sites: 3, InRound: 3, Called: 3, Reached: 3, Rated: 2, Content: 1, Faults: 1, OpenFaults: 0));
        report.CountsBefore.ShouldBe(new(Sites: 4, InRound: 4, Called: 3, Reached: 3, Rated: 2, Content: 1, Faults: 2, OpenFaults: 2));
        (report.Counts.Contentment.Value, report.CountsBefore!.Coverage.Value).ShouldBe((0.5m, 0.75m));
        report.Counts.Contentment.Excluded.ShouldBe(
            new Dictionary<string, long> { ["notCalled"] = 0, ["notReached"] = 0, ["notSaid"] = 1 });
        report.Lines.Select(line => $"{line.Site} {line.Change}").ShouldBe(["A-0 Gone", "B-1 Better", "B-2 Worse", "B-3 First"]);
        var first = new RoundReport(before, null);
        first.Lines.Select(line => $"{line.Site} {line.Change}").ShouldBe(["A-0 First", "B-1 First", "B-2 First", "B-3 NotCalled"]);
        first.CountsBefore.ShouldBeNull();
    }

    [Fact]
    public void rounds_are_counted_with_their_coverage_and_the_next_in_time()
    {
        CaseRow[] rows =
        [
            Given(AllCases.Rounds, Reference, Opened(), Called(1, "B-1", satisfied: 4), Called(1, "B-2", satisfied: 1)).Row,
            Given(AllCases.Rounds, Reference, Opened(24 * 40)).Row,
        ];
        var figures = AllCases.Rounds.Figures(rows, new(null, null), Spec.Now, 0);

        figures.Rates.Select(rate => $"{rate.Definition.Name} {rate.Rate.Numerator}/{rate.Rate.Denominator}").ShouldBe(
            ["sites-called 2/6", "sites-content 1/2", "rounds-followed-in-time 0/1"]);
        figures.Amounts.ShouldBe(new Dictionary<string, decimal>
        {
            ["faults"] = 0, ["openFaults"] = 0, ["sites"] = 6, ["inRound"] = 6, ["called"] = 2, ["reached"] = 2, ["contented"] = 1,
        });
    }

    private static RecordedEvent<DomainEvent> Entry(long position, DomainEvent said) =>
        new(Guid.NewGuid(), position, 9, said.OccurredAt, EventSource.Person, null, null, said);

    private static RoundOpened Opened(int hour = 0, IReadOnlyList<string>? sites = null, string? follows = null) =>
        new("ACME", sites, follows) { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static NewEvent Listed(int cause) => new(
        UuidV5.Create(Spec.Id(cause), "roundSitesListed"),
        new RoundSitesListed(["B-1", "B-2", "B-3"]) { OccurredAt = Monday, Station = "SHA", By = DerivedExceptions.By },
        EventSource.System, Spec.Id(cause));

    private static SiteCalled Called(
        int hour, string site, bool reached = true, int? satisfied = null, ExceptionKind? fault = null, string? waybill = null,
        string? complaint = null) =>
        new(site, reached, satisfied, fault, fault is null ? null : "外箱破损", waybill, null, complaint)
        { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static SiteFaultResolved Resolved(int hour, string site) =>
        new(site, "已换新箱") { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static RoundReported Reported(int hour) => new("增加缓冲材料") { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static RoundFollowed Followed(int hour) =>
        new("CASE-1") { OccurredAt = Hour(hour), Station = "SHA", By = DerivedExceptions.By };

    private static Corrected Corrected(int id) =>
        new(Spec.Id(id), "录错") { OccurredAt = Hour(40), Station = "SHA", By = "li.wei" };

    private static DateTimeOffset Hour(int hour) => Monday.AddHours(hour);
}
