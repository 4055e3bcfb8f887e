using Npgsql;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Engine.Contract;
using OrderTracking.Postgres.Statements;
using OrderTracking.Testing;
using Shouldly;
using Xunit;
using static OrderTracking.Postgres.Statements.QueryParameters;

namespace OrderTracking.Postgres.Tests;

/// <summary>Webhooks and their deliveries as they are stored.</summary>
public sealed class WebhookStoreTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly PostgresUnderTest engine = new();
    private Node node = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IWebhooks Webhooks => node.Get<IWebhooks>();

    public async ValueTask InitializeAsync()
    {
        await engine.CreateDatabase();
        node = await engine.OpenNode();
    }

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    [Fact]
    public async Task a_webhook_is_found_as_it_was_added_and_changed()
    {
        var added = New("owner") with { Claims = new("owner", "o.wner", [Role.Customer, Role.BranchSystem], ["SHA"], ["ACME"]) };
        (await Webhooks.Add(added, 10, 10, Stop)).ShouldBeTrue();
        var found = (await Webhooks.Find(added.Webhook.Id, Stop))!;
        Plain(found).ShouldBe(Plain(added));
        found.Secret.Wrapped.ShouldBe(added.Secret.Wrapped);

        var target = new WebhookTarget("https://other.example/", null, "SHA", null, null);
        (await Webhooks.Change(added.Webhook.Id, target, Stop))!.Target.ShouldBe(target);
        var until = Now.AddDays(1);
        var rotated = (await Webhooks.Rotate(added.Webhook.Id, new(2, [9]), until, Stop))!;
        rotated.PreviousUntil.ShouldBe(until);
        found = (await Webhooks.Find(added.Webhook.Id, Stop))!;
        (found.Secret.Kek, found.Secret.Wrapped.Length, found.Previous!.Kek, found.Previous.Wrapped[0])
            .ShouldBe((2, 1, 1, (byte)1));
        await Webhooks.Confirm(added.Webhook.Id, new("owner", "x", [], [], []), Now.AddDays(2), Stop);
        await Webhooks.Confirm(added.Webhook.Id, new("another", "y", [], [], []), Now.AddDays(3), Stop);
        found = (await Webhooks.Find(added.Webhook.Id, Stop))!;
        (found.Claims.Handle, found.SeenAt).ShouldBe(("x", Now.AddDays(2)));
        (await Webhooks.Active(Stop)).ShouldBe([(added.Webhook.Id, 3L)]);

        await Webhooks.Set(added.Webhook.Id, WebhookStatus.Disabled, WebhookReason.Gone, Now, Stop);
        (await Webhooks.Active(Stop)).ShouldBeEmpty();
        (await Webhooks.Remove(added.Webhook.Id, Stop)).ShouldNotBeNull();
        (await Webhooks.Find(added.Webhook.Id, Stop)).ShouldBeNull();
        (await Webhooks.Remove(added.Webhook.Id, Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task an_owner_and_all_owners_have_no_more_than_they_may()
    {
        (await Webhooks.Add(New("one"), 2, 3, Stop)).ShouldBeTrue();
        var second = New("one");
        (await Webhooks.Add(second, 2, 3, Stop)).ShouldBeTrue();
        (await Webhooks.Add(New("one"), 2, 3, Stop)).ShouldBeFalse();
        (await Webhooks.Add(New("two"), 2, 3, Stop)).ShouldBeTrue();
        (await Webhooks.Add(New("two"), 2, 3, Stop)).ShouldBeFalse();
        await Webhooks.Remove(second.Webhook.Id, Stop);
        (await Webhooks.Add(New("one"), 2, 3, Stop)).ShouldBeTrue();

        (await Webhooks.List("one", null, 10, Stop)).Count.ShouldBe(2);
        var first = (await Webhooks.List(null, null, 1, Stop)).Single();
        (await Webhooks.List(null, (first.CreatedAt, first.Id), 10, Stop)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task a_round_is_settled_by_whoever_knows_the_position_and_by_nobody_else()
    {
        var id = await Added();
        (await Webhooks.Settle(id, 0, 5, [Delivered(3), Waits(5, Now)], Now, Stop)).ShouldBeTrue();
        (await Webhooks.Settle(id, 0, 7, [Delivered(7)], Now, Stop)).ShouldBeFalse();

        (await Webhooks.Find(id, Stop))!.Webhook.Position.ShouldBe(5);
        (await Webhooks.Find(id, Stop))!.Webhook.DeliveredAt.ShouldBe(Now);
        (await Webhooks.Deliveries(id, null, null, 10, Stop)).ShouldBe([Waits(5, Now), Delivered(3)]);
        (await Webhooks.Settle(id, 5, 5, [Delivered(5)], null, Stop)).ShouldBeTrue();
        (await Webhooks.Waiting(id, 10, Stop)).ShouldBeEmpty();
        (await Webhooks.Deliveries(id, DeliveryStatus.Delivered, 5, 10, Stop)).ShouldHaveSingleItem().Position.ShouldBe(3);
        await Webhooks.Remove(id, Stop);
        (await Webhooks.Settle(id, 5, 6, [], null, Stop)).ShouldBeFalse();
    }

    [Fact]
    public async Task the_backlog_is_that_of_the_active_ones()
    {
        (await Webhooks.Backlog(Stop)).ShouldBe(new(0, 0, 0, null, 0));
        var (ahead, behind, paused, removed) = (await Added(), await Added(), await Added(), await Added());
        await Webhooks.Settle(ahead, 0, 9, [Delivered(3), Waits(5, Now), Waits(6, null)], Now, Stop);
        await Webhooks.Settle(behind, 0, 7, [Waits(5, Now)], Now, Stop);
        await Webhooks.Settle(paused, 0, 2, [Waits(1, Now)], Now, Stop);
        await Webhooks.Set(paused, WebhookStatus.Paused, null, Now, Stop);
        await Webhooks.Remove(removed, Stop);

        (await Webhooks.Backlog(Stop)).ShouldBe(new(Active: 2, Paused: 1, Disabled: 0, Position: 7, Waiting: 3));
    }

    [Fact]
    public async Task one_delivery_and_the_failed_ones_of_a_range_are_sent_again()
    {
        var id = await Added();
        await Webhooks.Settle(id, 0, 9,
            [.. Enumerable.Range(1, 9).Select(n =>
                Delivered(n) with { Status = n % 3 == 0 ? DeliveryStatus.Failed : DeliveryStatus.Delivered })],
            null, Stop);

        (await Webhooks.Retry(id, 4, 9, 10, Now, Stop)).ShouldBe(2);
        (await Webhooks.Retry(id, 1, Now, Stop))!.Status.ShouldBe(DeliveryStatus.Waiting);
        (await Webhooks.Find(id, Stop))!.Webhook.Revision.ShouldBe(2);
        (await Webhooks.Retry(id, 99, Now, Stop)).ShouldBeNull();

        var waiting = await Webhooks.Waiting(id, 10, Stop);
        waiting.Select(one => one.Position).ShouldBe([1, 6, 9]);
        waiting.ShouldAllBe(one => one.Tries == 0 && one.NextAt == Now && one.FirstAt == null);
    }

    [Fact]
    public async Task what_waits_behind_a_position_is_dropped_when_it_is_sent_again_from_there()
    {
        var id = await Added();
        await Webhooks.Settle(id, 0, 9, [Waits(2, Now), Delivered(4), Waits(6, Now)], null, Stop);

        (await Webhooks.Move(id, 4, Stop))!.Position.ShouldBe(4);

        (await Webhooks.Deliveries(id, null, null, 10, Stop)).Select(one => one.Position).ShouldBe([4, 2]);
    }

    [Fact]
    public async Task whoever_becomes_active_again_has_all_tries_again()
    {
        var id = await Added();
        await Webhooks.Settle(id, 0, 9, [Waits(2, null) with { Tries = 10, FirstAt = Now }], null, Stop);
        await Webhooks.Set(id, WebhookStatus.Disabled, WebhookReason.Failing, Now, Stop);
        (await Webhooks.Waiting(id, 1, Stop))[0].Tries.ShouldBe(10);

        await Webhooks.Set(id, WebhookStatus.Active, null, Now.AddHours(1), Stop);

        (await Webhooks.Waiting(id, 1, Stop)).ShouldBe([Waits(2, Now.AddHours(1))]);
    }

    [Fact]
    public async Task settled_deliveries_are_swept_by_their_age_and_all_of_a_removed_webhook()
    {
        var (id, removed) = (await Added(), await Added());
        await Webhooks.Settle(id, 0, 9, [Delivered(1), Delivered(2) with { LastAt = Now.AddDays(-8) }, Waits(3, Now),
            Delivered(4) with { Status = DeliveryStatus.Failed, LastAt = Now.AddDays(-8) },
            Delivered(5) with { Status = DeliveryStatus.Failed, LastAt = Now.AddDays(-31) }], null, Stop);
        await Webhooks.Settle(removed, 0, 9, [Delivered(1), Waits(2, Now)], null, Stop);
        await Webhooks.Remove(removed, Stop);

        var swept = 0;
        while (await Webhooks.Sweep(Now.AddDays(-7), Now.AddDays(-30), 1, Stop) is > 0 and var some) swept += some;

        swept.ShouldBe(4);
        (await Webhooks.Deliveries(id, null, null, 10, Stop)).Select(one => one.Position).ShouldBe([4, 3, 1]);
        (await engine.Ask("select count(*) from tracking.webhooks")).ShouldBe(1L);
    }

    [Fact]
    public async Task secrets_are_wrapped_anew_after_a_change_of_the_key()
    {
        var (id, secret) = (Guid.NewGuid(), new byte[] { 1, 2, 3 });
        var added = New("owner");
        var secrets = node.Get<WebhookSecrets>();
        await Webhooks.Add(added with { Webhook = added.Webhook with { Id = id }, Secret = secrets.Wrap(id, secret) }, 10, 10, Stop);
        await Webhooks.Rotate(id, secrets.Wrap(id, [4]), Now, Stop);
        var both = KeyEncryptionKeys.Parse($"{Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray())}\n{TestKeys.PersonKek}");
        var under = new WebhookSecrets(Webhooks, both);

        (await under.Rewrap(Stop)).ShouldBe(1);
        (await under.Rewrap(Stop)).ShouldBe(0);

        var found = (await Webhooks.Find(id, Stop))!;
        (found.Secret.Kek, found.Previous!.Kek).ShouldBe((both.Current, both.Current));
        under.Unwrap(id, found.Secret).ShouldBe([4]);
        under.Unwrap(id, found.Previous).ShouldBe(secret);
        Should.Throw<System.Security.Cryptography.CryptographicException>(() => under.Unwrap(Guid.NewGuid(), found.Secret));
    }

    [Fact]
    public async Task every_question_about_deliveries_uses_an_index()
    {
        await engine.Run(
            """
            insert into tracking.webhooks (id, owner, claims, seen_at, url, signature, kek, secret, status, position, created_at)
            select gen_random_uuid(), 'o', '{}', now(), '', 'v1', 1, '', case when n = 0 then 'removed' else 'active' end, 0, now()
            from generate_series(0, 19) n;
            insert into tracking.webhook_deliveries (webhook, position, event, stream, type, status, tries, last_at)
            select w.id, n, gen_random_uuid(), 'A', 't', case when n % 1000 = 0 then 'waiting' when n % 500 = 0 then 'failed'
                else 'delivered' end, 1, now()
            from tracking.webhooks w, generate_series(1, 10000) n;
            """);
        await engine.Run("vacuum analyze tracking.webhook_deliveries");
        var id = (Guid)(await engine.Ask("select id from tracking.webhooks where status = 'active' limit 1"))!;

        foreach (var (file, parameters) in new (string, NpgsqlParameter[])[]
            {
                ("backlog", []),
                ("waiting", [Id("id", id), Number("limit", 1_000)]),
                ("deliveries", [Id("id", id), Text("status", (string?)null), Number("before", (long?)null), Number("limit", 100)]),
                ("deliveries", [Id("id", id), Text("status", "failed"), Number("before", 2_000L), Number("limit", 100)]),
                ("retry", [Id("id", id), Number("position", 7L), Time("at", Now)]),
                ("retry_range", [Id("id", id), Number("from", 1L), Number("to", 3_000L), Number("limit", 10), Time("at", Now)]),
                ("sweep", [Time("delivered_before", Now), Time("failed_before", Now), Number("limit", 100)]),
            })
        {
            var statement = Sql.Statement($"Webhooks.{file}");
            await using var connection = await engine.Open();
            await using var command = new NpgsqlCommand("explain " + statement.Text, connection);
            command.Parameters.AddRange(statement.Bind(parameters));
            var plan = new List<string>();
            await using (var reader = await command.ExecuteReaderAsync(Stop))
                while (await reader.ReadAsync(Stop)) plan.Add(reader.GetString(0));
            plan.ShouldNotContain(line => line.Contains("Seq Scan on webhook_deliveries"), $"{file}: {string.Join('\n', plan)}");
        }
    }

    private async Task<Guid> Added()
    {
        var added = New("owner");
        await Webhooks.Add(added, 10, 10, Stop);
        return added.Webhook.Id;
    }

    private static StoredWebhook New(string owner) => new(
        new(Guid.NewGuid(), owner, new("https://hooks.example/", "ACME", null, Role.Customer, ["arrived"]), WebhookSignatureKind.V1,
            WebhookStatus.Active, null, 0, Now, null, null, 0),
        new(owner, owner, [Role.Customer], [], ["ACME"]), Now, new(1, [1, 2]), null);

    private static WebhookEventDelivery Delivered(long position) =>
        new(position, Event(position), $"W-{position % 2}", "arrived", DeliveryStatus.Delivered, 1, Now, Now, null, new(204, null, null));

    private static WebhookEventDelivery Waits(long position, DateTimeOffset? nextAt) =>
        new(position, Event(position), "W", "arrived", DeliveryStatus.Waiting, 0, NextAt: nextAt);

    private static Guid Event(long position) => new((int)position, 0, 0, new byte[8]);

    // Records with lists in them are compared by what they say.
    private static string Plain(StoredWebhook webhook) => System.Text.Json.JsonSerializer.Serialize(webhook);
}
