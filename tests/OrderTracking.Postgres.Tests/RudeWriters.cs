using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Codec;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using OrderTracking.Engine.Contract;

namespace OrderTracking.Postgres.Tests;

/// <summary>Writers that use the database directly, take their time, and sometimes give up half way.</summary>
internal sealed class RudeWriters(PostgresUnderTest engine, int seed)
{
    private readonly Random random = new(seed);
    private int streams;

    /// <summary>The events whose commit succeeded.</summary>
    public List<Guid> Committed { get; } = [];

    public int Aborted { get; private set; }

    public async Task Run(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
            try
            {
                // A connection with the application name of the service's pool, so that it is killed like those.
                await using var connection = new NpgsqlConnection(
                    new NpgsqlConnectionStringBuilder(engine.ConnectionString) { ApplicationName = "ordertracking",
                        Pooling = false }.ConnectionString);
                await connection.OpenAsync(CancellationToken.None);
                for (var i = 0; i < 20 && !stopping.IsCancellationRequested; i++) await Write(connection);
            }
            catch (NpgsqlException)
            {
                Aborted++;
            }
    }

    private async Task Write(NpgsqlConnection connection)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var events = Sample.Notes(random.Next(1, 5));
        var stream = $"RUDE-{seed}-{streams++}";
        var properly = random.Next(2) == 0;
        if (properly) await Append(connection, stream, events);
        else await Insert(connection, stream, events[0]);
        await Task.Delay(random.Next(15));
        // A writer that did not take the lock must not commit: its positions were drawn without it.
        if (properly && random.Next(3) > 0)
        {
            await transaction.CommitAsync();
            Committed.AddRange(events.Select(newEvent => newEvent.Id));
        }
        else
        {
            await transaction.RollbackAsync();
            Aborted++;
        }
    }

    private static async Task Append(NpgsqlConnection connection, string stream, NewEvent[] events)
    {
        await using var command = new NpgsqlCommand(
            "select tracking.append_events(array[$1], array[0::bigint], array[$2], $3, $4, $5, $6, $7, $8, $9, $9, $9)", connection)
        {
            Parameters =
            {
                new() { Value = stream }, new() { Value = (long)events.Length }, Array(events.Select(_ => stream), NpgsqlDbType.Text),
                Array(events.Select((_, i) => i + 1L), NpgsqlDbType.Bigint),
                Array(events.Select(newEvent => newEvent.Id), NpgsqlDbType.Uuid),
                Array(events.Select(newEvent => EventTypes.Of(newEvent.Event).Stored), NpgsqlDbType.Text),
                Array(events.Select(newEvent => EventCodec.Write(newEvent.Event)), NpgsqlDbType.Jsonb),
                Array(events.Select(_ => "{}"), NpgsqlDbType.Jsonb), Array(events.Select(_ => (string?)null), NpgsqlDbType.Text),
            },
        };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task Insert(NpgsqlConnection connection, string stream, NewEvent newEvent)
    {
        await using var command = new NpgsqlCommand(
            """
            with opened as (insert into mt_streams (id, type, version) values ($1, 'waybill', 1) returning id)
            insert into mt_events (seq_id, id, stream_id, version, data, type) select nextval('mt_events_sequence'), $2, id, 1, '{}',
            'waybill.cancelled.v1' from opened
            """, connection)
        {
            Parameters = { new() { Value = stream }, new() { Value = newEvent.Id } },
        };
        await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlParameter Array<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}
