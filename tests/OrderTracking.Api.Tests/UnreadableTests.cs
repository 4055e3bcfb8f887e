using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>
/// An event that another program wrote and that cannot be read: requests that meet it name it, nothing else stops, and an administrator
/// sets it aside.
/// </summary>
public sealed class UnreadableTests : IAsyncLifetime
{
    private const string Bad = "UNR-1", Good = "UNR-2", Digits = "4567";

    private static readonly DateTimeOffset At = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));

    private readonly CapturedLog heard = new();
    private TestDatabase database = null!;
    private RunningService service = null!;
    private long position;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Two waybills, one of which has an event without a station.</summary>
    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        service = await RunningService.StartAsync(await database.MemberOf("ordertracking_service"), owner: database.ConnectionString,
            heard: heard);
        foreach (var number in (string[])[Bad, Good])
        {
            var received = Send.Received(At, account: $"{number}-ACC", origin: $"{number}-ORI", destination: "CTU");
            received["data"]!["consignee"] = JsonSerializer.SerializeToNode(new { name = "沈梦溪", phone = $"1380013{Digits}" });
            var answer = await service.Post($"/v1/waybills/{number}/events", received);
            answer.Status.ShouldBe(201, answer.ToString());
            (await service.Get($"/v1/waybills?waitFor={answer.Position}")).Status.ShouldBe(200);
        }
        position = await PlainMarten.AppendUnreadable(database.ConnectionString, Bad);
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await database.DisposeAsync();
        heard.Dispose();
    }

    [Fact]
    public async Task requests_for_the_waybill_name_the_event_and_what_is_wrong_with_it()
    {
        foreach (var path in (string[])["", "/timeline", "/events", $"?knownAtPosition={position - 1}"])
            IsTold(await service.Get($"/v1/waybills/{Bad}{path}"));
        IsTold(await service.Post($"/v1/waybills/{Bad}/events", Send.Loaded(At.AddHours(1), 10)));
        IsTold(await service.Post($"/v1/waybills/{Bad}/events",
            new[] { Send.Loaded(At.AddHours(1), 10), Send.Arrived(At.AddHours(9), 10) }));
        IsTold(await service.Post($"/v1/waybills/{Bad}/events", Send.Loaded(At.AddHours(1), 10), ifMatch: "\"2-2\""));
        IsTold(await service.Post($"/v1/waybills/{Bad}/events", Send.Received(At, pieces: 3)));

        void IsTold(Answer answer)
        {
            (answer.Status, answer.ContentType, answer.Code,
                answer.Field).ShouldBe((422, "application/problem+json", "unreadable-event", "station"), answer.ToString());
            (answer.Position, answer.Body.GetProperty("expected").GetString(), answer.Body.GetProperty("label").GetString())
                .ShouldBe((position, "a text without NUL and without broken surrogates", "运单中有无法读取的事件"));
        }
    }

    [Fact]
    public async Task callers_who_may_not_see_the_waybill_are_answered_as_if_there_were_none()
    {
        var ghost = "UNR-9";
        foreach (var caller in (Caller[])
                 [
                     Tokens.Caller("other-customer", [Role.Customer], accounts: [$"{Good}-ACC"]),
                     Tokens.Caller("other-branch", [Role.BranchSystem], [$"{Good}-ORI"]),
                     Tokens.Caller("other-dispatcher", [Role.Dispatcher], [$"{Good}-ORI"]),
                 ])
        {
            var as_ = service.As(caller);
            foreach (var path in (string[])["", "/timeline", "/events"])
                Same(await as_.Get($"/v1/waybills/{Bad}{path}"), await as_.Get($"/v1/waybills/{ghost}{path}"), 404);
            if (caller.Roles.Contains(Role.Customer)) continue;
            var loaded = Send.Loaded(At.AddHours(1), 10, station: $"{Good}-ORI");
            Same(await as_.Post($"/v1/waybills/{Bad}/events", loaded),
                await as_.Post($"/v1/waybills/{ghost}/events", loaded.With("id", Guid.NewGuid().ToString())), 422);
            var struck = Send.Event("corrected", At.AddHours(1), new { eventId = Guid.NewGuid(), reason = "x" }, station: $"{Good}-ORI");
            Same(await as_.Post($"/v1/waybills/{Bad}/events", struck),
                await as_.Post($"/v1/waybills/{ghost}/events", struck.With("id", Guid.NewGuid().ToString())), 422);
            var batch = await as_.PostLines("/v1/events", [loaded.With("waybill", Bad), struck.With("waybill", Bad)]);
            batch.Text.ShouldNotContain("unreadable");
            (batch.Body.GetProperty("refused").GetInt32(), batch.Body.GetProperty("results")[0].GetProperty("code")
                .GetString()).ShouldBe((2, "unknown-waybill"), batch.ToString());
        }
        foreach (var caller in (Caller[])
                 [Tokens.Caller("own-customer", [Role.Customer], accounts: [$"{Bad}-ACC"]),
                     Tokens.Caller("own-branch", [Role.BranchSystem], [$"{Bad}-ORI"]), Tokens.Caller("auditor", [Role.Auditor])])
            (await service.As(caller).Get($"/v1/waybills/{Bad}")).Code.ShouldBe("unreadable-event");

        static void Same(Answer answer, Answer unknown, int status)
        {
            answer.Status.ShouldBe(status, answer.ToString());
            answer.Text.Replace(Bad, "…").ShouldBe(unknown.Text.Replace("UNR-9", "…"));
        }
    }

    [Fact]
    public async Task other_waybills_are_read_and_recorded_and_a_batch_leaves_only_its_lines_in_quarantine()
    {
        (await service.Post($"/v1/waybills/{Good}/events", Send.Loaded(At.AddHours(1), 10))).Status.ShouldBe(201);
        (await service.Get($"/v1/waybills/{Good}/timeline")).Items.Length.ShouldBe(2);

        var bad = Send.Arrived(At.AddHours(9), 10, waybill: Bad);
        var batch = await service.PostLines("/v1/events",
            [bad, Send.Arrived(At.AddHours(9), 10, waybill: Good), Send.Received(At, waybill: "UNR-3")]);
        (batch.Status, batch.Body.GetProperty("accepted").GetInt32(), batch.Body.GetProperty("refused").GetInt32()).ShouldBe((200, 2, 1),
            batch.ToString());
        var line = batch.Body.GetProperty("results")[0];
        (Text(line, "status"), Text(line, "code"), Text(line, "field")).ShouldBe(("refused", "unreadable-event", "station"));
        Text(line, "expected").ShouldContain($"position {position}");

        var truck = await service.Post("/v1/loading-lists/ZZ-1/events", new
        {
            id = Guid.NewGuid(), type = "arrived", occurredAt = At.AddHours(30), station = "CTU", by = "li.wei",
            data = new { waybills = new[] { new { waybill = Bad, pieces = 1 }, new { waybill = Good, pieces = 1 } } },
        });
        truck.Body.GetProperty("results").EnumerateArray().Select(result => (Text(result, "waybill"), Text(result, "status")))
            .ShouldBe([(Bad, "refused"), (Good, "accepted")]);

        var together = await service.PostLines("/v1/events?onError=rollback",
            [Send.Arrived(At.AddHours(10), 1, waybill: Bad), Send.Arrived(At.AddHours(10), 1, waybill: Good)]);
        (together.Status, together.Code).ShouldBe((422, "rolled-back"));

        var kept = await service.All("/v1/quarantine?code=unreadable-event");
        kept.Count.ShouldBe(2);
        var id = kept.Single(one => Text(one, "eventId") == bad.Id()).GetProperty("id").GetInt64();
        var early = await service.Post($"/v1/quarantine/{id}/retry", [], null);
        (early.Status, early.Code).ShouldBe((422, "unreadable-event"));

        (await SetAside(position)).Status.ShouldBe(201);
        var retried = await service.Post($"/v1/quarantine/{id}/retry", [], null);
        (retried.Status, Text(retried.Body, "status"), retried.Version).ShouldBe((200, "accepted", 3L), retried.ToString());
    }

    [Fact]
    public async Task public_tracking_says_with_the_right_digits_that_it_cannot_be_shown_and_with_others_what_it_always_says()
    {
        var right = await service.As((string?)null).Get($"/track/{Bad}?digits={Digits}");
        (right.Status, right.Code).ShouldBe((422, "unreadable-event"), right.ToString());
        foreach (var member in (string[])["field", "expected", "position"]) right.Body.TryGetProperty(member, out _).ShouldBeFalse(member);
        (await service.As((string?)null).Get($"/track/{Bad}?digits=0000")).Status.ShouldBe(404);
        (await service.As((string?)null).Get($"/track/{Good}?digits={Digits}")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task health_says_degraded_and_operators_are_shown_what_the_views_wait_at_without_whose_it_is()
    {
        var ready = await service.Get("/health/ready");
        (ready.Status, ready.Text).ShouldBe((200, """{"status":"ready"}"""));
        (await service.Get("/v1/views")).Body.GetProperty("unreadable").GetArrayLength().ShouldBe(0);

        var degraded = await Until("/health/ready", answer => Text(answer.Body, "status") == "degraded");

        (degraded.Status, degraded.Text).ShouldBe((200, """{"status":"degraded"}"""));
        var views = await service.Get("/v1/views");
        views.Position.ShouldBeLessThan(position);
        var unreadable = views.Body.GetProperty("unreadable").EnumerateArray().ShouldHaveSingleItem();
        unreadable.EnumerateObject().Select(member => member.Name).ShouldBe(["position", "kind", "code", "field", "expected"]);
        (unreadable.GetProperty("position").GetInt64(), Text(unreadable, "kind"), Text(unreadable, "code"),
            Text(unreadable, "field")).ShouldBe((position, "waybill", "missing-field", "station"));
        views.Text.ShouldNotContain(Bad);
        // Another node that has just started answers the same.
        await using (var other = await RunningService.StartAsync(database.ConnectionString))
            Text((await other.Get("/health/ready")).Body, "status").ShouldBe("degraded");

        (await SetAside(position)).Status.ShouldBe(201);
        (await Until("/v1/views", answer => answer.Position >= position)).Body.GetProperty("unreadable").GetArrayLength().ShouldBe(0);
        Text((await Until("/health/ready", answer => Text(answer.Body, "status") == "ready")).Body, "status").ShouldBe("ready");
    }

    [Fact]
    public async Task what_was_set_aside_is_out_of_the_way_on_record_and_the_waybill_goes_on_without_it()
    {
        var reason = "旧系统写入, 没有网点";
        var done = await SetAside(position, reason);

        done.Status.ShouldBe(201, done.ToString());
        (done.Position, Text(done.Body, "stream"), done.Version, Text(done.Body, "name"), Text(done.Body, "by"),
            Text(done.Body, "reason")).ShouldBe(
            (position, Bad, 2L, "waybill.arrived.v1", "anybody", reason));
        var list = await service.As(Tokens.Caller("auditor", [Role.Auditor])).Get("/v1/log/set-aside");
        JsonNode.DeepEquals(JsonNode.Parse(list.Items.ShouldHaveSingleItem().GetRawText()), JsonNode.Parse(done.Text))
            .ShouldBeTrue(list.ToString());
        (await service.Get($"/v1/log/set-aside?after={position}")).Items.ShouldBeEmpty();
        heard.Lines.ShouldContain(line => line.StartsWith("Warning", StringComparison.Ordinal)
            && line.Contains($"anybody set aside the event at position {position}", StringComparison.Ordinal));
        heard.Lines.ShouldAllBe(line => !line.Contains(reason, StringComparison.Ordinal) && !line.Contains(Bad, StringComparison.Ordinal));

        var before = await service.Get($"/v1/waybills/{Bad}");
        (before.Status, before.Version).ShouldBe((200, 2L), before.ToString());
        (await service.Post($"/v1/waybills/{Bad}/events", Send.Loaded(At.AddHours(1), 10), ifMatch: "\"1-1\"")).Code
            .ShouldBe("version-mismatch");
        var loaded = await service.Post($"/v1/waybills/{Bad}/events", Send.Loaded(At.AddHours(1), 10), ifMatch: before.ETag);
        (loaded.Status, loaded.Version).ShouldBe((201, 3L), loaded.ToString());
        (await service.Get($"/v1/waybills/{Bad}/events")).Items.Select(item => (item.GetProperty("version").GetInt64(), Text(item, "type")))
            .ShouldBe([(1, "received"), (3, "loaded")]);
        (await service.Get($"/v1/waybills/{Bad}/events?limit=1&after=1")).Items.Single().GetProperty("version").GetInt64().ShouldBe(3);
        // The views include the later events.
        (await service.Get($"/v1/waybills?q={Bad}&waitFor={loaded.Position}")).Items.Select(row => Text(row, "status"))
            .ShouldBe(["inTransit"]);
    }

    [Fact]
    public async Task nothing_else_can_be_set_aside()
    {
        var readable = await SetAside(position - 1);
        (readable.Status, readable.Code).ShouldBe((409, "readable-event"), readable.ToString());
        foreach (var nothing in (string[])[$"{position + 1}", "0", "x", "-1", "99999999999999999999"])
        {
            var unknown = await service.Post($"/v1/log/{nothing}/set-aside", new { reason = "x" });
            (unknown.Status, unknown.Code).ShouldBe((404, "unknown-position"), unknown.ToString());
        }
        (await SetAside(position)).Status.ShouldBe(201);
        var again = await SetAside(position);
        (again.Status, again.Code).ShouldBe((409, "set-aside-before"), again.ToString());

        (await service.Get($"/v1/waybills/{Good}/events")).Items.Length.ShouldBe(1);
        (await Ask("select count(*) from mt_events where is_archived")).ShouldBe(1L);
    }

    [Fact]
    public async Task the_export_of_the_log_has_a_line_for_it_before_and_after()
    {
        var last = (await service.Post($"/v1/waybills/{Good}/events", Send.Loaded(At.AddHours(1), 10))).Position;
        foreach (var isAside in (bool[])[false, true])
        {
            if (isAside) (await SetAside(position)).Status.ShouldBe(201);
            var whole = await service.Get("/v1/audit/events");

            whole.Lines.Select(line => line.GetProperty("position").GetInt64()).ShouldBe([position - 2, position - 1, position, last]);
            var marker = whole.Lines[2];
            marker.EnumerateObject().Select(member => member.Name)
                .ShouldBe(["waybill", "name", "position", "version", "recordedAt", isAside ? "setAside" : "unreadable"]);
            (Text(marker, "waybill"), Text(marker, "name"),
                marker.GetProperty("version").GetInt64()).ShouldBe((Bad, "waybill.arrived.v1", 2));
            var why = marker.GetProperty(isAside ? "setAside" : "unreadable");
            (Text(why, "code"), Text(why, "field")).ShouldBe(("missing-field", "station"));
            if (isAside) (Text(why, "by"), Text(why, "reason")).ShouldBe(("anybody", "no station"));
            // Line by line it is the same.
            var (parts, after) = ("", 0L);
            while (await service.Get($"/v1/audit/events?limit=1&after={after}") is { Text.Length: > 0 } part)
            {
                part.Lines.Length.ShouldBe(1);
                (parts, after) = (parts + part.Text, part.Lines[0].GetProperty("position").GetInt64());
            }
            parts.ShouldBe(whole.Text);
        }
    }

    [Fact]
    public async Task an_export_ends_with_what_was_set_aside_at_the_end_of_the_log()
    {
        var more = new List<long> { position };
        for (var i = 0; i < 3; i++) more.Add(await PlainMarten.AppendUnreadable(database.ConnectionString, Bad));
        foreach (var each in more) (await SetAside(each)).Status.ShouldBe(201);

        (await service.Get($"/v1/audit/events?after={position - 1}")).Lines.Select(line => line.GetProperty("position").GetInt64())
            .ShouldBe(more);
        (await service.Get($"/v1/audit/events?after={position - 1}&limit=2")).Lines.Length.ShouldBe(2);
        (await service.Get($"/v1/waybills/{Bad}")).Version.ShouldBe(5);
    }

    [Fact]
    public async Task reference_data_that_cannot_be_read_are_waited_for_and_waybills_can_be_read_meanwhile()
    {
        (await SetAside(position)).Status.ShouldBe(201);
        var terms = await PlainMarten.Append(database.ConnectionString, "account:ACME", "account.set.v1",
            """{"account": "ACME", "name": "某客户"}""");
        await Task.Delay(TimeSpan.FromSeconds(2.5), Cancellation);

        foreach (var answer in (Answer[])
                 [
                     await service.Post($"/v1/waybills/{Good}/events", Send.Loaded(At.AddHours(1), 10)),
                     await service.PostLines("/v1/events", [Send.Received(At, waybill: "UNR-3")]),
                     await service.Get("/v1/accounts"),
                     await service.Post("/v1/reference/events", Send.Event("stationSet", At, new { code = "SHA" }, station: "HQ")),
                 ])
        {
            (answer.Status, answer.Code, answer.Position,
                answer.Headers.RetryAfter?.ToString()).ShouldBe((503, "unreadable-event", terms, "10"), answer.ToString());
            answer.Text.ShouldNotContain("某客户");
        }
        (await service.Get($"/v1/waybills/{Good}/timeline")).Status.ShouldBe(200);
        (await Until("/health/ready", answer => Text(answer.Body, "status") == "degraded")).Status.ShouldBe(200);
        var unreadable = (await service.Get("/v1/views")).Body.GetProperty("unreadable").EnumerateArray().ShouldHaveSingleItem();
        (unreadable.GetProperty("position").GetInt64(), Text(unreadable, "kind"),
            Text(unreadable, "field")).ShouldBe((terms, "account", "occurredAt"));

        (await SetAside(terms)).Status.ShouldBe(201);
        (await service.Post($"/v1/waybills/{Good}/events", Send.Loaded(At.AddHours(1), 10))).Status.ShouldBe(201);
        var laid = await service.Post("/v1/reference/events",
            Send.Event("accountSet", At, new { account = "ACME", name = "ACME", tier = "key" }, station: "HQ"));
        (laid.Status, laid.Body.GetProperty("events")[0].GetProperty("version").GetInt64()).ShouldBe((201, 2L), laid.ToString());
        Text((await Until("/health/ready", answer => Text(answer.Body, "status") == "ready")).Body, "status").ShouldBe("ready");
    }

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private Task<Answer> SetAside(long at, string reason = "no station") => service.Post($"/v1/log/{at}/set-aside", new { reason });

    private async Task<Answer> Until(string path, Func<Answer, bool> isSo)
    {
        for (var givenUp = DateTime.UtcNow.AddSeconds(20);; await Task.Delay(100, Cancellation))
            if (await service.Get(path) is var answer && (isSo(answer) || DateTime.UtcNow > givenUp)) return answer;
    }

    private async Task<object?> Ask(string sql)
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
