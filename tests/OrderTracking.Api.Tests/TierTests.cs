using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>"每天跟踪、监督各司立项客户和重点客户订单执行情况", "定期（每旬、每月）对各司立项客户和重点客户异常情况进行统计、汇总".</summary>
public sealed class TierTests(TierTests.Fixture fixture) : IClassFixture<TierTests.Fixture>
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData("/v1/waybills?tier=project", "T-1")]
    [InlineData("/v1/waybills?tier=key", "T-2 T-3")]
    [InlineData("/v1/waybills?tier=key&account=TIER-K2", "T-3")]
    [InlineData("/v1/waybills?tier=key&account=TIER-P", "")]
    [InlineData("/v1/waybills?tier=ordinary", "")]
    [InlineData("/v1/exceptions?tier=key", "T-2 T-3")]
    [InlineData("/v1/deadlines?tier=project&rule=promise", "T-1")]
    [InlineData("/v1/breaches?tier=project&rule=promise", "T-1")]
    [InlineData("/v1/volumes?tier=project", "T-1")]
    [InlineData("/v1/on-time/waybills?tier=key", "T-2 T-3")]
    public async Task a_list_of_a_tier_has_its_accounts_alone(string path, string expected)
    {
        (await fixture.Service.All(path)).Select(row => row.GetProperty("waybill").GetString()!).Order()
            .ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("/v1/figures/volumes", "waybills", "key 2, project 1 of 4")]
    [InlineData("/v1/figures/dwell-origin", "stays", "key 2, project 1 of 4")]
    [InlineData("/v1/on-time", "denominator", "key 2, project 1 of 4")]
    [InlineData("/v1/exceptions/report", "exceptions", "key 2, project 1 of 4")]
    [InlineData("/v1/breaches/report", "breaches", "key 2, project 1 of 4")]
    [InlineData("/v1/receipts/report", "receipts", "key 2, project 1 of 4")]
    public async Task a_figure_by_tier_sums_up_its_accounts_and_those_without_a_tier_are_in_the_total(
        string path, string member, string expected)
    {
        var rule = path == "/v1/breaches/report" ? "&rule=promise" : "";

        var answer = (await fixture.Service.Get($"{path}?groupBy=tier{rule}")).Body;

        var groups = answer.GetProperty("groups").EnumerateArray()
            .Select(group => $"{group.GetProperty("key")} {group.GetProperty(member)}");
        $"{string.Join(", ", groups)} of {answer.GetProperty("total").GetProperty(member)}".ShouldBe(expected);
        (await fixture.Service.Get($"{path}?tier=key{rule}")).Body.GetProperty("total").GetProperty(member).GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task the_rows_behind_a_tiers_figure_are_its_own()
    {
        var key = (await fixture.Service.Get("/v1/on-time?groupBy=tier")).Body.GetProperty("groups")[0];

        (await fixture.Service.All(key.GetProperty("others").GetString()!)).Select(row => row.GetProperty("waybill").GetString())
            .ShouldBe(["T-2", "T-3"]);
    }

    [Fact]
    public async Task a_station_sees_of_a_tier_what_it_sees_anyway_and_a_customer_learns_no_tier()
    {
        var station = fixture.Service.As(Tokens.Caller("tier-station", [Role.Dispatcher], ["HRB"]));
        var customer = fixture.Service.As(Tokens.Caller("tier-customer", [Role.Customer], accounts: ["TIER-K"]));

        (await station.All("/v1/waybills")).Count.ShouldBe(2);
        (await station.All("/v1/waybills?tier=key")).ShouldHaveSingleItem().GetProperty("waybill").GetString().ShouldBe("T-3");
        (await customer.All("/v1/waybills")).Count.ShouldBe(1);
        (await customer.All("/v1/waybills?tier=key")).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_tier_is_refused_where_no_account_is_taken()
    {
        (await fixture.Service.Get("/track/T-1?tier=key")).Code.ShouldBe("unknown-parameter");
        (await fixture.Service.Get("/v1/lanes?tier=key")).Code.ShouldBe("unknown-parameter");
        (await fixture.Service.Get("/v1/waybills?tier=gold")).Code.ShouldBe("invalid-parameter");
    }

    public sealed class Fixture : ServiceFixture
    {
        protected override async Task Prepare()
        {
            foreach (var (account, tier) in new[] { ("TIER-P", "project"), ("TIER-K", "key"), ("TIER-K2", "key") })
                (await Service.Post("/v1/reference/events", Send.Event("accountSet", At, new { account, tier }, station: "HQ"))).Status
                    .ShouldBe(201);
            var position = 0L;
            foreach (var (waybill, account, to) in new[] { ("T-1", "TIER-P", "CTU"), ("T-2", "TIER-K", "CTU"), ("T-3", "TIER-K2", "HRB"),
                ("T-4", "OTHER", "HRB") })
            {
                var answer = await Service.Post($"/v1/waybills/{waybill}/events", new[]
                {
                    Send.Received(At, account: account, destination: to, promisedAt: At.AddDays(1), copies: 1),
                    Send.Loaded(At.AddHours(3), 10, to),
                    Send.Event("exceptionRaised", At.AddHours(5), new { exceptionId = "E-1", kind = "delay" }),
                    Send.Signed(At.AddDays(3), 10, to),
                });
                answer.Status.ShouldBe(201, answer.ToString());
                position = answer.Position;
            }
            (await Service.Get($"/v1/exceptions?waitFor={position}")).Status.ShouldBe(200);
        }
    }
}
