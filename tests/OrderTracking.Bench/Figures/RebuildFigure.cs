using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace OrderTracking.Bench.Figures;

internal sealed class RebuildFigure : Figure
{
    public override string Name => "rebuild";

    public override string Unit => "events/s";

    public override string Workload =>
        "POST /v1/views/rebuild, then GET /v1/views until no view is rebuilding; events in the log by the time that took. Limit: binary "
        + "COPY of the views' rows into the same tables, empty, and their indexes made after, two at a time; nothing read or folded.";

    public override Aim Aim => new Aim.Ratio(0.6);

    public override Stage Stage => Stage.History;

    // A warm-up: the log is read in seconds, so JIT compilation would show in the first round.
    public override Task PrepareAsync(Bench bench) => ServiceAsync(bench);

    public override async Task<Measurement> ServiceAsync(Bench bench)
    {
        var events = await bench.Postgres.AskAsync<long>(Stage.Database, "select count(*) from mt_events");
        var from = bench.CpuNow();
        var since = Stopwatch.StartNew();
        using (var request =
            new HttpRequestMessage(HttpMethod.Post, "/v1/views/rebuild") { Headers = { { "Idempotency-Key", $"\"{Guid.NewGuid()}\"" } } })
        using (var answer = await bench.Service.Http.SendAsync(request))
            answer.EnsureSuccessStatusCode();
        string views;
        do
        {
            await Task.Delay(20);
            views = await bench.Service.Http.GetStringAsync("/v1/views");
        }
        while (views.Contains("\"rebuilding\":true", StringComparison.Ordinal));

        var seconds = since.Elapsed.TotalSeconds;
        return new Measurement(events / seconds,
            string.Create(CultureInfo.InvariantCulture, $"{events} events in {seconds:0.00} s; {Describe(views)}"), bench.CpuNow() - from);
    }

    public override async Task<Measurement?> LimitAsync(Bench bench)
    {
        await using var source = NpgsqlDataSource.Create(bench.Postgres.ConnectionString(Stage.Database)
            + ";Options=-c synchronous_commit=off -c maintenance_work_mem=256MB;Command Timeout=0");
        var events = await bench.Postgres.AskAsync<long>(Stage.Database, "select count(*) from mt_events");
        var tables = await AskAsync(source, "select name from tracking.view_tables");
        foreach (var table in tables)
        {
            await SaveAsync(bench, source, table);
            await DoAsync(source, $"select tracking.create_staging_table('{table}', '{Copied(table)}', false)");
        }
        var indexes = await AskAsync(source, $"""
            select regexp_replace(
                pg_get_indexdef(x.indexrelid), 'INDEX \S+ ON \S+ USING', 'INDEX ON tracking.{Copied("")}' || v.name || ' USING')
            from tracking.view_tables v join pg_index x on x.indrelid = format('tracking.%I', v.name)::regclass
            order by pg_relation_size(x.indrelid) desc, x.indexrelid
            """);

        var from = bench.CpuNow();
        var since = Stopwatch.StartNew();
        await TwoAtATime(tables, table => LoadAsync(bench, source, table));
        var copied = since.Elapsed;
        await TwoAtATime(indexes, index => DoAsync(source, index));
        var seconds = since.Elapsed.TotalSeconds;
        var measured = new Measurement(events / seconds, string.Create(CultureInfo.InvariantCulture,
            $"{tables.Count} tables in {copied.TotalSeconds:0.00} s, then {indexes.Count} indexes, together {seconds:0.00} s"),
            bench.CpuNow() - from);

        foreach (var table in tables) await DoAsync(source, $"drop table tracking.{Copied(table)}");
        return measured;
    }

    private static Task TwoAtATime(List<string> what, Func<string, Task> act) => Parallel.ForEachAsync(
        what, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (one, _) => await act(one));

    private static string Copied(string table) => $"bench_copied_{table}";

    private static string File(Bench bench, string table) => Path.Combine(bench.Postgres.Scratch, $"{table}.copy");

    private static async Task SaveAsync(Bench bench, NpgsqlDataSource source, string table)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var rows = await connection.BeginRawBinaryCopyAsync($"copy tracking.{table} to stdout (format binary)");
        await using var file = System.IO.File.Create(File(bench, table));
        await rows.CopyToAsync(file);
    }

    private static async Task LoadAsync(Bench bench, NpgsqlDataSource source, string table)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var rows = await connection.BeginRawBinaryCopyAsync($"copy tracking.{Copied(table)} from stdin (format binary)");
        await using var file = System.IO.File.OpenRead(File(bench, table));
        await file.CopyToAsync(rows);
    }

    private static async Task<List<string>> AskAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await using var rows = await command.ExecuteReaderAsync();
        var all = new List<string>();
        while (await rows.ReadAsync())
            all.Add(rows.GetString(0));
        return all;
    }

    private static async Task DoAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static string Describe(string views)
    {
        using var document = JsonDocument.Parse(views);
        return "of which, it says: " + string.Join(", ", document.RootElement.GetProperty("items").EnumerateArray().Select(view =>
            view.TryGetProperty("lastRebuild", out var last) && last.ValueKind == JsonValueKind.Object
                ? string.Create(CultureInfo.InvariantCulture,
                    $"{view.GetProperty("view").GetString()} {last.GetProperty("seconds").GetDouble():0.00} s")
                : $"{view.GetProperty("view").GetString()} not rebuilt"));
    }
}
