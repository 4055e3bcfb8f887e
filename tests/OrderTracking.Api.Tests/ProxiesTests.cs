using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrderTracking.Api.Hosting;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>The address of a request as a proxy forwards it, and which proxies are believed.</summary>
[Trait("Engine", "any")]
public class ProxiesTests
{
    [Theory]
    [InlineData(null, "203.0.113.7", "127.0.0.1", "http")]
    [InlineData("10.1.0.0/16", "203.0.113.7", "127.0.0.1", "http")]
    [InlineData("127.0.0.1", "203.0.113.7", "203.0.113.7", "https")]
    [InlineData("127.0.0.0/8,10.1.0.0/16", "203.0.113.7, 10.1.2.3", "203.0.113.7", "https")]
    [InlineData("127.0.0.1", "192.0.2.1, 203.0.113.7", "203.0.113.7", "https")]
    public async Task only_a_listed_proxy_is_believed(string? proxies, string forwardedFor, string from, string scheme)
    {
        await using var database = await TestDatabase.CreateAsync();
        var seen = new Seen();
        var settings = Settings.From(TestEnvironment.Of(("ORDERTRACKING_DB", database.ConnectionString),
            ("ORDERTRACKING_ISSUER", "https://issuer.example"), ("ORDERTRACKING_PROXIES", proxies ?? ""),
            ("ORDERTRACKING_PERSON_KEK", TestKeys.PersonKek)))
            with { Url = new("http://127.0.0.1:0") };
        await using var app = await Service.Build(settings, services => services.AddLogging(logging => logging.ClearProviders())
            .AddSingleton<IStartupFilter>(seen));
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = new(app.Urls.Single()) };
        http.DefaultRequestHeaders.Add("X-Forwarded-For", forwardedFor);
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");

        await http.GetAsync("/health/live", TestContext.Current.CancellationToken);
        await app.StopAsync(TestContext.Current.CancellationToken);

        seen.From.ShouldBe(from);
        seen.Scheme.ShouldBe(scheme);
    }

    /// <summary>Looks at a request after all other middleware.</summary>
    private sealed class Seen : IStartupFilter
    {
        public string? From { get; private set; }

        public string? Scheme { get; private set; }

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (HttpContext context, RequestDelegate then) =>
            {
                await then(context);
                (From, Scheme) = (context.Connection.RemoteIpAddress?.MapToIPv4().ToString(), context.Request.Scheme);
            });
            next(app);
        };
    }
}
