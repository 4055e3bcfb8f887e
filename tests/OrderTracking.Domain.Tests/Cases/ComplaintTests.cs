using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.Cases.CaseSpec;

namespace OrderTracking.Domain.Tests.Cases;

/// <summary>投诉: 「受理内、外部投诉」「实行首问负责制」.</summary>
public sealed class ComplaintTests
{
    // Monday, 2026-11-02, in the company's zone.
    private static readonly DateTimeOffset Monday = new(2026, 11, 2, 10, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public void a_complaint_goes_from_the_reception_to_the_call_back()
    {
        // 「一般在24小时内从予以解决」
        Given(AllCases.Complaints).When(Received()).Then(
            new NewEvent(Spec.Id(100), Received()), Step(100, "answer", Monday, Monday.AddHours(24))).ThenOnWaybills();
        // A founded complaint is linked to its waybills, which makes the penalties due that need one.
        Given(AllCases.Complaints, Received()).When(Judged(1, true)).Then(new NewEvent(Spec.Id(100), Judged(1, true))).ThenOnWaybills(
            ("ZB1", new(UuidV5.Create(Spec.Id(100), "ZB1"), Linked(1), EventSource.System, Spec.Id(100))));
        Given(AllCases.Complaints, Received()).When(Judged(1, false)).Then(new NewEvent(Spec.Id(100), Judged(1, false))).ThenOnWaybills();

        // 「在有效投诉案件处理完毕后的个工作日回访」
        var resolved = Given(AllCases.Complaints, Received(), Judged(1, true), Answered(2)).When(Resolved(3)).Then(
            new NewEvent(Spec.Id(100), Resolved(3)), Step(100, "callBack", Hour(3), new(2026, 11, 6, 0, 0, 0, TimeSpan.FromHours(8))))
            .ThenRecorded();
        resolved.Row.Status.ShouldBe("resolved");
        var row = resolved.When(CalledBack(20, 4)).ThenRecorded().Row;
        (row.Status, row.ClosedAt, row.Complaint).ShouldBe(
            ("calledBack", Hour(20), new ComplaintPart(ComplaintOrigin.External, true, ExceptionCause.Loading, "dock", 4, 0, 0)));
        row.Steps.ShouldAllBe(step => step.Verdict(null, Spec.Now) == StepVerdict.Met);
    }

    [Fact]
    public void a_reopened_complaint_is_answered_and_called_back_anew()
    {
        var spec = Given(AllCases.Complaints, Received(), Judged(1, true), Answered(2), Resolved(3), CalledBack(20, 1), Reopened(21));

        (spec.Row.Status, spec.Row.ClosedAt, spec.Row.Complaint!.Reopened).ShouldBe(("received", null, 1));
        spec.Row.Steps.Find(step => step.Name == "answer").ShouldBe(new("answer", Hour(21), Hour(45)));
        spec.When(Resolved(30)).ThenRecorded().When(CalledBack(40, 5)).ThenRecorded().Row.ClosedAt.ShouldBe(Hour(40));
    }

    [Fact]
    public void a_colleagues_complaint_ends_with_its_resolution()
    {
        var row = Given(AllCases.Complaints, Received(ComplaintOrigin.Internal), Judged(1, true), Answered(2), Resolved(3)).Row;

        (row.ClosedAt, row.NextDueAt, row.VerdictOf("callBack", Spec.Now)).ShouldBe((Hour(3), null, null));
    }

    [Fact]
    public void corrective_actions_are_kept_when_the_last_one_is_verified()
    {
        var spec = Given(AllCases.Complaints, Received(), Judged(1, true), Action(2, "A-1", 50), Action(3, "A-2", 90), Verified(40, "A-1"));
        (spec.Row.Complaint!.Actions, spec.Row.Steps.Find(step => step.Name == "correctiveAction")!.DueAt).ShouldBe((1, Hour(90)));

        spec.When(Verified(95, "A-2")).ThenRecorded().Row.VerdictOf("correctiveAction", Spec.Now).ShouldBe(StepVerdict.Late);
        spec.When(Verified(95, "A-1")).ThenRefused(RefusalCodes.UnknownAction, "data.actionId");
    }

    [Fact]
    public void what_the_state_makes_impossible_is_refused()
    {
        var received = Given(AllCases.Complaints, Received());
        received.When(Resolved(5)).ThenRefused(RefusalCodes.NotJudged, "type");
        received.When(CalledBack(5, 3)).ThenRefused(RefusalCodes.NotResolved, "type");
        received.When(Reopened(5)).ThenRefused(RefusalCodes.NotResolved, "type");
        received.When(Action(5, "A-1", 9)).ThenRefused(RefusalCodes.NotFounded, "type");
        received.When(CalledBack(5, 6)).ThenRefused(RefusalCodes.InvalidValue, "data.satisfied");
        var resolved = Given(AllCases.Complaints, Received(), Judged(1, true), Resolved(3));
        resolved.When(Resolved(5)).ThenRefused(RefusalCodes.AlreadyResolved, "type");
        resolved.When(Judged(5, false)).ThenRefused(RefusalCodes.AlreadyJudged, "type");
        Given(AllCases.Complaints).When(Answered(1)).ThenRefused(RefusalCodes.UnknownCase, "number");
        Given(AllCases.Complaints).When(Received(waybill: "ZB9")).ThenRefused(RefusalCodes.UnknownWaybill, "data.waybills[0]");
    }

    [Fact]
    public void founded_complaints_are_counted_by_a_thousand_waybills_and_repeated_ones_are_told()
    {
        CaseRow[] rows =
        [
            Given(AllCases.Complaints, Received(), Judged(1, true), Answered(2)).Row,
            Given(AllCases.Complaints, Received(hour: 5)).Row,
            Given(AllCases.Complaints, Received(hour: 6, waybill: "ZB2"), Judged(7, false), Answered(40)).Row,
        ];
        var figures = AllCases.Complaints.Figures(rows, new(null, null), Spec.Now, 500);

        (figures.Cases, figures.Open, figures.Amounts["founded"], figures.Amounts["repeated"]).ShouldBe((3, 3, 1m, 1m));
        (figures.Rates[0].Rate.Numerator, figures.Rates[0].Rate.Denominator, figures.Rates[1].Rate.Value).ShouldBe((1, 3, 2m));
        figures.Rates[1].Rate.Excluded.ShouldBe(new Dictionary<string, long> { ["notJudged"] = 1, ["unfounded"] = 1 });
        figures.Groups.Where(group => group.Cases > 0).Select(group => $"{group.By} {group.Key}: {group.Cases}").ShouldBe(
            ["account ACME: 1", "cause loading: 1", "station CTU: 1", "age 16-30: 3"]);
    }

    private static ComplaintReceived Received(
        ComplaintOrigin origin = ComplaintOrigin.External, string waybill = "ZB1", int hour = 0) =>
        new("ACME", "phone", "破损", origin, "chen.jing", [waybill], new("王芳", "13900001111"))
        { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static ComplaintJudged Judged(int hour, bool founded) =>
        new(founded, "装车不当", ExceptionCause.Loading, "CTU") { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static ComplaintAnswered Answered(int hour) => new("已答复") { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static ComplaintResolved Resolved(int hour) => new("dock", "培训") { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static ComplainantCalledBack CalledBack(int hour, int satisfied) =>
        new(satisfied) { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static ComplaintReopened Reopened(int hour) => new("不满意") { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static ComplaintActionSet Action(int hour, string id, int due) =>
        new(id, "dock.lead", "装车检查", Hour(due)) { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static ComplaintActionVerified Verified(int hour, string id) =>
        new(id) { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static ComplaintLinked Linked(int hour) => new("CASE-1") { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static DateTimeOffset Hour(int hour) => Monday.AddHours(hour);
}
