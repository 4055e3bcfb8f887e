using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Codec;
using OrderTracking.Domain.Events;

namespace OrderTracking.Bench.Million;

/// <param name="Events">The number of events in the log.</param>
/// <param name="Written">How long making and copying them took.</param>
/// <param name="Indexed">How long the indexes and the vacuum afterwards took.</param>
internal sealed record LoadedLog(long Events, TimeSpan Written, TimeSpan Indexed);

/// <summary>
/// Writes a log by COPY into the tables that the service has made, with the rows that the service would have written. Indexes and
/// constraints are made afterwards, by their definitions in the catalogue. The views are left to a rebuild.
/// </summary>
internal static class LogLoad
{
    private const string Pause = """
        create temp table definitions as
        select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
               format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as make,
               contype = 'f' as last
        from pg_constraint where conrelid = 'mt_events'::regclass
        union all
        select format('drop index %s', indexrelid::regclass), pg_get_indexdef(indexrelid), false
        from pg_index where indrelid = 'mt_events'::regclass and not exists (select from pg_constraint where conindid = indexrelid);
        do $$ declare d text; begin for d in select drop from definitions order by last desc loop execute d; end loop; end $$;
        """;

    private const string Resume = """
        set maintenance_work_mem = '512MB';
        do $$ declare d text; begin for d in select make from definitions order by last loop execute d; end loop; end $$;
        """;

    /// <param name="connectionString">A database in which a service has made its tables; none runs on it now.</param>
    public static async Task<LoadedLog> RunAsync(string connectionString, YearOfFreight year)
    {
        var since = Stopwatch.StartNew();
        await using var events = await OpenAsync(connectionString);
        await using var streams = await OpenAsync(connectionString);
        Do(events, Pause);
        var count = Copy(year, streams, events);
        var written = since.Elapsed;
        Do(events, Resume);
        Do(events, $"select setval('mt_events_sequence', {count})");
        // Puts the views' position at the end of the log and requests their rebuild.
        Do(events, $"insert into mt_event_progression (name, last_seq_id) values ('Views:All', {count}) on conflict (name) do update set "
            + "last_seq_id = excluded.last_seq_id; update tracking.views set rebuild_requested_at = clock_timestamp()");
        Do(events, "vacuum analyze mt_streams, mt_events");
        Do(events, "checkpoint");
        return new LoadedLog(count, written, since.Elapsed - written);
    }

    // One thread drives both copies, because making the events and PostgreSQL's reading keep a core busy each.
    private static long Copy(YearOfFreight year, NpgsqlConnection streamConnection, NpgsqlConnection eventConnection)
    {
        using var streams = streamConnection.BeginBinaryImport(
            "copy mt_streams (id, type, version, timestamp, created) from stdin (format binary)");
        using var events = eventConnection.BeginBinaryImport(
            "copy mt_events (seq_id, id, stream_id, version, data, type, timestamp, causation_id, headers) from stdin (format binary)");
        // Long timeouts: a year takes minutes, and the server may read slowly meanwhile.
        (streams.Timeout, events.Timeout) = (TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        var position = 0L;
        foreach (var row in year.Events(Stream))
        {
            events.StartRow();
            events.Write(++position, NpgsqlDbType.Bigint);
            events.Write(row.Id, NpgsqlDbType.Uuid);
            events.Write(row.Stream, NpgsqlDbType.Varchar);
            events.Write(row.Version, NpgsqlDbType.Bigint);
            events.Write(EventCodec.Write(row.Event), NpgsqlDbType.Jsonb);
            events.Write(EventTypes.Of(row.Event).Stored, NpgsqlDbType.Varchar);
            events.Write(row.RecordedAt.UtcDateTime, NpgsqlDbType.TimestampTz);
            if (row.Causation is { } causation)
                events.Write(causation.ToString(), NpgsqlDbType.Varchar);
            else
                events.WriteNull();
            events.Write(Headers(row.Source), NpgsqlDbType.Jsonb);
        }

        events.Complete();
        streams.Complete();
        return position;

        void Stream(StreamRow row)
        {
            streams.StartRow();
            streams.Write(row.Stream, NpgsqlDbType.Varchar);
            streams.Write(row.Type, NpgsqlDbType.Varchar);
            streams.Write(row.Version, NpgsqlDbType.Bigint);
            streams.Write(row.Last.UtcDateTime, NpgsqlDbType.TimestampTz);
            streams.Write(row.Created.UtcDateTime, NpgsqlDbType.TimestampTz);
        }
    }

    private static string Headers(EventSource source) => source switch
    {
        EventSource.Person => """{"source":"person"}""",
        EventSource.System => """{"source":"system"}""",
        _ => """{"source":"clock"}"""
    };

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private static void Do(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 3600 };
        command.ExecuteNonQuery();
    }
}
