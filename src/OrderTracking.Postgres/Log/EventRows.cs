using System.Text.Json;
using Npgsql;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Postgres.Log;

/// <summary>Converts rows of mt_events to events and back.</summary>
internal static class EventRows
{
    private static readonly Malformed OfAnotherStream =
        new(MalformedCodes.UnknownType, "type", "the stored name of an event of such a stream");

    // stream_id, seq_id, id, version, type, timestamp, data, correlation_id, causation_id, source, user_name
    public static string Stream(NpgsqlDataReader reader) => reader.GetString(0);

    public static long Version(NpgsqlDataReader reader) => reader.GetInt64(3);

    /// <summary>The length of the event's data.</summary>
    public static long Bytes(NpgsqlDataReader reader) => reader.GetBytes(6, 0, null, 0, 0);

    /// <summary>A null in the data column: statements that also return events set aside return them without their data.</summary>
    public static bool IsSetAside(NpgsqlDataReader reader) => reader.IsDBNull(6);

    /// <summary>The event of a row; null if it cannot be read.</summary>
    /// <param name="unreadable">Why it cannot be read; null if it can.</param>
    public static RecordedEvent<T>? Entry<T>(NpgsqlDataReader reader, out UnreadableEvent? unreadable) where T : DomainEvent
    {
        unreadable = null;
        var (type, data) = (reader.GetString(4), reader.GetFieldValue<byte[]>(6));
        DomainEvent domainEvent;
        try
        {
            domainEvent = EventCodec.Read(type, data);
        }
        catch (Exception fault)
            when (fault is JsonException or KeyNotFoundException or InvalidOperationException or NotSupportedException or FormatException
                or ArgumentException)
        {
            unreadable = Unreadable(reader, EventCodec.WhyUnreadable(type, data, fault));
            return null;
        }
        if (domainEvent is not T said)
        {
            unreadable = Unreadable(reader, OfAnotherStream);
            return null;
        }
        return new(
            reader.GetGuid(2), reader.GetInt64(1), Version(reader), new DateTimeOffset(reader.GetDateTime(5)),
            SourceFrom(reader.IsDBNull(9) ? null : reader.GetString(9)),
            reader.IsDBNull(7) ? null : reader.GetString(7),
            // Another program's Marten session may store a trace id in this column, which is no event's id.
            !reader.IsDBNull(8) && Guid.TryParse(reader.GetString(8), out var cause) ? cause : null,
            said)
        {
            Sender = reader.IsDBNull(10) ? null : reader.GetString(10),
        };
    }

    /// <summary>The same for an event of any stream.</summary>
    public static RecordedEvent<DomainEvent>? Entry(NpgsqlDataReader reader, out UnreadableEvent? unreadable)
    {
        var entry = Entry<DomainEvent>(reader, out unreadable);
        if (entry is null || BelongsTo(Stream(reader), entry.Event)) return entry;
        unreadable = Unreadable(reader, OfAnotherStream);
        return null;
    }

    private static bool BelongsTo(string stream, DomainEvent domainEvent) =>
        CaseStreams.IsCase(stream) ? domainEvent is CaseEvent or Corrected or PersonErased
        : !ReferenceStreams.IsWaybill(stream) || domainEvent is WaybillEvent;

    public static string Headers(EventSource source) => source switch
    {
        EventSource.Person => """{"source":"person"}""",
        EventSource.System => """{"source":"system"}""",
        EventSource.Clock => """{"source":"clock"}""",
        _ => throw new ArgumentOutOfRangeException(nameof(source)),
    };

    /// <summary>Why an event cannot be read whose persons cannot be opened.</summary>
    public static UnreadableEvent BrokenSeal<T>(string stream, RecordedEvent<T> entry) where T : DomainEvent => new(
        entry.Position, stream, entry.Version, EventTypes.Of(entry.Event).Stored, entry.RecordedAt, MalformedCodes.BrokenSeal, "",
        "persons as they were stored, and their keys");

    private static UnreadableEvent Unreadable(NpgsqlDataReader reader, Malformed why) => new(
        reader.GetInt64(1), Stream(reader), Version(reader), reader.GetString(4), new DateTimeOffset(reader.GetDateTime(5)), why.Code,
        why.Field, why.Expected);

    private static EventSource SourceFrom(string? text) => text switch
    {
        "system" => EventSource.System,
        "clock" => EventSource.Clock,
        _ => EventSource.Person,
    };
}
