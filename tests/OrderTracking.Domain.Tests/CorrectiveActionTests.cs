using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.SampleEvents;

namespace OrderTracking.Domain.Tests;

/// <summary>
/// 客户经理不定期对收货人进行电话回访,了解收货人对我司服务质量是否满意,对于严重质量事故要将信息及时反馈相关环节的部门负责人,由责任环节部门负责人提出整改方案。
/// </summary>
public sealed class CorrectiveActionTests
{
    [Fact]
    public void a_call_back_says_how_satisfied_the_consignee_is_from_one_to_five()
    {
        foreach (var satisfied in new[] { 0, 6 })
            Spec.Given(Received()).When(Call(satisfied)).ThenRefused("invalid-value", "data.satisfied");
        Spec.Given(Received()).When(Call(5)).ThenHistory().Version.ShouldBe(2);
    }

    [Fact]
    public void a_corrective_action_is_due_at_its_time_and_kept_by_its_verification()
    {
        Due(Plan(due: 60)).ShouldBe(["SHA due 60: Missed"]);
        Due(Plan(due: 60), Verified(50)).ShouldBe(["SHA due 60 kept 50: Met"]);
        Due(Plan(due: 60), Verified(70)).ShouldBe(["SHA due 60 kept 70: Late"]);
        Due(Plan(due: 60), Verified(50) with { ActionId = "A-2" }).ShouldBe(["SHA due 60: Missed"]);
    }

    [Fact]
    public void the_newest_plan_of_an_action_counts_and_another_action_is_another_deadline()
    {
        Due(Plan(due: 60), Plan(due: 90, hour: 20, station: "CTU"), Plan(due: 70, id: "A-2"), Verified(80)).ShouldBe(
            ["CTU due 90 kept 80: Met", "SHA due 70: Missed"]);
        Spec.Given(Received()).When(Plan(due: 60) with { Owner = "" }).ThenRefused("invalid-value", "data.owner");
        Spec.Given(Received()).When(Plan(due: 60) with { Measure = " " }).ThenRefused("invalid-value", "data.measure");
    }

    private static ConsigneeCalledBack Call(int satisfied) =>
        new("已接通", satisfied, "外箱破损") { OccurredAt = At(10), Station = "CTU", By = "chen.jing" };

    private static CorrectiveActionSet Plan(int due, int hour = 10, string id = "A-1", string? station = null) =>
        new(id, "wu.gang", "加固包装", At(due), station) { OccurredAt = At(hour), Station = "SHA", By = "wu.gang" };

    private static CorrectiveActionVerified Verified(int hour) => new("A-1") { OccurredAt = At(hour), Station = "SHA", By = "chen.jing" };

    private static IEnumerable<string> Due(params WaybillEvent[] events) =>
        from row in DeadlineRow.Rows(Spec.Given([Received(), .. events]).When().ThenHistory(), Spec.Company)
        where row.Rule == DeadlineRule.CorrectiveAction
        select $"{row.Station} due {Hour(row.DueAt)}{(row.KeptAt is { } kept ? $" kept {Hour(kept)}" : "")}: {row.Verdict(At(100))}";

    private static double Hour(DateTimeOffset time) => (time - At(0)).TotalHours;
}
