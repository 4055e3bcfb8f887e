using System.Diagnostics;
using OrderTracking.Api.Access;
using OrderTracking.Api.Testing;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>A node on a standby.</summary>
public sealed class ReadOnlyTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public async Task it_serves_reads_tells_its_lag_and_refuses_writes()
    {
        await using var primary = await PrivateCluster.StartAsync();
        await using var writer = await RunningService.StartAsync(primary.ConnectionString);
        var received = Send.Event("received", At, new
        {
            account = "ACME", origin = "SHA", destination = "CTU", pieces = 3,
            consignee = new { name = "张三", phone = "13800001234" },
        });
        var position = (await writer.Post("/v1/waybills/R-1/events", received)).Position;
        await writer.Get($"/v1/waybills?waitFor={position}");
        await using var standby = await primary.StartStandbyAsync("standby");
        using var log = new CapturedLog();
        await using var reader = await RunningService.StartAsync(standby.ConnectionString, heard: log, readOnly: true);

        foreach (var path in (string[])
                 [
                     "/health/ready", "/v1/waybills/R-1", "/v1/waybills/R-1/timeline", "/v1/waybills/R-1/events", "/v1/waybills",
                     "/v1/exceptions", "/v1/deadlines", "/v1/worklist?manager=li.wei", "/v1/on-time", "/v1/volumes", "/v1/audit/events",
                     "/v1/quarantine", "/v1/views", "/v1/accounts", "/v1/reports/daily-exceptions?from=2026-01-05", "/openapi/v1.json",
                 ])
        {
            var (here, there) = (await reader.Get(path), await writer.Get(path));
            (here.Status, there.Status).ShouldBe((200, 200), $"{path} {here} {there}");
            Lag(here).ShouldBe(0, path);
            there.Headers.Contains(ReadOnlyNode.Header).ShouldBeFalse(path);
        }
        (await writer.Get("/v1/waybills/R-1")).Text.ShouldContain("13800001234");
        foreach (var path in (string[])["/v1/waybills/R-1", "/v1/waybills/R-1/timeline", "/v1/waybills", "/v1/audit/events"])
            (await reader.Get(path)).Text.ShouldNotContain("13800001234", customMessage: "nobody could see that it was looked at");

        foreach (var refused in (Answer[])
                 [
                     await reader.Post("/v1/waybills/R-2/events", Send.Received(At)),
                     await reader.PostLines("/v1/events", [Send.Received(At, waybill: "R-3")]),
                     await reader.Post("/v1/views/rebuild", [], null), await reader.Post("/v1/keys", new { name = "x" }),
                     await reader.Send(new(HttpMethod.Delete, "/v1/keys/0123456789abcdef")),
                 ])
            (refused.Status, refused.Code).ShouldBe((503, "read-only"), refused.ToString());

        // What is recorded now does not come through until the standby goes on.
        await standby.Ask("select pg_wal_replay_pause()");
        var second = (await writer.Post("/v1/waybills/R-4/events", Send.Received(At))).Position;
        await Until(async () => Lag(await reader.Get("/v1/waybills")) > 0);
        var behind = await reader.Get("/v1/waybills");
        behind.Items.Length.ShouldBe(1);
        behind.Body.GetProperty("lagMs").GetInt64().ShouldBeGreaterThan(0);
        await standby.Ask("select pg_wal_replay_resume()");
        (await reader.Get($"/v1/waybills?waitFor={second}")).Items.Length.ShouldBe(2);
        await Until(async () => Lag(await reader.Get("/v1/waybills")) == 0);

        // The feed goes on here where another node left off.
        await using var feed = await FeedListener.Open(reader, $"?after={position}");
        (await feed.Next())!.Value.GetProperty("waybill").GetString().ShouldBe("R-4");
        await writer.Post("/v1/waybills/R-5/events", Send.Received(At));
        (await feed.Next())!.Value.GetProperty("waybill").GetString().ShouldBe("R-5");

        log.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Warning", StringComparison.Ordinal))
            .Where(line => line.Contains("OrderTracking", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static long Lag(Answer answer) =>
        long.Parse(answer.Headers.GetValues(ReadOnlyNode.Header).Single(), System.Globalization.CultureInfo.InvariantCulture);

    private static async Task Until(Func<Task<bool>> isSo)
    {
        for (var started = Stopwatch.GetTimestamp(); !await isSo(); await Task.Delay(50))
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }
}
