using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Events;
using OrderTracking.Postgres.Privacy;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres.Log;

/// <summary>A group's appends as the arrays that the append functions of the schema take.</summary>
internal sealed class AppendCommand
{
    private const string OtherVersion = "OT002", ClockSkew = "OT004";

    private readonly List<int> units = [], eventUnits = [];
    private readonly List<string> streams = [], eventStreams = [], types = [], headers = [];
    private readonly List<long> expected = [], last = [], versions = [];
    private readonly List<Guid> ids = [];
    private readonly List<byte[]> data = [];
    private readonly List<string?> correlations = [], causations = [], senders = [];

    private readonly IReadOnlyCollection<WrappedKeys> keys;
    private readonly IReadOnlyCollection<PhoneHash> phones;

    /// <param name="group">The persons of its events are sealed.</param>
    /// <param name="keys">The keys that were made for them; stored in the same transaction.</param>
    /// <param name="phones">The hashes of their phones; stored in the same transaction.</param>
    public AppendCommand(
        IReadOnlyList<AppendRequest> group, IReadOnlyCollection<WrappedKeys>? keys = null, IReadOnlyCollection<PhoneHash>? phones = null)
    {
        (this.keys, this.phones) = (keys ?? [], phones ?? []);
        for (var unit = 0; unit < group.Count; unit++)
            foreach (var stream in group[unit].Streams) Add(unit, stream);
    }

    /// <summary>
    /// Tries to append the whole group by append_events, or one event by append_event, which is cheapest and nearly always succeeds. On a
    /// conflict append_checked appends all units but the conflicting ones and says which those are.
    /// </summary>
    public async Task<GroupAnswer> Run(NpgsqlConnection connection, CancellationToken lost)
    {
        try
        {
            return ids.Count == 1 ? await Run("Log.append_one", OfOneEvent, connection, lost)
                : await Run("Log.append", Parameters, connection, lost);
        }
        catch (PostgresException fault) when (IsConflict(fault) && !PostgresPersonKeys.HasOtherKeys(fault))
        {
            return await Run("Log.append_checked", [Array(units, NpgsqlDbType.Integer), .. Streams,
                Array(eventUnits, NpgsqlDbType.Integer), .. Events, NodeTime], connection, lost);
        }
    }

    /// <summary>Settings that the append functions expect of a connection, for as long as it is open.</summary>
    public static async Task Prepare(NpgsqlConnection connection, CancellationToken lost)
    {
        await using var command = new NpgsqlCommand(Sql.Text("Log.append_settings"), connection);
        await command.ExecuteNonQueryAsync(lost);
    }

    /// <summary>
    /// A synchronous commit that appends nothing: when it has returned, what was visible before is as durable as what an append commits.
    /// </summary>
    public static async Task Confirm(NpgsqlConnection connection, CancellationToken lost)
    {
        await using var command = Unlimited("Log.confirm", connection);
        await command.PrepareAsync(lost);
        await command.ExecuteNonQueryAsync(lost);
    }

    /// <summary>The arguments of tracking.append_events, in order.</summary>
    public NpgsqlParameter[] Parameters => [.. Streams, .. Events, NodeTime];

    /// <summary>A stream is at another version than expected, or an event id is in the log already.</summary>
    public static bool IsConflict(PostgresException fault) => fault.SqlState is OtherVersion or PostgresErrorCodes.UniqueViolation;

    /// <summary>The clocks of this node and of the database are too far apart.</summary>
    public static bool IsClockSkew(PostgresException fault) => fault.SqlState is ClockSkew;

    // The machine's clock, whatever clock the rules go by.
    private static NpgsqlParameter NodeTime =>
        new() { Value = TimeProvider.System.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz };

    // The arguments of tracking.append_event, in order.
    private NpgsqlParameter[] OfOneEvent =>
    [
        One(streams[0], NpgsqlDbType.Text), One(expected[0], NpgsqlDbType.Bigint), One(ids[0], NpgsqlDbType.Uuid),
        One(types[0], NpgsqlDbType.Text), One(data[0], NpgsqlDbType.Jsonb), One(headers[0], NpgsqlDbType.Jsonb),
        One(correlations[0], NpgsqlDbType.Text), One(causations[0], NpgsqlDbType.Text), One(senders[0], NpgsqlDbType.Text), NodeTime,
    ];

    private NpgsqlParameter[] Streams =>
        [Array(streams, NpgsqlDbType.Text), Array(expected, NpgsqlDbType.Bigint), Array(last, NpgsqlDbType.Bigint)];

    private NpgsqlParameter[] Events =>
    [
        Array(eventStreams, NpgsqlDbType.Text), Array(versions, NpgsqlDbType.Bigint), Array(ids, NpgsqlDbType.Uuid),
        Array(types, NpgsqlDbType.Text),
        Array(data, NpgsqlDbType.Jsonb), Array(headers, NpgsqlDbType.Jsonb), Array(correlations, NpgsqlDbType.Text),
        Array(causations, NpgsqlDbType.Text),
        Array(senders, NpgsqlDbType.Text),
    ];

    // Without a timeout, on which Npgsql cancels the statement: the server would end the wait for a synchronous standby, keep what is
    // committed on the primary alone, and report a success.
    private static NpgsqlCommand Unlimited(string sql, NpgsqlConnection connection) =>
        new(Sql.Text(sql), connection) { CommandTimeout = 0 };

    // With keys, one round trip and one transaction for all statements: the append is the only one that returns rows.
    private async Task<GroupAnswer> Run(string sql, NpgsqlParameter[] parameters, NpgsqlConnection connection, CancellationToken lost)
    {
        if (keys.Count + phones.Count == 0)
        {
            await using var command = Unlimited(sql, connection);
            command.Parameters.AddRange(parameters);
            await command.PrepareAsync(lost);
            return await Answer(command.ExecuteReaderAsync, lost);
        }
        await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        foreach (var command in PostgresPersonKeys.Commands(keys, phones)) batch.BatchCommands.Add(command);
        var append = new NpgsqlBatchCommand(Sql.Text(sql));
        append.Parameters.AddRange(parameters);
        batch.BatchCommands.Add(append);
        await batch.PrepareAsync(lost);
        return await Answer(batch.ExecuteReaderAsync, lost);
    }

    private static async Task<GroupAnswer> Answer(Func<CancellationToken, Task<NpgsqlDataReader>> execute, CancellationToken lost)
    {
        await using var reader = await Execute(execute, lost);
        await reader.ReadAsync(lost);
        return new(
            reader.IsDBNull(0) ? 0 : reader.GetInt64(0),
            reader.IsDBNull(1) ? default : new DateTimeOffset(reader.GetDateTime(1)),
            reader.FieldCount > 2 ? reader.GetFieldValue<int[]>(2) : [],
            reader.FieldCount > 3 ? reader.GetFieldValue<int[]>(3) : []);
    }

    private static async Task<NpgsqlDataReader> Execute(
        Func<CancellationToken, Task<NpgsqlDataReader>> execute, CancellationToken lost)
    {
        try
        {
            return await execute(lost);
        }
        catch (PostgresException fault) when (IsClockSkew(fault))
        {
            throw new ClockSkewException(fault.MessageText, fault);
        }
    }

    private void Add(int unit, StreamAppend stream)
    {
        units.Add(unit);
        streams.Add(stream.Stream);
        expected.Add(stream.ExpectedVersion);
        last.Add(stream.ExpectedVersion + stream.Events.Count);
        for (var i = 0; i < stream.Events.Count; i++)
        {
            var newEvent = stream.Events[i];
            eventUnits.Add(unit);
            eventStreams.Add(stream.Stream);
            versions.Add(stream.ExpectedVersion + 1 + i);
            ids.Add(newEvent.Id);
            types.Add(EventTypes.Of(newEvent.Event).Stored);
            data.Add(EventCodec.Write(newEvent.Event));
            headers.Add(EventRows.Headers(newEvent.Source));
            correlations.Add(newEvent.Correlation);
            causations.Add(newEvent.Causation?.ToString());
            senders.Add(newEvent.Sender);
        }
    }

    private static NpgsqlParameter One(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private static NpgsqlParameter<List<T>> Array<T>(List<T> values, NpgsqlDbType type) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
}
