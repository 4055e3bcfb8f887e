using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Reference;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>Reference data: recorded over HTTP, served as in force, and applied to waybills.</summary>
public class ReferenceTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));

    private static int numbers;

    // Each test has an account, a lane and a waybill of its own.
    private readonly string mark = $"T{Interlocked.Increment(ref numbers)}";

    private RunningService Service => fixture.Service;

    private string Number => $"REF-{mark}";

    private string Lane => $"SHA~{mark}";

    [Fact]
    public async Task reference_events_are_answered_one_by_one_and_a_retry_as_the_first_time()
    {
        JsonArray sent = [Account(new { account = mark, tier = "key" }), Standard(48), Account(new { account = mark, tier = "project" })];

        var first = await Lay(sent);
        var again = await Lay(sent.DeepClone());

        (first.Status, again.Status).ShouldBe((201, 200));
        Events(first).Select(item => (Text(item, "id"), Text(item, "status"), Text(item, "stream"), item.GetProperty("version").GetInt64()))
            .ShouldBe(
            [(Id(sent[0]), "accepted", $"account:{mark}", 1), (Id(sent[1]), "accepted", $"lane:{Lane}", 1),
                (Id(sent[2]), "accepted", $"account:{mark}", 2)]);
        Events(again).Select(item => Text(item, "status")).ShouldAllBe(status => status == "duplicate");
        foreach (var member in (string[])["id", "stream", "version", "position", "recordedAt"])
            Events(again).Select(item => item.GetProperty(member).GetRawText())
                .ShouldBe(Events(first).Select(item => item.GetProperty(member).GetRawText()), member);
        again.Position.ShouldBe(first.Position);
    }

    [Fact]
    public async Task an_id_is_for_one_content_whether_of_reference_data_or_of_a_waybill()
    {
        var (standard, received) = (Standard(48), Send.Received(At, destination: mark));
        await Lay(standard);
        await Post(received);

        var other = await Lay(Standard(24).With("id", Id(standard)));
        var waybills = await Lay(new JsonArray(Standard(36), Standard(24).With("id", received.Id())));
        var within = await Lay(new JsonArray(Standard(12).With("id", $"{Guid.Empty:D}"[..^1] + "7"),
            Standard(13).With("id", $"{Guid.Empty:D}"[..^1] + "7")));

        (other.Status, other.Code, other.Field).ShouldBe((409, "id-reused", "id"));
        (waybills.Status, waybills.Code, waybills.Field).ShouldBe((409, "id-reused", "[1].id"));
        (within.Status, within.Field).ShouldBe((409, "[1].id"));
        (await Service.All($"/v1/reference/lane:{Lane}/events")).Count.ShouldBe(1, "of an array nothing is taken");
    }

    [Fact]
    public async Task all_is_taken_or_none()
    {
        var answer = await Lay(new JsonArray(Standard(48), Standard(0)));

        (answer.Status, answer.Code, answer.Field).ShouldBe((422, "invalid-value", "[1].data.hours"));
        (await Service.Get($"/v1/reference/lane:{Lane}/events")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task concurrent_events_of_one_reference_stream_each_get_a_version()
    {
        var answers = await Task.WhenAll(Enumerable.Range(1, 12).Select(hours => Lay(Standard(hours))));

        answers.Select(answer => Events(answer)[0].GetProperty("version").GetInt32()).Order().ShouldBe(Enumerable.Range(1, 12));
    }

    [Fact]
    public async Task what_is_in_force_is_served_for_any_time()
    {
        await Lay(new JsonArray(
            Standard(48, from: At), Standard(24, from: At.AddDays(10)),
            Account(new { account = mark, name = "重点客户", tier = "key", reportBackHours = 2, limits = new { transitHours = 30 },
                effectiveFrom = At }),
            Manager("wang", At), Manager("li", At.AddDays(10), "月底对账"),
            Send.Event("stationSet", At, new { code = mark, name = "成都", city = "成都市" }),
            Send.Event("calendarSet", At,
                new { calendar = mark, holidays = new[] { "2026-10-02", "2026-10-01" }, workdays = new[] { "2026-10-10" } })));

        var lane = (await Service.All($"/v1/lanes?at={Time(At.AddDays(9))}")).Single(row => Text(row, "lane") == Lane);
        (lane.GetProperty("hours").GetInt32(), lane.GetProperty("version").GetInt32(),
            lane.GetProperty("effectiveFrom").GetDateTimeOffset()).ShouldBe((48, 1, At));
        (await Service.All("/v1/lanes", limit: 1)).Single(row => Text(row, "lane") == Lane).GetProperty("hours").GetInt32().ShouldBe(24);
        (await Service.All($"/v1/lanes?at={Time(At.AddSeconds(-1))}")).ShouldNotContain(row => Text(row, "lane") == Lane);

        var before = (await Service.Get($"/v1/accounts/{mark}?at={Time(At.AddDays(9))}")).Body;
        var after = (await Service.Get($"/v1/accounts/{mark}")).Body;
        (Text(before, "name"), Text(before, "tier"), Text(before, "manager"), before.GetProperty("limits").GetProperty("transitHours")
            .GetInt32()).ShouldBe(("重点客户", "key", "wang", 30));
        (Text(after, "manager"), Text(after, "handOver"), after.GetProperty("version").GetInt32()).ShouldBe(("li", "月底对账", 1));
        (await Service.All("/v1/accounts", limit: 1)).ShouldContain(row => Text(row, "account") == mark);
        (await Service.Get($"/v1/accounts/{mark}?at={Time(At.AddDays(-1))}")).Code.ShouldBe("unknown-account");

        (await Service.All("/v1/stations")).ShouldContain(row => Text(row, "code") == mark && Text(row, "name") == "成都");
        var calendar = (await Service.All("/v1/calendars")).Single(row => Text(row, "calendar") == mark);
        calendar.GetProperty("weekend").EnumerateArray().Select(day => day.GetString()).ShouldBe(["saturday", "sunday"]);
        calendar.GetProperty("holidays").EnumerateArray().Select(day => day.GetString()).ShouldBe(["2026-10-01", "2026-10-02"]);
    }

    [Fact]
    public async Task a_raw_stream_is_as_it_was_sent()
    {
        var sent = Send.Event("laneStandardSet", At, new { origin = "SHA", destination = mark, hours = 48, cutOff = "17:00:00" })
            .With("correlation", "年度调整");
        await Lay(sent);

        var entry = (await Service.All($"/v1/reference/lane:{Lane}/events")).ShouldHaveSingleItem();

        (Text(entry, "id"), Text(entry, "type"), Text(entry, "stream"), Text(entry, "correlation"),
            Text(entry, "source")).ShouldBe((Id(sent), "laneStandardSet", $"lane:{Lane}", "年度调整", "person"));
        JsonNode.DeepEquals(JsonNode.Parse(entry.GetProperty("data").GetRawText()), sent["data"]).ShouldBeTrue();
        (await Service.All("/v1/reference/events", limit: 2)).ShouldContain(item => Text(item, "id") == Id(sent));
    }

    [Fact]
    public async Task a_penalty_schedule_is_for_days_that_have_not_begun()
    {
        var today = DateOnly.FromDateTime(DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8)).DateTime);
        (await Lay(PenaltySchedule(10, new(2026, 1, 1)))).Status.ShouldBe(201);

        var late = await Lay(PenaltySchedule(20, today));
        var future = await Lay(PenaltySchedule(20, today.AddDays(1)));

        (late.Status, late.Code, late.Field).ShouldBe((422, "effective-in-past", "data.effectiveFrom"));
        late.Body.GetProperty("label").GetString().ShouldNotBeNullOrEmpty();
        future.Status.ShouldBe(201);
        var now = (await Service.All("/v1/penalty-schedules")).Single(row => Text(row, "rule") == "dwellTransit");
        (now.GetProperty("fine").GetDecimal(), now.GetProperty("version").GetInt32(),
            Text(now, "effectiveFrom")).ShouldBe((10m, 1, "2026-01-01"));
        (await Service.All($"/v1/penalty-schedules?at={Time(DateTimeOffset.UtcNow.AddDays(2))}"))
            .Single(row => Text(row, "rule") == "dwellTransit").GetProperty("fine").GetDecimal().ShouldBe(20m);
    }

    [Fact]
    public async Task a_received_without_a_promise_is_promised_by_the_standard_of_its_lane()
    {
        await Lay(Standard(48, from: At));

        var answer = await Post(Send.Received(At, destination: mark));

        answer.Version.ShouldBe(3);
        var promise = (await Service.Get($"/v1/waybills/{Number}/events")).Items[1];
        (Text(promise, "type"), Text(promise, "source"),
            promise.GetProperty("occurredAt").GetDateTimeOffset()).ShouldBe(("promiseSet", "system", At));
        var data = promise.GetProperty("data");
        (data.GetProperty("promisedAt").GetDateTimeOffset(), Text(data, "basis"), Text(data, "standard"),
            data.GetProperty("standardVersion").GetInt32())
            .ShouldBe((At.AddHours(48), "laneStandard", $"lane:{Lane}", 1));
        var now = (await Service.Get($"/v1/waybills/{Number}")).Body;
        (now.GetProperty("promisedAt").GetDateTimeOffset(), Text(now, "promiseBasis")).ShouldBe((At.AddHours(48), "laneStandard"));
    }

    [Fact]
    public async Task a_line_of_a_batch_is_held_to_the_same()
    {
        await Lay(Standard(48, from: At));

        var answer = await Service.PostLines("/v1/events",
            [Send.Loaded(At.AddHours(1), 10, mark, waybill: Number), Send.Received(At, destination: mark, waybill: Number)]);

        answer.Status.ShouldBe(200, answer.ToString());
        (await Types()).ShouldBe(["received", "promiseSet", "termsSet", "loaded"]);
    }

    [Fact]
    public async Task a_rule_that_changes_moves_the_deadline_of_what_is_under_way_and_of_nothing_else()
    {
        await Lay(Standard(48, from: At));
        var received = Send.Received(At, destination: mark);
        var first = await Post(received);
        await Service.Post($"/v1/waybills/{Number}-DONE/events",
            new JsonArray(Send.Received(At, destination: mark), Send.Signed(At.AddHours(20), 10)));
        await Service.Post($"/v1/waybills/{Number}-KEPT/events", Send.Received(At, destination: mark, promisedAt: At.AddHours(60)));

        var changed = Standard(36, from: At);
        await Lay(changed);
        await Until(async () => (await Promised(Number)) == At.AddHours(36));

        (await Types())[^2..].ShouldBe(["promiseSet", "termsSet"]);
        var set = (await Service.Get($"/v1/waybills/{Number}/events")).Items[^1];
        (Text(set, "causation"), Text(set, "source")).ShouldBe((Id(changed), "system"));
        (await Due(Number, "promise"), await Due(Number, "arrival")).ShouldBe((At.AddHours(36), At.AddHours(36)));
        (await Due($"{Number}-KEPT", "promise"), await Due($"{Number}-KEPT", "arrival")).ShouldBe((At.AddHours(60), At.AddHours(36)));
        (await Promised($"{Number}-DONE")).ShouldBe(At.AddHours(48));
        var again = await Post(received);
        (again.Status, again.Version, again.Position).ShouldBe((200, first.Version, first.Position),
            "what a rule moved later is no part of the first answer");
    }

    [Fact]
    public async Task a_calendar_that_changes_moves_the_lanes_that_name_it()
    {
        await Lay(new JsonArray(Send.Event("calendarSet", At, new { calendar = mark }),
            Send.Event("laneStandardSet", At, new { origin = "SHA", destination = mark, hours = 24, calendar = mark })));
        await Post(Send.Received(At, destination: mark));
        (await Promised(Number)).ShouldBe(At.AddHours(24));

        await Lay(Send.Event("calendarSet", At, new { calendar = mark, holidays = new[] { "2026-01-06" } }));

        await Until(async () => (await Promised(Number)) == At.AddHours(48));
    }

    [Fact]
    public async Task an_accounts_terms_decide_when_a_report_back_and_a_receipt_are_due()
    {
        await Lay(new JsonArray(
            Send.Event("calendarSet", At, new { calendar = mark }),
            Account(new { account = mark, calendar = mark, receiptDays = 2, reportBackHours = 1, effectiveFrom = At })));
        await Post(Send.Received(At, account: mark, copies: 1));
        await Post(Send.Event("exceptionRaised", At.AddHours(1), new { exceptionId = "E1", kind = "damage" }));
        await Post(Send.Signed(At.AddHours(2), 10));

        (await Due(Number, "reportBack")).ShouldBe(At.AddHours(2));
        (await Due(Number, "receipt"))
            .ShouldBe(new DateTimeOffset(2026, 1, 8, 0, 0, 0, TimeSpan.FromHours(8)), "Tuesday and Wednesday, to their ends");
    }

    [Fact]
    public async Task another_node_applies_the_reference_data_recorded_on_this_one()
    {
        await using var other = await RunningService.StartAsync(fixture.ConnectionString);
        (await other.Post($"/v1/waybills/{Number}-0/events", Send.Received(At, destination: mark))).Version.ShouldBe(1);
        await Lay(Standard(48, from: At));

        // The other node's cache may not have the new standard yet; then the leader applies it.
        await other.Post($"/v1/waybills/{Number}/events", Send.Received(At, destination: mark));
        await Until(async () => (await Promised(Number)) == At.AddHours(48) && (await Promised($"{Number}-0")) == At.AddHours(48));
        await Task.Delay(ReferenceDataCache.Oldest + TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        (await other.Post($"/v1/waybills/{Number}-1/events", Send.Received(At, destination: mark))).Version.ShouldBe(3);
    }

    private Task<Answer> Lay(JsonNode body) => Service.Post("/v1/reference/events", body);

    private Task<Answer> Post(JsonNode body) => Service.Post($"/v1/waybills/{Number}/events", body);

    private async Task<DateTimeOffset?> Promised(string number) =>
        (await Service.Get($"/v1/waybills/{number}")).Body.TryGetProperty("promisedAt", out var promised)
            && promised.ValueKind == JsonValueKind.String ? promised.GetDateTimeOffset() : null;

    private async Task<DateTimeOffset> Due(string number, string what) =>
        (await Service.Get($"/v1/waybills/{number}/timeline")).Body.GetProperty("due").EnumerateArray()
            .Single(due => Text(due, "what") == what).GetProperty("at").GetDateTimeOffset();

    private async Task<string[]> Types() =>
        [.. (await Service.Get($"/v1/waybills/{Number}/events")).Items.Select(item => Text(item, "type"))];

    private JsonObject Standard(int hours, DateTimeOffset? from = null) =>
        Send.Event("laneStandardSet", At, from is { } since
            ? new { origin = "SHA", destination = mark, hours, effectiveFrom = since } : new { origin = "SHA", destination = mark, hours });

    private static JsonObject Account(object data) => Send.Event("accountSet", At, data, station: "HQ", by: "chen.jing");

    private JsonObject Manager(string manager, DateTimeOffset from, string handOver = "") =>
        Send.Event("accountManagerAssigned", At, new { account = mark, manager, from, handOver }, station: "HQ", by: "chen.jing");

    private static JsonObject PenaltySchedule(decimal fine, DateOnly from) =>
        Send.Event("penaltyScheduleSet", At, new { rule = "dwellTransit", fine, effectiveFrom = from }, station: "HQ");

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 150; i++)
        {
            if (await holds()) return;
            await Task.Delay(100);
        }
        throw new TimeoutException("It did not come true within 15 s.");
    }

    private static JsonElement[] Events(Answer answer) => [.. answer.Body.GetProperty("events").EnumerateArray()];

    private static string Id(JsonNode? sent) => (string)sent!["id"]!;

    private static string Time(DateTimeOffset time) =>
        Uri.EscapeDataString(time.ToString("yyyy-MM-ddTHH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture));

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;
}
