using Npgsql;

namespace OrderTracking.Postgres.Statements;

/// <summary>The connection whose snapshot queries read; null where each query has a snapshot of its own.</summary>
internal static class SnapshotConnection
{
    private static readonly AsyncLocal<NpgsqlConnection?> Ambient = new();

    /// <summary>It is set for the calls made from here on; the caller of an async method that sets it keeps its own value.</summary>
    public static NpgsqlConnection? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }
}
