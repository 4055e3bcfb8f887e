using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>Where each returned receipt is; return, timeliness and accuracy.</summary>
public class ReceiptTests(ReceiptTests.Fixture fixture) : IClassFixture<ReceiptTests.Fixture>
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData("", "R-0 R-1 R-2 R-3 R-4 R-5 R-6 R-7")]
    [InlineData("status=notDue", "R-0")]
    [InlineData("status=awaited", "R-1")]
    [InlineData("status=collected", "R-2")]
    [InlineData("status=sentBack", "R-3")]
    [InlineData("status=returned", "R-4")]
    [InlineData("status=handedOver", "R-5")]
    [InlineData("status=rejected", "R-6")]
    [InlineData("status=lost", "R-7")]
    [InlineData("account=BETA", "R-4 R-5")]
    [InlineData("waybill=R-3", "R-3")]
    [InlineData("lane=SHA~HRB", "")]
    [InlineData("from=2026-01-06&to=2026-01-07", "R-1 R-2 R-3 R-4 R-5 R-6 R-7")]
    [InlineData("to=2026-01-06", "")]
    public async Task the_list_says_where_each_receipt_is(string query, string expected) =>
        (await fixture.Service.All($"/v1/receipts?{query}", limit: 3)).Select(row => row.GetProperty("waybill").GetString())
            .ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public async Task the_report_tells_return_timeliness_and_accuracy()
    {
        var body = await Report("");

        // Signed on the 6th; the clock stands ten days later. R-4 came back after 3 days, R-5 after 9, R-6 after 2 and was wrong.
        var total = body.GetProperty("total");
        total.GetProperty("receipts").GetInt32().ShouldBe(8);
        Rate(total, "return").ShouldBe((3, 7));
        Rate(total, "timeliness").ShouldBe((2, 7));
        Rate(total, "accuracy").ShouldBe((2, 3));
        total.GetProperty("return").GetProperty("excluded").GetProperty("notDue").GetInt32().ShouldBe(1);
        total.GetProperty("lost").GetInt32().ShouldBe(1);
        total.GetProperty("outstanding").EnumerateArray().Select(age => age.GetProperty("receipts").GetInt32()).ShouldBe([0, 0, 3, 0, 0]);
        body.GetProperty("definitions").EnumerateArray().Select(definition => definition.GetProperty("name").GetString())
            .ShouldBe(["receipt-return", "receipt-timeliness", "receipt-accuracy"]);
    }

    [Fact]
    public async Task what_may_still_come_in_time_is_not_counted_yet()
    {
        var total = (await Report("", days: 5)).GetProperty("total");

        Rate(total, "timeliness").ShouldBe((2, 3), "what is back is judged; the others have time");
        total.GetProperty("timeliness").GetProperty("excluded").GetProperty("open").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task groups_are_judged_each_for_itself()
    {
        var groups = (await Report("groupBy=account")).GetProperty("groups").EnumerateArray()
            .ToDictionary(group => group.GetProperty("key").GetString()!);

        groups.Keys.ShouldBe(["ACME", "BETA"]);
        Rate(groups["BETA"], "return").ShouldBe((2, 2));
        Rate(groups["BETA"], "timeliness").ShouldBe((1, 2));
        (await Report("groupBy=day")).GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("key").GetString())
            .ShouldContain("2026-01-06");
    }

    [Fact]
    public async Task without_receipts_there_is_no_rate() =>
        (await Report("account=NOBODY")).GetProperty("total").GetProperty("return")
            .GetProperty("rate").ValueKind.ShouldBe(JsonValueKind.Null);

    private async Task<JsonElement> Report(string query, int days = 10)
    {
        fixture.Clock.Now = At.AddDays(1 + days);
        return (await fixture.Service.Get($"/v1/receipts/report?{query}")).Body;
    }

    private static (int, int) Rate(JsonElement group, string name) =>
        (group.GetProperty(name).GetProperty("numerator").GetInt32(), group.GetProperty(name).GetProperty("denominator").GetInt32());

    public sealed class Fixture : ServiceFixture
    {
        protected override async Task Prepare()
        {
            var lines = new List<JsonObject> { Send.Received(At, copies: 0, waybill: "R-NONE"),
                Send.Signed(At.AddDays(1), 10, waybill: "R-NONE") };
            for (var i = 0; i < 8; i++)
            {
                lines.Add(Send.Received(At, account: i is 4 or 5 ? "BETA" : "ACME", copies: 2, waybill: $"R-{i}"));
                if (i > 0) lines.Add(Send.Signed(At.AddDays(1), 10, waybill: $"R-{i}"));
                if (i > 1) Receipt(i, "Collected", 2);
                if (i > 2) Receipt(i, "SentBack", 2.5);
                if (i is 4 or 5 or 6) Receipt(i, "Returned", i == 4 ? 4 : i == 5 ? 10 : 3);
            }
            Receipt(5, "HandedOver", 11);
            Receipt(6, "Rejected", 5);
            Receipt(7, "Lost", 9);
            var answer = await Service.PostLines("/v1/events", lines);
            answer.Body.GetProperty("accepted").GetInt32().ShouldBe(lines.Count, answer.ToString());
            (await Service.Get($"/v1/receipts?waitFor={answer.Position}")).Status.ShouldBe(200);

            void Receipt(int waybill, string what, double days) =>
                lines.Add(Send.Event("receipt" + what, At.AddDays(days), waybill: $"R-{waybill}"));
        }
    }
}
