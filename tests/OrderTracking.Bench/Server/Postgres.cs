using System.Globalization;
using Npgsql;

namespace OrderTracking.Bench.Server;

/// <summary>The throw-away PostgreSQL that ops/bench started, and its tools. Everything goes over loopback TCP.</summary>
internal sealed class Postgres
{
    private const string User = "bench";
    private readonly string _binaries = Setting("BENCH_PG_BIN");
    private readonly string _port = Setting("BENCH_PG_PORT");

    public int ProcessId { get; } = int.Parse(Setting("BENCH_PG_PID"), CultureInfo.InvariantCulture);

    /// <summary>A folder for files that are copied from one database to another.</summary>
    public string Scratch { get; } = Setting("BENCH_WORK");

    public static string Setting(string name) =>
        Environment.GetEnvironmentVariable(name)
            ?? throw new InvalidOperationException($"{name} is not set: start this through ops/bench.");

    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={_port};Username={User};Database={database}";

    public async Task<T> AskAsync<T>(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        return (T)(await command.ExecuteScalarAsync() ?? throw new InvalidOperationException($"No answer to: {sql}"));
    }

    public async Task DoAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync();
    }

    public Task<string> ToolAsync(string tool, string database, params IEnumerable<string> arguments) =>
        Tool.RunAsync(Path.Combine(_binaries, tool), ["-h", "127.0.0.1", "-p", _port, "-U", User, .. arguments, database]);

    public Task<string> PsqlAsync(string database, params IEnumerable<string> commands) =>
        ToolAsync("psql", database, ["-X", "-q", "-v", "ON_ERROR_STOP=1", .. commands.SelectMany(command => new[] { "-c", command })]);

    /// <summary>
    /// Makes a database with another's tables, by its catalogue, and with the same streams and events. Indexes are made first, and filled
    /// row by row, as in the other, so that neither side has more densely packed ones. An earlier copy is dropped.
    /// </summary>
    public async Task CopyLogAsync(string from, string to)
    {
        await DoAsync("postgres", $"drop database if exists {to} with (force)");
        await DoAsync("postgres", $"create database {to}");
        await PipeAsync("--schema-only");
        await PipeAsync("--data-only", "-t", "mt_streams", "-t", "mt_events", "-t", "mt_events_sequence");
        await DoAsync(to, "vacuum analyze");

        async Task PipeAsync(params string[] arguments)
        {
            var file = Path.Combine(Scratch, $"{to}.sql");
            await ToolAsync("pg_dump", from, ["--no-owner", "-f", file, .. arguments]);
            await ToolAsync("psql", to, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", "-f", file);
            File.Delete(file);
        }
    }
}
