using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Postgres.Statements;
using static OrderTracking.Postgres.Statements.QueryParameters;

namespace OrderTracking.Postgres.Sandbox;

/// <summary>The clock and the stories of a sandbox, in two tables that no other database has.</summary>
internal sealed class PostgresSandbox(NpgsqlDataSource source) : ISandbox
{
    public async Task<TimeSpan> Ahead(CancellationToken cancellationToken) => TimeSpan.FromMicroseconds(
        (await source.Ask("Sandbox.ahead", reader => reader.GetInt64(0), cancellationToken)).Single());

    public Task SetAhead(TimeSpan ahead, CancellationToken cancellationToken) => source.Write("Sandbox.set_ahead", _ => true,
        cancellationToken, Number("ahead", (long?)(ahead.Ticks / TimeSpan.TicksPerMicrosecond)));

    public Task Begin(StoryRun run, CancellationToken cancellationToken) => source.Write("Sandbox.begin_story", _ => true,
        cancellationToken, Text("waybill", run.Waybill), Text("story", run.Story), Text("account", run.Account),
        Time("begun_at", run.BegunAt), Number("steps_done", run.StepsDone));

    public Task<IReadOnlyList<StoryRun>> UnderWay(CancellationToken cancellationToken) => source.Ask("Sandbox.under_way",
        reader => new StoryRun(reader.GetString(0), reader.GetString(1), reader.GetString(2),
            reader.GetFieldValue<DateTimeOffset>(3), reader.GetInt32(4)), cancellationToken);

    public Task StepDone(StoryRun run, bool isOver, CancellationToken cancellationToken) => source.Write("Sandbox.step_done", _ => true,
        cancellationToken, Text("waybill", run.Waybill), Number("steps_done", run.StepsDone), Flag("is_over", isOver));
}
