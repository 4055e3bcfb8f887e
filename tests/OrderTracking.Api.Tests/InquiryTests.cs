using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>查询 over HTTP, the look-up of who answers one, and public tracking as a short message.</summary>
public sealed class InquiryTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8));

    private RunningService Service => fixture.Service;

    [Fact]
    public async Task an_inquiry_is_answered_and_counted_by_channel_and_topic()
    {
        await Receive("QWB-1");
        foreach (var (number, channel, topic) in new[] { ("Q-1", "hotline", "goods"), ("Q-2", "textMessage", "goods") })
            (await Service.Post($"/v1/inquiries/{number}/events", Send.Event("inquiryReceived", At.AddHours(1), new
            {
                account = "QACC", channel, topic, waybills = new[] { "QWB-1" }, inquirer = new { name = "范成大", phone = "13955556666" },
            }))).Status.ShouldBe(201);
        (await Service.Post("/v1/inquiries/Q-3/events", Send.Event("inquiryReceived", At,
            new { account = "QACC", channel = "pigeon", topic = "goods" }))).Status.ShouldBe(400);
        var last = await Service.Post("/v1/inquiries/Q-1/events", Send.Event("inquiryAnswered", At.AddHours(2), new { answer = "在途" }));

        (await Service.Get("/v1/inquiries/Q-1")).Body.GetProperty("statusLabel").GetString().ShouldBe("已答复");
        var report = (await Service.Get($"/v1/inquiries/report?account=QACC&waitFor={last.Position}")).Body;
        report.GetProperty("groups").EnumerateArray().Where(group => group.GetProperty("by").GetString() is "channel" or "topic")
            .Select(group => $"{group.GetProperty("by")} {group.GetProperty("key")} {group.GetProperty("cases")}").ShouldBe(
                ["channel hotline 1", "channel textMessage 1", "topic goods 2"]);
        (await Service.Get($"/v1/worklist?account=QACC&waitFor={last.Position}&asOf=2026-03-03T08:00:00%2B08:00")).Body
            .GetProperty("cases").EnumerateArray().Select(item => $"{item.GetProperty("number")} {item.GetProperty("step")}")
            .ShouldBe(["Q-2 answer"]);
    }

    [Fact]
    public async Task whoever_answers_finds_a_consignment_by_the_digits_and_stands_in_the_access_log()
    {
        await Receive("QWB-2");
        var desk = Service.As(Tokens.Caller("hotline", [Role.ServiceDesk], ["XIY"]));
        var right = await desk.Get("/v1/tracked/QWB-2?digits=6666");
        right.Status.ShouldBe(200, right.ToString());
        right.Body.GetProperty("waybill").GetString().ShouldBe("QWB-2");
        right.Text.ShouldNotContain("范成大");
        var (wrong, unknown) = (await desk.Get("/v1/tracked/QWB-2?digits=0000"),
            await desk.Get("/v1/tracked/QWB-NONE?digits=6666"));
        (wrong.Status, wrong.Text).ShouldBe((404, unknown.Text));

        (await Service.Get("/v1/audit/access?waybill=QWB-2&subject=hotline")).Items.Select(item => item.GetProperty("route").GetString())
            .ShouldBe(["/v1/tracked/{number}"]);
        (await Service.Get("/v1/audit/access?waybill=QWB-NONE")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_gateway_gets_one_short_message_and_no_more_about_a_number_than_anybody()
    {
        await Receive("QWB-3");
        var anybody = Service.As((string?)null);
        var right = await anybody.Get("/track/QWB-3.txt?digits=6666");
        (right.Status, right.ContentType, right.Text).ShouldBe((200, "text/plain", "运单QWB-3:已受理,3-2 09:00SHA,承诺3月5日。"));
        right.Text.Length.ShouldBeLessThanOrEqualTo(70);

        var (wrong, unknown) = (await anybody.Get("/track/QWB-3.txt?digits=0000"), await anybody.Get("/track/QWB-NOT.txt?digits=6666"));
        (wrong.Status, wrong.Code, wrong.Text).ShouldBe((404, "not-found-or-wrong-digits", unknown.Text));
        (await anybody.Get("/track/QWB-3.txt")).Status.ShouldBe(400);
        // Tries of both forms count together; at a node of their own, because all tests come from one network.
        await using var other = await RunningService.StartAsync(fixture.ConnectionString);
        var guesser = other.As((string?)null);
        for (var tries = 0; tries < 20; tries++) await guesser.Get($"/track/QWB-3{(tries % 2 == 0 ? ".txt" : "")}?digits=0001");
        (await guesser.Get("/track/QWB-3.txt?digits=6666")).Status.ShouldBe(429);
    }

    private async Task Receive(string number)
    {
        var received = Send.Received(At, 3, account: "QACC", promisedAt: At.AddDays(3));
        received["data"]!["consignee"] = new System.Text.Json.Nodes.JsonObject { ["name"] = "范成大", ["phone"] = "13955556666" };
        var answer = await Service.Post($"/v1/waybills/{number}/events", received);
        answer.Status.ShouldBe(201, answer.ToString());
        await Service.Get($"/v1/waybills?waitFor={answer.Position}");
    }
}
