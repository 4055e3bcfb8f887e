using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Webhooks;

/// <summary>What a receiver of a webhook is sent, in which order, and what becomes of what it does not take.</summary>
public sealed class WebhookTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset At = new(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8));

    private static int numbers;

    private readonly string account = $"HOOK-{Interlocked.Increment(ref numbers)}";

    private RunningService Service => fixture.Service;

    [Fact]
    public async Task history_comes_first_and_then_what_is_recorded_as_signed_cloud_events()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        List<long> positions = [await Record("A", Send.Received(At, 3, account)), await Record("A", Noted()), await Record("A", Noted())];

        var made = await Make(Service, new { url = receiver.Url, account, fromPosition = 0 });
        await receiver.Take(3);
        positions.Add(await Record("A", Noted()));
        var taken = await receiver.Take(4);

        taken.Select(request => request.Position).ShouldBe(positions);
        var secret = made.Body.GetProperty("secret").GetString()!;
        secret.ShouldStartWith("whsec_");
        made.Headers.CacheControl!.NoStore.ShouldBeTrue();
        taken.ShouldAllBe(request => request.IsSignedBy(secret) && request.Id == request.Event.GetProperty("id").GetString());
        var first = taken[0];
        first.Headers["content-type"].ShouldBe("application/cloudevents+json; charset=utf-8");
        foreach (var (name, value) in new[]
            {
                ("specversion", "1.0"), ("source", "/v1/waybills"), ("type", "ordertracking.waybill.received.v1"),
                ("subject", Number("A")), ("time", "2026-06-01T08:00:00+08:00"), ("datacontenttype", "application/json"),
            }) first.Event.GetProperty(name).GetString().ShouldBe(value, name);
        var raw = (await Service.Get($"/v1/waybills/{Number("A")}/events")).Items[0];
        foreach (var member in raw.EnumerateObject())
            first.Data.GetProperty(member.Name).GetRawText().ShouldBe(member.Value.GetRawText(), member.Name);
        first.Data.GetProperty("waybill").GetString().ShouldBe(Number("A"));
        var secondsAgo = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - long.Parse(first.Headers["webhook-timestamp"], null);
        secondsAgo.ShouldBeInRange(0, 60);
    }

    [Fact]
    public async Task an_event_that_was_sent_with_a_trace_names_it()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await Make(Service, new { url = receiver.Url, account });
        var trace = "4bf92f3577b34da6a3ce929d0e0e4736";

        await Record("A", Send.Received(At, 3, account).With("correlation", trace));
        await Record("A", Noted().With("correlation", "批次-7"));
        var taken = await receiver.Take(2);

        taken[0].Event.GetProperty("traceparent").GetString().ShouldBe($"00-{trace}-{taken[0].Id.Replace("-", "")[..16]}-00");
        taken[1].Event.TryGetProperty("traceparent", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task of_a_waybill_nothing_overtakes_what_was_not_taken_while_other_waybills_go_on()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var refused = 0;
        receiver.Answer = request =>
            Task.FromResult(request.Subject == Number("A") && Interlocked.Increment(ref refused) == 1 ? 500 : 204);
        await Make(Service, new { url = receiver.Url, account });

        foreach (var name in new[] { "A", "B" }) await Record(name, Send.Received(At, 3, account));
        for (var i = 0; i < 3; i++)
            foreach (var name in new[] { "A", "B" }) await Record(name, Noted());
        var taken = await receiver.Take(8);

        taken.Where(request => request.Subject == Number("A")).Select(request => request.Position).ShouldBeInOrder();
        taken.Where(request => request.Subject == Number("B")).Select(request => request.Position).ShouldBeInOrder();
        // The first of A is tried again after 5 seconds, when all of B is there.
        taken.Take(4).ShouldAllBe(request => request.Subject == Number("B"));
        refused.ShouldBe(5);
    }

    [Fact]
    public async Task a_receiver_that_asks_for_a_pause_is_sent_nothing_meanwhile()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        // Longer than the first pause of the schedule.
        const int Pause = 9;
        (receiver.RetryAfter, receiver.Answer) = ($"{Pause}", _ => Task.FromResult(receiver.Seen.Count == 1 ? 429 : 204));
        await Make(Service, new { url = receiver.Url, account });
        List<long> positions = [await Record("A", Send.Received(At, 3, account))];
        await Until(() => Task.FromResult(receiver.Seen.Count == 1));

        foreach (var name in new[] { "B", "C" }) positions.Add(await Record(name, Send.Received(At, 3, account)));
        var taken = await receiver.Take(3);

        taken.Select(request => request.Position).Order().ShouldBe(positions);
        var sentAt = receiver.Seen.Select(request => long.Parse(request.Headers["webhook-timestamp"], null)).ToList();
        sentAt.Skip(1).ShouldAllBe(at => at >= sentAt[0] + Pause);
    }

    [Fact]
    public async Task a_redirect_is_not_followed()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = _ => Task.FromResult(307);
        var id = Id(await Make(Service, new { url = receiver.Url, account }));
        await Record("A", Send.Received(At, 3, account));

        var delivery = await Delivery(id, one => one.GetProperty("tries").GetInt32() > 0);

        receiver.Seen.ShouldHaveSingleItem();
        (delivery.GetProperty("status").GetString(), delivery.GetProperty("answer").GetProperty("status").GetInt32())
            .ShouldBe(("waiting", 307));
        delivery.GetProperty("answer").GetProperty("body").GetString().ShouldBe("answered 307");
        await Service.Send(new(HttpMethod.Delete, $"/v1/webhooks/{id}"));
    }

    [Fact]
    public async Task a_receiver_that_is_gone_is_sent_nothing_more_until_its_owner_resumes()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = _ => Task.FromResult(410);
        var id = Id(await Make(Service, new { url = receiver.Url, account }));
        await Record("A", Send.Received(At, 3, account));
        await Record("A", Noted());
        await Until(async () => await Status(id) == ("disabled", "gone"));
        await Record("B", Send.Received(At, 3, account));
        await Task.Delay(2_500, TestContext.Current.CancellationToken);
        receiver.Seen.ShouldHaveSingleItem();

        receiver.Answer = _ => Task.FromResult(200);
        (await Service.Post($"/v1/webhooks/{id}/resume", [], null)).Status.ShouldBe(200);

        (await receiver.Take(3)).Select(request => request.Subject).Order().ShouldBe([Number("A"), Number("A"), Number("B")]);
        (await Status(id)).ShouldBe(("active", null));
    }

    [Fact]
    public async Task while_it_is_paused_nothing_is_sent_and_afterwards_nothing_is_missing()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var id = Id(await Make(Service, new { url = receiver.Url, account }));
        List<long> positions = [await Record("A", Send.Received(At, 3, account))];
        await receiver.Take(1);

        (await Service.Post($"/v1/webhooks/{id}/pause", [], null)).Body.GetProperty("status").GetString().ShouldBe("paused");
        // The pump looks each second for what owners changed. What is recorded before it has seen the pause is still sent.
        await Until(async () =>
        {
            positions.Add(await Record("A", Noted()));
            await Task.Delay(1_500, TestContext.Current.CancellationToken);
            return receiver.Seen[^1].Position != positions[^1];
        });
        var before = receiver.Seen.Count;
        for (var i = 0; i < 3; i++) positions.Add(await Record("A", Noted()));
        await Task.Delay(1_500, TestContext.Current.CancellationToken);
        receiver.Seen.Count.ShouldBe(before);
        await Service.Post($"/v1/webhooks/{id}/resume", [], null);

        (await receiver.Take(positions.Count)).Select(request => request.Position).ShouldBe(positions);
    }

    [Fact]
    public async Task both_secrets_sign_for_a_day_after_a_rotation_and_then_the_new_one_alone()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var made = await Make(Service, new { url = receiver.Url, account });
        var (id, old) = (Id(made), made.Body.GetProperty("secret").GetString()!);

        var rotated = (await Service.Post($"/v1/webhooks/{id}/rotate", [], null)).Body;
        var current = rotated.GetProperty("secret").GetString()!;
        rotated.GetProperty("webhook").GetProperty("previousSecretUntil").GetDateTimeOffset()
            .ShouldBe(DateTimeOffset.UtcNow.AddHours(24), TimeSpan.FromMinutes(5));
        await Record("A", Send.Received(At, 3, account));
        // The pump looks each second for what owners changed. What it sends before it has seen the rotation, the secret of before signs.
        await Until(async () => (await Delivered(await Record("A", Noted()))).IsSignedBy(current));
        SignedBy(await Test()).ShouldBe((true, true));
        for (var i = 0; i < 3; i++) SignedBy(await Delivered(await Record("A", Noted()))).ShouldBe((true, true));

        // The database takes no events while the clocks are apart: this one is recorded before, and taken when it is sent again afterwards.
        var later = DateTimeOffset.UtcNow.AddHours(25);
        receiver.Answer = _ => Task.FromResult(fixture.Clock.Now is null ? 503 : 204);
        var position = await Record("A", Noted());
        await Delivery(id, one => one.GetProperty("position").GetInt64() == position && one.GetProperty("tries").GetInt32() > 0);
        fixture.Clock.Now = later;
        try
        {
            SignedBy(await Delivered(position)).ShouldBe((false, true));
            SignedBy(await Test()).ShouldBe((false, true));
        }
        finally
        {
            fixture.Clock.Now = null;
        }

        (bool Old, bool Current) SignedBy(WebhookRequest request) => (request.IsSignedBy(old), request.IsSignedBy(current));

        // By the pump.
        async Task<WebhookRequest> Delivered(long position)
        {
            WebhookRequest? found = null;
            await Until(() => Task.FromResult(
                (found = receiver.Taken.FirstOrDefault(request => !IsTest(request) && request.Position == position)) is not null));
            return found!;
        }

        async Task<WebhookRequest> Test()
        {
            var answer = await Service.Post($"/v1/webhooks/{id}/test", [], null);
            (answer.Status, answer.Body.GetProperty("isTaken").GetBoolean()).ShouldBe((200, true), answer.ToString());
            return receiver.Seen.Last(IsTest);
        }

        static bool IsTest(WebhookRequest request) => request.Event.GetProperty("type").GetString() == "ordertracking.webhook.test.v1";
    }

    [Fact]
    public async Task with_ed25519_the_receiver_has_a_public_key_and_nobody_a_secret()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var made = await Make(Service, new { url = receiver.Url, account, signature = "v1a" });
        made.Body.GetProperty("secret").ValueKind.ShouldBe(JsonValueKind.Null);
        var key = made.Body.GetProperty("publicKey").GetString()!;
        (await Service.Get($"/v1/webhooks/{Id(made)}")).Body.GetProperty("publicKey").GetString().ShouldBe(key);

        await Record("A", Send.Received(At, 3, account));
        var request = (await receiver.Take(1))[0];

        request.Headers["webhook-signature"].ShouldStartWith("v1a,");
        Sodium.PublicKeyAuth.VerifyDetached(Convert.FromBase64String(request.Headers["webhook-signature"][4..]),
            [.. System.Text.Encoding.ASCII.GetBytes($"{request.Id}.{request.Headers["webhook-timestamp"]}."), .. request.Body],
            Convert.FromBase64String(key[5..])).ShouldBeTrue();
    }

    [Fact]
    public async Task each_owner_is_sent_what_the_owner_may_see_as_the_owner_may_see_it()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var other = await WebhookReceiver.StartAsync();
        await using var foreign = await WebhookReceiver.StartAsync();
        var (customer, station) = (Tokens.Caller($"customer-{account}", [Role.Customer], accounts: [account]), $"ST{account}");
        var dispatcher = Tokens.Caller($"dispatcher-{account}", [Role.Dispatcher], [station]);
        await Make(Service.As(customer), new { url = receiver.Url });
        var id = Id(await Make(Service.As(dispatcher), new { url = other.Url }));
        await Make(Service.As(Tokens.Caller($"foreign-{account}", [Role.Customer], accounts: ["ELSEWHERE"])), new { url = foreign.Url });
        var received = Send.Received(At, 3, account, origin: station);
        received["data"]!["consignee"] = JsonNode.Parse("""{"name":"王芳","phone":"13800001234","address":"成都路1号"}""");

        await Record("A", received.With("correlation", "4bf92f3577b34da6a3ce929d0e0e4736"));

        var (masked, full) = ((await receiver.Take(1))[0], (await other.Take(1))[0]);
        full.Text.ShouldContain("13800001234");
        foreach (var hidden in new[] { "王芳", "13800001234", "成都路", "sender", "li.wei", "traceparent" })
            masked.Text.ShouldNotContain(hidden);
        masked.Data.GetProperty("data").GetProperty("consignee").GetProperty("name").GetString().ShouldNotBeNull();
        var noted = (await Service.Get($"/v1/audit/access?subject={dispatcher.Subject}")).Items.ShouldHaveSingleItem();
        (noted.GetProperty("route").GetString(), noted.GetProperty("query").GetString())
            .ShouldBe(("/v1/webhooks/{id}", $"/v1/webhooks/{id}"));
        (await Service.Get($"/v1/audit/access?subject={customer.Subject}")).Items.ShouldBeEmpty();
        foreign.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_role_of_several_shows_what_it_shows_alone()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var owner = Tokens.Caller($"both-{account}", [Role.Customer, Role.Auditor], accounts: [account]);
        await Make(Service.As(owner), new { url = receiver.Url, role = "customer" });

        await Record("A", Send.Received(At, 3, account), $"ELSE-{account}");
        await Record("A", Send.Received(At, 3, account));

        (await receiver.Take(1))[0].Text.ShouldNotContain("li.wei");
        (await Service.As(owner).Post("/v1/webhooks", new { url = receiver.Url, role = "dispatcher" })).Field.ShouldBe("role");
    }

    [Fact]
    public async Task filters_by_account_station_and_types()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await Make(Service, new { url = receiver.Url, account, station = "XIY", types = new[] { "arrived", "signed" } });

        await Record("A", Send.Received(At, 3, account));
        await Record("B", Send.Received(At, 3, "OTHER"));
        await Record("B", Send.Arrived(At.AddHours(1), 3, "XIY"));
        await Record("A", Send.Arrived(At.AddHours(1), 3, "SHA"));
        await Record("A", Send.Arrived(At.AddHours(2), 3, "XIY"));

        var sent = (await receiver.Take(1))[0];
        (sent.Subject, sent.Data.GetProperty("type").GetString(), sent.Data.GetProperty("station").GetString())
            .ShouldBe((Number("A"), "arrived", "XIY"));
        await Task.Delay(300, TestContext.Current.CancellationToken);
        receiver.Seen.Count.ShouldBe(1);
    }

    [Fact]
    public async Task an_owner_whose_key_is_revoked_is_sent_nothing_more()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var key = (await Service.Post("/v1/keys", new
        {
            name = account, roles = new[] { "customer" }, accounts = new[] { account }, expiresAt = DateTimeOffset.UtcNow.AddDays(1),
        })).Body;
        var owner = Service.As(key.GetProperty("key").GetString());
        var id = Id(await Make(owner, new { url = receiver.Url }));
        await Record("A", Send.Received(At, 3, account));
        await receiver.Take(1);

        await Service.Send(new(HttpMethod.Delete, $"/v1/keys/{key.GetProperty("id").GetString()}"));
        await Until(async () => await Status(id) == ("disabled", "ownerGone"));
        await Record("A", Noted());
        await Task.Delay(1_500, TestContext.Current.CancellationToken);

        receiver.Seen.Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_slow_receiver_and_a_dead_one_hold_up_no_other()
    {
        await using var slow = await WebhookReceiver.StartAsync();
        await using var live = await WebhookReceiver.StartAsync();
        slow.Answer = async _ =>
        {
            await Task.Delay(5_000, CancellationToken.None);
            return 204;
        };
        string dead;
        await using (var stopped = await WebhookReceiver.StartAsync()) dead = stopped.Url;
        foreach (var url in new[] { dead, slow.Url, live.Url }) await Make(Service, new { url, account });

        for (var i = 0; i < 20; i++) await Record($"W{i}", Send.Received(At, 3, account));

        (await live.Take(20, TimeSpan.FromSeconds(10))).Count.ShouldBe(20);
        slow.Taken.Count.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task what_was_given_up_is_sent_again_when_its_owner_asks()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = request => Task.FromResult(request.Subject == Number("A") ? 500 : 204);
        var id = Id(await Make(Service, new { url = receiver.Url, account }));
        var position = await Record("A", Send.Received(At, 3, account));
        await Delivery(id, one => one.GetProperty("tries").GetInt32() == 1);
        // Nine further tries, each as soon as the clock says so; others are taken meanwhile, so that the receiver is not held for dead.
        try
        {
            for (var days = 1; days <= 9; days++)
            {
                var tries = days;
                // The database does not take events while the clocks are apart.
                fixture.Clock.Now = null;
                await Record($"B{days}", Send.Received(At, 3, account));
                await receiver.Take(days);
                fixture.Clock.Now = DateTimeOffset.UtcNow.AddDays(2 * days);
                await Delivery(id, one => one.GetProperty("position").GetInt64() == position
                    && one.GetProperty("tries").GetInt32() == tries + 1);
            }
        }
        finally
        {
            fixture.Clock.Now = null;
        }
        var failed = (await Service.Get($"/v1/webhooks/{id}/deliveries?status=failed")).Items.ShouldHaveSingleItem();
        (failed.GetProperty("position").GetInt64(), failed.GetProperty("tries").GetInt32()).ShouldBe((position, 10));

        receiver.Answer = _ => Task.FromResult(204);
        (await Service.Post($"/v1/webhooks/{id}/deliveries/retry", new { from = 0 })).Body.GetProperty("deliveries").GetInt32().ShouldBe(1);
        (await receiver.Take(10))[^1].Position.ShouldBe(position);
        await Delivery(id, one => one.GetProperty("position").GetInt64() == position
            && one.GetProperty("status").GetString() == "delivered");
        (await Service.Post($"/v1/webhooks/{id}/deliveries/{position}/retry", [], null)).Status.ShouldBe(200);
        (await receiver.Take(11))[^1].Position.ShouldBe(position);
        (await Service.Post($"/v1/webhooks/{id}/deliveries/999999999/retry", [], null)).Code.ShouldBe("unknown-delivery");
    }

    [Fact]
    public async Task a_receiver_that_takes_nothing_for_75_hours_is_disabled_and_misses_nothing()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = _ => Task.FromResult(503);
        var id = Id(await Make(Service, new { url = receiver.Url, account }));
        var position = await Record("A", Send.Received(At, 3, account));
        await Delivery(id, one => one.GetProperty("tries").GetInt32() == 1);
        try
        {
            for (var tries = 2; tries <= 10; tries++)
            {
                var wanted = tries;
                fixture.Clock.Now = DateTimeOffset.UtcNow.AddDays(2 * tries);
                await Delivery(id, one => one.GetProperty("tries").GetInt32() == wanted);
            }
        }
        finally
        {
            fixture.Clock.Now = null;
        }
        await Until(async () => await Status(id) == ("disabled", "failing"));

        receiver.Answer = _ => Task.FromResult(204);
        await Service.Post($"/v1/webhooks/{id}/resume", [], null);

        (await receiver.Take(1))[0].Position.ShouldBe(position);
    }

    [Fact]
    public async Task everything_is_sent_again_from_a_position_and_from_a_time()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        List<long> positions = [await Record("A", Send.Received(At, 3, account)), await Record("A", Noted())];
        await Task.Delay(50, TestContext.Current.CancellationToken);
        var between = DateTimeOffset.UtcNow;
        await Task.Delay(50, TestContext.Current.CancellationToken);
        positions.Add(await Record("A", Noted()));
        var id = Id(await Make(Service, new { url = receiver.Url, account, fromTime = between }));
        (await receiver.Take(1))[0].Position.ShouldBe(positions[2]);

        (await Service.Post($"/v1/webhooks/{id}/replay", new { fromPosition = 0 })).Status.ShouldBe(200);

        (await receiver.Take(4)).Skip(1).Select(request => request.Position).ShouldBe(positions);
        (await Service.Post($"/v1/webhooks/{id}/replay", new { })).Field.ShouldBe("fromPosition");
    }

    [Fact]
    public async Task when_the_delivering_node_stops_another_goes_on_where_it_was()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var database = await TestDatabase.CreateAsync();
        var first = await RunningService.StartAsync(database.ConnectionString);
        await using var second = await RunningService.StartAsync(database.ConnectionString);
        List<long> positions = [];
        try
        {
            var id = Id(await Make(second, new { url = receiver.Url, account }));
            positions.Add(await Record("A", Send.Received(At, 3, account), by: second));
            for (var i = 0; i < 5; i++) positions.Add(await Record("A", Noted(), by: second));
            await receiver.Take(6);
            // What was sent and is not yet written down as sent would be sent again.
            await Until(async () => (await second.Get($"/v1/webhooks/{id}")).Body.GetProperty("webhook").GetProperty("position").GetInt64()
                >= positions[^1]);
        }
        finally
        {
            await first.DisposeAsync();
        }
        positions.Add(await Record("A", Noted(), by: second));

        (await receiver.Take(7)).Select(request => request.Position).ShouldBe(positions);
    }

    private string Number(string name) => $"{account}-{name}";

    private static JsonObject Noted() => Send.Event("customerNotified", At.AddHours(1), new { channel = "phone" }, station: "SHA");

    private async Task<long> Record(string name, JsonObject sent, string? number = null, RunningService? by = null)
    {
        var answer = await (by ?? Service).Post($"/v1/waybills/{number ?? Number(name)}/events", sent);
        answer.Status.ShouldBe(201, answer.ToString());
        return answer.Position;
    }

    private static async Task<Answer> Make(RunningService service, object wanted)
    {
        var made = await service.Post("/v1/webhooks", wanted);
        made.Status.ShouldBe(201, made.ToString());
        return made;
    }

    private static string Id(Answer made) => made.Body.GetProperty("webhook").GetProperty("id").GetString()!;

    private async Task<(string?, string?)> Status(string id)
    {
        var webhook = (await Service.Get($"/v1/webhooks/{id}")).Body.GetProperty("webhook");
        return (webhook.GetProperty("status").GetString(), webhook.GetProperty("reason").GetString());
    }

    private async Task<JsonElement> Delivery(string id, Func<JsonElement, bool> wanted)
    {
        JsonElement? found = null;
        await Until(async () => (found = (await Service.Get($"/v1/webhooks/{id}/deliveries")).Items
            .Cast<JsonElement?>().FirstOrDefault(one => wanted(one!.Value))) is not null);
        return found!.Value;
    }

    private static async Task Until(Func<Task<bool>> isSo)
    {
        using var waiting = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        while (!await isSo())
        {
            if (waiting.IsCancellationRequested) throw new TimeoutException();
            await Task.Delay(50, CancellationToken.None);
        }
    }
}
