using Npgsql;
using OrderTracking.Api.Testing;
using OrderTracking.Oracle.Tests.Life;
using OrderTracking.Testing;
using OrderTracking.Testing.Freight;

namespace OrderTracking.Oracle.Tests;

/// <summary>Two nodes of the service on one database; the nodes and the database share a clock that the test sets.</summary>
internal sealed class RunningCompany : IAsyncDisposable
{
    private const int AtOnce = 3;
    private const string LogEnd = "select coalesce(max(seq_id), 0) from mt_events";
    private static readonly TimeSpan Near = TimeSpan.FromHours(1), Timeout = TimeSpan.FromSeconds(20);

    private readonly TestDatabase database;
    private readonly NpgsqlDataSource source;
    private readonly TestClock clock = new();
    private readonly RunningService[] nodes = new RunningService[2];
    private readonly CompanyLife life;
    private readonly Chance chance;

    private RunningCompany(TestDatabase database, CompanyLife life, int seed)
    {
        (this.database, this.life, chance) = (database, life, new(seed));
        source = NpgsqlDataSource.Create(database.ConnectionString + ";Timezone=UTC");
    }

    public RunningService Node => nodes[0];

    public NpgsqlDataSource Database => source;

    public DateTimeOffset Now => clock.Now!.Value;

    public static async Task<RunningCompany> StartAsync(CompanyLife life, int seed)
    {
        var company = new RunningCompany(await TestDatabase.CreateAsync(), life, seed);
        try
        {
            await company.Start(0);
            await company.Sql("create table public.test_time (now timestamptz not null)");
            await company.Sql("insert into public.test_time values ('2026-01-01')");
            await company.Sql("create or replace function tracking.now() returns timestamptz language sql volatile as 'select now from "
                + "public.test_time'");
            await company.Sql("create or replace function tracking.check_clock(p_recorded_at timestamptz, p_node_time timestamptz) returns "
                + "void language sql as ''");
            await company.MoveTo(life.Steps[0].At);
            await company.Start(1);
            return company;
        }
        catch
        {
            await company.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs all steps; at the end the views and the clock have caught up.</summary>
    /// <param name="past">Keeps answers between steps.</param>
    public async Task Live(PastAnswers past)
    {
        for (var i = 0; i < life.Steps.Count;)
        {
            var together = life.Steps.Skip(i).TakeWhile(step => IsSent(step) && step.At - life.Steps[i].At < Near)
                .Take(chance.Between(1, AtOnce)).ToList();
            if (together.Count == 0) together.Add(life.Steps[i]);
            // A case is held to the reference data that its recording sees, and of requests at once the log does not tell which saw what.
            if (together.Any(step => step is CasePost) && together.Any(step => step is ReferenceHistory))
                together.RemoveRange(1, together.Count - 1);
            await MoveTo(together[^1].At);
            await Task.WhenAll(together.Select(Do));
            i += together.Count;
            if (i == life.Steps.Count || life.Steps[i].At <= Now || !past.IsDue()) continue;
            await CatchUp();
            await past.Take(Node, Now, () => Read(LogEnd));
        }
        await MoveTo(life.End);
        await CatchUp();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
            if (node is not null) await node.DisposeAsync();
        await source.DisposeAsync();
        await database.DisposeAsync();
    }

    private static bool IsSent(Step step) => step is Post or CasePost or Lines or TruckList or ReferenceHistory;

    private async Task Do(Step step)
    {
        // Chosen before anything is awaited, so that a seed always makes the same choices.
        var node = chance.Of(nodes);
        switch (step)
        {
            case Post post: Took(await node.Post($"/v1/waybills/{post.Waybill}/events",
                post.Events.Count == 1 ? post.Events[0] : post.Events)); break;
            case CasePost post: Took(await node.Post($"/v1/{post.Route}/{post.Number}/events",
                post.Events.Count == 1 ? post.Events[0] : post.Events)); break;
            case Lines lines: Took(await node.PostLines("/v1/events", lines.Events)); break;
            case TruckList truck: Took(await node.Post($"/v1/loading-lists/{truck.List}/events", truck.Event)); break;
            case ReferenceHistory laid: Took(await node.Post("/v1/reference/events", laid.Event)); break;
            case HandOut report:
                Took(await node.Post(
                    $"/v1/reports/{report.Report}?{(report.Account is null ? "" : $"account={report.Account}&")}"
                    + $"from={report.From:yyyy-MM-dd}&format=json", [], null));
                break;
            case Rebuild rebuild: Took(await node.Post($"/v1/views/{(rebuild.View is null ? "" : rebuild.View + "/")}rebuild", [],
                null)); break;
            case NodeDies dying:
                await nodes[dying.Node].DisposeAsync();
                await Start(dying.Node);
                break;
            case LeaderCutOff:
                await Sql("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = 7302025 and objid = "
                    + "3 and granted");
                break;
            case Quiet: await CatchUp(); break;
            default: throw new NotSupportedException(step.ToString());
        }
    }

    // Impossible events are refused, which is expected; but the service must not fail, nor find a request malformed.
    private static void Took(Answer answer)
    {
        if (answer.Status is >= 500 or 400 or 415) throw new InvalidOperationException(answer.ToString());
    }

    private async Task MoveTo(DateTimeOffset time)
    {
        if (clock.Now >= time) return;
        await Sql($"update public.test_time set now = '{time:O}'");
        clock.Now = time;
    }

    /// <summary>Looks until the result is right, and returns the last result when it is not right in time.</summary>
    public static async Task<T> Settled<T>(Func<Task<T>> look, Func<T, bool> isRight)
    {
        var until = DateTime.UtcNow + Timeout;
        while (true)
        {
            var seen = await look();
            if (isRight(seen) || DateTime.UtcNow > until) return seen;
            await Task.Delay(250);
        }
    }

    public async Task CatchUp()
    {
        var until = DateTime.UtcNow + Timeout;
        while (await Behind() is { } what)
        {
            if (DateTime.UtcNow > until) throw new TimeoutException($"After {Timeout.TotalSeconds} s {what}.");
            await Task.Delay(20);
        }
    }

    /// <summary>
    /// The exported log at a moment when the views had read exactly that. Rules and the clock still append events when the last step is
    /// done, so the views are awaited after the export too, and both again when the log grew meanwhile.
    /// </summary>
    public async Task<string> LogWithItsViews()
    {
        while (true)
        {
            await CatchUp();
            var end = await Read(LogEnd);
            var exported = (await Node.Get("/v1/audit/events")).Text;
            await CatchUp();
            if (await Read(LogEnd) == end) return exported;
        }
    }

    private async Task<string?> Behind()
    {
        var behind = await Read(LogEnd)
            - await Read("select coalesce(max(last_seq_id), 0) from mt_event_progression where name = 'Views:All'");
        if (behind > 0) return $"the views are still {behind} events behind";
        var due = await Read($"select count(*) from tracking.deadlines where to_be_raised and due_at < '{Now:O}'");
        return due > 0 ? $"{due} deadlines are past and the clock has not said so" : null;
    }

    private async Task Start(int node) => nodes[node] = await RunningService.StartAsync(database.ConnectionString, clock, life.Zone);

    private async Task<long> Read(string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task Sql(string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
