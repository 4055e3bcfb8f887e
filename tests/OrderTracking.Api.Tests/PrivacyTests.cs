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

/// <summary>The log names routes and counts, and no personal data: no parameter, row, address, query or body.</summary>
public class PrivacyTests
{
    private const string Secret = "韩梅梅-13800001111";

    [Fact]
    public async Task failures_are_logged_without_the_data_that_they_are_about()
    {
        await using var database = await TestDatabase.CreateAsync();
        var said = new Said();
        // Set in the connection string, and overridden by the service: PostgreSQL's error details contain rows.
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString) { IncludeErrorDetail = true }.ConnectionString;
        await using var app = await Service.Build(
            new(new("http://127.0.0.1:0"), connection, TimeZoneInfo.Utc, Tokens.Identity, Settings.DefaultEngine),
            services => services.AddLogging(logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(said)));
        await app.StartAsync(TestContext.Current.CancellationToken);
        await using (var source = NpgsqlDataSource.Create(database.ConnectionString))
        {
            // The conflicting row is in the detail of this error, and the failing row in that of the next.
            await using var command = source.CreateCommand(
                """
                alter table tracking.quarantine add constraint not_that check (code <> 'unknown-waybill');
                alter table tracking.search drop column account;
                """);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
        using var http = new HttpClient { BaseAddress = new(app.Urls.Single()) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Tokens.Of(Tokens.Anybody));
        var line = Send.Event("customerNotified", DateTimeOffset.UtcNow, new { channel = "sms", about = Secret }, by: Secret,
            waybill: "ZB-1").ToJsonString();
        var answers = new[]
        {
            await http.PostAsync("/v1/events", new StringContent(line, null, "application/x-ndjson"),
                TestContext.Current.CancellationToken),
            await http.GetAsync($"/v1/waybills?q={Uri.EscapeDataString(Secret)}", TestContext.Current.CancellationToken),
            await http.GetAsync($"/v1/waybills/{Uri.EscapeDataString(Secret)}", TestContext.Current.CancellationToken),
            await http.GetAsync($"/{Uri.EscapeDataString(Secret)}", TestContext.Current.CancellationToken),
        };
        await app.StopAsync(TestContext.Current.CancellationToken);

        answers.Count(answer => (int)answer.StatusCode >= 500).ShouldBeGreaterThanOrEqualTo(1);
        said.Lines.ShouldContain(logged => logged.Contains("failed", StringComparison.Ordinal)
            || logged.Contains("does not answer", StringComparison.Ordinal));
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

        // Filters by the levels at which the service logs; libraries' messages at other levels are not written.
        private sealed class Category(ConcurrentQueue<string> lines, string name) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull
            {
                lines.Enqueue($"{state}");
                return null;
            }

            public bool IsEnabled(LogLevel logLevel) =>
                logLevel >= (name.StartsWith("OrderTracking", StringComparison.Ordinal) ? LogLevel.Debug : LogLevel.Warning);

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
                Func<TState, Exception?, string> formatter)
            {
                if (IsEnabled(logLevel)) lines.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }
    }
}
