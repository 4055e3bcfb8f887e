using System.Text;
using System.Text.Json;
using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Client.Tests;

/// <summary>The client against the real service.</summary>
public sealed class ServiceTests(ServiceTests.Fixture fixture) : IClassFixture<ServiceTests.Fixture>
{
    private static readonly DateTimeOffset At = DateTimeOffset.Now.AddDays(-3);

    private static int numbers;

    private readonly string account = $"CLIENT-{Interlocked.Increment(ref numbers)}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private OrderTrackingClient Client => new(fixture.Running.Service.Http);

    [Fact]
    public async Task the_events_that_it_has_records_for_are_taken_and_read_back()
    {
        var number = $"{account}-A";
        EventLine[] events =
        [
            Event(0, "SHA", new Received(account, "SHA", "CTU", 12, "PO-1", ["WUH"], "配件", 120.5m, 0.8m, "delivery",
                new("李四", "13800001111"), new("王五", "13900002222", "成都"), 88.5m, 20_000, 1, At.AddDays(2))),
            Event(1, "SHA", new DispatchRequested("pickup", At.AddHours(2), "沪A·D1234")),
            Event(3, "SHA", new Loaded(12, "CTU", "ZZ-1", "沪A·D1234")),
            Event(20, "CTU", new Arrived(12, "完好", "ZZ-1")),
            Event(21, "CTU", new ExceptionRaised("E-1", "damage", "delivery", "CTU", 1, "外包装破损")),
            Event(22, "CTU", new Signed(12, new("王五"), new("damage", "一件破损"), ["photo:1"])),
        ];

        var recorded = await Client.RecordAsync(number, events, Cancel);
        var again = await Client.RecordAsync(number, events, Cancel);
        var raw = await Client.EventsAsync(number, Cancel).ToListAsync(Cancel);

        recorded.Events.ShouldAllBe(one => one.Status == LineStatus.Accepted);
        again.Events.ShouldAllBe(one => one.Status == LineStatus.Duplicate);
        raw.Where(one => one.Source != "system").Select(one => (one.Id, one.Type)).ShouldBe(events.Select(one => (one.Id, one.Type)));
        raw[2].Data.GetProperty("nextStation").GetString().ShouldBe("CTU");

        EventLine Event(int hours, string station, EventData data) => EventLine.New(number, At.AddHours(hours), station, "li.wei", data);
    }

    [Fact]
    public async Task a_days_file_is_sent_and_its_figures_are_there()
    {
        var (good, late) = ($"{account}-G", $"{account}-L");
        List<string> lines = [];
        foreach (var (number, signedAfter) in new[] { (good, 1), (late, 50) })
        {
            lines.Add(Line(EventLine.New(number, At, "SHA", "li.wei", new Received(account, "SHA", "CTU", 3, PromisedAt: At.AddDays(2)))));
            lines.Add(Line(EventLine.New(number, At.AddHours(signedAfter), "CTU", "li.wei", new Signed(3))));
        }
        lines.InsertRange(1, ["", "no event", Line(EventLine.New(good, At.AddHours(2), "CTU", "li.wei", new Signed(4)))]);
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)));

        var answers = await Client.SendFileAsync(file, Cancel).ToListAsync(Cancel);
        var position = answers.Max(answer => answer.Position);
        var rate = await Client.OnTimeAsync(account, waitFor: position, cancellationToken: Cancel);

        var results = answers.SelectMany(answer => answer.Results).ToList();
        results.Where(line => line.Status == LineStatus.Refused).Select(line => (line.Line, line.Code))
            .ShouldBe([(3, "invalid-json"), (4, "more-pieces-than-outstanding")]);
        results.Where(line => line.Status == LineStatus.Accepted).Select(line => line.Line).ShouldBe([1, 5, 6, 7]);
        (rate.Total.Numerator, rate.Total.Denominator, rate.Total.Rate).ShouldBe((1, 2, 0.5m));
        rate.Position.ShouldBeGreaterThanOrEqualTo(position);

        static string Line(EventLine line) => Encoding.UTF8.GetString(EventLine.ToNdjson([line]).Span).TrimEnd();
    }

    [Fact]
    public async Task a_refusal_has_its_code_and_field()
    {
        var refused = await Should.ThrowAsync<OrderTrackingException>(() => Client.RecordAsync($"{account}-X",
            [EventLine.New($"{account}-X", At, "SHA", "li.wei", new Loaded(1))], Cancel));

        (refused.Problem!.Status, refused.Problem.Code, refused.Problem.Label).ShouldBe((422, "unknown-waybill", "运单尚未受理"));
        var rolledBack = await Client.SendBatchAsync([EventLine.New($"{account}-Y", At, "SHA", "li.wei", new Loaded(1))], OnError.Rollback,
            Cancel);
        (rolledBack.Accepted, rolledBack.Results.Single().Code).ShouldBe((0, "unknown-waybill"));
    }

    [Fact]
    public async Task the_feed_goes_on_where_another_reader_stopped()
    {
        var number = $"{account}-F";
        var recorded = await Client.RecordAsync(number,
            [EventLine.New(number, At, "SHA", "li.wei", new Received(account, "SHA", "CTU", 3))], Cancel);
        var first = Client.Feed(new(Account: account), after: "0");
        var received = await first.FirstAsync(Cancel);

        await Client.RecordAsync(number, [EventLine.New(number, At.AddHours(1), "SHA", "li.wei", new Loaded(3, "CTU"))], Cancel);
        var loaded = await Client.Feed(new(Account: account), first.LastId).FirstAsync(Cancel);

        (received.Type, received.Waybill, received.Position).ShouldBe(("received", number, recorded.Position));
        (loaded.Type, loaded.Waybill).ShouldBe(("loaded", number));
    }

    [Fact]
    public async Task what_a_webhook_is_sent_is_verified()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var made = await Client.PostAsync<JsonElement>("v1/webhooks", new { url = receiver.Url, account }, cancellationToken: Cancel);
        var number = $"{account}-W";
        await Client.RecordAsync(number, [EventLine.New(number, At, "SHA", "li.wei", new Received(account, "SHA", "CTU", 3))], Cancel);

        var request = (await receiver.Take(1))[0];
        var sent = new WebhookVerifier([made.GetProperty("secret").GetString()!]).Verify(request.Headers[WebhookVerifier.IdHeader],
            request.Headers[WebhookVerifier.TimestampHeader], request.Headers[WebhookVerifier.SignatureHeader], request.Body);

        (sent.Subject, sent.Event()!.Type, sent.Event()!.Data.GetProperty("pieces").GetInt32()).ShouldBe((number, "received", 3));
    }

    public sealed class Fixture : IAsyncLifetime
    {
        internal ServiceOnDatabase Running { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Running = await ServiceOnDatabase.StartAsync();

        public ValueTask DisposeAsync() => Running.DisposeAsync();
    }
}
