using System.Globalization;
using Npgsql;
using OrderTracking.Api.Testing;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>A database whose clock is wrong.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));

    private readonly CapturedLog log = new();
    private TestDatabase database = null!;
    private RunningService service = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        service = await RunningService.StartAsync(database.ConnectionString, heard: log);
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await database.DisposeAsync();
        log.Dispose();
    }

    [Theory]
    [InlineData("1 day")]
    [InlineData("-1 day")]
    [InlineData("75 seconds")]
    public async Task nothing_is_recorded_while_it_is_wrong_by_more_than_a_minute(string wrongBy)
    {
        (await service.Post("/v1/waybills/C-1/events", Send.Received(At))).Status.ShouldBe(201);
        await SetClock(wrongBy);

        foreach (var refused in (Answer[])
                 [
                     await service.Post("/v1/waybills/C-2/events", Send.Received(At)),
                     await service.Post("/v1/waybills/C-1/events", Send.Loaded(At.AddHours(1), 10)),
                     await service.PostLines("/v1/events", [Send.Received(At, waybill: "C-3"), Send.Received(At, waybill: "C-4")]),
                 ])
        {
            (refused.Status, refused.Code).ShouldBe((503, "clock-skew"), refused.ToString());
            refused.Headers.RetryAfter.ShouldNotBeNull();
        }
        await SetClock("0");
        var recorded = await service.Post("/v1/waybills/C-2/events", Send.Received(At));

        recorded.Status.ShouldBe(201);
        var at = DateTimeOffset.Parse(recorded.Body.GetProperty("events")[0].GetProperty("recordedAt").GetString()!,
            CultureInfo.InvariantCulture);
        (at - DateTimeOffset.UtcNow).Duration().ShouldBeLessThan(TimeSpan.FromSeconds(30));
        var now = Uri.EscapeDataString(DateTimeOffset.UtcNow.AddSeconds(1).ToString("O", CultureInfo.InvariantCulture));
        (await service.Get($"/v1/waybills/C-2/timeline?knownAt={now}")).Status.ShouldBe(200);
        log.Lines.Count(line => line.Contains("Nothing is appended", StringComparison.Ordinal)).ShouldBe(1, "it is logged once");
    }

    private Task SetClock(string wrongBy) => Run(
        $"""
        create or replace function tracking.now() returns timestamptz language sql volatile as
        $$ select clock_timestamp() + interval '{wrongBy}' $$
        """);

    private async Task Run(string sql)
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
