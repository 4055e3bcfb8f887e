using System.Globalization;
using System.Text;
using Npgsql;
using OrderTracking.Bench.Server;

namespace OrderTracking.Bench.Figures;

/// <summary>
/// PostgreSQL writing the same two rows without the service: one statement that updates the stream's version and inserts the event. Each
/// kind of event of the workload is copied exactly as the service stored it, parameters included, so that both write rows of the
/// same size.
/// </summary>
internal sealed class SingleEventLimit
{
    private static readonly string[] Own = ["seq_id", "id", "stream_id", "version", "timestamp"];

    private Pgbench? _prepared;

    /// <summary>Prepared once, so that the figures of one and of many connections have the same limit.</summary>
    public async Task<Pgbench> OnceAsync(Bench bench) => _prepared ??= await PrepareAsync(bench);

    private static async Task<Pgbench> PrepareAsync(Bench bench)
    {
        var stage = bench.Stage;
        var database = stage.Database + "_limit";
        await bench.Postgres.CopyLogAsync(stage.Database, database);
        var samples = await SamplesAsync(bench);
        var variables = new Dictionary<string, string>();
        var scripts = samples.Select((sample, index) => Script(stage, sample, index, variables)).ToList();
        return new Pgbench(bench.Postgres, database, scripts, variables);
    }

    private static string Script(Stage stage, Dictionary<string, (string Type, string Value)> sample, int index,
        Dictionary<string, string> variables)
    {
        var columns = new StringBuilder();
        var values = new StringBuilder();
        foreach (var (column, (type, value)) in sample)
        {
            var variable = $"{column}{index}";
            variables[variable] = value;
            columns.Append(CultureInfo.InvariantCulture, $", {column}");
            values.Append(CultureInfo.InvariantCulture, $", :{variable}::{type}");
        }

        return $"""
            \set n random({Freight.First}, {Freight.First + stage.Waybills - 1})
            with stream as (update mt_streams set version = version + 1, timestamp = now() where id = '{stage.Prefix}' || :n returning id,
            version) insert into mt_events (seq_id, id, stream_id, version, timestamp{columns}) select nextval('mt_events_sequence'),
            gen_random_uuid(), id, version, now(){values} from stream;

            """;
    }

    // One event of each kind is sent to the service; its stored row is the template.
    private static async Task<List<Dictionary<string, (string Type, string Value)>>> SamplesAsync(Bench bench)
    {
        var from = await bench.PositionAsync();
        var time = DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8))
            .ToString("yyyy-MM-ddTHH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);
        var kinds = Freight.Repeatable(Guid.Empty.ToString(), time).Count;
        for (var kind = 0; kind < kinds; kind++)
        {
            var body = Freight.Repeatable(Guid.NewGuid().ToString(), time)[kind];
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await bench.Service.Http.PostAsync($"/v1/waybills/{bench.Stage.Prefix}{Freight.First}/events", content);
            answer.EnsureSuccessStatusCode();
        }

        await using var connection = new NpgsqlConnection(bench.Postgres.ConnectionString(bench.Stage.Database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("""
            select e.seq_id, c.column_name::text, c.data_type::text, to_jsonb(e) ->> c.column_name
            from mt_events e cross join information_schema.columns c
            where c.table_schema = 'public' and c.table_name = 'mt_events' and e.seq_id > $1
            order by e.seq_id, c.ordinal_position
            """, connection) { Parameters = { new() { Value = from } } };
        var samples = new SortedDictionary<long, Dictionary<string, (string, string)>>();
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            var sample = samples.TryGetValue(rows.GetInt64(0), out var known) ? known : samples[rows.GetInt64(0)] = [];
            if (!Own.Contains(rows.GetString(1)) && !rows.IsDBNull(3))
                sample[rows.GetString(1)] = (rows.GetString(2), rows.GetString(3));
        }

        return samples.Count == kinds ? [.. samples.Values]
            : throw new InvalidOperationException($"{kinds} events were posted, {samples.Count} rows stored.");
    }
}
