using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrderTracking.Api.Access;
using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

public sealed class TrackFixture : ServiceFixture
{
    protected override LimitSettings Limits => new() { Rate = 100_000, Tracks = 100_000, WrongDigitsOfNetwork = 100_000,
        WrongDigitsOfAll = 100_000 };
}

/// <summary>Public tracking shows where the goods are to those who know the consignee's phone, and reveals nothing to others.</summary>
public class TrackTests(TrackFixture fixture) : IClassFixture<TrackFixture>
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));

    private static int numbers;

    private readonly string number = $"ZB-T{Interlocked.Increment(ref numbers)}";

    private RunningService Service => fixture.Service;

    [Fact]
    public async Task who_knows_the_digits_sees_the_milestones()
    {
        await Received("13800001234");
        await Post(Send.Loaded(At.AddHours(2), 10), Send.Arrived(At.AddHours(20), 10), Send.Signed(At.AddHours(30), 10));

        var answer = await Service.Get($"/track/{number.ToLowerInvariant()}?digits=1234");

        answer.Status.ShouldBe(200);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (Text(answer.Body, "waybill"), Text(answer.Body, "status"), Text(answer.Body, "statusLabel")).ShouldBe((number, "signed", "已签收"));
        (Text(answer.Body.GetProperty("origin"), "code"), Text(answer.Body.GetProperty("destination"), "code")).ShouldBe(("SHA", "CTU"));
        answer.Body.GetProperty("milestones").EnumerateArray()
            .Select(milestone => (Text(milestone, "kind"), Text(milestone.GetProperty("station"), "code")))
            .ShouldBe([("received", "SHA"), ("loaded", "SHA"), ("arrived", "CTU"), ("signed", "CTU")]);
    }

    [Fact]
    public async Task no_number_no_phone_and_wrong_digits_are_answered_alike()
    {
        await Received("13800001234");
        var (withoutPhone, withoutConsignee, shortPhone) = (number + "-A", number + "-B", number + "-C");
        await Received(null, withoutPhone);
        await Send1(withoutConsignee, Send.Received(At));
        await Received("234", shortPhone);

        var answers = new List<Answer> { await Service.Get($"/track/{number}?digits=4321") };
        foreach (var other in new[] { withoutPhone, withoutConsignee, shortPhone, "ZB-NOBODYS" })
            answers.Add(await Service.Get($"/track/{other}?digits=1234"));

        foreach (var answer in answers)
        {
            (answer.Status, answer.Code).ShouldBe((404, "not-found-or-wrong-digits"));
            answer.Bytes.ShouldBe(answers[0].Bytes);
            Headers(answer).ShouldBe(Headers(answers[0]));
        }
    }

    [Theory]
    [InlineData("138 0000 1234", "1234")]
    [InlineData("+86 138-0000-1234", "1234")]
    [InlineData("（021）5555-1234", "1234")]
    [InlineData("021-5555 1234 转 801", "4801")]
    [InlineData("1234", "1234")]
    public async Task the_digits_of_a_phone_are_counted_from_its_end_whatever_stands_between_them(string phone, string digits)
    {
        await Received(phone);

        (await Service.Get($"/track/{number}?digits={digits}")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task the_answer_contains_no_personal_data()
    {
        string[] secrets =
        [
            "发货人甲", "13911112222", "上海市某路1号", "收货人乙", "13800001234", "成都市某路2号", "司机丙", "13633334444", "签收人丁", "13755556666", "破损说明",
            "沪A·D1234",
            "li.wei", "ACME", "PO-4711", "ZZ-1120-07", "异常说明", "汽车配件", "无人在家", "完好", "proof-1", "note-1",
        ];
        var received = Send.Received(At, promisedAt: At.AddDays(3));
        foreach (var (member, value) in new JsonObject
                 {
                     ["orderNumber"] = "PO-4711", ["goods"] = "汽车配件", ["shipper"] = Person("发货人甲", "13911112222", "上海市某路1号"),
                     ["consignee"] = Person("收货人乙", "13800001234", "成都市某路2号"),
                 })
            received["data"]![member] = value!.DeepClone();
        received["correlation"] = "note-1";
        await Post(
            received,
            Send.Event("dispatchRequested", At.AddHours(1),
                new { purpose = "pickup", vehicle = "沪A·D1234", driver = new { name = "司机丙", phone = "13633334444" } }),
            Send.Event("loaded", At.AddHours(2),
                new { pieces = 10, nextStation = "CTU", loadingList = "ZZ-1120-07", vehicle = "沪A·D1234" }),
            Send.Event("arrived", At.AddHours(20), new { pieces = 10, condition = "完好", vehicle = "沪A·D1234" }, station: "CTU"),
            Send.Event("exceptionRaised", At.AddHours(21), new { exceptionId = "E-1", kind = "wet", description = "异常说明" }, station: "CTU"),
            Send.Event("outForDelivery", At.AddHours(22),
                new { vehicle = "沪A·D1234", driver = new { name = "司机丙", phone = "13633334444" } }, station: "CTU"),
            Send.Event("deliveryFailed", At.AddHours(23), new { reason = "无人在家" }, station: "CTU"),
            Send.Event(
                "signed", At.AddHours(30),
                new { pieces = 10, signer = new { name = "签收人丁", phone = "13755556666" }, remark = new { kind = "damage", text = "破损说明" },
                    proofs = new[] { "proof-1" } }, station: "CTU"));

        var answer = await Service.Get($"/track/{number}?digits=1234");

        answer.Status.ShouldBe(200);
        answer.Body.GetProperty("milestones").GetArrayLength().ShouldBe(7);
        var told = Regex.Unescape(answer.Text);
        foreach (var secret in secrets) told.ShouldNotContain(secret);
    }

    [Theory]
    [InlineData("ZB-1", "?digits=123", "digits")]
    [InlineData("ZB-1", "?digits=12345", "digits")]
    [InlineData("ZB-1", "?digits=12a4", "digits")]
    [InlineData("ZB-1", "?digits=%EF%BC%91234", "digits")]
    [InlineData("ZB-1", "?digits=1234&digits=1234", "digits")]
    [InlineData("ZB-1", "", "digits")]
    [InlineData("ZB-1", "?digits=1234&phone=1", "phone")]
    [InlineData("Z", "?digits=1234", "number")]
    public async Task malformed_requests_are_refused_before_any_lookup(string asked, string query, string field)
    {
        var answer = await Service.Get($"/track/{asked}{query}");

        (answer.Status, answer.Field).ShouldBe((400, field));
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task a_number_is_locked_after_ten_wrong_tries_for_right_digits_too_whether_it_exists_or_not()
    {
        await Received("13800001234");
        foreach (var target in new[] { number, number + "-NONE" })
        {
            for (var i = 0; i < 10; i++) (await Service.Get($"/track/{target}?digits=00{i:00}")).Status.ShouldBe(404);
            foreach (var digits in new[] { "1234", "4321" })
            {
                var locked = await Service.Get($"/track/{target}?digits={digits}");
                (locked.Status, locked.Code).ShouldBe((429, "too-many-requests"));
                locked.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 15 * 60);
            }
        }

        fixture.Clock.Now = DateTimeOffset.UtcNow + WrongDigitLimits.Window;
        (await Service.Get($"/track/{number}?digits=1234")).Status.ShouldBe(200);
        fixture.Clock.Now = null;
    }

    [Fact]
    public async Task right_digits_never_lock_a_number()
    {
        await Received("13800001234");

        for (var i = 0; i < 12; i++) (await Service.Get($"/track/{number}?digits=1234")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task an_address_asks_ten_times_a_minute()
    {
        await using var other = await RunningService.StartAsync(fixture.ConnectionString, limits: new() { Rate = 100_000 });
        Answer answer;
        var asked = 0;
        do answer = await other.Get($"/track/ZB-{asked++}?digits=1234");
        while (answer.Status == 404 && asked < 30);

        (answer.Status, answer.Code).ShouldBe((429, "too-many-requests"));
        answer.Headers.GetValues("RateLimit-Policy").Single().ShouldBe("\"tracking\";q=10;w=60");
        asked.ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task a_network_is_locked_after_wrong_digits_for_any_numbers()
    {
        await using var other = await RunningService.StartAsync(fixture.ConnectionString,
            limits: new() { Rate = 100_000, Tracks = 1_000, WrongDigitsOfNetwork = 3 });
        for (var i = 0; i < 3; i++) (await other.Get($"/track/ZB-{i}?digits=0000")).Status.ShouldBe(404);

        var refused = await other.Get("/track/ZB-3?digits=0000");

        (refused.Status, refused.Code).ShouldBe((429, "too-many-requests"));
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 15 * 60);
    }

    private static JsonObject Person(string name, string phone, string address) =>
        new() { ["name"] = name, ["phone"] = phone, ["address"] = address };

    private static string Headers(Answer answer) => string.Join('\n', answer.Headers.Concat(answer.ContentHeaders)
        .Where(header => header.Key is not ("Date" or "RateLimit")).Select(header => $"{header.Key}: {string.Join(", ", header.Value)}"));

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();

    private Task Received(string? phone, string? waybill = null)
    {
        var received = Send.Received(At);
        received["data"]!["consignee"] = new JsonObject { ["name"] = "王建国", ["phone"] = phone };
        return Send1(waybill ?? number, received);
    }

    private Task Post(params JsonObject[] events) => Send1(number, new JsonArray([.. events]));

    // Tracking reads a view, so this waits until the view has the events.
    private async Task Send1(string waybill, JsonNode events)
    {
        var answer = await Service.Post($"/v1/waybills/{waybill}/events", events);
        answer.Status.ShouldBe(201, answer.ToString());
        (await Service.Get($"/v1/waybills?limit=1&waitFor={answer.Position}")).Status.ShouldBe(200);
    }
}
