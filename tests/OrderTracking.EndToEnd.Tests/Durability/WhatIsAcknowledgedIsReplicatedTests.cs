using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OrderTracking.Domain.Waybills;
using OrderTracking.Engine.Contract;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.EndToEnd.Tests.Durability;

/// <summary>
/// A primary with a synchronous standby. When PostgreSQL's wait for the standby is cancelled, the transaction is committed on the primary
/// and reported as a success: what is acknowledged then is lost with the primary.
/// </summary>
[Collection(nameof(NothingAcknowledgedIsLostTests))]
public sealed class WhatIsAcknowledgedIsReplicatedTests : IAsyncLifetime
{
    private const string Waybill = "ZB-1";

    /// <summary>Longer than Npgsql's command timeout, which would cancel the wait.</summary>
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(3);

    private readonly HttpClient http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) });
    private PrivateCluster primary = null!, standby = null!;
    private ServiceProcess service = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        primary = await PrivateCluster.StartAsync("max_connections = 100");
        standby = await primary.StartStandbyAsync("standby");
        await primary.Ask("alter system set synchronous_standby_names = 'standby'");
        await primary.Ask("select pg_reload_conf()");
        service = new(primary.ConnectionString);
        http.DefaultRequestHeaders.Authorization = new("Bearer", service.Token);
        service.Start();
        (await Answer(new(Guid.NewGuid(), Sample.Received()), Recovery)).ShouldBe("accepted", service.Said);
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        http.Dispose();
        await standby.DisposeAsync();
        await primary.DisposeAsync();
    }

    [Fact]
    public async Task an_event_and_a_key_are_not_acknowledged_while_the_standby_is_away_however_long_that_takes()
    {
        var loaded = new SubmittedEvent(Guid.NewGuid(), Sample.Loaded());
        await standby.Kill9();

        var key = KeyIsAcknowledged(Outage);
        (await Answer(loaded, Outage)).ShouldBeNull("acknowledged, but not replicated");
        (await key).ShouldBeFalse("acknowledged, but not replicated");

        await standby.Restart();
        (await Answer(loaded, Recovery)).ShouldNotBeNull(service.Said);
        await ItOutlivesThePrimary(loaded);
    }

    [Fact]
    public async Task an_event_that_the_primary_alone_has_is_no_duplicate_before_the_standby_has_it_too()
    {
        var loaded = new SubmittedEvent(Guid.NewGuid(), Sample.Loaded());
        await standby.Kill9();
        (await Answer(loaded, TimeSpan.FromSeconds(2))).ShouldBeNull();
        // A primary that starts again shows what it committed before, although its commits were still waiting for the standby.
        await primary.Kill9();
        await primary.Restart();
        (await primary.Ask($"select count(*) from mt_events where id = '{loaded.Id}'")).ShouldBe(1L);

        (await Answer(loaded, TimeSpan.FromSeconds(10))).ShouldBeNull("acknowledged, but not replicated");

        await standby.Restart();
        (await Answer(loaded, Recovery)).ShouldBe("duplicate", service.Said);
        await ItOutlivesThePrimary(loaded);
    }

    private async Task ItOutlivesThePrimary(SubmittedEvent submitted)
    {
        await primary.Kill9();
        await standby.Promote();
        (await standby.Ask($"select count(*) from mt_events where id = '{submitted.Id}'")).ShouldBe(1L);
    }

    private async Task<bool> KeyIsAcknowledged(TimeSpan within)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        timeout.CancelAfter(within);
        try
        {
            var key = new
            {
                name = "branch", roles = new[] { "branchSystem" }, stations = new[] { "SHA" }, expiresAt = DateTime.UtcNow.AddDays(1),
            };
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(service.Url, "v1/keys"))
            {
                Content = JsonContent.Create(key), Headers = { { "Idempotency-Key", "\"key-of-a-branch\"" } },
            };
            using var answer = await http.SendAsync(request, timeout.Token);
            answer.StatusCode.ShouldBeOneOf([HttpStatusCode.Created, HttpStatusCode.ServiceUnavailable],
                await answer.Content.ReadAsStringAsync(timeout.Token));
            return answer.IsSuccessStatusCode;
        }
        catch (OperationCanceledException) when (!Stop.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Sends an event again and again; what the service says of it, or null when it acknowledges it neither way in time.</summary>
    private async Task<string?> Answer(SubmittedEvent submitted, TimeSpan within)
    {
        var started = Stopwatch.GetTimestamp();
        while (within - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } left)
            try
            {
                using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Stop);
                timeout.CancelAfter(left);
                using var answer = await http.PostAsJsonAsync(new Uri(service.Url, $"v1/waybills/{Waybill}/events"), Wire.Of(submitted),
                    timeout.Token);
                if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created)
                    return (string?)(await answer.Content.ReadFromJsonAsync<JsonNode>(timeout.Token))!["events"]![0]!["status"];
                answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
                await Task.Delay(100, timeout.Token);
            }
            catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException && !Stop.IsCancellationRequested)
            {
                await Task.Delay(100, Stop);
            }
        return null;
    }
}
