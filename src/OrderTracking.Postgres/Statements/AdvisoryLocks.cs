using Npgsql;

namespace OrderTracking.Postgres.Statements;

/// <summary>Every advisory lock of the service, by its number within <see cref="AdvisoryLocks.ServiceClass"/>.</summary>
/// <remarks>SQL files and functions write class and number out; a test compares those with this list.</remarks>
internal enum AdvisoryLock
{
    /// <summary>Held by an append until its commit is visible, so that events become visible in order of position.</summary>
    Append = 1,

    /// <summary>Held by the node that makes or upgrades the schema.</summary>
    Schema = 2,

    /// <summary>Held by the session of the leading node.</summary>
    Leader = 3,

    /// <summary>Held while a node finds out whether the other engine holds the database.</summary>
    EngineChoice = 4,
}

internal static class AdvisoryLocks
{
    /// <summary>The class of the locks that are listed above.</summary>
    public const int ServiceClass = 7302025;

    /// <summary>The class of the locks by which nodes hold the database for their engine; the number is the engine's.</summary>
    public const int EngineClass = 7302026;

    /// <summary>A statement of Sql/Locks on one of these locks.</summary>
    public static NpgsqlBatchCommand Command(string statement, AdvisoryLock on) => new(Sql.Text($"Locks.{statement}"))
    {
        Parameters = { new() { Value = ServiceClass }, new() { Value = (int)on } },
    };

    /// <summary>Runs a statement of Sql/Locks; the answer is its first value.</summary>
    public static async Task<object?> Run(
        NpgsqlConnection connection, string statement, AdvisoryLock on, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Command(statement, on) } };
        return await batch.ExecuteScalarAsync(cancellationToken);
    }
}
