using System.Text;
using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.CloudEvents;

/// <summary>CloudEvents that are meant to do harm are answered with 4xx, or with refused lines; the service goes on.</summary>
public sealed class HostileCloudEventTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset At = new(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8));

    private RunningService Service => fixture.Service;

    public static TheoryData<string> Bodies =>
    [
        "", "null", "1", "\"x\"", "{", "[]", "[[]]", "{}", "{}{}", "[{}", "[{},]", "{\"data\":", "\uFEFF{}",
        new string('[', 10_000), new string('{', 10_000), string.Concat(Enumerable.Repeat("{\"data\":", 10_000)),
        string.Concat(Enumerable.Repeat("{\"data\":", 40)) + "1" + new string('}', 40),
        "{\"" + new string('a', 500_000) + "\":1}",
        "{\"data\":\"" + new string('a', 900_000) + "\"}",
        "{" + string.Join(',', Enumerable.Range(0, 40_000).Select(i => $"\"a{i}\":1")) + "}",
        "{" + string.Join(',', Enumerable.Repeat("\"id\":\"x\"", 20_000)) + "}",
        "{\"specversion\":\"1.0\",\"data\":{" + string.Join(',', Enumerable.Repeat("\"station\":\"SHA\"", 20_000)) + "}}",
        "{\"\\ud800\":1}", "{\"\\u0000\":1}", "{\"\":1}", "{\"data\":{\"\\ud800\":1}}", "{\"data\":{\"\":1}}",
        "{\"traceparent\":\"" + new string('0', 100_000) + "\"}",
        "{\"subject\":\"" + new string('A', 500_000) + "\",\"source\":\"/v1/waybills\"}",
    ];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task no_body_is_a_fault_of_the_service(string body)
    {
        foreach (var type in (string[])[CloudEventForms.Structured, CloudEventForms.Batch])
            foreach (var query in (string[])["", "?onError=rollback"])
                Harmless(await Service.Post($"/v1/events{query}", Encoding.UTF8.GetBytes(body), type), body);
        var binary = new HttpRequestMessage(HttpMethod.Post, "/v1/events") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        binary.Content.Headers.ContentType = new("application/json");
        binary.Headers.Add("ce-id", "x");
        Harmless(await Service.Send(binary), body);
    }

    [Fact]
    public async Task bytes_that_are_no_utf8_are_refused()
    {
        var text = Encoding.UTF8.GetBytes(Received("A").AsCloudEvent().With("partitionkey", "?").ToJsonString());
        text[Array.LastIndexOf(text, (byte)'?')] = 0xFF;

        var structured = await Service.Post("/v1/events", text, CloudEventForms.Structured);
        var batch = await Service.Post("/v1/events", [(byte)'[', .. text, (byte)']'], CloudEventForms.Batch);

        (structured.Status, structured.Code).ShouldBe((400, "invalid-utf8"));
        batch.Body.GetProperty("results")[0].GetProperty("code").GetString().ShouldBe("invalid-utf8", batch.ToString());
    }

    [Fact]
    public async Task twenty_thousand_events_each_get_a_result()
    {
        // One in four is an event; the others lack something.
        var waybill = $"HOSTILE-{Guid.NewGuid().ToString("N")[..8].ToUpperInvariant()}";
        var events = Enumerable.Range(0, 20_000).Select(i =>
        {
            var sent = Received($"{waybill}-{i}").AsCloudEvent();
            if (i % 4 == 1) sent.Remove("type");
            if (i % 4 == 2) sent["time"] = i;
            if (i % 4 == 3) sent["data"] = new JsonObject();
            return sent;
        });

        var answer = await Service.PostBatch(events);

        answer.Status.ShouldBe(200);
        (answer.Body.GetProperty("accepted").GetInt32(), answer.Body.GetProperty("refused").GetInt32(),
            answer.Body.GetProperty("results").GetArrayLength()).ShouldBe((5_000, 15_000, 20_000));
    }

    [Fact]
    public async Task limits_are_those_of_batches()
    {
        var small = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("{}", 100_001))}]");
        var tooMany = await Service.Post("/v1/events", small, CloudEventForms.Batch);
        (tooMany.Status, tooMany.Code).ShouldBe((413, "too-many-lines"));
        var rollback = await Service.Post("/v1/events?onError=rollback",
            Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("{}", 10_001))}]"), CloudEventForms.Batch);
        (rollback.Status, rollback.Code).ShouldBe((413, "too-many-lines"));

        var large = Received("L").AsCloudEvent();
        large["data"]!["data"]!["remarks"] = new string('x', 1_100_000);
        var structured = await Service.PostStructured(large);
        (structured.Status, structured.Code).ShouldBe((413, "body-too-large"));
        var binary = await Service.PostBinary(large);
        (binary.Status, binary.Code).ShouldBe((413, "body-too-large"));
        var batch = await Service.PostBatch([large]);
        (batch.Status, batch.Code).ShouldBe((413, "line-too-large"));
    }

    [Fact]
    public async Task headers_may_be_neither_long_nor_many()
    {
        var answer = await Service.PostBinary(Received("H").AsCloudEvent(),
            alter: headers => headers.TryAddWithoutValidation("ce-partitionkey", new string('k', 30_000)));
        answer.Status.ShouldBeInRange(200, 431);

        // The connection may be closed before all was sent.
        foreach (var alter in (Action<System.Net.Http.Headers.HttpRequestHeaders>[])
            [
                headers => headers.TryAddWithoutValidation("ce-partitionkey", new string('k', 1_000_000)),
                headers =>
                {
                    for (var i = 0; i < 2_000; i++) headers.TryAddWithoutValidation($"ce-x{i}", "1");
                },
            ])
        {
            try
            {
                (await Service.PostBinary(Received("H").AsCloudEvent(), alter: alter)).Status.ShouldBe(431);
            }
            catch (HttpRequestException)
            {
            }
        }
        (await Service.Get("/health/live")).Status.ShouldBe(200);
    }

    private static JsonObject Received(string waybill) => Send.Received(At, 3, waybill: waybill.PadRight(3, '-'));

    private static void Harmless(Answer answer, string body)
    {
        if (answer.Status == 200)
            answer.Body.GetProperty("refused").GetInt32().ShouldBe(answer.Body.GetProperty("results").GetArrayLength(), answer.ToString());
        else answer.Status.ShouldBeInRange(400, 422, $"{answer} for {(body.Length > 200 ? body[..200] : body)}");
    }
}
