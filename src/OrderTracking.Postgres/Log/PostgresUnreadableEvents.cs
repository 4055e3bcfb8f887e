using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Postgres.Statements;
using static OrderTracking.Postgres.Statements.QueryParameters;

namespace OrderTracking.Postgres.Log;

/// <summary>Sets unreadable events aside, by the only function that may mark a row of the log.</summary>
internal sealed class PostgresUnreadableEvents(NpgsqlDataSource source, SealedPersons persons) : IUnreadableEvents
{
    public async Task<InspectedEvent?> LookAt(long position, CancellationToken cancellationToken)
    {
        if (await source.Ask("Log.look_at", LookedAt, cancellationToken, Number("position", position)) is not [var (found, stream, entry)])
            return null;
        if (entry is null) return found;
        try
        {
            await persons.Open(stream, [entry], cancellationToken);
            return found;
        }
        catch (BrokenSealException)
        {
            return found with { Unreadable = EventRows.BrokenSeal(stream, entry) };
        }
    }

    public async Task<SetAsideEvent?> SetAside(UnreadableEvent unreadable, string by, string reason, CancellationToken cancellationToken)
    {
        var at = await source.Ask(
            "Log.set_aside", reader => reader.IsDBNull(0) ? (DateTimeOffset?)null : reader.GetFieldValue<DateTimeOffset>(0),
            cancellationToken,
            Number("position", unreadable.Position), Text("code", unreadable.Code), Text("field", unreadable.Field),
            Text("expected", unreadable.Expected), Text("by", by), Text("reason", reason));
        return at is [{ } done] ? new(unreadable, done, by, reason) : null;
    }

    public Task<IReadOnlyList<SetAsideEvent>> List(long after, long upTo, int limit, CancellationToken cancellationToken) => source.Ask(
        "Log.list_set_aside",
        reader => new SetAsideEvent(
            new(
                reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.GetString(3), reader.GetFieldValue<DateTimeOffset>(4),
                reader.GetString(5), reader.GetString(6),
                reader.GetString(7)),
            reader.GetFieldValue<DateTimeOffset>(8), reader.GetString(9), reader.GetString(10)),
        cancellationToken, Number("after", after), Number("up_to", upTo), Number("limit", limit));

    public async Task<long> LastVersion(string stream, CancellationToken cancellationToken) =>
        (await source.Ask("Log.last_set_aside", reader => reader.IsDBNull(0) ? 0 : reader.GetInt64(0), cancellationToken,
            Text("stream", stream)))[0];

    private static (InspectedEvent Found, string Stream, RecordedEvent<DomainEvent>? Entry) LookedAt(NpgsqlDataReader reader)
    {
        var entry = EventRows.Entry(reader, out var unreadable);
        return (new(reader.GetBoolean(11), unreadable), EventRows.Stream(reader), entry);
    }
}
