using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrderTracking.Api.Access;
using OrderTracking.Api.Http;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>The OpenAPI document has an example of every body, and they are true.</summary>
[Trait("Engine", "any")]
public sealed class OpenApiExamplesTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Waybill = "ZB-0302-07";

    /// <summary>In this order, as some need what others record. A request about what is not there is read all the same.</summary>
    private static readonly (string Route, string Address, int[] Statuses)[] Requests =
    [
        ("POST /v1/reference/events", "/v1/reference/events", [201]),
        ("POST /v1/waybills/{number}/events", $"/v1/waybills/{Waybill}/events", [201]),
        ("POST /v1/loading-lists/{number}/events", "/v1/loading-lists/ZZ-0302-07/events", [200]),
        ("POST /v1/events", "/v1/events", [200]),
        ("POST /v1/waybills/search", "/v1/waybills/search", [200]),
        ("POST /v1/claims/{number}/events", "/v1/claims/CL-0306-1/events", [201]),
        ("POST /v1/complaints/{number}/events", "/v1/complaints/TS-0306-1/events", [201]),
        ("POST /v1/insurance/{number}/events", "/v1/insurance/TB-0302-1/events", [201]),
        ("POST /v1/inquiries/{number}/events", "/v1/inquiries/CX-0303-1/events", [201]),
        ("POST /v1/rounds/{number}/events", "/v1/rounds/HF-2026-1/events", [201]),
        ("POST /v1/desk-notes/{number}/events", "/v1/desk-notes/JB-0304-1/events", [201]),
        ("POST /v1/reports/notes", "/v1/reports/notes?account=ACME&kind=weekly-account&from=2026-03-02", [201]),
        ("POST /v1/webhooks", "/v1/webhooks", [201]),
        ("PUT /v1/webhooks/{id}", "/v1/webhooks/{webhook}", [200]),
        ("POST /v1/webhooks/{id}/replay", "/v1/webhooks/{webhook}/replay", [200]),
        ("POST /v1/webhooks/{id}/deliveries/retry", "/v1/webhooks/{webhook}/deliveries/retry", [200]),
        ("POST /v1/audit/replays", "/v1/audit/replays", [202]),
        ("POST /v1/keys", "/v1/keys", [201]),
        ("POST /epcis/events", "/epcis/events", [201]),
        ("POST /epcis/capture", "/epcis/capture", [202]),
        ("POST /epcis/queries", "/epcis/queries", [201, 409]),
        ("POST /epcis/queries/{id}/subscriptions", "/epcis/queries/arrivals-in-chengdu/subscriptions", [201]),
        ("POST /v1/privacy/erasures", "/v1/privacy/erasures", [201]),
        ("POST /v1/quarantine/{id}/discard", "/v1/quarantine/1/discard", [404]),
        ("POST /v1/hand-overs/{account}/accept", "/v1/hand-overs/ACME/accept", [404]),
        ("POST /v1/log/{position}/set-aside", "/v1/log/1/set-aside", [409]),
    ];

    [Fact]
    public async Task every_operation_has_an_id_of_its_own_a_tag_that_is_described_and_says_who_may_call_it()
    {
        var document = await Document();
        var described = document.GetProperty("tags").EnumerateArray()
            .Where(tag => tag.GetProperty("description").GetString() is { Length: > 0 }).Select(tag => tag.GetProperty("name").GetString())
            .ToList();
        var ids = new HashSet<string>();
        var open = Policy.Rules.Where(rule => rule.IsOpen).Select(rule => rule.Route).ToHashSet();
        document.GetProperty("security")[0].TryGetProperty("bearer", out _).ShouldBeTrue();

        foreach (var (route, operation) in Operations(document))
        {
            ids.Add(operation.GetProperty("operationId").GetString()!).ShouldBeTrue(route);
            operation.GetProperty("tags").EnumerateArray().ShouldAllBe(tag => described.Contains(tag.GetString()), route);
            operation.TryGetProperty("security", out var own).ShouldBe(open.Contains(route), route);
            if (open.Contains(route)) own.GetArrayLength().ShouldBe(0, route);
            operation.GetProperty("responses").EnumerateObject().ShouldContain(answer => answer.Name[0] == '4', route);
        }
        ids.ShouldContain("getWaybillEvents");
        ids.ShouldContain("postEvents");
    }

    [Theory]
    [InlineData("GET", "/v1/waybills", "getWaybills")]
    [InlineData("GET", "/v1/waybills.csv", "getWaybillsCsv")]
    [InlineData("GET", "/v1/inquiries/{number}/timeline", "getInquiryTimeline")]
    [InlineData("GET", "/v1/insurance/{number}", "getInsuranceByNumber")]
    [InlineData("POST", "/v1/webhooks/{id}/deliveries/{position}/retry", "postWebhookDeliveryRetry")]
    public void an_operation_is_called_as_its_path(string method, string path, string id) =>
        OpenApiDescription.IdOf(method, path).ShouldBe(id);

    [Fact]
    public async Task every_body_has_an_example()
    {
        var missing = new List<string>();
        foreach (var (route, operation) in Operations(await Document()))
        {
            if (operation.TryGetProperty("requestBody", out var request))
                missing.AddRange(request.GetProperty("content").EnumerateObject()
                    .Where(body => !body.Value.TryGetProperty("example", out _)).Select(body => $"{route}: {body.Name}"));
            missing.AddRange(Successes(operation).Where(body => body.Name is "application/json" or "application/x-ndjson"
                or "text/plain" or "text/event-stream").Where(body => !body.Value.TryGetProperty("example", out _))
                .Select(body => $"{route}: {body.Name}"));
        }
        missing.ShouldBeEmpty();
    }

    [Fact]
    public async Task examples_of_answers_have_the_shapes_that_their_routes_declare()
    {
        var options = fixture.Service.Parts.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var examples = Operations(await Document()).ToDictionary(found => found.Route, found => found.Operation);
        var (wrong, read) = (new List<string>(), 0);
        foreach (var endpoint in fixture.Service.Parts.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];
            var pattern = endpoint.RoutePattern.RawText!.Replace("{**", "{", StringComparison.Ordinal);
            if (methods is not [var method] || !examples.TryGetValue($"{method} {pattern}", out var operation)) continue;
            foreach (var declared in endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>())
                if (declared is { StatusCode: >= 200 and < 300, Type: { } type } && declared.ContentTypes.Contains("application/json")
                    && Successes(operation).FirstOrDefault(body => body.Name == "application/json") is { Value.ValueKind: not 0 } body)
                    try
                    {
                        body.Value.GetProperty("example").Deserialize(type, options).ShouldNotBeNull();
                        read++;
                    }
                    catch (Exception fault) when (fault is JsonException or NotSupportedException)
                    {
                        wrong.Add($"{method} {pattern}: {fault.Message}");
                    }
        }
        wrong.ShouldBeEmpty();
        read.ShouldBeGreaterThan(100);
    }

    /// <summary>Where no value is given for a member, its name stands in the example: OpenApiExamples.json is to be added to.</summary>
    [Fact]
    public async Task every_text_of_an_example_has_a_value()
    {
        var names = Operations(await Document()).SelectMany(found => Successes(found.Operation))
            .Where(body => body.Name == "application/json").SelectMany(body => Unnamed(body.Value.GetProperty("example"))).Distinct();

        names.ShouldBeEmpty();

        static IEnumerable<string> Unnamed(JsonElement example) => example.ValueKind switch
        {
            JsonValueKind.Object => example.EnumerateObject().SelectMany(member =>
                member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() == member.Name
                    ? [member.Name] : Unnamed(member.Value)),
            JsonValueKind.Array => example.EnumerateArray().SelectMany(Unnamed),
            _ => [],
        };
    }

    [Fact]
    public async Task the_service_takes_the_examples_of_requests()
    {
        var examples = Operations(await Document()).Where(found => found.Operation.TryGetProperty("requestBody", out _))
            .ToDictionary(found => found.Route, found => found.Operation.GetProperty("requestBody").GetProperty("content"));
        examples.Keys.Order().ShouldBe(Requests.Select(request => request.Route).Order());
        var webhook = "";
        foreach (var (route, address, statuses) in Requests)
            foreach (var body in examples[route].EnumerateObject())
            {
                var example = body.Value.GetProperty("example");
                var text = example.ValueKind == JsonValueKind.String ? example.GetString()! : example.GetRawText();
                // A key may end at most 400 days ahead.
                text = text.Replace("2027-03-01T00:00:00+08:00", $"{DateTimeOffset.UtcNow.AddDays(30):O}", StringComparison.Ordinal);
                // A hand-over is taken over by a manager.
                var caller = route.Contains("hand-overs", StringComparison.Ordinal)
                    ? fixture.Service.As(Tokens.Caller("chen.mei", [Role.AccountManager])) : fixture.Service;
                var answer = await caller.Send(new HttpRequestMessage(
                    new HttpMethod(route.Split(' ')[0]), address.Replace("{webhook}", webhook, StringComparison.Ordinal))
                {
                    Content = new StringContent(text, new System.Net.Http.Headers.MediaTypeHeaderValue(body.Name)),
                });
                statuses.ShouldContain(answer.Status, $"{route}: {answer}");
                if (route == "POST /v1/webhooks") webhook = answer.Body.GetProperty("webhook").GetProperty("id").GetString()!;
                if (answer.Status == 200 && answer.Body.TryGetProperty("refused", out var refused))
                    (refused.GetInt32(), answer.Body.GetProperty("held").GetInt32()).ShouldBe((0, 0), $"{route}: {answer}");
            }
    }

    private async Task<JsonElement> Document()
    {
        var answer = await fixture.Service.Get("/openapi/v1.json");
        answer.Status.ShouldBe(200);
        return answer.Body;
    }

    private static IEnumerable<(string Route, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select ($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value);

    private static IEnumerable<JsonProperty> Successes(JsonElement operation) =>
        operation.GetProperty("responses").EnumerateObject().Where(answer => answer.Name[0] == '2')
            .SelectMany(answer => answer.Value.TryGetProperty("content", out var content) ? content.EnumerateObject() : []);
}
