using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Epcis;

/// <summary>Results of named queries that are sent to an address.</summary>
public class EpcisSubscriptionTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Base = "https://id.ordertracking.example", Token = "13df38d8275b13f05704629e5f1cf3d45d6132d5";

    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8));

    private readonly string number = $"S{Guid.NewGuid():n}"[..12].ToUpperInvariant(), name = $"q{Guid.NewGuid():n}";

    private RunningService Service => fixture.Service;

    [Fact]
    public async Task a_stream_sends_what_matches_signed_and_in_order_from_its_record_time_on()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var begun = DateTimeOffset.UtcNow.AddSeconds(-1);
        await Record(Send.Received(At), Send.Loaded(At.AddHours(1), 10), Send.Arrived(At.AddHours(9), 10));
        await Query(("EQ_bizTransaction_bol", $"{Base}/401/{number}"), ("eventType", "ObjectEvent"));

        var made = await Subscribe(new { dest = receiver.Url, signatureToken = Token, stream = true, initialRecordTime = begun });

        made.Status.ShouldBe(201, made.ToString());
        made.Text.ShouldNotContain(Token);
        await Record(Send.Signed(At.AddHours(20), 10));
        await Until(() => Steps(receiver).Length >= 3);
        Steps(receiver).ShouldBe(["accepting", "arriving", "accepting"]);
        foreach (var request in receiver.Taken)
        {
            request.Headers["gs1-signature"].ShouldBe(
                Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Token), request.Body)));
            Results(request).GetProperty("subscriptionID").GetString().ShouldBe(made.Body.GetProperty("subscriptionID").GetString());
        }
        // Noted when the receiver's answer has come.
        await Until(async () => (await Service.Get(made.Headers.Location!.ToString())).Body.TryGetProperty("lastNotifiedAt", out _));
        (await Service.As(Tokens.Caller("another", [Role.Dispatcher], ["SHA"])).Get(made.Headers.Location!.ToString()))
            .Status.ShouldBe(404);
    }

    [Fact]
    public async Task a_receiver_that_is_down_misses_nothing_and_one_that_is_gone_is_sent_nothing_more()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = request => Task.FromResult(receiver.Seen.Count == 1 ? 500 : 204);
        await Query(("EQ_bizTransaction_bol", $"{Base}/401/{number}"));
        var made = await Subscribe(new { dest = receiver.Url, stream = true });

        await Record(Send.Received(At), Send.Loaded(At.AddHours(1), 10));

        // The second try comes after five seconds.
        await receiver.Take(1);
        receiver.Seen.Count.ShouldBe(2);
        Steps(receiver).ShouldBe(["accepting", "loading"]);
        receiver.Answer = _ => Task.FromResult(410);
        await Record(Send.Arrived(At.AddHours(9), 10));
        await Until(() => receiver.Seen.Count == 3);
        await Until(async () => (await Service.Get(made.Headers.Location!.ToString())).Body.TryGetProperty("reason", out var reason)
            && reason.GetString() == "gone");
    }

    [Fact]
    public async Task a_schedule_sends_what_is_new_at_its_times_and_an_empty_document_where_that_is_wanted()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await Query(("EQ_bizTransaction_bol", $"{Base}/401/{number}"));
        var made = await Subscribe(new { dest = receiver.Url, reportIfEmpty = true, schedule = new { second = "[0-59]" } });
        made.Status.ShouldBe(201, made.ToString());

        await receiver.Take(1);
        await Record(Send.Received(At), Send.Loaded(At.AddHours(1), 10));

        await Until(() => Steps(receiver).Length == 2);
        (await Service.Send(new(HttpMethod.Delete, made.Headers.Location!.ToString()))).Status.ShouldBe(204);
        (await Service.Get($"/epcis/queries/{name}/subscriptions")).Body.GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task what_cannot_be_subscribed_to_is_refused_by_its_member()
    {
        await Query(("EQ_action", "ADD"));

        foreach (var (wanted, field) in new (object, string)[]
        {
            (new { dest = "https://10.0.0.1/", stream = true }, "dest"),
            (new { dest = "https://[::ffff:10.0.0.1]/", stream = true }, "dest"),
            (new { dest = "ftp://hooks.example/", stream = true }, "dest"),
            (new { dest = "https://hooks.example/" }, "stream"),
            (new { dest = "https://hooks.example/", stream = true, schedule = new { minute = "5" } }, "stream"),
            (new { dest = "https://hooks.example/", schedule = new { minute = "60" } }, "schedule.minute"),
            (new { dest = "https://hooks.example/", schedule = new { dayOfMonth = "31", month = "2" } }, "schedule"),
            (new { dest = "https://hooks.example/", stream = true, colour = "red" }, "colour"),
        })
        {
            var answer = await Subscribe(wanted);
            (answer.Status, answer.Field).ShouldBe((400, field), answer.ToString());
            answer.Body.GetProperty("type").GetString().ShouldBe("epcisException:SubscriptionControlsException");
        }
        (await Service.Post("/epcis/queries/none/subscriptions", new { dest = "https://hooks.example/", stream = true }))
            .Status.ShouldBe(404);
    }

    [Fact]
    public async Task names_that_lead_to_no_public_address_are_not_connected_to()
    {
        const int Port = 9;
        var addresses = NoPublicAddresses.All;
        await using var database = await TestDatabase.CreateAsync();
        // As in operation: not even this machine is connected to.
        await using var service = await RunningService.StartAsync(database.ConnectionString,
            limits: new() { Rate = 100_000, Webhooks = addresses.Length },
            find: (host, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(addresses[int.Parse(host.Split('.')[1], null)])]),
            reach: new(OnLoopback: false));
        await Query(service, ("EQ_bizTransaction_bol", $"{Base}/401/{number}"));
        for (var i = 0; i < addresses.Length; i++)
            (await Subscribe(new { dest = $"https://hooks.{i}.example:{Port}/", stream = true }, service)).Status.ShouldBe(201);
        using var connects = new SocketConnects();

        await Record(service, Send.Received(At));
        await Until(async () => (await Subscriptions(service)).All(one => one.TryGetProperty("tries", out _)));

        (await Subscriptions(service)).Count.ShouldBe(addresses.Length);
        addresses.ShouldAllBe(address => !connects.Include(new(IPAddress.Parse(address), Port)));
    }

    [Fact]
    public async Task a_name_that_leads_elsewhere_a_moment_later_is_not_connected_to()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var elsewhere = IPAddress.Parse("10.0.0.1");
        var asked = 0;
        await using var database = await TestDatabase.CreateAsync();
        await using var service = await RunningService.StartAsync(database.ConnectionString,
            find: (_, _) => Task.FromResult<IPAddress[]>([Interlocked.Increment(ref asked) == 1 ? IPAddress.Loopback : elsewhere]));
        await Query(service, ("EQ_bizTransaction_bol", $"{Base}/401/{number}"));
        (await Subscribe(new { dest = $"https://hooks.example:{port}/", stream = true }, service)).Status.ShouldBe(201);
        using var connects = new SocketConnects();

        await Record(service, Send.Received(At));
        using (var connection = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken)
            .AsTask().WaitAsync(TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken)) connection.Close();
        // The second try comes after five seconds.
        await Until(async () => (await Subscriptions(service)).Single().TryGetProperty("tries", out var tries) && tries.GetInt32() == 2);

        asked.ShouldBe(2);
        listener.Pending().ShouldBeFalse();
        connects.Include(new(IPAddress.Loopback, port)).ShouldBeTrue();
        connects.Include(new(elsewhere, port)).ShouldBeFalse();
    }

    private Task Query(params (string Name, string Value)[] parameters) => Query(Service, parameters);

    private async Task Query(RunningService service, params (string Name, string Value)[] parameters) =>
        (await service.Post("/epcis/queries", new { name, query = parameters.ToDictionary(one => one.Name, one => one.Value) }))
            .Status.ShouldBe(201);

    private Task<Answer> Subscribe(object wanted, RunningService? service = null) =>
        (service ?? Service).Post($"/epcis/queries/{name}/subscriptions", wanted);

    private async Task<List<JsonElement>> Subscriptions(RunningService service) =>
        [.. (await service.Get($"/epcis/queries/{name}/subscriptions")).Body.EnumerateArray()];

    private Task Record(params object[] events) => Record(Service, events);

    private async Task Record(RunningService service, params object[] events) =>
        (await service.Post($"/v1/waybills/{number}/events", events)).Status.ShouldBe(201);

    private static JsonElement Results(WebhookRequest request) => request.Event.GetProperty("epcisBody").GetProperty("queryResults");

    private static string?[] Steps(WebhookReceiver receiver) => [.. receiver.Taken.SelectMany(request =>
        Results(request).GetProperty("resultsBody").GetProperty("eventList").EnumerateArray())
        .Select(one => one.GetProperty("bizStep").GetString())];

    private static Task Until(Func<bool> isSo) => Until(() => Task.FromResult(isSo()));

    private static async Task Until(Func<Task<bool>> isSo)
    {
        using var waiting = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        while (!await isSo()) await Task.Delay(50, waiting.Token);
    }
}
