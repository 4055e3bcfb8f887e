using System.Globalization;
using System.Text.RegularExpressions;
using OrderTracking.Bench.Load;

namespace OrderTracking.Bench.Figures;

internal sealed partial class BatchFigure : Figure
{
    private const int Connections = 2, Lines = 8_000, LinesPerWaybill = 6;

    private string _limit = "";
    private string _format = "text";
    private string _columns = "";
    private int _next = Freight.First;
    private int _batches = 4;
    private (long From, long To) _rows;

    public override string Name => "batch";

    public override string Unit => "events/s";

    public override string Workload =>
        $"POST /v1/events, NDJSON of about {Lines} lines each, whole lives of new waybills, rendered beforehand; "
            + $"{Connections} connections, "
        + "closed loop. Limit: psql's \\copy of the very rows that the service wrote in the round, from a file into mt_events with its "
        + "indexes and foreign key, one COPY; the mt_streams rows are there before.";

    public override Aim Aim => new Aim.Ratio(0.4);

    public override Stage Stage => Stage.History;

    public override async Task PrepareAsync(Bench bench)
    {
        _limit = Stage.Database + "_limit";
        _columns = await bench.Postgres.AskAsync<string>(Stage.Database,
            "select string_agg(column_name, ',' order by ordinal_position) from information_schema.columns where table_schema = 'public' "
            + "and table_name = 'mt_events' and is_generated = 'NEVER'");
        await bench.Postgres.CopyLogAsync(Stage.Database, _limit);

        // The first run warms both sides up, and finds how much work fills the time and which form of COPY is faster.
        var rates = new Dictionary<string, double>();
        foreach (var format in new[] { "text", "binary" })
        {
            var warmUp = await ServiceAsync(bench);
            _format = format;
            rates[format] = (await LimitAsync(bench))!.Value;
            _batches = Math.Clamp((int)(warmUp.Value * bench.Options.Seconds / Lines), 4, 80);
        }

        _format = rates.MaxBy(rate => rate.Value).Key;
        Notes.Add("COPY by format: "
            + string.Join(", ", rates.Select(rate => string.Create(CultureInfo.InvariantCulture, $"{rate.Key}: {rate.Value:0} rows/s")))
            + $"; {_format} is used.");
    }

    public override async Task<Measurement> ServiceAsync(Bench bench)
    {
        var waybills = _batches * Lines / LinesPerWaybill;
        var posts = new BatchPosts(bench.Service.Host, [.. Freight.Lives("BB", _next, waybills, Lines)]);
        _next += waybills;
        GC.Collect();

        _rows.From = await bench.PositionAsync();
        using var loop = new LoadLoop(bench.Service.Endpoint, Connections);
        var cpu = bench.CpuNow();
        var result = loop.RunToEnd(posts);
        cpu = bench.CpuNow() - cpu;
        _rows.To = await bench.PositionAsync();
        var caughtUp = await bench.ViewsAsync();
        return new Measurement(posts.Accepted / result.Measured.TotalSeconds,
            string.Create(CultureInfo.InvariantCulture,
                $"{posts.Accepted} lines in {result.Answered} requests, {result.Describe()}; views caught up "
                + $"{caughtUp.TotalSeconds:0.0} s later"),
            cpu, result.Fault ?? posts.Complaint);
    }

    /// <summary>Copies the rows that the service has just written, so it must run after the service.</summary>
    public override async Task<Measurement?> LimitAsync(Bench bench)
    {
        var events = Path.Combine(bench.Postgres.Scratch, "events.copy");
        var streams = Path.Combine(bench.Postgres.Scratch, "streams.copy");
        var range = string.Create(CultureInfo.InvariantCulture, $"seq_id > {_rows.From} and seq_id <= {_rows.To}");
        await bench.Postgres.PsqlAsync(Stage.Database,
            $"\\copy (select {_columns} from mt_events where {range} order by seq_id) to '{events}' with (format {_format})",
            $"\\copy (select * from mt_streams where id in (select stream_id from mt_events where {range})) to '{streams}'");
        await bench.Postgres.PsqlAsync(_limit, $"\\copy mt_streams from '{streams}'");
        await bench.Postgres.DoAsync("postgres", "checkpoint");

        var cpu = bench.CpuNow();
        var output = await bench.Postgres.PsqlAsync(_limit, "\\timing on",
            $"\\copy mt_events ({_columns}) from '{events}' with (format {_format})");
        cpu = bench.CpuNow() - cpu;
        File.Delete(events);
        File.Delete(streams);
        var seconds = double.Parse(Timing().Match(output).Groups[1].Value, CultureInfo.InvariantCulture) / 1000;
        var rows = await bench.Postgres.AskAsync<long>(Stage.Database, $"select count(*) from mt_events where {range}");
        return new Measurement(rows / seconds, string.Create(CultureInfo.InvariantCulture, $"{rows} rows in {seconds:0.00} s"), cpu);
    }

    [GeneratedRegex(@"^Time: ([0-9.]+) ms", RegexOptions.Multiline)]
    private static partial Regex Timing();
}
