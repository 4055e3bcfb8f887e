using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using OrderTracking.Application.Codec;

namespace OrderTracking.Bench.Figures;

internal sealed class RebuildFigure : Figure
{
    private const int Page = 5_000;

    public override string Name => "rebuild";

    public override string Unit => "events/s";

    public override string Workload =>
        "POST /v1/views/rebuild, then GET /v1/views until no view is rebuilding; events in the log by the time that took. Limit: the same "
        + $"events selected in pages of {Page} by seq_id and deserialized by the service's own codec, nothing folded and nothing written.";

    public override Aim Aim => new Aim.Ratio(0.3);

    public override Stage Stage => Stage.History;

    // A warm-up: the log is read in seconds, so JIT compilation would show in the first round.
    public override async Task PrepareAsync(Bench bench)
    {
        await LimitAsync(bench);
        await ServiceAsync(bench);
    }

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
        await using var connection = new NpgsqlConnection(bench.Postgres.ConnectionString(Stage.Database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("""
            select stream_id, seq_id, id, version, type, timestamp, data, correlation_id, causation_id, headers ->> 'source'
            from mt_events where seq_id > $1 order by seq_id limit $2
            """, connection) { Parameters = { new() { Value = 0L }, new() { Value = Page } } };
        await command.PrepareAsync();

        var from = bench.CpuNow();
        var since = Stopwatch.StartNew();
        var (position, events) = (0L, 0L);
        for (var last = Page; last == Page; events += last)
        {
            command.Parameters[0].Value = position;
            (position, last) = await ReadPageAsync(command, position);
        }

        return new Measurement(events / since.Elapsed.TotalSeconds,
            string.Create(CultureInfo.InvariantCulture, $"{events} events in {since.Elapsed.TotalSeconds:0.00} s"), bench.CpuNow() - from);
    }

    private static async Task<(long Position, int Count)> ReadPageAsync(NpgsqlCommand command, long position)
    {
        var count = 0;
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            position = rows.GetInt64(1);
            _ = (rows.GetString(0), rows.GetGuid(2), rows.GetInt64(3), rows.GetDateTime(5));
            _ = EventCodec.Read(rows.GetString(4), rows.GetFieldValue<byte[]>(6));
            count++;
        }

        return (position, count);
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
