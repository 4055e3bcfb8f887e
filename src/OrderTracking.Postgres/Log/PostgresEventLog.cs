using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres.Log;

/// <summary>The event log in Marten's tables.</summary>
internal sealed class PostgresEventLog(
    NpgsqlDataSource source, GroupCommit commits, StreamVersions versions, AppendListener listener, LogEpoch epoch) : IEventLog
{
    // Of the events' data in JSON: events may be as large as a few hundred kilobytes.
    private const int MaxPageBytes = 4_000_000;

    public Task<AppendResult> Append(IReadOnlyList<StreamAppend> streams, CancellationToken cancellationToken) =>
        commits.Append(streams, cancellationToken);

    public async Task<bool> Confirm(Guid readIn, CancellationToken cancellationToken) =>
        (await commits.Append([], cancellationToken)).Status == AppendStatus.Appended && readIn == epoch.Current;

    public async Task<IReadOnlyList<History>> Read(IReadOnlyCollection<string> waybills, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        // A list of one has a statement of its own, because PostgreSQL would plan the array's statement anew each time.
        await using var command = waybills.Count == 1
            ? await Command(connection, "Log.read_stream", cancellationToken, new NpgsqlParameter<string> { TypedValue = waybills.First() })
            : await Command(connection, "Log.read_streams", cancellationToken, Texts(waybills));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (found, unreadable) = (new List<History>(waybills.Count), new List<UnreadableHistory>());
        await foreach (var history in Histories(reader, unreadable.Add, cancellationToken)) found.Add(history);
        if (unreadable.Count > 0) throw new UnreadableEventException([.. unreadable.OrderBy(stream => stream.First.Position)]);
        if (found.Count == waybills.Count) return found;
        var known = found.Select(history => history.Waybill).ToHashSet();
        return [.. found, .. waybills.Where(number => !known.Contains(number)).Select(number => new History(number, []))];
    }

    public async Task<IReadOnlyList<RecordedEvent<WaybillEvent>>?> ReadAfter(History known, CancellationToken cancellationToken)
    {
        if (known.Events.Count == 0) return null;
        var last = known.Events[known.Events.Count - 1];
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = await Command(connection, "Log.read_stream_after", cancellationToken,
            new NpgsqlParameter<string> { TypedValue = known.Waybill }, Number(last.Version));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<RecordedEvent<WaybillEvent>>? more = null;
        while (await reader.ReadAsync(cancellationToken))
            if (EventRows.IsSetAside(reader) || EventRows.Entry<WaybillEvent>(reader, out _) is not { } entry) return null;
            else if (more is not null) more.Add(entry);
            else if ((entry.Id, entry.Position) == (last.Id, last.Position)) more = [];
            else return null;
        return more;
    }

    public async Task<bool> IsAt(string waybill, long version, CancellationToken cancellationToken) =>
        await versions.Of(waybill, cancellationToken) == version;

    public async Task<IReadOnlyDictionary<Guid, string>> Find(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command =
            await Command(connection, "Log.find_ids", cancellationToken, new NpgsqlParameter { Value = ids.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<Guid, string>();
        while (await reader.ReadAsync(cancellationToken)) found[reader.GetGuid(0)] = reader.GetString(1);
        return found;
    }

    public async Task<IReadOnlyList<LogEntry>> ReadAll(long after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = await Command(connection, "Log.read_all", cancellationToken, Number(after), Number(limit));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (entries, bytes) = (new List<LogEntry>(), 0L);
        while (bytes < MaxPageBytes && await reader.ReadAsync(cancellationToken))
        {
            bytes += EventRows.Bytes(reader);
            if (EventRows.Entry(reader, out var unreadable) is { } entry) entries.Add(new(EventRows.Stream(reader), entry));
            else if (entries.Count == 0) throw new UnreadableEventException(unreadable!);
            else break;
        }
        return entries;
    }

    public async Task<IReadOnlyList<LogEntry>> ReferenceEvents(long after, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = await Command(connection, "Log.reference_events", cancellationToken, Number(after));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var entries = new List<LogEntry>();
        while (await reader.ReadAsync(cancellationToken))
            entries.Add(new(EventRows.Stream(reader), EventRows.Entry(reader, out var unreadable)
                ?? throw new UnreadableEventException(unreadable!)));
        return entries;
    }

    public async Task<ChangedStreams> ReadChangedStreams(long after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = await Command(connection, "Log.changed_streams", cancellationToken, Number(after), Number(limit));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (to, events, waybills) = (after, 0, new Dictionary<string, long>());
        while (await reader.ReadAsync(cancellationToken))
        {
            to = reader.GetInt64(0);
            events++;
            if (!reader.IsDBNull(1) && ReferenceStreams.IsWaybill(reader.GetString(1))) waybills[reader.GetString(1)] = to;
        }
        return new(to, events, waybills);
    }

    public async IAsyncEnumerable<History> Histories(long upTo, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command =
            new NpgsqlCommand(Sql.Text("Log.read_all_streams"), connection) { Parameters = { Number(upTo) }, CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await foreach (var history in Histories(reader, unreadable => throw new UnreadableEventException([unreadable]), cancellationToken))
            yield return history;
    }

    public async Task<long> Head(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = await Command(connection, "Log.head", cancellationToken);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public Task NextAppend() => listener.NextAppend();

    /// <param name="note">Called for each stream that cannot be read; the others are still returned.</param>
    private static async IAsyncEnumerable<History> Histories(
        NpgsqlDataReader reader, Action<UnreadableHistory> note, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? waybill = null;
        var (entries, version, unreadable) = (new List<RecordedEvent<WaybillEvent>>(), 0L, (UnreadableEvent?)null);
        while (await reader.ReadAsync(cancellationToken))
        {
            var next = EventRows.Stream(reader);
            if (!ReferenceStreams.IsWaybill(next)) continue;
            if (waybill is not null && next != waybill)
            {
                if (Finish() is { } history) yield return history;
                entries.Clear();
                unreadable = null;
            }
            (waybill, version) = (next, EventRows.Version(reader));
            if (EventRows.IsSetAside(reader)) continue;
            if (EventRows.Entry<WaybillEvent>(reader, out var fault) is { } entry) entries.Add(entry);
            else unreadable ??= fault;
        }
        if (waybill is not null && Finish() is { } last) yield return last;

        History? Finish()
        {
            var history = new History(waybill!, [.. entries], version);
            if (unreadable is null) return history;
            note(new(unreadable, history));
            return null;
        }
    }

    private static async Task<NpgsqlCommand> Command(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(Sql.Text(sql), connection);
        command.Parameters.AddRange(parameters);
        await command.PrepareAsync(cancellationToken);
        return command;
    }

    private static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value };

    private static NpgsqlParameter Texts(IReadOnlyCollection<string> values) =>
        new() { Value = values as string[] ?? [.. values], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
