using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>The security headers of every answer.</summary>
[Trait("Engine", "any")]
public class HeadersTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    [Theory]
    [InlineData("GET", "/health/live")]
    [InlineData("GET", "/v1/waybills")]
    [InlineData("GET", "/v1/waybills/NONE-1")]
    [InlineData("GET", "/v1/audit/events")]
    [InlineData("GET", "/openapi/v1.json", "no-cache")]
    [InlineData("GET", "/asyncapi/v1.json", "no-cache")]
    [InlineData("GET", "/epcis/events")]
    [InlineData("OPTIONS", "/epcis")]
    [InlineData("GET", "/nowhere")]
    [InlineData("DELETE", "/v1/waybills")]
    [InlineData("POST", "/v1/events")]
    public async Task every_answer_forbids_sniffing_and_caching(string method, string path, string caching = "no-store")
    {
        var answer = await fixture.Service.Send(new HttpRequestMessage(new(method), path));

        Header(answer, "X-Content-Type-Options").ShouldBe("nosniff");
        Header(answer, "Referrer-Policy").ShouldBe("no-referrer");
        Header(answer, "Content-Security-Policy").ShouldBe("default-src 'none'; frame-ancestors 'none'");
        Header(answer, "Cross-Origin-Resource-Policy").ShouldBe("same-origin");
        Header(answer, "Cache-Control").ShouldBe(caching);
        answer.Headers.Contains("Server").ShouldBeFalse();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("OPTIONS")]
    public async Task no_answer_has_cors_headers(string method)
    {
        var request = new HttpRequestMessage(new(method), "/v1/waybills");
        request.Headers.Add("Origin", "https://elsewhere.example");
        if (method == "OPTIONS") request.Headers.Add("Access-Control-Request-Method", "GET");

        var answer = await fixture.Service.Send(request);

        answer.Status.ShouldBe(method == "GET" ? 200 : 405);
        answer.Headers.ShouldAllBe(header => !header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }

    private static string? Header(Answer answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
