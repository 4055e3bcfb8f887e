using System.Data;
using Npgsql;

namespace OrderTracking.Postgres.Log;

/// <summary>Appends a group of requests in one durable commit.</summary>
internal interface IGroupAppender
{
    /// <summary>Appends those that can be, each as a whole. No two requests of a group are for one stream or share an id.</summary>
    Task<GroupAnswer> Append(IReadOnlyList<AppendRequest> group);

    /// <summary>Lets go of a connection that may be broken.</summary>
    ValueTask Disconnect();
}

/// <param name="First">The first event's position; the others follow without a gap, request by request.</param>
/// <param name="Conflicting">The requests, by their place in the group, that meet a stream at another version.</param>
/// <param name="Taken">Those with an id that is in the log already.</param>
internal readonly record struct GroupAnswer(long First, DateTimeOffset RecordedAt, IReadOnlyCollection<int> Conflicting, IReadOnlyCollection<int> Taken);

/// <summary>Appends by the functions of the schema, on a connection that is kept.</summary>
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
