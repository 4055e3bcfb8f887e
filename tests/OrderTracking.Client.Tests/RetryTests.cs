using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace OrderTracking.Client.Tests;

/// <summary>What got no answer is sent again, the same.</summary>
[Trait("Engine", "any")]
public sealed class RetryTests : IDisposable
{
    private const string Accepted = """
        {"accepted":1,"duplicates":0,"held":0,"refused":0,"released":0,"position":7,
         "results":[{"line":1,"id":"0198c1c2-7c1e-7d3a-9b1e-3f0a6c2d4e5f","waybill":"ZB-1","status":"accepted","version":1,"position":7}]}
        """;

    private readonly StubService service = new();
    private readonly SkippingClock clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => service.Dispose();

    private static EventLine Line =>
        EventLine.New("ZB-1", new(2026, 11, 20, 8, 0, 0, TimeSpan.FromHours(8)), "SHA", "li.wei", new Received("ACME", "SHA", "CTU", 12));

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    [InlineData(HttpStatusCode.RequestTimeout)]
    public async Task a_passing_refusal_is_sent_again_with_the_same_ids_and_bytes(HttpStatusCode status)
    {
        service.Answer(status).Answer(HttpStatusCode.OK, Accepted);
        var client = Client();

        var answer = await client.SendBatchAsync([Line], cancellationToken: Cancel);

        (answer.Position, answer.Results.Single().Status, client.RetryCount).ShouldBe((7, LineStatus.Accepted, 1));
        service.Sent.Count.ShouldBe(2);
        service.Sent[1].Body.ShouldBe(service.Sent[0].Body);
        Guid.Parse((string)JsonNode.Parse(service.Sent[0].Body)!["id"]!).Version.ShouldBe(7);
    }

    [Fact]
    public async Task a_request_without_an_answer_is_sent_again_with_the_same_ids_and_bytes()
    {
        service.Fail(new HttpRequestException("refused")).Fail(new TaskCanceledException("HttpClient.Timeout"))
            .Cut("""{"accepted":1,""").Answer(HttpStatusCode.OK, Accepted);

        (await Client().SendBatchAsync([Line], cancellationToken: Cancel)).Accepted.ShouldBe(1);

        service.Sent.Select(sent => sent.Body).Distinct().Count().ShouldBe(1);
        service.Sent.Count.ShouldBe(4);
    }

    [Fact]
    public async Task a_refusal_is_not_sent_again_and_says_what_is_wrong()
    {
        service.Answer(HttpStatusCode.UnprocessableEntity,
            """
            {"type":"urn:ordertracking:problem:more-pieces-than-outstanding","title":"more pieces than outstanding","status":422,
             "detail":"data.pieces: expected at most the 1 outstanding.","code":"more-pieces-than-outstanding","field":"[0].data.pieces",
             "expected":"at most the 1 outstanding","label":"件数超过未签收件数"}
            """, "application/problem+json");

        var refused = await Should.ThrowAsync<OrderTrackingException>(() => Client().RecordAsync("ZB-1", [Line], Cancel));

        refused.Problem.ShouldBe(new(422, "more-pieces-than-outstanding", "data.pieces: expected at most the 1 outstanding.",
            "[0].data.pieces", "at most the 1 outstanding", "件数超过未签收件数"));
        service.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task what_a_proxy_answers_is_a_problem_without_a_code()
    {
        service.Answer(HttpStatusCode.NotFound, "<html>nothing here</html>", "text/html");

        var refused = await Should.ThrowAsync<OrderTrackingException>(() => Client().GetAsync<JsonObject>("v1/x", null, Cancel));

        refused.Problem.ShouldBe(new(404, Detail: "<html>nothing here</html>"));
    }

    [Fact]
    public async Task pauses_grow_and_differ_by_chance()
    {
        for (var i = 0; i < 6; i++) service.Fail(new HttpRequestException("refused"));
        service.Answer(HttpStatusCode.OK, Accepted);

        await Client().SendBatchAsync([Line], cancellationToken: Cancel);

        for (var i = 0; i < 6; i++) clock.Pauses[i].TotalMilliseconds.ShouldBeInRange(100 << i, 200 << i);
        clock.Pauses.ShouldNotBe([.. Enumerable.Range(0, 6).Select(i => TimeSpan.FromMilliseconds(200 << i))]);
    }

    [Fact]
    public async Task the_pause_that_the_service_asks_for_is_kept()
    {
        service.Answer(HttpStatusCode.TooManyRequests, retryAfter: "7")
            .Answer(HttpStatusCode.ServiceUnavailable, retryAfter: DateTimeOffset.UtcNow.AddSeconds(20).ToString("R", null))
            .Answer(HttpStatusCode.OK, Accepted);

        await Client().SendBatchAsync([Line], cancellationToken: Cancel);

        clock.Pauses[0].TotalSeconds.ShouldBeInRange(7, 7.3);
        clock.Pauses[1].TotalSeconds.ShouldBeInRange(17, 20.5);
    }

    [Fact]
    public async Task it_is_given_up_when_the_pauses_are_too_long_together()
    {
        for (var i = 0; i < 40; i++) service.Fail(new HttpRequestException("refused"));

        var lost = await Should.ThrowAsync<OrderTrackingException>(() => Client().SendBatchAsync([Line], cancellationToken: Cancel));

        lost.Problem.ShouldBeNull();
        clock.Pauses.Sum(pause => pause.TotalSeconds).ShouldBeInRange(40, 60);

        var busy = new StubService().Answer(HttpStatusCode.ServiceUnavailable, """{"code":"overloaded"}""", retryAfter: "3600");
        (await Should.ThrowAsync<OrderTrackingException>(() => new OrderTrackingClient(busy.Http, new() { Clock = clock })
            .SendBatchAsync([Line], cancellationToken: Cancel))).Problem!.Code.ShouldBe("overloaded");
    }

    [Fact]
    public async Task whoever_cancels_is_not_made_to_wait()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        service.Fail(new OperationCanceledException(stop.Token));

        await Should.ThrowAsync<OperationCanceledException>(() => Client().SendBatchAsync([Line], cancellationToken: stop.Token));

        service.Sent.Count.ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task a_request_without_event_ids_keeps_its_key()
    {
        service.Fail(new HttpRequestException("reset")).Answer(HttpStatusCode.Created, """{"secret":"whsec_x"}""");

        await Client().PostAsync<JsonObject>("v1/webhooks", new { url = "https://hooks.example/" }, cancellationToken: Cancel);

        service.Sent[0].Header("Idempotency-Key").ShouldNotBeNull();
        service.Sent[1].Header("Idempotency-Key").ShouldBe(service.Sent[0].Header("Idempotency-Key"));
        service.Sent[1].Body.ShouldBe(service.Sent[0].Body);
    }

    [Fact]
    public async Task a_view_that_is_behind_is_asked_again()
    {
        service.Answer(HttpStatusCode.ServiceUnavailable, """{"code":"view-behind"}""", retryAfter: "1").Answer(HttpStatusCode.OK,
            """
            {"definition":{"name":"on-time-signed-gross","version":2},"total":{"key":null,"numerator":3,"denominator":4,"rate":0.75,
             "excluded":{"notDue":1}},"groups":null,"compared":null,"position":42,"lagMs":0}
            """);

        var rate = await Client().OnTimeAsync("ACME", new(2026, 11, 1), waitFor: 42, cancellationToken: Cancel);

        (rate.Total.Rate, rate.Position, rate.Definition.Name).ShouldBe((0.75m, 42, "on-time-signed-gross"));
        service.Sent.Select(sent => sent.Path).Distinct().ShouldBe(["/v1/on-time?account=ACME&from=2026-11-01&waitFor=42"]);
    }

    [Fact]
    public async Task a_list_is_read_page_by_page()
    {
        service.Answer(HttpStatusCode.OK, """{"items":[1,2],"next":"a b"}""").Answer(HttpStatusCode.OK, """{"items":[3],"next":null}""");

        (await Client().ListAsync<int>("v1/x?limit=2", Cancel).ToListAsync(Cancel)).ShouldBe([1, 2, 3]);

        service.Sent.Select(sent => sent.Path).ShouldBe(["/v1/x?limit=2", "/v1/x?limit=2&after=a%20b"]);
    }

    [Fact]
    public async Task a_batch_that_was_rolled_back_is_an_answer()
    {
        service.Answer(HttpStatusCode.UnprocessableEntity,
            """
            {"accepted":0,"duplicates":0,"held":0,"refused":1,"released":0,"position":3,"code":"rolled-back","detail":"…",
             "results":[{"line":1,"id":null,"status":"rolledBack"},
             {"line":2,"id":null,"status":"refused","code":"time-ahead","field":"occurredAt","expected":"…"}]}
            """);

        var answer = await Client().SendBatchAsync([Line, Line], OnError.Rollback, Cancel);

        answer.Results.Select(line => line.Status).ShouldBe([LineStatus.RolledBack, LineStatus.Refused]);
        service.Sent.Single().Path.ShouldBe("/v1/events?onError=rollback");
    }

    private OrderTrackingClient Client() => new(service.Http, new() { Clock = clock });
}
