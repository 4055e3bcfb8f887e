using JasperFx.Events;
using Marten;
using Npgsql;
using NpgsqlTypes;
using OrderTracking.Domain.Waybills;
using OrderTracking.Marten.Messages;
using OrderTracking.Postgres;
using OrderTracking.Postgres.Log;
using OrderTracking.Postgres.Queries;

namespace OrderTracking.Marten.Log;

/// <summary>
/// Appends a group in one session of Marten. The lock that makes the log one ordered log is taken first, so that whoever appends,
/// through whichever engine, does so one after the other.
/// </summary>
internal sealed class MartenAppender(IDocumentStore store, HeldLines held) : IGroupAppender
{
    private static readonly SqlFiles Sql = new(typeof(MartenAppender).Assembly, "OrderTracking.Marten.Sql.");

    public Task<GroupAnswer> Append(IReadOnlyList<AppendRequest> group) => Faults.Plain(async () =>
    {
        await using var session = store.LightweightSession();
        // Each event says what it belongs to. The session would add the trace of whoever's request the group began with.
        (session.CorrelationId, session.CausationId) = (null, null);
        await session.BeginTransactionAsync(CancellationToken.None);
        var (recordedAt, conflicting, taken, received) = await Look(session.Connection, group);
        var appended = new List<IEvent>();
        for (var unit = 0; unit < group.Count; unit++)
            if (!conflicting.Contains(unit) && !taken.Contains(unit))
                foreach (var stream in group[unit].Streams)
                {
                    IEvent[] events = [.. stream.Events.Select(decided => session.Events.ToStore(decided, recordedAt))];
                    session.Events.Append(stream.Stream, stream.ExpectedVersion + events.Length, events);
                    appended.AddRange(events);
                }
        if (appended.Count == 0) return new GroupAnswer(0, default, conflicting, taken);
        if (received.Length > 0) await held.Release(received, session);
        await session.SaveChangesAsync();
        return new GroupAnswer(appended[0].Sequence, recordedAt, conflicting, taken);
    });

    public ValueTask Disconnect() => ValueTask.CompletedTask;

    private static async Task<(DateTimeOffset RecordedAt, int[] Conflicting, int[] Taken, string[] Received)> Look(
        NpgsqlConnection connection, IReadOnlyList<AppendRequest> group)
    {
        var streams = group.SelectMany((request, unit) => request.Streams.Select(stream => (Unit: unit, Stream: stream))).ToList();
        var events = streams.SelectMany(each => each.Stream.Events.Select(decided => (each.Unit, decided.Id))).ToList();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("select pg_advisory_xact_lock(7302025, 1)"),
                new(Sql.Text("look"))
                {
                    Parameters =
                    {
                        Asked.Array(streams.Select(each => each.Unit), NpgsqlDbType.Integer), Asked.Array(streams.Select(each => each.Stream.Stream), NpgsqlDbType.Text),
                        Asked.Array(streams.Select(each => each.Stream.ExpectedVersion), NpgsqlDbType.Bigint),
                        Asked.Array(events.Select(each => each.Unit), NpgsqlDbType.Integer), Asked.Array(events.Select(each => each.Id), NpgsqlDbType.Uuid),
                        Asked.Array(streams.Where(each => each.Stream.Events.Any(decided => decided.Event is Received)).Select(each => each.Stream.Stream), NpgsqlDbType.Text),
                    },
                },
            },
        };
        await batch.PrepareAsync();
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.NextResultAsync();
        await reader.ReadAsync();
        return (
            new DateTimeOffset(reader.GetDateTime(0)), reader.GetFieldValue<int[]>(1), reader.GetFieldValue<int[]>(2), reader.GetFieldValue<string[]>(3));
    }
}
