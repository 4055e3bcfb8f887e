using Npgsql;

namespace OrderTracking.Postgres.Privacy;

/// <summary>Where the host wants the keys of persons to be; to be registered before the engine.</summary>
/// <param name="ConnectionString">Of a database of their own; null for the log's.</param>
public sealed record KeysConnection(string? ConnectionString);

/// <summary>
/// Where the keys of persons are. The connections are others than those of the log: a query for keys never waits for one that its own
/// caller holds, and never reads in that one's snapshot, which shows keys that were destroyed since.
/// </summary>
/// <param name="isApart">In a database of their own, so that an append cannot store keys in its transaction.</param>
internal sealed class KeysDatabase(NpgsqlDataSource source, bool isApart) : IAsyncDisposable
{
    public NpgsqlDataSource Source => source;

    public bool IsApart => isApart;

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
