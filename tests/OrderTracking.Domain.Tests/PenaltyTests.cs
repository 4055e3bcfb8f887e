using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using OrderTracking.Domain.Projections;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.SampleEvents;
using static OrderTracking.Domain.Tests.Spec;

namespace OrderTracking.Domain.Tests;

/// <summary>奖罚: what the penalty schedule proposes for breaches, and what the supervisor decides.</summary>
public sealed class PenaltyTests
{
    [Fact]
    public void a_fine_by_waybill_is_proposed_once_and_one_by_case_each_time()
    {
        // "给予10元/票罚款" and "给予20元/次处罚".
        // Both legs take more than the 48 hours that each may take.
        var history = Given(Received(transfers: ["WUH"]), Loaded(10, "SHA", "WUH", 1), Arrived(10, "WUH", 51), Loaded(10, "WUH", "CTU", 55))
            .When(Arrived(10, "CTU", 110)).ThenHistory();

        Proposals(history, Line(20, PenaltyUnit.Case)).ShouldBe(["dwellTransit 20", "dwellTransit 20"]);
        Proposals(history, Line(10, PenaltyUnit.Waybill)).ShouldBe(["dwellTransit 10"]);
    }

    [Fact]
    public void what_must_have_caused_a_complaint_is_proposed_once_a_complaint_is_linked_to_the_waybill()
    {
        // "造成内外部客户投诉的,给予20元/次处罚".
        var line = Line(20, needsComplaint: true, rule: DeadlineRule.Promise);
        var late = Given(Received(promisedAt: At(48))).When(Signed(10, 60)).ThenHistory();

        Proposals(late, line).ShouldBeEmpty();
        // Recorded from the complaint.
        var linked = late.With(
            [new(Guid.NewGuid(), late.Position + 1, late.Version + 1, Now, EventSource.System, null, null, Complaint())]);
        Proposals(linked, line).ShouldBe(["promise 20"]);
    }

    [Fact]
    public void a_range_leaves_the_amount_to_the_supervisor_and_a_fixed_fine_does_not()
    {
        // "视情况给予10-50元/次处罚".
        var range = Line(10, maxFine: 50, rule: DeadlineRule.Promise);

        Late(range).When(Confirmed(51)).ThenRefused("invalid-value", "data.amount");
        Late(range).When(Confirmed(9.99m)).ThenRefused("invalid-value", "data.amount");
        Late(range).When(Confirmed(35)).Then(Sent(100, Confirmed(35)));
        Late(Line(10, rule: DeadlineRule.Promise)).When(Confirmed(11)).ThenRefused("invalid-value", "data.amount");
        Late(Line(10, rule: DeadlineRule.Promise)).When(Confirmed(10)).Then(Sent(100, Confirmed(10)));
    }

    [Fact]
    public void only_a_breach_that_a_penalty_is_proposed_for_is_decided_about()
    {
        Late().When(Waived()).ThenRefused("no-penalty", "data.deadline");
        Late(Line(10, rule: DeadlineRule.Promise, needsComplaint: true)).When(Confirmed(10)).ThenRefused("no-penalty", "data.deadline");
        Given(SampleReference.As(Line(10, rule: DeadlineRule.Promise)), Received(promisedAt: At(48)), Signed(10, 40))
            .When(Waived()).ThenRefused("no-penalty", "data.deadline");
        Late(Line(10, rule: DeadlineRule.Promise)).When(Waived("sorting")).ThenRefused("no-penalty", "data.deadline");
    }

    [Fact]
    public void the_newest_decision_counts_until_it_is_corrected()
    {
        var line = Line(10, rule: DeadlineRule.Promise);
        var decided = Given(SampleReference.As(line), Received(promisedAt: At(48)), Signed(10, 60), Confirmed(10), Waived())
            .When(Corrected(Id(4)));

        Promise(Given(SampleReference.As(line), Received(promisedAt: At(48)), Signed(10, 60), Confirmed(10)).When(Waived()).ThenHistory())
            .Penalty.ShouldBe(new(null, "客户谅解", "zhao.min", At(70)));
        Promise(decided.ThenHistory()).Penalty.ShouldBe(new(10, "属实", "zhao.min", At(69)));
    }

    [Fact]
    public void a_decision_at_the_same_instant_with_another_offset_is_written_to_the_view()
    {
        var again = Confirmed(10) with { OccurredAt = At(69).ToOffset(TimeSpan.FromHours(-3)) };
        var after = Given(SampleReference.As(Line(10, rule: DeadlineRule.Promise)), Received(promisedAt: At(48)), Signed(10, 60),
            Confirmed(10)).When(again).ThenHistory();
        var changes = new ViewChanges().Of(AllViews.Deadlines);

        changes.Add(after.KnownAtVersion(after.Version - 1), after, Spec.Company);

        changes.Upserts.ShouldHaveSingleItem().Penalty!.At.Offset.ShouldBe(Promise(after).Penalty!.At.Offset);
    }

    private static Spec Late(params PenaltyScheduleSet[] lines) =>
        Given(SampleReference.As(lines), Received(promisedAt: At(48)), Signed(10, 60));

    private static DeadlineRow Promise(History history) =>
        DeadlineRow.Rows(history, Spec.Company).Single(row => row.Rule == DeadlineRule.Promise);

    private static List<string> Proposals(History history, PenaltyScheduleSet line)
    {
        var reference = SampleReference.As(line);
        var rows = DeadlineRow.Rows(history, Spec.Company)
            .Where(row => row.Rule == line.Rule && row.Verdict(Now) is (DeadlineVerdict.Late or DeadlineVerdict.Missed))
            .OrderBy(row => row.DueAt).ToList();
        return [.. from row in rows
                   let proposed = reference.ProposedFor(row, row == rows[0])
                   where proposed is not null
                   select $"{row.Rule.Wire()} {proposed.Event.Fine}"];
    }

    private static PenaltyScheduleSet Line(decimal fine, PenaltyUnit? unit = null, decimal? maxFine = null, bool? needsComplaint = null,
        DeadlineRule rule = DeadlineRule.DwellTransit) =>
        new(rule, fine, new(2026, 1, 1), maxFine, unit, needsComplaint, Supervisor: "serviceManager") { OccurredAt = SampleReference.Long,
            Station = "HQ", By = "chen.jing" };

    private static ComplaintLinked Complaint() => new("C-1") { OccurredAt = At(62), Station = "SHA", By = "li.wei" };

    private static PenaltyConfirmed Confirmed(decimal amount) =>
        new("promise", amount, "属实") { OccurredAt = At(69), Station = "HQ", By = "zhao.min" };

    private static PenaltyWaived Waived(string deadline = "promise") =>
        new(deadline, "客户谅解") { OccurredAt = At(70), Station = "HQ", By = "zhao.min" };
}
