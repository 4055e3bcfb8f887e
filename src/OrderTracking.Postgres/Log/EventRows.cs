using Npgsql;
using OrderTracking.Application.Codec;
using OrderTracking.Domain;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Postgres.Log;

/// <summary>Rows of mt_events to events and back.</summary>
internal static class EventRows
{
    // stream_id, seq_id, id, version, type, timestamp, data, correlation_id, causation_id, source, user_name
    public static string Stream(NpgsqlDataReader reader) => reader.GetString(0);

    public static Recorded<T> Entry<T>(NpgsqlDataReader reader) where T : DomainEvent => new(
        reader.GetGuid(2),
        reader.GetInt64(1),
        reader.GetInt64(3),
        new DateTimeOffset(reader.GetDateTime(5)),
        SourceFrom(reader.IsDBNull(9) ? null : reader.GetString(9)),
        reader.IsDBNull(7) ? null : reader.GetString(7),
        reader.IsDBNull(8) ? null : Guid.Parse(reader.GetString(8)),
        (T)EventCodec.Read(reader.GetString(4), reader.GetFieldValue<byte[]>(6)))
    {
        Sender = reader.IsDBNull(10) ? null : reader.GetString(10),
    };

    public static string Headers(EventSource source) => source switch
    {
        EventSource.Person => """{"source":"person"}""",
        EventSource.System => """{"source":"system"}""",
        EventSource.Clock => """{"source":"clock"}""",
        _ => throw new ArgumentOutOfRangeException(nameof(source)),
    };

    private static EventSource SourceFrom(string? text) => text switch
    {
        "system" => EventSource.System,
        "clock" => EventSource.Clock,
        _ => EventSource.Person,
    };
}
