using System.Text.RegularExpressions;
using Npgsql;

namespace OrderTracking.Postgres.Statements;

/// <summary>
/// The connection whose snapshot queries read; null where each query has a snapshot of its own. Queries take turns on it: a worklist asks
/// for its lists concurrently.
/// </summary>
/// <param name="source">Where the connection comes from: queries of other sources are none of the snapshot's.</param>
/// <param name="isPast">
/// The views' tables are read from temporary ones of the same names, which hold the rows of a question about the past.
/// </param>
internal sealed partial class SnapshotConnection(
    NpgsqlDataSource source, NpgsqlConnection connection, bool isPast = false) : IDisposable
{
    private static readonly AsyncLocal<SnapshotConnection?> Ambient = new();

    private readonly SemaphoreSlim turn = new(1);

    /// <summary>It is set for the calls made from here on; the caller of an async method that sets it keeps its own value.</summary>
    public static SnapshotConnection? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    public bool IsOf(NpgsqlDataSource other) => ReferenceEquals(source, other);

    /// <summary>Whether the rows are those of a question about the past, of which no roll-up has sums.</summary>
    public bool IsPast => isPast;

    public NpgsqlCommand Command(string sql) =>
        new(isPast ? ViewTable().Replace(sql, table => $"pg_temp.{table.Groups["name"].Value}") : sql, connection);

    public async Task<IDisposable> Turn(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        return new Taken(turn);
    }

    public void Dispose() => turn.Dispose();

    // A test compares the names with ViewTables.
    [GeneratedRegex(
        @"\btracking\.(?<name>waybills|search|exceptions|on_time|receipts|deadlines|volumes|remarks|loading_lists|station_visits|cases)\b")]
    internal static partial Regex ViewTable();

    private sealed class Taken(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
