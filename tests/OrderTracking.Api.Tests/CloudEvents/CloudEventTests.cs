using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.CloudEvents;

/// <summary>POST /v1/events with CloudEvents in each mode, and what webhooks and the feed write sent back.</summary>
public sealed class CloudEventTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c", Parent = $"00-{Trace}-b7ad6b7169203331-01";

    private static readonly DateTimeOffset At = new(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8));

    private readonly string number = $"CE-{Guid.NewGuid().ToString("N")[..8].ToUpperInvariant()}";

    private RunningService Service => fixture.Service;

    [Theory]
    [InlineData("structured")]
    [InlineData("batch")]
    [InlineData("binary")]
    public async Task an_event_is_recorded_as_it_would_be_from_its_line(string mode)
    {
        var line = Received();
        var sent = line.AsCloudEvent().With("traceparent", Parent);

        var answer = await Post(mode, sent);

        (answer.Status, Result(answer, "status"), Result(answer, "id"), Result(answer, "waybill"))
            .ShouldBe((200, "accepted", line.Id(), number), answer.ToString());
        var raw = (await Service.Get($"/v1/waybills/{number}/events")).Items.ShouldHaveSingleItem();
        foreach (var (member, value) in new[]
            {
                ("id", line.Id()), ("type", "received"), ("occurredAt", "2026-06-01T08:00:00+08:00"), ("station", "SHA"), ("by", "li.wei"),
                ("source", "person"), ("correlation", Trace),
            }) raw.GetProperty(member).GetString().ShouldBe(value, member);
        JsonNode.DeepEquals(JsonNode.Parse(raw.GetProperty("data").GetRawText()), line["data"]).ShouldBeTrue(raw.ToString());

        // In whichever form it is sent again, it is the same event.
        Result(await Post(mode, sent), "status").ShouldBe("duplicate");
        Result(await Service.PostLines("/v1/events", [line]), "status").ShouldBe("duplicate");
        var reused = await Post(mode, sent.With("time", "2026-06-01T08:00:01+08:00"));
        if (mode == "batch") (reused.Status, Result(reused, "code")).ShouldBe((200, "id-reused"));
        else (reused.Status, reused.Code, reused.Field).ShouldBe((409, "id-reused", "id"));
    }

    [Fact]
    public async Task the_correlation_of_an_event_is_its_own_else_that_of_its_trace_else_that_of_the_request()
    {
        var (own, traced, untraced) = (Received(), Noted(1), Noted(2));
        var data = own.AsCloudEvent()["data"]!.DeepClone().AsObject();
        data["correlation"] = "ERP-7";
        await Service.PostStructured(own.AsCloudEvent().With("data", data).With("traceparent", Parent));
        await Service.PostStructured(traced.AsCloudEvent().With("traceparent", Parent));
        await Service.PostBinary(untraced.AsCloudEvent().With("traceparent", "no trace"),
            alter: headers => headers.Add("traceparent", "00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        (await Service.Get($"/v1/waybills/{number}/events")).Items.Select(item => item.GetProperty("correlation").GetString())
            .ShouldBe(["ERP-7", Trace, "1af7651916cd43dd8448eb211c80319c"]);
    }

    [Fact]
    public async Task a_time_that_a_library_wrote_in_utc_gives_way_to_that_of_the_event()
    {
        var line = Received().With("occurredAt", "2026-06-01T08:00:00.123456+08:00");
        var sent = line.AsCloudEvent().With("time", "2026-06-01T00:00:00.123Z");
        sent["data"]!["occurredAt"] = "2026-06-01T08:00:00.123456+08:00";

        Result(await Service.PostStructured(sent), "status").ShouldBe("accepted");
        Result(await Service.PostLines("/v1/events", [line]), "status").ShouldBe("duplicate");

        sent["data"]!["occurredAt"] = "2026-06-01T08:00:00.125+08:00";
        var other = await Service.PostStructured(sent);
        (other.Status, other.Code, other.Field).ShouldBe((400, "invalid-value", "data.occurredAt"));
    }

    [Fact]
    public async Task each_of_a_batch_gets_its_result_and_is_kept_as_lines_are()
    {
        var elsewhere = Noted(3).With("waybill", $"{number}-Z").AsCloudEvent();
        var withoutType = Noted(4).AsCloudEvent();
        withoutType.Remove("type");
        JsonNode?[] sent =
        [
            Received().AsCloudEvent(), Noted(1).AsCloudEvent(), withoutType, elsewhere, null,
            Noted(2).AsCloudEvent().With("specversion", "0.3"), Send.Signed(At.AddHours(2), 99, waybill: number).AsCloudEvent(),
        ];

        var answer = await Service.PostBatch(sent);

        answer.Status.ShouldBe(200, answer.ToString());
        Results(answer, "status").ShouldBe(["accepted", "accepted", "refused", "held", "refused", "refused", "refused"]);
        Results(answer, "code").ShouldBe(
            [null, null, "missing-field", "unknown-waybill", "invalid-type", "invalid-value", "more-pieces-than-outstanding"]);
        Results(answer, "field").ShouldBe([null, null, "type", "waybill", "", "specversion", "data.pieces"]);
        Results(answer, "waybill")[2].ShouldBe(number);
        // What could be made a line is kept as one, so that it is decided again as any other; what could not is kept as it was sent.
        var held = await Kept("unknown-waybill", elsewhere["id"]!.GetValue<string>());
        held.GetProperty("line").GetString()!.ShouldContain("\"type\":\"customerNotified\"");
        var refused = await Kept("missing-field", withoutType["id"]!.GetValue<string>());
        refused.GetProperty("line").GetString().ShouldBe(withoutType.ToJsonString());

        var released = await Service.PostStructured(Received().With("waybill", $"{number}-Z").AsCloudEvent());

        released.Body.GetProperty("released").GetInt32().ShouldBe(1, released.ToString());
        var mended = await Service.Post(
            $"/v1/quarantine/{refused.GetProperty("id")}/retry", Noted(4).With("id", withoutType["id"]!.DeepClone()));
        mended.Body.GetProperty("status").GetString().ShouldBe("accepted", mended.ToString());
    }

    [Fact]
    public async Task rollback_takes_all_or_none()
    {
        var answer = await Service.PostBatch(
            [Received().AsCloudEvent(), Noted(1).AsCloudEvent().With("time", "yesterday")], "?onError=rollback");

        (answer.Status, answer.Code).ShouldBe((422, "rolled-back"));
        Results(answer, "status").ShouldBe(["rolledBack", "refused"]);
        (await Service.Get($"/v1/waybills/{number}")).Status.ShouldBe(404);
        var single = await Service.PostStructured(Noted(1).AsCloudEvent(), "?onError=rollback");
        (single.Status, single.Code).ShouldBe((422, "unknown-waybill"));
    }

    [Fact]
    public async Task one_event_by_itself_is_answered_by_the_problem_that_refuses_it()
    {
        // Not received yet: held, as in a file.
        var held = await Service.PostStructured(Noted(1).AsCloudEvent());
        (held.Status, Result(held, "status"), Result(held, "code")).ShouldBe((200, "held", "unknown-waybill"));
        await Service.PostStructured(Received().AsCloudEvent());

        var tooMany = await Service.PostBinary(Send.Signed(At.AddHours(1), 99, waybill: number).AsCloudEvent());
        (tooMany.Status, tooMany.Code, tooMany.Field, tooMany.ContentType)
            .ShouldBe((422, "more-pieces-than-outstanding", "data.pieces", "application/problem+json"));
        var dispatcher = Service.As(Tokens.Caller("d", [Role.Dispatcher], ["XIY"]));
        var elsewhere = await dispatcher.PostStructured(Received().With("waybill", $"{number}-B").AsCloudEvent());
        (elsewhere.Status, elsewhere.Code).ShouldBe((403, "not-your-station"));
        (await Service.As(Tokens.Caller("c", [Role.Customer], accounts: ["ACME"])).PostStructured(Received().AsCloudEvent()))
            .Status.ShouldBe(403);
        (await Service.As((string?)null).PostStructured(Received().AsCloudEvent())).Status.ShouldBe(401);
    }

    public static TheoryData<string, string?, string, string> Refusals => new()
    {
        // The attribute, what it is set to as JSON (null: it is left out), the code and the field.
        { "specversion", null, "missing-field", "specversion" },
        { "specversion", "null", "missing-field", "specversion" },
        { "specversion", "\"0.3\"", "invalid-value", "specversion" },
        { "specversion", "1.0", "invalid-type", "specversion" },
        { "id", null, "missing-field", "id" },
        { "id", "\"A-1\"", "invalid-id", "id" },
        { "source", null, "missing-field", "source" },
        { "source", "\"/v1/webhooks\"", "invalid-value", "source" },
        { "source", "\"https://elsewhere.example/v1/waybills\"", "invalid-value", "source" },
        { "type", null, "missing-field", "type" },
        { "type", "\"waybill.received.v1\"", "unknown-type", "type" },
        { "type", "\"ordertracking.waybill.received.v9\"", "unknown-type", "type" },
        { "type", "\"ordertracking.claim.filed.v1\"", "unknown-type", "type" },
        { "type", "\"ordertracking.account.set.v1\"", "unknown-type", "type" },
        { "type", "\"ordertracking.webhook.test.v1\"", "unknown-type", "type" },
        { "subject", null, "missing-field", "subject" },
        { "subject", "\"?\"", "invalid-waybill", "subject" },
        { "subject", "\"a\\u0000b\"", "invalid-text", "subject" },
        { "subject", "\"\\ud800\"", "invalid-text", "subject" },
        { "time", null, "missing-field", "time" },
        { "time", "\"2026-06-01T08:00:00\"", "invalid-time", "time" },
        { "time", "17", "invalid-time", "time" },
        { "datacontenttype", "\"application/xml\"", "invalid-value", "datacontenttype" },
        { "data", null, "missing-field", "data" },
        { "data", "null", "missing-field", "data" },
        { "data", "\"eyJ9\"", "invalid-type", "data" },
        { "data", "[]", "invalid-type", "data" },
        { "data_base64", "\"e30=\"", "unknown-field", "data_base64" },
        { "dataContentType", "\"application/json\"", "unknown-field", "dataContentType" },
        { "occurredat", "{}", "invalid-type", "occurredat" },
        { "data", "{\"by\":\"x\"}", "missing-field", "station" },
        { "data", "{\"station\":\"SHA\",\"by\":\"x\",\"data\":{\"account\":1}}", "invalid-type", "data.account" },
        { "data", "{\"station\":\"SHA\",\"by\":\"x\",\"mood\":1}", "unknown-field", "mood" },
        { "data", "{\"station\":\"SHA\",\"station\":\"SHA\",\"by\":\"x\"}", "duplicate-field", "station" },
        { "data", "{\"id\":\"0198c1c2-7a5e-7c1e-9d0a-3f6b1c2d4e5f\"}", "invalid-value", "data.id" },
        { "data", "{\"type\":\"loaded\"}", "invalid-value", "data.type" },
        { "data", "{\"waybill\":\"ZB-9\"}", "invalid-value", "data.waybill" },
        { "data", "{\"case\":\"claim:CL-1\"}", "invalid-value", "data.case" },
        { "data", "{\"occurredAt\":\"2026-06-02T08:00:00+08:00\"}", "invalid-value", "data.occurredAt" },
        { "data", "{\"occurredAt\":\"2026-06-02\"}", "invalid-time", "data.occurredAt" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task what_is_no_event_of_ours_is_refused_with_its_field(string attribute, string? value, string code, string field)
    {
        var sent = Received().AsCloudEvent();
        sent.Remove(attribute);
        var text = sent.ToJsonString();
        if (value is not null) text = $"{text[..^1]},\"{attribute}\":{value}}}";

        var answer = await Service.Post("/v1/events", System.Text.Encoding.UTF8.GetBytes(text), CloudEventForms.Structured);
        var batch = await Service.Post("/v1/events", System.Text.Encoding.UTF8.GetBytes($"[{text}]"), CloudEventForms.Batch);

        (answer.Status, answer.Code, answer.Field, answer.ContentType).ShouldBe((400, code, field, "application/problem+json"));
        (batch.Status, Result(batch, "status"), Result(batch, "code"), Result(batch, "field")).ShouldBe((200, "refused", code, field));
        (await Service.Get($"/v1/waybills/{number}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task an_attribute_that_is_there_twice_is_refused()
    {
        var text = Received().AsCloudEvent().ToJsonString();
        foreach (var (name, value) in Received().AsCloudEvent().Where(attribute => attribute.Key != "id"))
        {
            var answer = await Service.Post("/v1/events",
                System.Text.Encoding.UTF8.GetBytes($"{text[..^1]},\"{name}\":{value!.ToJsonString()}}}"), CloudEventForms.Structured);
            (answer.Code, answer.Field).ShouldBe(("duplicate-field", name));
        }
        // The data of an event in binary mode are its body alone.
        var binary = await Service.PostBinary(
            Received().AsCloudEvent(), alter: headers => headers.TryAddWithoutValidation("Ce-Data", "{}"));
        (binary.Status, binary.Code, binary.Field).ShouldBe((400, "invalid-type", "data"), binary.ToString());
    }

    [Theory]
    [InlineData("specversion")]
    [InlineData("id")]
    [InlineData("source")]
    [InlineData("type")]
    [InlineData("subject")]
    [InlineData("time")]
    [InlineData("data")]
    public async Task in_binary_mode_each_attribute_is_asked_for(string missing)
    {
        var sent = Received().AsCloudEvent();
        sent.Remove(missing);

        var answer = await Service.PostBinary(sent);

        (answer.Status, answer.Code, answer.Field).ShouldBe((400, "missing-field", missing), answer.ToString());
    }

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/cloudevents+xml")]
    [InlineData("application/cloudevents+json; charset=gbk")]
    public async Task other_content_types_are_refused(string contentType)
    {
        var answer = await Service.PostBinary(Received().AsCloudEvent(), contentType);

        (answer.Status, answer.Code, answer.Field).ShouldBe((415, "unsupported-media-type", "Content-Type"));
    }

    [Fact]
    public async Task extensions_that_say_nothing_to_us_are_taken()
    {
        var sent = Received().AsCloudEvent().With("tracestate", "a=b").With("partitionkey", 7).With("dataschema", "https://x.example/")
            .With("sampled", true).With("traceparent", "00-0-0-0").With("datacontenttype", "Application/JSON; charset=utf-8");

        Result(await Service.PostStructured(sent), "status").ShouldBe("accepted");
        (await Service.Get($"/v1/waybills/{number}/events")).Items[0].TryGetProperty("correlation", out _).ShouldBeFalse();
        // Values of headers may be quoted and percent-encoded.
        var binary = Noted(1).AsCloudEvent();
        Result(await Service.PostBinary(binary.With("subject", $"\"%43{number[1..]}\"")), "status").ShouldBe("accepted");
    }

    [Fact]
    public async Task what_webhooks_are_sent_is_taken_back_as_the_same_event()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await Record();

        var made = await Service.Post("/v1/webhooks", new { url = receiver.Url, fromPosition = 0 });
        made.Status.ShouldBe(201, made.ToString());
        var own = await Until(receiver, 4);
        await Service.Send(new(HttpMethod.Delete, $"/v1/webhooks/{made.Body.GetProperty("webhook").GetProperty("id").GetString()}"));

        foreach (var request in own)
        {
            var again = await Service.Post("/v1/events", request.Body, CloudEventForms.Structured);
            Result(again, "status").ShouldBe("duplicate", again.ToString());
        }
        var together = await Service.PostBatch(own.Select(request => JsonNode.Parse(request.Body)));
        Results(together, "status").ShouldAllBe(status => status == "duplicate", together.ToString());
    }

    [Fact]
    public async Task the_feed_gives_cloud_events_where_they_are_asked_for_and_they_are_taken_back()
    {
        await Record();
        var plain = await Feed(null);
        var events = await Feed("text/event-stream, application/cloudevents+json;q=0.9");
        (await Feed("application/cloudevents+json;q=0")).Count.ShouldBe(plain.Count);

        events.Count.ShouldBe(4);
        events.Select(one => one.GetProperty("data").GetRawText()).ShouldBe(plain.Select(one => one.GetRawText()));
        events[0].GetProperty("type").GetString().ShouldBe("ordertracking.waybill.received.v1");
        events[^1].GetProperty("source").GetString().ShouldBe("/v1/claims");
        var again = await Service.PostBatch(events.Select(one => JsonNode.Parse(one.GetRawText())));
        Results(again, "status").ShouldAllBe(status => status == "duplicate", again.ToString());
    }

    // A waybill with two notes, one of a trace, and a claim.
    private async Task Record()
    {
        var claim = Send.Event("claimFiled", At.AddHours(5), new { account = number, amount = 50, waybills = new[] { number } });
        claim["case"] = $"claim:{number}";
        var sent = await Service.PostBatch(
        [
            Received().AsCloudEvent(), Noted(1).AsCloudEvent(), Noted(2).AsCloudEvent().With("traceparent", Parent), claim.AsCloudEvent(),
        ]);
        Results(sent, "status").ShouldAllBe(status => status == "accepted", sent.ToString());
    }

    // Events that the service derived are not the sender's to record.
    private async Task<List<WebhookRequest>> Until(WebhookReceiver receiver, int count)
    {
        for (var tries = 0; ; tries++)
        {
            var own = receiver.Taken.Where(request => request.Subject == number
                && request.Data.GetProperty("source").GetString() == "person").ToList();
            if (own.Count >= count) return own;
            if (tries == 200) throw new TimeoutException($"{own.Count} of {count} events have come.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private async Task<List<JsonElement>> Feed(string? accept)
    {
        await using var feed = await FeedListener.Open(Service, "?after=0", accept: accept);
        return [.. (await feed.UpToNow()).Where(one =>
        {
            var its = one.TryGetProperty("specversion", out _) ? one.GetProperty("data") : one;
            var stream = its.GetProperty(its.TryGetProperty("waybill", out _) ? "waybill" : "case").GetString();
            return (stream == number || stream == $"claim:{number}") && its.GetProperty("source").GetString() == "person";
        })];
    }

    private async Task<JsonElement> Kept(string code, string id) => (await Service.Get($"/v1/quarantine?code={code}&limit=1000")).Items
        .Single(line => line.GetProperty("eventId").GetString() == id);

    private Task<Answer> Post(string mode, JsonObject sent) => mode switch
    {
        "structured" => Service.PostStructured(sent),
        "batch" => Service.PostBatch([sent]),
        _ => Service.PostBinary(sent),
    };

    private JsonObject Received() => Send.Received(At, 3, number, waybill: number);

    private JsonObject Noted(int hours) =>
        Send.Event("customerNotified", At.AddHours(hours), new { channel = "sms", about = "在途" }, waybill: number);

    private static string? Result(Answer answer, string member) => Results(answer, member)[0];

    private static List<string?> Results(Answer answer, string member) =>
    [
        .. answer.Body.GetProperty("results").EnumerateArray()
            .Select(line => line.TryGetProperty(member, out var value) ? value.GetString() : null),
    ];
}
