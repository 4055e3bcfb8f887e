using System.Diagnostics;
using System.Net.Http.Json;
using OrderTracking.Domain.Waybills;
using OrderTracking.Engine.Contract;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.EndToEnd.Tests.Durability;

/// <summary>Two nodes, of which the leading one stands still, with its connections open (SIGSTOP).</summary>
[Collection(nameof(NothingAcknowledgedIsLostTests))]
public sealed class AFrozenLeaderIsReplacedTests : IAsyncLifetime
{
    /// <summary>12 seconds, and what a loaded machine takes besides.</summary>
    private static readonly TimeSpan Takeover = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(3);

    private PrivateCluster cluster = null!;
    private ServiceProcess leader = null!, other = null!;
    private HttpClient http = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        cluster = await PrivateCluster.StartAsync("max_connections = 100");
        leader = new(cluster.ConnectionString);
        other = new(cluster.ConnectionString, leader);
        http = new() { BaseAddress = other.Url, DefaultRequestHeaders = { Authorization = new("Bearer", leader.Token) } };
        leader.Start();
        await Until("the first node leads", Recovery, () => Task.FromResult(leader.Said.Contains("now leads", StringComparison.Ordinal)));
        other.Start();
        await Until("the other node is ready", Recovery, async () =>
        {
            try
            {
                return (await http.GetAsync(new Uri("health/ready", UriKind.Relative), Stop)).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await leader.DisposeAsync();
        await other.DisposeAsync();
        await cluster.DisposeAsync();
    }

    [Fact]
    public async Task while_it_has_nothing_to_do()
    {
        await Post(1);
        await Until("the views are at the end of the log", Recovery, () => Is(ViewsAreAtTheEnd));

        leader.Freeze();

        await Post(2);
        await Until("the other node has moved the views", Takeover, () => Is(ViewsAreAtTheEnd));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(400)]
    public async Task while_it_rebuilds_the_views(int millisecondsOfTheRebuild)
    {
        for (var number = 1; number <= 200; number++) await Post(number);
        await cluster.Ask("update tracking.views set rebuild_requested_at = clock_timestamp()");
        await Until("the rebuild has begun", Recovery, () => Is("select exists (select from pg_tables where tablename ~ '_rebuild_')"));
        await Task.Delay(millisecondsOfTheRebuild, Stop);

        leader.Freeze();

        await Until("the other node has rebuilt them", Takeover + Takeover,
            () => Is("select not exists (select from tracking.views where rebuild_requested_at is not null)"));
    }

    private const string ViewsAreAtTheEnd =
        "select last_seq_id = (select max(seq_id) from mt_events) from mt_event_progression where name = 'Views:All'";

    private async Task Post(int number)
    {
        using var answer = await http.PostAsJsonAsync(new Uri($"v1/waybills/ZB-{number}/events", UriKind.Relative),
            Wire.Of(new SubmittedEvent(Guid.NewGuid(), Sample.Received())), Stop);
        answer.IsSuccessStatusCode.ShouldBeTrue(other.Said);
    }

    private async Task<bool> Is(string question) => await cluster.Ask(question) is true;

    private async Task Until(string what, TimeSpan within, Func<Task<bool>> isSo)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            if (Stopwatch.GetElapsedTime(started) > within)
                throw new TimeoutException($"Not so after {within}: {what}. The leader said: {leader.Said} The other said: {other.Said}");
            await Task.Delay(50, Stop);
        }
        TestContext.Current.SendDiagnosticMessage($"{what}: {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
    }
}
