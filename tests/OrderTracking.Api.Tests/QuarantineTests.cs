using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>Lines that were not recorded: held until their waybill is received, or refused until somebody corrects them.</summary>
public class QuarantineTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));

    private readonly string prefix = $"Q{Guid.NewGuid():n}"[..12].ToUpperInvariant();

    private RunningService Service => fixture.Service;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task in_whatever_order_the_lines_come_the_waybill_ends_the_same(bool receivedInBatch)
    {
        var orders = Permutations([0, 1, 2, 3]).ToList();
        var waybills = orders.Select((_, index) => $"{prefix}-{index}").ToList();
        var facts = waybills.ToDictionary(waybill => waybill, waybill => (JsonObject[])
        [
            Send.Received(At, waybill: waybill), Send.Loaded(At.AddHours(1), 10, waybill: waybill),
            Send.Arrived(At.AddHours(9), 8, waybill: waybill), Send.Signed(At.AddHours(12), 8, waybill: waybill),
        ]);
        for (var step = 0; step < 4; step++)
        {
            var lines = waybills.Select((waybill, index) => facts[waybill][orders[index][step]]).ToList();
            var alone = receivedInBatch ? [] : lines.Where(line => line["type"]!.GetValue<string>() == "received").ToList();
            await Service.PostLines("/v1/events", lines.Except(alone));
            foreach (var received in alone)
            {
                var body = received.DeepClone().AsObject();
                body.Remove("waybill");
                (await Service.Post($"/v1/waybills/{received["waybill"]}/events", body)).Status.ShouldBe(201);
            }
        }

        foreach (var waybill in waybills)
        {
            var items = (await Service.Get($"/v1/waybills/{waybill}/timeline")).Items
                .Where(item => Text(item, "type") != "corrected" && !item.TryGetProperty("corrected", out var _));
            items.Select(item => Text(item, "type")).ShouldBe(["received", "loaded", "arrived", "exceptionRaised", "signed"]);
        }
        (await Kept("status=held")).ShouldBeEmpty();
        (await Kept("status=refused")).ShouldBeEmpty();
        (await Kept("status=released")).Count.ShouldBe(orders.Sum(order => order.IndexOf(0)));
    }

    [Fact]
    public async Task a_line_that_is_held_already_is_not_kept_twice()
    {
        JsonObject[] lines = [Send.Loaded(At, 10, waybill: prefix + "-1"), Send.Signed(At, 11, waybill: prefix + "-1")];

        for (var time = 0; time < 3; time++) (await Service.PostLines("/v1/events", lines)).Body.GetProperty("held").GetInt32().ShouldBe(2);

        (await Kept()).Count.ShouldBe(2);
        await Service.PostLines("/v1/events", [Send.Received(At, waybill: prefix + "-1")]);
        (await Kept("status=released")).Count.ShouldBe(1);
        var refused = (await Kept("status=refused")).ShouldHaveSingleItem();
        (Text(refused, "code"), Text(refused, "field")).ShouldBe(("more-pieces-than-outstanding", "data.pieces"));
        (await Service.PostLines("/v1/events", lines)).Body.GetProperty("duplicates").GetInt32().ShouldBe(1);
        (await Kept()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task a_batch_says_how_many_held_lines_it_released_and_its_position_covers_them()
    {
        var waybills = Enumerable.Range(0, 500).Select(i => $"{prefix}-{i}").ToList();
        var early = waybills.SelectMany(waybill => (JsonObject[])
        [
            Send.Loaded(At, 10, waybill: waybill), Send.Arrived(At.AddHours(9), 10, waybill: waybill),
            Send.Signed(At.AddDays(1), 11, waybill: waybill), Send.Signed(At.AddDays(1), 10, waybill: waybill),
        ]);
        (await Service.PostLines("/v1/events", early)).Body.GetProperty("held").GetInt32().ShouldBe(2_000);

        var answer = await Service.PostLines("/v1/events", waybills.Select(waybill => Send.Received(At, waybill: waybill)));

        answer.Body.GetProperty("released").GetInt32().ShouldBe(1_500);
        (await Kept("status=held")).ShouldBeEmpty();
        var last = 0L;
        foreach (var waybill in waybills) last = Math.Max(last, (await Service.Get($"/v1/waybills/{waybill}")).Position);
        answer.Position.ShouldBe(last);
    }

    [Fact]
    public async Task the_list_is_filtered_and_paged_newest_first()
    {
        await Service.PostLines("/v1/events", Enumerable.Range(0, 7).Select(i => Send.Loaded(At, i + 1, waybill: $"{prefix}-{i}")));

        var all = await Kept();
        all.Select(line => Text(line, "waybill")).ShouldBe(Enumerable.Range(0, 7).Reverse().Select(i => $"{prefix}-{i}"));
        (await Kept("code=invalid-value")).ShouldBeEmpty();
        (await Kept("status=refused")).ShouldBeEmpty();
        (await Kept("code=unknown-waybill&status=held", limit: 2)).Select(line => line.GetProperty("id").GetInt64())
            .ShouldBe(all.Select(line => line.GetProperty("id").GetInt64()));
        JsonNode.Parse(Text(all[0], "line"))!["waybill"]!.GetValue<string>().ShouldBe($"{prefix}-6");
    }

    [Fact]
    public async Task a_refused_line_is_corrected_and_sent_again()
    {
        var line = Send.Received(At, pieces: 0, waybill: prefix + "-1");
        await Service.PostLines("/v1/events", [line, Send.Loaded(At, 3, waybill: prefix + "-1")]);
        var id = (await Kept("status=refused")).ShouldHaveSingleItem().GetProperty("id").GetInt64();

        var asKept = await Service.Post($"/v1/quarantine/{id}/retry", [], null);
        (asKept.Status, asKept.Code).ShouldBe((422, "invalid-value"));
        var malformed = await Service.Post($"/v1/quarantine/{id}/retry", "{"u8.ToArray(), RunningService.JsonType);
        (malformed.Status, malformed.Code).ShouldBe((400, "invalid-json"));
        var mended = line.DeepClone().AsObject();
        mended["data"]!["pieces"] = 10;
        var answer = await Service.Post($"/v1/quarantine/{id}/retry", mended);

        (answer.Status, Text(answer.Body, "status")).ShouldBe((200, "accepted"));
        (await Service.Get($"/v1/waybills/{prefix}-1/events")).Items.Select(item => Text(item, "type")).ShouldBe(["received", "loaded"]);
        (await Kept()).ShouldAllBe(kept => Text(kept, "status") == "released");
        Text((await Service.Post($"/v1/quarantine/{id}/retry", mended)).Body, "status").ShouldBe("duplicate");
    }

    [Fact]
    public async Task a_held_line_sent_again_by_hand_stays_held()
    {
        await Service.PostLines("/v1/events", [Send.Loaded(At, 3, waybill: prefix + "-1")]);
        var id = (await Kept()).Single().GetProperty("id").GetInt64();

        var answer = await Service.Post($"/v1/quarantine/{id}/retry", [], null);

        (answer.Status, answer.Code).ShouldBe((422, "unknown-waybill"));
        Text((await Kept()).Single(), "status").ShouldBe("held");
    }

    [Fact]
    public async Task a_line_that_is_not_utf8_is_kept()
    {
        var answer = await Service.Post("/v1/events", [0xff, 0xfe, 0x00, (byte)'\n', .. "{\"\\u0000\":1}"u8], RunningService.NdjsonType);

        answer.Body.GetProperty("refused").GetInt32().ShouldBe(2);
        var codes = (await Service.All("/v1/quarantine?status=refused"))
            .Where(line => line.GetProperty("waybill").ValueKind == JsonValueKind.Null).Select(line => Text(line, "code"));
        codes.ShouldBe(["unknown-field", "invalid-utf8"], ignoreOrder: true);
    }

    /// <summary>A transaction that keeps a whole file would hold up the commits of others until all of it is on disk.</summary>
    [Fact]
    public async Task lines_are_kept_a_few_megabytes_at_a_time()
    {
        var lines = Enumerable.Range(0, 12).Select(i => Send.Loaded(At, 1, waybill: $"{prefix}-{i}").With("by", new string('x', 900_000)));

        (await Service.PostLines("/v1/events", lines)).Body.GetProperty("refused").GetInt32().ShouldBe(12);

        await using var source = NpgsqlDataSource.Create(fixture.ConnectionString);
        await using var largest = source.CreateCommand(
            $"select max(bytes) from (select sum(octet_length(line)) bytes from tracking.quarantine where waybill like '{prefix}%' "
            + "group by xmin::text) transactions");
        ((long)(await largest.ExecuteScalarAsync(TestContext.Current.CancellationToken))!).ShouldBeLessThan(5_000_000);
    }

    /// <summary>What a branch stores must not be what everybody's memory goes to when somebody looks at it.</summary>
    [Fact]
    public async Task a_page_is_small_however_long_its_lines_are_and_a_line_by_its_id_is_whole()
    {
        // The list ends in the middle of a character, which is left out.
        var name = "x" + new string('货', 300_000);
        await Service.PostLines("/v1/events",
            Enumerable.Range(0, 20).Select(i => Send.Loaded(At, 1, waybill: $"{prefix}-{i}").With("by", name)));

        var page = await Service.Get("/v1/quarantine?limit=20");

        page.Bytes.Length.ShouldBeLessThan(20 * 3_000);
        var line = page.Items.First(item => Text(item, "waybill").StartsWith(prefix, StringComparison.Ordinal));
        line.GetProperty("bytes").GetInt32().ShouldBeGreaterThan(900_000);
        Text(line, "line").ShouldEndWith("货");
        var whole = await Service.Get($"/v1/quarantine/{line.GetProperty("id").GetInt64()}");
        (whole.Status, Text(JsonSerializer.Deserialize<JsonElement>(Text(whole.Body, "line")), "by")).ShouldBe((200, name));
        (await Service.Get("/v1/quarantine/999999999")).Code.ShouldBe("unknown-line");
    }

    [Fact]
    public async Task a_sender_whose_quota_is_used_up_is_told_of_each_line_that_is_not_kept()
    {
        await using var running = await ServiceOnDatabase.StartAsync(limits: new() { Rate = 100_000, QuarantineMegabytes = 1 });
        var service = running.Service;
        var lines = Enumerable.Range(0, 3).Select(i => Send.Loaded(At, 1, waybill: $"ZB-{i}")).ToArray();

        await service.PostLines("/v1/events", [lines[0], Send.Loaded(At, 1, waybill: "ZB-9").With("by", new string('x', 998_300))]);
        var full = await service.PostLines("/v1/events",
            [lines[1], Send.Received(At, waybill: "ZB-7"), Send.Received(At, 0, waybill: "ZB-8")]);

        full.Body.GetProperty("results").EnumerateArray().Select(line => (Text(line, "status"), line.TryGetProperty("code", out var code)
            ? code.GetString() : null)).ShouldBe([("refused", "quarantine-full"), ("accepted", null), ("refused", "quarantine-full")]);
        full.Text.ShouldContain("unknown-waybill");
        (await service.All("/v1/quarantine")).Count.ShouldBe(2);

        // Another sender has a quota of its own, and a line that was released leaves its room.
        var other = service.As(Tokens.Caller("another", [Application.Access.Role.Dispatcher], ["*"]));
        (await other.PostLines("/v1/events", [lines[1]])).Body.GetProperty("held").GetInt32().ShouldBe(1);
        await service.PostLines("/v1/events", [Send.Received(At, waybill: "ZB-0")]);
        (await service.PostLines("/v1/events", [lines[2]])).Body.GetProperty("held").GetInt32().ShouldBe(1);
    }

    /// <summary>Otherwise a colleague's other event would settle the line, and the sender's own would never be recorded.</summary>
    [Fact]
    public async Task a_line_sent_again_is_of_the_same_event_and_waybill()
    {
        var sender = Service.As(Tokens.Caller($"{prefix}-sender", [Application.Access.Role.Dispatcher], ["SHA"]));
        var colleague = Service.As(Tokens.Caller($"{prefix}-colleague", [Application.Access.Role.Dispatcher], ["SHA"]));
        await Service.PostLines("/v1/events", [Send.Received(At, waybill: prefix + "-1"), Send.Received(At, waybill: prefix + "-2")]);
        var line = Send.Loaded(At, 0, waybill: prefix + "-1");
        await sender.PostLines("/v1/events", [line]);
        var id = (await Kept("status=refused")).ShouldHaveSingleItem().GetProperty("id").GetInt64();

        var other = await colleague.Post($"/v1/quarantine/{id}/retry", Send.Loaded(At, 3, waybill: prefix + "-1"));
        var elsewhere =
            await colleague.Post($"/v1/quarantine/{id}/retry", Send.Loaded(At, 3, waybill: prefix + "-2", id: Guid.Parse(line.Id())));

        (other.Status, other.Code, other.Field).ShouldBe((422, "other-event", "id"));
        (elsewhere.Status, elsewhere.Code, elsewhere.Field).ShouldBe((422, "other-event", "waybill"));
        Text((await Kept()).Single(), "status").ShouldBe("refused");
        (await Service.Get($"/v1/waybills/{prefix}-1/events")).Items.Length.ShouldBe(1);

        var mended = Send.Loaded(At, 3, waybill: prefix + "-1", id: Guid.Parse(line.Id()));
        (await colleague.Post($"/v1/quarantine/{id}/retry", mended)).Status.ShouldBe(200);
        var released = (await Kept()).Single();
        (Text(released, "status"), Text(released, "settledBy")).ShouldBe(("released", $"{prefix}-colleague"));
    }

    [Fact]
    public async Task giving_a_line_up_is_an_act_of_its_own_with_who_and_why()
    {
        await Service.PostLines("/v1/events", [Send.Loaded(At, 3, waybill: prefix + "-1"), Send.Loaded(At, 4, waybill: prefix + "-1")]);
        var (id, other) = ((await Kept())[0].GetProperty("id").GetInt64(), (await Kept())[1].GetProperty("id").GetInt64());
        var dispatcher = Service.As(Tokens.Caller($"{prefix}-li", [Application.Access.Role.Dispatcher], ["SHA"]));

        var answer = await dispatcher.Post($"/v1/quarantine/{id}/discard", new { reason = "sent for a test" });
        var again = await Service.Post($"/v1/quarantine/{id}/discard", new { reason = "another" });

        (answer.Status, Text(answer.Body, "by"), Text(answer.Body, "reason")).ShouldBe((200, $"{prefix}-li", "sent for a test"));
        (again.Status, Text(again.Body, "by"), Text(again.Body, "reason")).ShouldBe((200, $"{prefix}-li", "sent for a test"));
        var discarded = (await Kept("status=discarded")).ShouldHaveSingleItem();
        (discarded.GetProperty("id").GetInt64(), Text(discarded, "settledBy"), Text(discarded, "reason"))
            .ShouldBe((id, $"{prefix}-li", "sent for a test"));
        (await Service.Post($"/v1/quarantine/{id}/retry", [], null)).Code.ShouldBe("line-discarded");
        await Service.PostLines("/v1/events", [Send.Received(At, waybill: prefix + "-1")]);
        (await Service.Get($"/v1/waybills/{prefix}-1/events")).Items.Select(item => Text(item, "type")).ShouldBe(["received", "loaded"]);
        (await Service.Post($"/v1/quarantine/{other}/discard", new { reason = "late" })).Code.ShouldBe("line-released");
    }

    /// <summary>Waiting for its waybill must not let an event pass that would have been refused on its own.</summary>
    [Fact]
    public async Task a_held_line_is_decided_with_what_its_sender_was_allowed()
    {
        var dispatcher = Service.As(Tokens.Caller($"{prefix}-dispatcher", [Application.Access.Role.Dispatcher], ["SHA"]));
        var branch = Service.As(Tokens.Caller($"{prefix}-branch", [Application.Access.Role.BranchSystem], ["SHA"]));
        var promise = Send.Event("promiseSet", At, new { promisedAt = At.AddDays(2), basis = "contract" }, waybill: prefix + "-1");
        await dispatcher.PostLines("/v1/events", [promise]);
        var other = Send.Event("promiseSet", At, new { promisedAt = At.AddDays(3), basis = "contract" }, waybill: prefix + "-1");
        await branch.PostLines("/v1/events",
        [
            Send.Event("corrected", At, new { eventId = promise.Id(), reason = "struck" }, waybill: prefix + "-1"),
            // The replacement that it names is the dispatcher's, and is recorded whatever becomes of the correction.
            Send.Event("corrected", At, new { eventId = promise.Id(), reason = "struck", replacedBy = other.Id() }, waybill: prefix + "-1"),
        ]);
        await dispatcher.PostLines("/v1/events", [other]);

        await Service.PostLines("/v1/events", [Send.Received(At, waybill: prefix + "-1")]);

        var items = (await Service.Get($"/v1/waybills/{prefix}-1/timeline")).Items;
        items.Where(item => Text(item, "source") == "person").Select(item => Text(item, "type"))
            .ShouldBe(["received", "promiseSet", "promiseSet"], ignoreOrder: true);
        items.Any(item => item.TryGetProperty("corrected", out var _)).ShouldBeFalse();
        var refused = await Kept("status=refused");
        refused.Select(line => (Text(line, "code"), Text(line, "field"))).Distinct().ShouldBe([("not-your-event", "data.eventId")]);
        refused.Count.ShouldBe(2);
    }

    [Fact]
    public async Task held_lines_of_a_revoked_key_wait_for_somebody_to_decide()
    {
        var made = await Service.Post("/v1/keys", new { name = prefix, roles = new[] { "branchSystem" }, stations = new[] { "SHA" },
            expiresAt = DateTimeOffset.UtcNow.AddDays(1) });
        made.Status.ShouldBe(201, made.ToString());
        var key = Service.As(Text(made.Body, "key"));
        (await key.PostLines("/v1/events", [Send.Loaded(At, 3, waybill: prefix + "-1")])).Body.GetProperty("held").GetInt32().ShouldBe(1);
        (await Service.Send(new(HttpMethod.Delete, $"/v1/keys/{Text(made.Body, "id")}"))).Status.ShouldBe(200);

        await Service.PostLines("/v1/events", [Send.Received(At, waybill: prefix + "-1")]);

        (await Service.Get($"/v1/waybills/{prefix}-1/events")).Items.Select(item => Text(item, "type")).ShouldBe(["received"]);
        var line = (await Kept()).ShouldHaveSingleItem();
        (Text(line, "status"), Text(line, "code")).ShouldBe(("refused", "key-revoked"));
        var dispatcher = Service.As(Tokens.Caller($"{prefix}-li", [Application.Access.Role.Dispatcher], ["SHA"]));
        (await dispatcher.Post($"/v1/quarantine/{line.GetProperty("id").GetInt64()}/retry", [], null)).Status.ShouldBe(200);
        Text((await Kept()).Single(), "settledBy").ShouldBe($"{prefix}-li");
    }

    private async Task<List<JsonElement>> Kept(string? query = null, int limit = 1000) =>
        [.. (await Service.All(query is null ? "/v1/quarantine" : $"/v1/quarantine?{query}", limit))
            .Where(line => line.GetProperty("waybill").GetString()?.StartsWith(prefix, StringComparison.Ordinal) is true)];

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private static IEnumerable<List<int>> Permutations(int[] of) =>
        of.Length == 0 ? [[]] : of.SelectMany(first => Permutations([.. of.Where(other => other != first)])
            .Select(rest => (List<int>)[first, .. rest]));
}
