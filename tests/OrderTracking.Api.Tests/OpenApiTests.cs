using System.Text.Json;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>The OpenAPI document is complete.</summary>
[Trait("Engine", "any")]
public class OpenApiTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task every_route_is_in_the_document()
    {
        var paths = (await Document()).GetProperty("paths");
        var documented = paths.EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"));

        // A parameter that takes the rest of a path is written as any other.
        documented.Order().ShouldBe(Routes().Select(route => route.Replace("{**", "{", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task whoever_has_the_document_already_is_told_so()
    {
        var document = await fixture.Service.Get("/openapi/v1.json");
        var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json") { Headers = { IfNoneMatch = { new(document.ETag!) } } };

        var same = await fixture.Service.Send(request);

        (same.Status, same.Bytes.Length, same.ETag).ShouldBe((304, 0, document.ETag));
        (await fixture.Service.Get("/openapi/v1.json")).ETag.ShouldBe(document.ETag);
    }

    [Fact]
    public async Task every_operation_says_what_it_does_answers_and_refuses()
    {
        foreach (var path in (await Document()).GetProperty("paths").EnumerateObject())
            foreach (var operation in path.Value.EnumerateObject())
            {
                operation.Value.GetProperty("summary").GetString().ShouldNotBeNullOrWhiteSpace(path.Name);
                var responses = operation.Value.GetProperty("responses").EnumerateObject().ToList();
                responses.ShouldContain(response => response.Name.StartsWith('2'), path.Name);
                responses.Where(response => response.Name[0] is '4' or '5')
                    .ShouldAllBe(response => response.Value.GetProperty("content").GetRawText().Contains("application/problem+json"),
                        path.Name);
                path.Name.Split('{').Skip(1).Select(part => part.Split('}')[0])
                    .ShouldBe(Parameters(operation.Value, "path"), path.Name);
                if (operation.Value.TryGetProperty("parameters", out var parameters))
                    parameters.EnumerateArray().Select(parameter => parameter.GetProperty("schema").GetRawText())
                        .ShouldAllBe(schema => schema.Contains("\"type\""), path.Name);
                operation.Value.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString())
                    .ShouldNotContain("OrderTracking.Api", $"{path.Name}: routes are tagged by their group");
                if (operation.Name == "post" && path.Name.EndsWith("events", StringComparison.Ordinal))
                    operation.Value.TryGetProperty("requestBody", out var _).ShouldBeTrue(path.Name);
            }
    }

    [Theory]
    [InlineData("/v1/waybills", "account tier status lane from to q limit after waitFor asOf knownAt knownAtPosition")]
    [InlineData("/v1/waybills.csv", "account tier status lane from to q waitFor asOf knownAt knownAtPosition")]
    [InlineData("/v1/waybills/{number}", "asOf knownAt knownAtPosition")]
    [InlineData("/v1/waybills/{number}/timeline", "asOf knownAt knownAtPosition")]
    [InlineData("/v1/waybills/{number}/events", "asOf knownAt knownAtPosition limit after")]
    [InlineData("/v1/on-time", "from to account tier lane station branch clock basis waitFor asOf knownAt knownAtPosition groupBy compare")]
    [InlineData("/v1/on-time/waybills",
        "from to account tier lane station branch clock basis waitFor asOf knownAt knownAtPosition verdict limit after")]
    [InlineData("/v1/exceptions",
        "account tier lane kind cause status responsibleStation from to waybill limit after waitFor asOf knownAt knownAtPosition")]
    [InlineData("/v1/exceptions/report",
        "account tier lane kind cause responsibleStation from to groupBy compare waitFor asOf knownAt knownAtPosition")]
    [InlineData("/v1/held-freight", "account tier lane station limit after waitFor asOf knownAt knownAtPosition")]
    [InlineData("/v1/receipts",
        "account tier lane station branch status from to waybill verdict limit after waitFor asOf knownAt knownAtPosition")]
    [InlineData("/v1/receipts/report", "account tier lane station branch from to groupBy compare waitFor asOf knownAt knownAtPosition")]
    [InlineData("/v1/figures/{figure}", "from to account tier lane station branch groupBy compare waitFor asOf knownAt knownAtPosition")]
    [InlineData("/v1/figures/{figure}/deadlines",
        "from to account tier lane station branch side limit after waitFor asOf knownAt knownAtPosition")]
    [InlineData("/v1/volumes", "from to account tier lane station branch verdict limit after waitFor asOf knownAt knownAtPosition")]
    [InlineData("/v1/group/report", "month waitFor asOf knownAt knownAtPosition")]
    [InlineData("/v1/quarantine", "status code limit after")]
    [InlineData("/v1/audit/events", "after limit")]
    [InlineData("/v1/audit/differences",
        "account tier lane waybill from to knownAt knownAtPosition knownAt2 knownAtPosition2 limit after")]
    [InlineData("/v1/audit/waybills/{number}/steps", "limit after")]
    [InlineData("/v1/audit/replays/{id}", "limit after")]
    [InlineData("/v1/audit/log/checkpoint", "cosigned")]
    [InlineData("/v1/audit/log/export", "first limit")]
    [InlineData("/v1/feed", "after account station type waybill case")]
    [InlineData("/v1/webhooks", "limit after")]
    [InlineData("/v1/webhooks/{id}/deliveries", "status limit after")]
    [InlineData("/epcis/capture", "perPage nextPageToken")]
    [InlineData("/v1/log/set-aside", "limit after")]
    [InlineData("/v1/lanes", "at limit after asOf knownAt knownAtPosition")]
    [InlineData("/v1/accounts/{account}", "at asOf knownAt knownAtPosition")]
    [InlineData("/v1/reference/{stream}/events", "limit after asOf knownAt knownAtPosition")]
    [InlineData("/v1/reports/weekly-account.xlsx", "account from waitFor asOf knownAt knownAtPosition")]
    [InlineData("/v1/hand-overs/{account}", "waitFor asOf knownAt knownAtPosition")]
    public async Task query_parameters_are_documented(string path, string names) =>
        Parameters((await Document()).GetProperty("paths").GetProperty(path).GetProperty("get"), "query").ShouldBe(names.Split(' '));

    [Fact]
    public async Task closed_lists_are_spelt_out()
    {
        var clock = (await Document()).GetProperty("paths").GetProperty("/v1/on-time").GetProperty("get").GetProperty("parameters")
            .EnumerateArray()
            .Single(parameter => parameter.GetProperty("name").GetString() == "clock");

        clock.GetProperty("schema").GetProperty("enum").EnumerateArray().Select(value => value.GetString()).ShouldBe(["signed", "arrived"]);
    }

    private IEnumerable<string> Routes() =>
        from endpoint in fixture.Service.Parts.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let pattern = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
        where !pattern.StartsWith("/openapi", StringComparison.Ordinal) && !IsOfPages(endpoint, pattern)
        from method in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
        select $"{method} {pattern}";

    // Pages, and what stands beside them: their files, signing in and out, the choice of a language.
    private static bool IsOfPages(Endpoint endpoint, string pattern) =>
        endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null || pattern.StartsWith("/_framework/", StringComparison.Ordinal)
        || (!pattern.StartsWith("/v1/", StringComparison.Ordinal) && !pattern.StartsWith("/health/", StringComparison.Ordinal)
            && endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not null);

    private async Task<JsonElement> Document()
    {
        var answer = await fixture.Service.Get("/openapi/v1.json");
        answer.Status.ShouldBe(200);
        return answer.Body;
    }

    private static IEnumerable<string> Parameters(JsonElement operation, string place) =>
        operation.TryGetProperty("parameters", out var parameters)
        ? parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == place)
        .Select(parameter => parameter.GetProperty("name").GetString()!)
        : [];
}
