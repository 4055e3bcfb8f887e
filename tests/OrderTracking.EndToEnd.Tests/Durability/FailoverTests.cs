using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using OrderTracking.Domain.Waybills;
using OrderTracking.Engine.Contract;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.EndToEnd.Tests.Durability;

/// <summary>A standby that did not have the last events yet is promoted, under a node that has them in memory.</summary>
[Collection(nameof(NothingAcknowledgedIsLostTests))]
public sealed class FailoverTests : IAsyncLifetime
{
    private const string Waybill = "ZB-1";

    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(3);

    private PrivateCluster primary = null!, standby = null!;
    private ServiceProcess service = null!;
    private HttpClient http = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        primary = await PrivateCluster.StartAsync("max_connections = 100");
        standby = await primary.StartStandbyAsync("standby");
        var (one, other) = (new NpgsqlConnectionStringBuilder(primary.ConnectionString),
            new NpgsqlConnectionStringBuilder(standby.ConnectionString));
        one.Host = $"{one.Host}:{one.Port},{other.Host}:{other.Port}";
        one.TargetSessionAttributes = "primary";
        service = new(one.ConnectionString);
        http = new() { BaseAddress = service.Url, DefaultRequestHeaders = { Authorization = new("Bearer", service.Token) } };
        service.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        http.Dispose();
        await standby.DisposeAsync();
        await primary.DisposeAsync();
    }

    [Fact]
    public async Task what_the_new_primary_lacks_is_recorded_anew_and_readers_are_told()
    {
        SubmittedEvent received = new(Guid.NewGuid(), Sample.Received()), loaded = new(Guid.NewGuid(), Sample.Loaded());
        var (status, _, epoch, _) = await Post(received);
        status.ShouldBe("accepted");
        await Until("the standby has the first event", () => Is(standby, "select exists (select from mt_events)"));
        await standby.Kill9();
        var (_, lost, _, _) = await Post(loaded);
        await Until("the views have both", () => Is(primary, ViewsAreAtTheEnd));

        await primary.Kill9();
        await standby.Restart();
        // The node asks it each second whether it is a primary: no connection from before the promotion may be used after it.
        await Task.Delay(TimeSpan.FromSeconds(3), Stop);
        await standby.Promote();

        (status, var position, var later, var tries) = await Post(loaded);
        // A try without an answer may have recorded it, so that the next one finds it.
        if (tries == 1) status.ShouldBe("accepted", $"the new primary has no event at {lost}");
        (await standby.Ask($"select seq_id from mt_events where id = '{loaded.Id}'")).ShouldBe(position);
        later.ShouldNotBe(epoch);
        await Until("the views have both", () => Is(standby, ViewsAreAtTheEnd));

        using var ask = new HttpRequestMessage(HttpMethod.Get, $"v1/audit/events?after={lost}");
        ask.Headers.Add("Log-Epoch", epoch);
        using var answer = await http.SendAsync(ask, Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var problem = (await answer.Content.ReadFromJsonAsync<JsonNode>(Stop))!;
        ((string?)problem["code"], (long?)problem["position"]).ShouldBe(("other-epoch", 1L));
    }

    private const string ViewsAreAtTheEnd =
        "select last_seq_id = (select max(seq_id) from mt_events) from mt_event_progression where name = 'Views:All'";

    private static async Task<bool> Is(PrivateCluster cluster, string question)
    {
        try
        {
            return await cluster.Ask(question) is true;
        }
        catch (PostgresException)
        {
            return false;
        }
    }

    /// <summary>Sends an event until it is acknowledged; starts the node again when it has stopped.</summary>
    private async Task<(string? Status, long Position, string? Epoch, int Tries)> Post(SubmittedEvent submitted)
    {
        (string?, long, string?, int) told = default;
        var tries = 0;
        await Until("the event is acknowledged", async () =>
        {
            tries++;
            if (!service.IsRunning) service.Start();
            try
            {
                using var answer = await http.PostAsJsonAsync(new Uri($"v1/waybills/{Waybill}/events", UriKind.Relative),
                    Wire.Of(submitted), Stop);
                if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Created)) return false;
                var of = (await answer.Content.ReadFromJsonAsync<JsonNode>(Stop))!["events"]![0]!;
                told = ((string?)of["status"], (long)of["position"]!,
                    answer.Headers.TryGetValues("Log-Epoch", out var epochs) ? epochs.Single() : null, tries);
                return true;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        return told;
    }

    private async Task Until(string what, Func<Task<bool>> isSo)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            if (Stopwatch.GetElapsedTime(started) > Recovery)
                throw new TimeoutException($"Not in time: {what}. The service said: {service.Said}");
            await Task.Delay(100, Stop);
        }
    }
}
