using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Epcis;

/// <summary>EPCIS 2.0 through the running service: what is recorded is asked for, and what is captured is recorded.</summary>
public class EpcisTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Base = "https://id.ordertracking.example";

    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8));

    private readonly string number = $"E{Guid.NewGuid():n}"[..12].ToUpperInvariant();

    private RunningService Service => fixture.Service;

    [Fact]
    public async Task a_life_is_answered_as_epcis_events_and_comes_back_as_what_it_is()
    {
        await Record();

        var given = await Ask($"MATCH_epc={Link(number)}&orderBy=eventTime&orderDirection=ASC");

        given.Select(Step).ShouldBe(
        [
            "accepting active", "loading in_transit", "arriving in_progress", "unloading in_progress", "departing in_transit",
            "accepting damaged", "accepting damaged error",
        ]);
        given[0].ToString().ShouldNotContain("13900000000");
        var captured = await Capture(given.Cast<object>(), "proceed");
        (captured.Status, captured.Body.GetProperty("success").GetBoolean()).ShouldBe((202, true), captured.ToString());
        (await Service.Get($"/v1/waybills/{number}/events")).Items.Length.ShouldBe(await Count());
        (await Ask($"MATCH_epc={Link(number)}&orderBy=eventTime&orderDirection=ASC")).Select(one => one.ToString())
            .ShouldBe(given.Select(one => one.ToString()));
    }

    [Fact]
    public async Task what_another_sent_comes_back_equal_in_meaning()
    {
        var sent = new[]
        {
            Event("accepting", "active", At, "SHA", 12).With("eventID", $"ni:///sha-256;{number}?ver=CBV2.0").With("sourceList",
                JsonNode.Parse($$"""
                    [{ "type": "owning_party", "source": "{{Base}}/accounts/ACME" },
                     { "type": "location", "source": "{{Base}}/stations/SHA" }]
                    """)).With("destinationList",
                JsonNode.Parse($$"""[{ "type": "location", "destination": "{{Base}}/stations/CTU" }]""")),
            Event("arriving", "in_progress", At.AddHours(9), "CTU", 12).With("bizLocation",
                JsonNode.Parse($$"""{ "id": "{{Base}}/stations/CTU" }""")),
        };

        (await Capture(sent)).Body.GetProperty("success").GetBoolean().ShouldBeTrue();
        (await Capture(sent)).Body.GetProperty("success").GetBoolean().ShouldBeTrue();

        var given = await Ask($"MATCH_epc={Link(number)}");
        given.Length.ShouldBe(2);
        foreach (var (one, its) in given.Zip(sent))
            foreach (var (name, value) in its)
                JsonNode.DeepEquals(JsonNode.Parse(one.GetProperty(name).GetRawText()), value).ShouldBeTrue($"{name}: {one}");
        (await Service.Get($"/epcis/events/{Uri.EscapeDataString(sent[0]["eventID"]!.GetValue<string>())}")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task rollback_captures_all_or_none_and_proceed_what_it_can()
    {
        var (good, bad, early) = (Received(number), Event("accepting", "active", At, "SHA", 1).With("epcList",
            new JsonArray("urn:epc:id:sgtin:0614141.107346.2018")), Event("departing", "in_transit", At, "SHA", 1).With("epcList",
            new JsonArray(Link($"{number}-X"))));
        early.Remove("quantityList");

        var rolledBack = await Capture([good, bad]);
        Errors(rolledBack).ShouldBe([(1, "epcis-not-ours", "epcList")]);
        (await Service.Get($"/v1/waybills/{number}")).Status.ShouldBe(404);
        Errors(await Capture([good, early])).ShouldBe([(1, "unknown-waybill", "waybill")]);
        (await Service.Get($"/v1/waybills/{number}")).Status.ShouldBe(404);

        var proceeded = await Capture([good, bad, early], "proceed");

        Errors(proceeded).ShouldBe([(1, "epcis-not-ours", "epcList"), (2, "unknown-waybill", "waybill")]);
        (await Service.Get($"/v1/waybills/{number}")).Status.ShouldBe(200);
        var job = await Service.Get(proceeded.Headers.Location!.ToString());
        (job.Status, job.Body.GetProperty("running").GetBoolean(), job.Body.GetProperty("success").GetBoolean())
            .ShouldBe((200, false, false));
        job.Body.GetProperty("captureErrorBehaviour").GetString().ShouldBe("proceed");
        job.Body.GetProperty("errors")[0].GetProperty("type").GetString().ShouldBe("epcisException:ValidationException");
        (await Service.As(Tokens.Caller("another", [Role.Dispatcher], ["SHA"])).Get(proceeded.Headers.Location!.ToString()))
            .Status.ShouldBe(404);
        (await Service.Get("/epcis/capture?perPage=1")).Body[0].GetProperty("captureID").GetString()
            .ShouldBe(job.Body.GetProperty("captureID").GetString());
    }

    [Fact]
    public async Task one_event_is_captured_at_once()
    {
        var sent = Received(number).With("@context", Context());

        var (first, again) = (await Service.Post("/epcis/events", sent), await Service.Post("/epcis/events", sent));

        (first.Status, again.Status).ShouldBe((201, 201), first.ToString());
        first.Headers.Location.ShouldBe(again.Headers.Location);
        (await Service.Get(first.Headers.Location!.ToString())).Body.GetProperty("epcisBody").GetProperty("queryResults")
            .GetProperty("resultsBody").GetProperty("eventList").GetArrayLength().ShouldBe(1);
        first.Body.GetProperty("epcList")[0].GetString().ShouldBe(Link(number));
        var reused = await Service.Post("/epcis/events", sent.With("eventTimeZoneOffset", "+09:00"));
        (reused.Status, reused.Code).ShouldBe((409, "id-reused"), reused.ToString());
        sent.Remove("eventID");
        var elsewhere = await Service.As(Tokens.Caller("ctu", [Role.Dispatcher], ["CTU"])).Post("/epcis/events", sent);
        (elsewhere.Status, elsewhere.Code).ShouldBe((403, "not-your-station"), elsewhere.ToString());
        elsewhere.Body.GetProperty("type").GetString().ShouldBe("epcisException:SecurityException");
    }

    [Fact]
    public async Task pages_follow_each_other_in_both_directions_without_a_gap_or_a_repeat()
    {
        await Record();
        var whole = await Ask($"MATCH_epc={Link(number)}");

        foreach (var (order, expected) in new[]
        {
            ("", whole), ("&orderBy=recordTime", [.. whole.Reverse()]), ("&orderBy=recordTime&orderDirection=ASC", whole),
        })
        {
            // By the waybill's stream, and by the log alone.
            (await Pages($"/epcis/events?MATCH_epc={Link(number)}&perPage=2{order}")).ShouldBe(expected.Select(Key), order);
            (await Pages($"/epcis/events?perPage=2{order}")).Where(key => whole.Select(Key).Contains(key))
                .ShouldBe(expected.Select(Key), order);
        }
        (await Pages($"/epcis/events?MATCH_epc={Link(number)}&orderBy=recordTime&eventCountLimit=3&perPage=2"))
            .ShouldBe(whole.Reverse().Take(3).Select(Key));
    }

    [Theory]
    [InlineData("eventType=AggregationEvent", "loading, unloading")]
    [InlineData("EQ_bizStep=loading|departing", "loading, departing")]
    [InlineData("EQ_bizStep=urn:epcglobal:cbv:bizstep:loading", "loading")]
    [InlineData("EQ_action=DELETE", "unloading")]
    [InlineData("EQ_disposition=damaged", "accepting, accepting")]
    [InlineData("EQ_readPoint=https://id.ordertracking.example/stations/SHA&EQ_action=ADD", "loading")]
    [InlineData("MATCH_parentID=https://id.ordertracking.example/vehicles/A1", "loading, unloading")]
    [InlineData("EXISTS_errorDeclaration=true", "accepting")]
    [InlineData("GE_eventTime=2026-03-02T18:00:00%2B08:00&LT_eventTime=2026-03-03T09:00:00%2B08:00", "arriving, unloading")]
    [InlineData("GE_quantity=12&eventType=ObjectEvent&EQ_bizStep=arriving", "")]
    [InlineData("EQ_quantity=11&EQ_bizStep=arriving", "arriving")]
    [InlineData("EQ_bizTransaction_po=https://id.ordertracking.example/orders/PO-1", "accepting")]
    [InlineData("EQ_destination_location=https://id.ordertracking.example/stations/CTU&EQ_bizStep=loading", "loading")]
    public async Task events_are_found_by_what_they_say(string query, string steps)
    {
        await Record();

        var found = await Ask($"{query}&EQ_bizTransaction_bol={Link(number)}");

        string.Join(", ", found.Select(one => one.GetProperty("bizStep").GetString())).ShouldBe(steps);
    }

    [Theory]
    [InlineData("EQ_bizstep=loading", 501, "epcisException:ImplementationException", "EQ_bizstep")]
    [InlineData("EQ_transformationID=urn:x:1", 501, "epcisException:ImplementationException", "EQ_transformationID")]
    [InlineData("colour=red", 400, "epcisException:QueryParameterException", "colour")]
    [InlineData("GE_eventTime=yesterday", 400, "epcisException:QueryParameterException", "GE_eventTime")]
    [InlineData("eventCountLimit=3", 400, "epcisException:QueryParameterException", "eventCountLimit")]
    [InlineData("perPage=1001", 400, "epcisException:QueryParameterException", "perPage")]
    [InlineData("nextPageToken=x", 400, "epcisException:QueryParameterException", "nextPageToken")]
    [InlineData("orderBy=eventTime", 413, "epcisException:QueryTooComplexException", "orderBy")]
    [InlineData("maxEventCount=1&EQ_action=OBSERVE", 413, "epcisException:QueryTooLargeException", "maxEventCount")]
    public async Task what_a_query_cannot_ask_is_refused_by_its_name(string query, int status, string type, string field)
    {
        await Record();

        var answer = await Service.Get($"/epcis/events?{query}");

        (answer.Status, answer.Body.GetProperty("type").GetString(), answer.Field).ShouldBe((status, type, field), answer.ToString());
    }

    [Fact]
    public async Task names_are_listed_and_lead_to_their_events()
    {
        await Record();
        (await Service.Post("/v1/reference/events", Send.Event("stationSet", At, new { code = "SHA", name = "上海" }, station: "HQ")))
            .Status.ShouldBeLessThan(300);

        (await Members("/epcis")).ShouldContain("capture");
        (await Members("/epcis/eventTypes")).ShouldBe(["ObjectEvent", "AggregationEvent"]);
        (await Members("/epcis/bizSteps")).ShouldContain("unloading");
        (await Members("/epcis/dispositions")).ShouldContain("mismatch_quantity");
        (await Members("/epcis/readPoints")).ShouldContain($"{Base}/stations/SHA");
        (await Members("/epcis/bizLocations")).ShouldContain($"{Base}/stations/SHA");
        (await Members($"/epcis/epcs/{Uri.EscapeDataString(Link(number))}")).ShouldBe(["events"]);
        (await Ask(null, $"/epcis/epcs/{Uri.EscapeDataString(Link(number))}/events")).Length.ShouldBe(7);
        (await Ask($"MATCH_epc={Link(number)}", "/epcis/bizSteps/loading/events")).Length.ShouldBe(1);
        (await Ask($"MATCH_epc={Link(number)}", $"/epcis/readPoints/{Uri.EscapeDataString($"{Base}/stations/CTU")}/events"))
            .Length.ShouldBe(5);
    }

    [Fact]
    public async Task a_named_query_is_its_callers_own()
    {
        await Record();
        var name = $"of-{number}";
        var query = new { name, query = new Dictionary<string, object> { ["MATCH_epc"] = (string[])[Link(number)],
            ["EQ_bizStep"] = (string[])["loading"] } };

        var (made, twice) = (await Service.Post("/epcis/queries", query), await Service.Post("/epcis/queries", query));

        (made.Status, made.Headers.Location?.ToString(), twice.Status).ShouldBe((201, $"/epcis/queries/{name}", 409), made.ToString());
        var found = await Service.Get($"/epcis/queries/{name}/events");
        found.Body.GetProperty("epcisBody").GetProperty("queryResults").GetProperty("queryName").GetString().ShouldBe(name);
        (await Ask(null, $"/epcis/queries/{name}/events")).Length.ShouldBe(1);
        (await Service.Get("/epcis/queries")).Text.ShouldContain(name);
        (await Service.As(Tokens.Caller("another", [Role.Dispatcher], ["SHA"])).Get($"/epcis/queries/{name}")).Status.ShouldBe(404);
        (await Service.Post("/epcis/queries", new { name = "wrong", query = new { colour = "red" } })).Field.ShouldBe("colour");
        (await Service.Send(new(HttpMethod.Delete, $"/epcis/queries/{name}"))).Status.ShouldBe(204);
        (await Service.Get($"/epcis/queries/{name}/events")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task a_customer_sees_no_vehicle_and_nobody_what_is_not_theirs()
    {
        await Record();

        var customer = Service.As(Tokens.Caller("customer", [Role.Customer], accounts: ["ACME"]));
        var shown = (await customer.Get($"/epcis/events?MATCH_epc={Link(number)}")).Text;
        shown.ShouldContain("loading");
        shown.ShouldNotContain("vehicles/A1");
        shown.ShouldNotContain("li.wei");
        (await Service.As(Tokens.Caller("other", [Role.Customer], accounts: ["OTHER"])).Get($"/epcis/events?MATCH_epc={Link(number)}"))
            .Body.GetProperty("epcisBody").GetProperty("queryResults").GetProperty("resultsBody").GetProperty("eventList")
            .GetArrayLength().ShouldBe(0);
        (await customer.Get("/epcis/capture")).Body.GetProperty("type").GetString().ShouldBe("epcisException:SecurityException");
        (await Service.As((string?)null).Get("/epcis/events")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task versions_and_limits_are_told_to_anybody_and_xml_is_not_served()
    {
        var told = await Service.As((string?)null).Send(new(HttpMethod.Options, "/epcis/capture"));
        (told.Status, Header(told, "GS1-EPCIS-Version"), Header(told, "GS1-CBV-Version"), Header(told, "GS1-EPCIS-Capture-Limit"))
            .ShouldBe((204, "2.0.0", "2.0.0", "10000"));
        told.ContentHeaders.Allow.Order().ShouldBe(["GET", "OPTIONS", "POST"]);
        Header(told, "GS1-Extensions").ShouldBe($"ot={Base}/vocabulary/");

        (await With("Accept", "application/xml")).ShouldBe((406, "epcisException:NotAcceptableException"));
        (await With("GS1-EPCIS-Min", "2.1.0")).ShouldBe((406, "epcisException:NotAcceptableException"));
        (await With("GS1-EPC-Format", "Always_EPC_URN")).ShouldBe((406, "epcisException:NotAcceptableException"));
        (await With("Accept", "application/ld+json")).ShouldBe((200, null));
        var xml = await Service.Post("/epcis/capture", "<x/>"u8.ToArray(), "application/xml");
        (xml.Status, xml.Body.GetProperty("type").GetString()).ShouldBe((415, "epcisException:UnsupportedMediaTypeException"));
        (await Service.Post("/epcis/capture", new { type = "EPCISDocument" })).Field.ShouldBe("@context");

        async Task<(int, string?)> With(string header, string value)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/epcis/events?perPage=1");
            request.Headers.Add(header, value);
            var answer = await Service.Send(request);
            return (answer.Status, answer.Body.TryGetProperty("type", out var type) && answer.Status >= 400 ? type.GetString() : null);
        }
    }

    // Received, on a lorry and off it with a piece less, out for delivery, and signed for twice by mistake.
    private async Task Record()
    {
        var wrong = Send.Event("signed", At.AddHours(30),
            new { pieces = 3, remark = new { kind = "wet" }, signer = new { name = "赵六", phone = "13900000000" } }, station: "CTU");
        JsonObject[] lines =
        [
            Send.Event("received", At, new { account = "ACME", origin = "SHA", destination = "CTU", pieces = 12, orderNumber = "PO-1",
                consignee = new { name = "张三", phone = "13900000000" } }),
            Send.Event("loaded", At.AddHours(1), new { pieces = 12, nextStation = "CTU", loadingList = "L-1", vehicle = "A1" }),
            Send.Event("arrived", At.AddHours(20), new { pieces = 11, vehicle = "A1" }, station: "CTU"),
            Send.Event("outForDelivery", At.AddHours(28), new { pieces = 3 }, station: "CTU"),
            wrong,
        ];
        (await Service.Post($"/v1/waybills/{number}/events", lines)).Status.ShouldBe(201);
        (await Service.Post($"/v1/waybills/{number}/events", Send.Event("corrected", At.AddHours(31),
            new { eventId = wrong.Id(), reason = "录错" }, station: "CTU"))).Status.ShouldBe(201);
    }

    private async Task<int> Count() => (await Service.Get($"/v1/waybills/{number}/events?limit=1000")).Items.Length;

    private static string Link(string number) => $"{Base}/401/{number}";

    private JsonObject Received(string waybill) => Event("accepting", "active", At, "SHA", 12).With("eventID", $"urn:uuid:{Guid.NewGuid()}")
        .With("epcList", new JsonArray(Link(waybill))).With("sourceList", JsonNode.Parse($$"""
            [{ "type": "owning_party", "source": "{{Base}}/accounts/ACME" },
             { "type": "location", "source": "{{Base}}/stations/SHA" }]
            """)).With("destinationList", JsonNode.Parse($$"""[{ "type": "location", "destination": "{{Base}}/stations/CTU" }]"""));

    private JsonObject Event(string step, string disposition, DateTimeOffset at, string station, int pieces) => new()
    {
        ["type"] = "ObjectEvent", ["eventTime"] = at.ToString("yyyy-MM-dd'T'HH:mm:sszzz", null), ["eventTimeZoneOffset"] = "+08:00",
        ["action"] = "OBSERVE", ["bizStep"] = step, ["disposition"] = disposition, ["epcList"] = new JsonArray(Link(number)),
        ["quantityList"] = new JsonArray(new JsonObject { ["epcClass"] = $"{Base}/pieces/{number}", ["quantity"] = pieces }),
        ["readPoint"] = new JsonObject { ["id"] = $"{Base}/stations/{station}" },
    };

    private static JsonNode Context() => JsonNode.Parse(
        $$"""["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", { "ot": "{{Base}}/vocabulary/" }]""")!;

    private Task<Answer> Capture(IEnumerable<object> events, string? behaviour = null)
    {
        var document = new JsonObject
        {
            ["@context"] = Context(), ["type"] = "EPCISDocument", ["schemaVersion"] = "2.0", ["creationDate"] = "2026-03-02T09:00:00+08:00",
            ["epcisBody"] = new JsonObject
            {
                ["eventList"] = new JsonArray([.. events.Select(one => JsonNode.Parse(
                    one is JsonNode node ? node.ToJsonString() : ((JsonElement)one).GetRawText()))]),
            },
        };
        var request = new HttpRequestMessage(HttpMethod.Post, "/epcis/capture")
        {
            Content = new StringContent(document.ToJsonString(), System.Text.Encoding.UTF8, "application/json"),
        };
        if (behaviour is not null) request.Headers.Add("GS1-Capture-Error-Behaviour", behaviour);
        return Service.Send(request);
    }

    private static IEnumerable<(int, string?, string?)> Errors(Answer job) => job.Body.GetProperty("errors").EnumerateArray()
        .Select(error => (error.GetProperty("event").GetInt32(), error.GetProperty("code").GetString(),
            error.GetProperty("field").GetString()));

    private async Task<JsonElement[]> Ask(string? query, string path = "/epcis/events")
    {
        var answer = await Service.Get($"{path}?perPage=1000&{query}".TrimEnd('&'));
        answer.Status.ShouldBe(200, answer.ToString());
        return EventsOf(answer);
    }

    private static JsonElement[] EventsOf(Answer answer) => [.. answer.Body.GetProperty("epcisBody").GetProperty("queryResults")
        .GetProperty("resultsBody").GetProperty("eventList").EnumerateArray()];

    private async Task<List<string>> Pages(string path)
    {
        var keys = new List<string>();
        for (var next = path; next is not null;)
        {
            var answer = await Service.Get(next);
            answer.Status.ShouldBe(200, answer.ToString());
            keys.AddRange(EventsOf(answer).Select(Key));
            next = Header(answer, "Link")?.Split('<', '>')[1];
        }
        return keys;
    }

    private async Task<string?[]> Members(string path) => [.. (await Service.Get($"{path}")).Body.GetProperty("member").EnumerateArray()
        .Select(member => member.GetString())];

    private static string Key(JsonElement one) => $"{one.GetProperty("eventID")} {one.GetProperty("recordTime")}";

    private static string Step(JsonElement one) => $"{one.GetProperty("bizStep")} {one.GetProperty("disposition")}"
        + (one.TryGetProperty("errorDeclaration", out _) ? " error" : "");

    private static string? Header(Answer answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
