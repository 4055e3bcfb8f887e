using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Application.Access;
using OrderTracking.Application.Leading;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Events;
using OrderTracking.Engine.Contract;
using Shouldly;
using Xunit;

namespace OrderTracking.Marten.Tests;

/// <summary>Wolverine's messages: deadlines, held lines, retries and dead letters.</summary>
public sealed class MessageTests : IAsyncLifetime
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly MartenUnderTest engine = new();
    private readonly List<Task> leading = [];
    private readonly CancellationTokenSource stopping = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await engine.CreateDatabase();

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(leading);
        stopping.Dispose();
        await engine.DisposeAsync();
    }

    [Fact]
    public async Task a_message_scheduled_with_the_views_rows_records_a_missed_deadline()
    {
        var node = await Lead(withSweep: false);
        var raised = await Raise(node, "ZB-1", dueIn: TimeSpan.FromSeconds(6));

        await Until("a message is scheduled",
            () => Is("select count(*) = 1 from wolverine.wolverine_incoming_envelopes where status = 'Scheduled' and message_type like "
            + "'%DeadlineDue'"));
        (await engine.Ask($"select extract(epoch from (execution_time - '{raised.AddHours(4).UtcDateTime:O}'))::int from "
            + "wolverine.wolverine_incoming_envelopes where status = 'Scheduled'"))
            .ShouldBe(0);
        await Until("it is said", async () => await Missed(node, "ZB-1") == 1);
        (await node.Log.Read(["ZB-1"], Stop))[0].Events[^1].RecordedAt.ShouldBeGreaterThanOrEqualTo(raised.AddHours(4));
    }

    [Fact]
    public async Task a_message_outlives_the_node_that_scheduled_it()
    {
        var node = await engine.OpenNode(WithoutSweep);
        using (var ending = CancellationTokenSource.CreateLinkedTokenSource(Stop))
        {
            var running = node.Lead(ending.Token);
            await Raise(node, "ZB-1", dueIn: TimeSpan.FromSeconds(8));
            await Until("a message is scheduled",
                () => Is("select count(*) = 1 from wolverine.wolverine_incoming_envelopes where status = 'Scheduled'"));
            await ending.CancelAsync();
            await running;
        }
        await node.DisposeAsync();

        var next = await Lead(withSweep: false);
        await Until("it is said", async () => await Missed(next, "ZB-1") == 1);
    }

    [Fact]
    public async Task the_sweep_finds_what_fell_due_without_a_scheduled_message()
    {
        // Appended and projected as by the other engine, which schedules no message.
        var node = await engine.OpenNode();
        await Raise(node, "ZB-1", dueIn: TimeSpan.FromSeconds(1));
        var history = (await node.Log.Read(["ZB-1"], Stop))[0];
        await node.Views.Commit(0, history.Position, ViewRows.Changes(history), Stop);
        await node.DisposeAsync();

        var next = await Lead();
        await Until("it is said", async () => await Missed(next, "ZB-1") == 1);
    }

    [Fact]
    public async Task a_waybill_has_one_scheduled_message_and_a_second_only_for_an_earlier_deadline()
    {
        var node = await Lead(withSweep: false);
        var hour = TimeSpan.FromHours(1);
        await Raise(node, "ZB-1", dueIn: 2 * hour);
        await Until("a message is scheduled",
            () => Is("select count(*) = 1 from wolverine.wolverine_incoming_envelopes where status = 'Scheduled'"));

        for (var i = 0; i < 5; i++)
        {
            var appended = await node.Append("ZB-1", 2 + i,
                Sample.New(Sample.Raised($"E-{i + 10}") with { OccurredAt = DateTimeOffset.UtcNow }));
            await Until("the views have it", async () => (await node.Get<IViewPosition>().Now(Stop)).Position >= appended.FirstPosition);
        }
        (await engine.Ask("select count(*) from wolverine.wolverine_incoming_envelopes")).ShouldBe(1L);

        var sooner = await node.Append("ZB-1", 7,
            Sample.New(Sample.Raised("E-20") with { OccurredAt = DateTimeOffset.UtcNow.AddHours(-3) }));
        await Until("the views have it", async () => (await node.Get<IViewPosition>().Now(Stop)).Position >= sooner.FirstPosition);
        (await engine.AskAll(
            "select round(extract(epoch from execution_time - now()) / 3600)::int from wolverine.wolverine_incoming_envelopes order by 1"))
            .ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task what_is_due_is_found_by_an_index_among_a_hundred_thousand_messages()
    {
        await engine.OpenNode();
        await engine.Run(
            """
            insert into wolverine.wolverine_incoming_envelopes (id, status, owner_id, execution_time, body, message_type, received_at)
            select gen_random_uuid(), case when i % 10 = 0 then 'Handled' else 'Scheduled' end, 0, now() + i * interval '1 second', '',
            'DeadlineDue', 'local://deadlines'
            from generate_series(1, 100000) i;
            analyze wolverine.wolverine_incoming_envelopes;
            """);

        // The same query as PostgresqlMessageStore's.
        var plan = string.Join('\n', await engine.AskAll(
            "explain select body, status from wolverine.wolverine_incoming_envelopes where status = 'Scheduled' and execution_time <= "
            + "now() order by execution_time limit 500"));

        plan.ShouldContain("Index Scan using wolverine_incoming_envelopes_scheduled_execution_time");
        plan.ShouldNotContain("Seq Scan");
    }

    [Fact]
    public async Task a_failing_message_is_retried_becomes_a_dead_letter_and_can_be_replayed()
    {
        var node = await Lead(withSweep: false);
        await Raise(node, "ZB-1", dueIn: TimeSpan.FromSeconds(6));
        await Until("a message is scheduled",
            () => Is("select count(*) = 1 from wolverine.wolverine_incoming_envelopes where status = 'Scheduled'"));
        var letters = node.Get<IDeadLetters>();
        (await letters.List(1, 10, Stop)).Total.ShouldBe(0);

        // An event that this version cannot read.
        await engine.Run("update mt_events set type = 'waybill.received.v9', mt_dotnet_type = 'Nobody.Knows, It' where stream_id = "
            + "'ZB-1' and version = 1");
        await Until("it is a dead letter", async () => (await letters.List(1, 10, Stop)).Total == 1);
        var letter = (await letters.List(1, 10, Stop)).Letters.Single();
        (letter.Kind, letter.Replaying).ShouldBe(("DeadlineDue", false));
        JsonDocument.Parse(letter.Body).RootElement.EnumerateObject().First().Value.GetString().ShouldBe("ZB-1");
        letter.Fault.ShouldContain("UnreadableEvent");
        (await engine.Ask($"select attempts from wolverine.wolverine_incoming_envelopes where id = '{letter.Id}'")).ShouldBeNull();

        await engine.Run("update mt_events set type = 'waybill.received.v1' where stream_id = 'ZB-1' and version = 1");
        (await letters.Replay(Guid.NewGuid(), Stop)).ShouldBeNull();
        (await letters.Replay(letter.Id, Stop)).ShouldBe(letter with { Replaying = true });
        await Until("it is said", async () => await Missed(node, "ZB-1") == 1);
        await Until("no letter is left", async () => (await letters.List(1, 10, Stop)).Total == 0);
    }

    [Fact]
    public async Task held_lines_are_decided_again_by_a_message_stored_with_the_rows_of_the_event_that_they_waited_for()
    {
        var node = await Lead(withSweep: false);
        var line = Wire.Line("ZB-1", new(Guid.NewGuid(), Sample.Loaded(), null));
        await node.Quarantine
            .Keep([new(line.ToArray(), "ZB-1", Guid.NewGuid(), QuarantineStatus.Held, "unknown-waybill", "waybill", "a Received first",
                Domain.Waybills.SubmissionOrigin.Unknown, null, Anybody.Author)], Stop);

        // Appended without deciding the held lines, as by a node that dies before it can; and a waybill without held lines.
        await node.Append("ZB-1", 0, Sample.New(Sample.Received()));
        await node.Append("ZB-2", 0, Sample.New(Sample.Received()));

        await Until("the held line is in the log", async () =>
            (await node.Log.Read(["ZB-1"], Stop))[0].Events.Any(entry => entry.Event is Loaded));
        (await engine.Ask("select count(*) from wolverine.wolverine_incoming_envelopes where message_type like '%HeldLinesDue'"))
            .ShouldBe(1L);
        (await node.Quarantine.List(QuarantineScope.Everything, QuarantineStatus.Held, null, null, 10, Stop)).ShouldBeEmpty();
    }

    private async Task<Node> Lead(bool withSweep = true)
    {
        var node = await engine.OpenNode(withSweep ? null : WithoutSweep);
        leading.Add(node.Lead(stopping.Token));
        return node;
    }

    private static void WithoutSweep(IServiceCollection services)
    {
        foreach (var sweep in services.Where(service => service.ServiceType == typeof(ILeaderTask)
            && service.ImplementationType?.Name is "OverdueSweep" or "HeldLineSweeper").ToList())
            services.Remove(sweep);
    }

    // An exception is to be reported back within four hours.
    private static async Task<DateTimeOffset> Raise(Node node, string waybill, TimeSpan dueIn)
    {
        var raisedAt = DateTimeOffset.UtcNow.AddHours(-4) + dueIn;
        await node.Append(
            waybill, 0, Sample.New(Sample.Received() with { OccurredAt = raisedAt.AddMinutes(-5) }),
            Sample.New(Sample.Raised("E-1") with { OccurredAt = raisedAt }));
        return raisedAt;
    }

    private static async Task<int> Missed(Node node, string waybill) =>
        (await node.Log.Read([waybill], Stop))[0].Events
            .Count(entry => entry.Event is DeadlineMissed missed && missed.Deadline.Contains("E-1", StringComparison.Ordinal));

    private async Task<bool> Is(string sql) => (bool)(await engine.Ask(sql))!;

    private static async Task Until(string what, Func<Task<bool>> isSo)
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            if (System.Diagnostics.Stopwatch.GetElapsedTime(started) > Timeout)
                throw new TimeoutException($"Not within {Timeout.TotalSeconds} s: {what}.");
            await Task.Delay(50, Stop);
        }
    }
}
