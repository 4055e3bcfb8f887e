using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.Cases.CaseSpec;

namespace OrderTracking.Domain.Tests.Cases;

/// <summary>交接班: 「每日涉及需要与其他同事工作交接的事项,必须 … 书面留言《交接班本》」; 「交班人员应将本班工作进行情况做好详细记录」.</summary>
public sealed class DeskTests
{
    // Monday, 2026-11-02, 10:00 in the company's zone: of the shift from 08:00.
    private static readonly DateTimeOffset Monday = new(2026, 11, 2, 10, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public void a_note_is_accepted_by_the_start_of_the_next_shift_done_and_reviewed()
    {
        Given(AllCases.DeskNotes).When(Written()).Then(
            new NewEvent(Spec.Id(100), Written()), Step(100, "acceptance", Monday, Hour(10)), Step(100, "completion", Monday, Hour(30)))
            .ThenOnWaybills();
        // 「每天由领班负责审阅签名」
        var accepted = Given(AllCases.DeskNotes, Written()).When(Accepted(9)).Then(
            new NewEvent(Spec.Id(100), Accepted(9)), Step(100, "review", Hour(9), Hour(14), station: "CTU")).ThenRecorded();
        (accepted.Row.Status, accepted.Row.VerdictOf("acceptance", Spec.Now)).ShouldBe(("accepted", StepVerdict.Met));
        var reviewed = accepted.When(Reviewed(11)).Then(new NewEvent(Spec.Id(100), Reviewed(11))).ThenRecorded();
        (reviewed.Row.Status, reviewed.Row.ClosedAt).ShouldBe(("accepted", null));
        var done = reviewed.When(Done(29)).Then(new NewEvent(Spec.Id(100), Done(29))).ThenRecorded();

        (done.Row.Status, done.Row.ClosedAt, done.Row.NextDueAt).ShouldBe(("reviewed", Hour(29), null));
        done.Row.Desk.ShouldBe(new("li.wei", "chen.jing", false, ["claim:CL-7"], Hour(29), Hour(11)));
        done.Row.Steps.ShouldAllBe(step => step.Verdict(null, Spec.Now) == StepVerdict.Met);
    }

    [Fact]
    public void a_refused_note_goes_to_the_leader_or_is_accepted_after_an_answer()
    {
        // 「如交班人员不能给予明确回复,接班人员可拒绝接班,并报上级领导处理」
        var refused = Given(AllCases.DeskNotes, Written()).When(Refused(9)).Then(
            new NewEvent(Spec.Id(100), Refused(9)), Step(100, "review", Hour(9), Hour(14), station: "CTU")).ThenRecorded();
        (refused.Row.Status, refused.Row.NextDueAt).ShouldBe(("refused", Hour(10)));

        var over = refused.When(Reviewed(12)).ThenRecorded().Row;
        (over.Status, over.ClosedAt, over.Desk!.IsRefused).ShouldBe(("reviewed", Hour(12), true));
        over.Steps.Select(step => $"{step.Name} {step.Verdict(null, Spec.Now)}").ShouldBe(
            ["acceptance Missed", "completion Ended", "review Met"]);
        var accepted = refused.When(Accepted(11)).Then(new NewEvent(Spec.Id(100), Accepted(11))).ThenRecorded().Row;
        (accepted.Status, accepted.VerdictOf("acceptance", Spec.Now)).ShouldBe(("accepted", StepVerdict.Late));
    }

    [Theory]
    [InlineData(0, "2026-11-02T20:00:00+08:00")]
    [InlineData(10, "2026-11-03T08:00:00+08:00")]
    [InlineData(12, "2026-11-03T08:00:00+08:00")]
    public void shifts_start_at_eight_and_twenty_by_default(int hour, string due) =>
        Given(AllCases.DeskNotes, Written(hour)).Row.DueAt.ShouldBe(DateTimeOffset.Parse(due, null));

    [Fact]
    public void the_company_sets_its_shifts()
    {
        var reference = SampleReference.As(new CompanySet(Shifts: [new(17, 30), new(13, 30), new(8, 0)])
            { OccurredAt = Monday.AddDays(-30), Station = "HQ", By = "li.wei" });

        Given(AllCases.DeskNotes, reference, Written()).Row.DueAt.ShouldBe(Monday.AddHours(3.5));
        Given(AllCases.DeskNotes, reference, Written(8)).Row.DueAt.ShouldBe(Monday.AddHours(22));
    }

    [Fact]
    public void what_the_state_makes_impossible_is_refused()
    {
        var written = Given(AllCases.DeskNotes, Written());
        // 「记录必须交班人和接班人签名认可」
        written.When(Accepted(1) with { By = "li.wei" }).ThenRefused(RefusalCodes.OwnNote, "by");
        written.When(Refused(1) with { By = "li.wei" }).ThenRefused(RefusalCodes.OwnNote, "by");
        written.When(Done(1)).ThenRefused(RefusalCodes.NotAccepted, "type");
        written.When(Reviewed(1)).ThenRefused(RefusalCodes.NotAccepted, "type");
        var accepted = Given(AllCases.DeskNotes, Written(), Accepted(1));
        accepted.When(Accepted(2)).ThenRefused(RefusalCodes.AlreadyAccepted, "type");
        accepted.When(Refused(2)).ThenRefused(RefusalCodes.AlreadyAccepted, "type");
        Given(AllCases.DeskNotes, Written(), Refused(1)).When(Refused(2)).ThenRefused(RefusalCodes.AlreadyRefused, "type");
        Given(AllCases.DeskNotes, Written(), Accepted(1), Done(2)).When(Done(3)).ThenRefused(RefusalCodes.AlreadyDone, "type");
        Given(AllCases.DeskNotes, Written(), Accepted(1), Reviewed(2)).When(Reviewed(3))
            .ThenRefused(RefusalCodes.AlreadyReviewed, "type");
        Given(AllCases.DeskNotes, Written(), Refused(1), Reviewed(2)).When(Accepted(3)).ThenRefused(RefusalCodes.CaseClosed, "type");
        var none = Given(AllCases.DeskNotes);
        none.When(Accepted(1)).ThenRefused(RefusalCodes.UnknownCase, "number");
        none.When(Written() with { Cases = ["claim:CL-7", "claim:CL-8"] }).ThenRefused(RefusalCodes.UnknownCase, "data.cases[1]");
        none.When(Written() with { Account = "OTHER", Waybills = null }).ThenRefused(RefusalCodes.InvalidValue, "data.cases[0]");
        none.When(Written() with { Cases = ["claims:CL-7"] }).ThenRefused(RefusalCodes.InvalidValue, "data.cases[0]");
        none.When(Written() with { Cases = ["claim:cl-7"] }).ThenRefused(RefusalCodes.InvalidValue, "data.cases[0]");
        none.When(Written() with { Waybills = ["ZB9"] }).ThenRefused(RefusalCodes.UnknownWaybill, "data.waybills[0]");
        none.When(Written() with { Account = "BOLT" }).ThenRefused(RefusalCodes.InvalidValue, "data.waybills[0]");
        none.When(Written() with { DueAt = Hour(-1) }).ThenRefused(RefusalCodes.InvalidValue, "data.dueAt");
        // Of several customers, or of none.
        none.When(Written() with { Account = null }).ThenRecorded().Row.Account.ShouldBe("");
    }

    [Fact]
    public void what_is_not_accepted_in_time_is_counted_with_both_desks_and_seen_by_both()
    {
        var left = Given(AllCases.DeskNotes, Written());
        CaseRow[] rows =
        [
            left.Row, Given(AllCases.DeskNotes, Written(), Accepted(9)).Row, Given(AllCases.DeskNotes, Written(), Accepted(11)).Row,
            Given(AllCases.DeskNotes, Written() with { ToStation = null }, Refused(5)).Row,
        ];
        var figures = AllCases.DeskNotes.Figures(rows, new(null, null), Hour(12), 0);

        (figures.Cases, figures.Open, figures.Amounts["notAccepted"], figures.Amounts["refused"]).ShouldBe((4, 4, 2m, 1m));
        (figures.Rates[0].Rate.Numerator, figures.Rates[0].Rate.Denominator).ShouldBe((1, 4));
        figures.Groups.Where(group => group.By != "age").Select(group => $"{group.By} {group.Key}: {group.Cases}").ShouldBe(
            ["from SHA: 2", "to CTU: 1", "to SHA: 1"]);
        AllCases.DeskNotes.Figures(rows, new(null, null), Hour(9), 0).Groups.ShouldAllBe(group => group.By == "age");
        CaseRow.Visits(left.History).Select(visit => visit.Station).ShouldBe(["SHA", "CTU"]);
    }

    private static NoteWritten Written(int hour = 0) => new("客户等回电", "CTU", "ACME", ["ZB1"], ["claim:CL-7"], Hour(30))
    {
        OccurredAt = Hour(hour), Station = "SHA", By = "li.wei",
    };

    private static NoteAccepted Accepted(int hour) => new() { OccurredAt = Hour(hour), Station = "CTU", By = "chen.jing" };

    private static NoteRefused Refused(int hour) => new("没有电话") { OccurredAt = Hour(hour), Station = "CTU", By = "chen.jing" };

    private static NoteDone Done(int hour) => new("已回电") { OccurredAt = Hour(hour), Station = "CTU", By = "chen.jing" };

    private static NoteReviewed Reviewed(int hour) => new() { OccurredAt = Hour(hour), Station = "CTU", By = "wang" };

    private static DateTimeOffset Hour(int hour) => Monday.AddHours(hour);
}
