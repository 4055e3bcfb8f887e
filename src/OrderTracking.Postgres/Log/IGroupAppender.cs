using System.Data;
using Npgsql;

namespace OrderTracking.Postgres.Log;

/// <summary>Appends a group of requests in one durable commit.</summary>
internal interface IGroupAppender
{
    /// <summary>Appends each request whole or not at all. No two requests of a group are for one stream or share an event id.</summary>
    Task<GroupAnswer> Append(IReadOnlyList<AppendRequest> group);

    /// <summary>Drops a connection that may be broken; the next append opens another.</summary>
    ValueTask Disconnect();
}

/// <param name="First">The position of the first event appended; the others follow without a gap, in the order of the requests.</param>
/// <param name="Conflicting">The requests, by their index in the group, whose stream is at another version than expected.</param>
/// <param name="Taken">The requests, by their index in the group, with an event id that is in the log already.</param>
internal readonly record struct GroupAnswer(long First, DateTimeOffset RecordedAt, IReadOnlyCollection<int> Conflicting,
    IReadOnlyCollection<int> Taken);

/// <summary>Appends by the functions of the schema, on one connection that stays open.</summary>
internal sealed class PostgresAppender(NpgsqlDataSource source) : IGroupAppender
{
    private NpgsqlConnection? connection;

    public async Task<GroupAnswer> Append(IReadOnlyList<AppendRequest> group)
    {
        if (connection is { State: not ConnectionState.Open }) await Disconnect();
        connection ??= await source.OpenConnectionAsync();
        return await new AppendCommand(group).Run(connection);
    }

    public async ValueTask Disconnect()
    {
        if (connection is not null) await connection.DisposeAsync();
        connection = null;
    }
}
