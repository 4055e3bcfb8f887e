using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Kpis;
using Shouldly;
using Xunit;

namespace OrderTracking.Domain.Tests.Cases;

/// <summary>「每月汇总、通报集团各司的有效投诉案件、理赔及时率、货损货差率」.</summary>
public sealed class GroupFiguresTests
{
    private static readonly DateTimeOffset November = new(2026, 11, 1, 0, 0, 0, TimeSpan.FromHours(8)), Now = November.AddMonths(1);

    private static readonly Dictionary<string, string> Branches = new() { ["SHA"] = "EAST", ["HGH"] = "EAST", ["CTU"] = "WEST" };

    [Fact]
    public void a_case_is_of_the_branch_of_the_responsible_station_and_until_one_is_found_of_the_one_that_opened_it()
    {
        var figures = Of([Claim("SHA", "CTU"), Claim("SHA", null)], []);

        figures.Branches.Select(branch => (branch.Branch, branch.Claims)).ShouldBe([("EAST", 1), ("WEST", 1)]);
        figures.Total.Claims.ShouldBe(2);
    }

    [Fact]
    public void what_is_of_no_branch_is_a_row_of_its_own_so_that_the_rows_sum_up_to_the_total()
    {
        var figures = Of([Claim("XIY", null)], [Volume("SHA", 100), Volume("XIY", 50)]);

        figures.Branches.Select(branch => (branch.Branch, branch.Claims, branch.Founded.Denominator))
            .ShouldBe([("EAST", 0, 100), ("WEST", 0, 0), ("", 1, 50)]);
        figures.Total.Founded.Denominator.ShouldBe(150);
        Of([], [Volume("SHA", 1)]).Branches.Select(branch => branch.Branch).ShouldBe(["EAST", "WEST"]);
    }

    [Fact]
    public void loss_is_what_was_paid_without_what_was_got_back_and_salvage_that_is_valued_is_to_be_sold()
    {
        var east = Of([Claim("SHA", null, new(1_000, 900, 900, 900, 200, 150, 100, 0, null, null, null)),
            Claim("SHA", null, new(500, 500, 500, 500, 0, 80, null, 0, null, null, null))], []).Branches[0];

        (east.Amounts["paid"], east.Amounts["salvage"], east.Amounts["loss"], east.SalvageToSell).ShouldBe((1_400m, 100m, 1_100m, 1L));
    }

    [Fact]
    public void branches_are_ranked_by_founded_complaints_then_by_claims_settled_in_time_and_what_is_of_none_comes_last()
    {
        Dictionary<string, string> four = new() { ["A"] = "A", ["B"] = "B", ["C"] = "C", ["D"] = "D" };
        IReadOnlyList<VolumeCounts> volumes = [Volume("A", 100), Volume("B", 100), Volume("C", 100), Volume("X", 100)];
        var now = GroupFigures.Of(
            new([Settled("A", inTime: false), Settled("B", inTime: true)], [Complaint("C", true), Complaint("A", false)], volumes, four),
            new(November, Now), Now);
        var before = GroupFigures.Of(
            new([], [Complaint("B", true)], [Volume("A", 10), Volume("B", 10)], four), new(November, Now), Now);

        var month = GroupMonth.Of(now, before);

        month.Branches.Select(branch => (branch.Now.Branch, branch.Rank, branch.RankBefore)).ShouldBe(
            [("B", 1, 2), ("A", 2, 1), ("C", 3, null), ("D", null, null), ("", null, null)]);
        month.Branches[0].Founded.ShouldBe(new RateChange(0, 100));
        month.Branches[0].Founded.Change.ShouldBe(-100);
        month.Branches[2].Founded.Change.ShouldBeNull();
        month.Total.Rank.ShouldBeNull();
    }

    [Fact]
    public void branches_that_are_equal_share_a_rank()
    {
        var figures = Of([], [Volume("SHA", 10), Volume("CTU", 20)]);

        GroupMonth.Of(figures, figures).Branches.Select(branch => branch.Rank).ShouldBe([1, 1]);
    }

    [Fact]
    public void groups_by_branch_are_those_by_station_with_the_stations_of_each_branch_together()
    {
        List<CaseRow> rows = [Claim("SHA", "SHA"), Claim("SHA", "HGH"), Claim("SHA", "CTU"), Claim("SHA", "XIY"), Claim("SHA", null)];
        var period = new CasePeriod(November, Now);

        AllCases.Claims.Figures(rows, period, Now, 0).WithBranches(AllCases.Claims, rows, period, Branches).Groups
            .Where(group => group.By == "branch").Select(group => (group.Key, group.Cases, group.Amounts["claimed"]))
            .ShouldBe([("", 2, 200m), ("EAST", 2, 200m), ("WEST", 1, 100m)]);
    }

    [Fact]
    public void insurances_are_of_the_branch_that_handed_them_in()
    {
        List<CaseRow> rows = [Insurance("SHA"), Insurance("HGH"), Insurance("CTU"), Insurance("XIY")];
        var period = new CasePeriod(November, Now);

        AllCases.Insurance.Figures(rows, period, Now, 0).WithBranches(AllCases.Insurance, rows, period, Branches).Groups
            .Where(group => group.By == "branch").Select(group => (group.Key, group.Cases))
            .ShouldBe([("", 1), ("EAST", 2), ("WEST", 1)]);
    }

    private static GroupFigures Of(IReadOnlyList<CaseRow> claims, IReadOnlyList<VolumeCounts> volumes) =>
        GroupFigures.Of(new(claims, [], volumes, Branches), new(November, Now), Now);

    private static VolumeCounts Volume(string station, long waybills) => VolumeCounts.None(station) with { Waybills = waybills };

    private static CaseRow Claim(string station, string? responsible, ClaimPart? part = null) =>
        Case("claim", station, responsible) with { Claim = part ?? new(100, null, null, 0, 0, null, null, 0, null, null, null) };

    private static CaseRow Settled(string station, bool inTime)
    {
        var step = new CaseStep("settlement", November, November.AddDays(9), November.AddDays(inTime ? 8 : 10));
        return Claim(station, null) with { Steps = [step], DueAt = step.DueAt };
    }

    private static CaseRow Insurance(string station) => Case("insurance", station, null) with
    {
        Insurance = new(100, Events.DeclarationReason.Insured, null, null, null, null, 0),
    };

    private static CaseRow Complaint(string station, bool founded) => Case("complaint", station, null) with
    {
        Complaint = new(Events.ComplaintOrigin.External, founded, null, null, null, 0, 0),
    };

    private static CaseRow Case(string kind, string station, string? responsible) => new()
    {
        Stream = $"{kind}:1", Kind = kind, Number = "1", Account = "ACME", Station = station, ResponsibleStation = responsible,
        Status = "open", Waybills = [], OpenedAt = November.AddDays(1), ClosedAt = November.AddDays(2), Steps = [],
        LastEventAt = November.AddDays(2),
    };
}
