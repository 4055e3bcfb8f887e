using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderTracking.Api.Hosting;
using OrderTracking.Api.Testing;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>What is logged names routes and counts, and nobody: no parameter, no row, no address, no query, no body.</summary>
public class PrivacyTests
{
    private const string Secret = "韩梅梅-13800001111";

    [Fact]
    public async Task what_fails_is_logged_without_what_it_was_about()
    {
        await using var database = await TestDatabase.CreateAsync();
        var said = new Said();
        // Asked for by whoever wrote the connection string, and not given: PostgreSQL's details hold rows.
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString) { IncludeErrorDetail = true }.ConnectionString;
        await using var app = await Service.Build(
            new(new("http://127.0.0.1:0"), connection, TimeZoneInfo.Utc, Tokens.Identity, Settings.DefaultEngine), services => services.AddLogging(logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(said)));
        await app.StartAsync(TestContext.Current.CancellationToken);
        await using (var source = NpgsqlDataSource.Create(database.ConnectionString))
        {
            // The row that is in the way stands in the error's detail, and the failing row in that of the next.
            await using var command = source.CreateCommand(
                """
                alter table tracking.quarantine add constraint not_that check (code <> 'unknown-waybill');
                alter table tracking.search drop column account;
                """);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
        using var http = new HttpClient { BaseAddress = new(app.Urls.Single()) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Tokens.Of(Tokens.Anybody));
        var line = Send.Event("customerNotified", DateTimeOffset.UtcNow, new { channel = "sms", about = Secret }, by: Secret, waybill: "ZB-1").ToJsonString();
        var answers = new[]
        {
            await http.PostAsync("/v1/events", new StringContent(line, null, "application/x-ndjson"), TestContext.Current.CancellationToken),
            await http.GetAsync($"/v1/waybills?q={Uri.EscapeDataString(Secret)}", TestContext.Current.CancellationToken),
            await http.GetAsync($"/v1/waybills/{Uri.EscapeDataString(Secret)}", TestContext.Current.CancellationToken),
            await http.GetAsync($"/{Uri.EscapeDataString(Secret)}", TestContext.Current.CancellationToken),
        };
        await app.StopAsync(TestContext.Current.CancellationToken);

        answers.Count(answer => (int)answer.StatusCode >= 500).ShouldBeGreaterThanOrEqualTo(1);
        said.Lines.ShouldContain(logged => logged.Contains("failed", StringComparison.Ordinal) || logged.Contains("does not answer", StringComparison.Ordinal));
        foreach (var part in new[] { Secret, "韩梅梅", "13800001111", Uri.EscapeDataString("韩梅梅"), "Failing row" })
            said.Lines.ShouldAllBe(logged => !logged.Contains(part, StringComparison.OrdinalIgnoreCase));
    }

    private sealed class Said : ILoggerProvider
    {
        private readonly ConcurrentQueue<string> lines = new();

        public IEnumerable<string> Lines => lines;

        public ILogger CreateLogger(string categoryName) => new Category(lines, categoryName);

        public void Dispose()
        {
        }

        // At the levels that the service logs; what libraries say at others is not written.
        private sealed class Category(ConcurrentQueue<string> lines, string name) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull
            {
                lines.Enqueue($"{state}");
                return null;
            }

            public bool IsEnabled(LogLevel logLevel) =>
                logLevel >= (name.StartsWith("OrderTracking", StringComparison.Ordinal) ? LogLevel.Debug : LogLevel.Warning);

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (IsEnabled(logLevel)) lines.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }
    }
}
