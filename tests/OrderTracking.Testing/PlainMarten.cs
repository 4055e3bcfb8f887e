using Npgsql;

namespace OrderTracking.Testing;

/// <summary>Another program that appends as Marten does: a row with the name of its .NET type, and the stream's version updated.</summary>
public static class PlainMarten
{
    /// <summary>Appends an event to a stream, or begins the stream with it.</summary>
    /// <param name="data">The event as JSON.</param>
    /// <returns>Its position.</returns>
    public static async Task<long> Append(string connectionString, string stream, string type, string data, string? causation = null,
        Guid? id = null)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = "test" }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            with stream as (
                insert into mt_streams (id, type, version, timestamp, created, tenant_id, is_archived)
                values ($1, null, 1, transaction_timestamp(), transaction_timestamp(), '*DEFAULT*', false)
                on conflict (id) do update set version = mt_streams.version + 1, timestamp = transaction_timestamp()
                returning version)
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, causation_id, headers,
            is_archived)
            select nextval('mt_events_sequence'), $4, $1, stream.version, $3::jsonb, $2, transaction_timestamp(), '*DEFAULT*',
            'Acme.Tms.SomeEvent, Acme.Tms', $5, null, false
            from stream
            returning seq_id
            """, connection)
        {
            Parameters =
            {
                new() { Value = stream }, new() { Value = type }, new() { Value = data }, new() { Value = id ?? Guid.NewGuid() },
                new() { Value = (object?)causation ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text },
            },
        };
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Appends an arrival without station and sender, which this service cannot read.</summary>
    public static Task<long> AppendUnreadable(string connectionString, string stream) =>
        Append(connectionString, stream, "waybill.arrived.v1", """{"pieces": 3, "occurredAt": "2026-06-01T13:00:00+08:00"}""");
}
