using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres.Log;

/// <summary>The event log in Marten's tables.</summary>
internal sealed class PostgresEventLog(
    NpgsqlDataSource source, GroupCommit commits, StreamVersions versions, AppendListener listener, LogEpoch epoch,
    SealedPersons persons) : IEventLog
{
    // So that their keys are looked up together.
    private const int HistoriesAtOnce = 500;

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
        found = await Open(found, unreadable.Add, cancellationToken);
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
        try
        {
            return more is null ? null : await persons.Open(known.Waybill, more, cancellationToken);
        }
        catch (BrokenSealException)
        {
            return null;
        }
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
        return await Open(entries, isCutShort: true, cancellationToken);
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
        return await Open(entries, isCutShort: false, cancellationToken);
    }

    public async Task<ChangedStreams> ReadChangedStreams(long after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = await Command(connection, "Log.changed_streams", cancellationToken, Number(after), Number(limit));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (to, events, waybills, cases) = (after, 0, new Dictionary<string, long>(), (HashSet<string>?)null);
        while (await reader.ReadAsync(cancellationToken))
        {
            to = reader.GetInt64(0);
            events++;
            if (reader.IsDBNull(1)) continue;
            var stream = reader.GetString(1);
            if (ReferenceStreams.IsWaybill(stream)) waybills[stream] = to;
            else if (CaseStreams.IsCase(stream)) (cases ??= []).Add(stream);
        }
        return new(to, events, waybills, cases ?? []);
    }

    public async IAsyncEnumerable<History> Histories(long upTo, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command =
            new NpgsqlCommand(Sql.Text("Log.read_all_streams"), connection) { Parameters = { Number(upTo) }, CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var some = new List<History>(HistoriesAtOnce);
        await foreach (var history in Histories(reader, Throw, cancellationToken))
        {
            some.Add(history);
            if (some.Count < HistoriesAtOnce) continue;
            foreach (var opened in await Open(some, Throw, cancellationToken)) yield return opened;
            some.Clear();
        }
        foreach (var opened in await Open(some, Throw, cancellationToken)) yield return opened;

        static void Throw(UnreadableHistory unreadable) => throw new UnreadableEventException([unreadable]);
    }

    public async Task<IReadOnlyList<CaseHistory>> ReadCases(IReadOnlyCollection<string> streams, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = await Command(connection, "Log.read_streams", cancellationToken, Texts(streams));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (entries, versions) = (new List<LogEntry>(), streams.Distinct().ToDictionary(stream => stream, _ => 0L));
        while (await reader.ReadAsync(cancellationToken))
        {
            versions[EventRows.Stream(reader)] = EventRows.Version(reader);
            if (EventRows.IsSetAside(reader)) continue;
            entries.Add(new(EventRows.Stream(reader),
                EventRows.Entry(reader, out var unreadable) ?? throw new UnreadableEventException(unreadable!)));
        }
        var byStream = (await Open(entries, isCutShort: false, cancellationToken)).ToLookup(entry => entry.Stream, entry => entry.Entry);
        return [.. versions.Select(stream => new CaseHistory(stream.Key, [.. byStream[stream.Key]], stream.Value))];
    }

    public Task<IReadOnlyList<string>> CaseKeys(
        IReadOnlyCollection<string>? kinds, string? after, int limit, CancellationToken cancellationToken) => source.Ask(
        "Log.case_keys", reader => reader.GetString(0), cancellationToken,
        QueryParameters.Texts("kinds", kinds), QueryParameters.Text("after", after), QueryParameters.Number("limit", limit));

    public async Task<long> Head(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = await Command(connection, "Log.head", cancellationToken);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public Task NextAppend() => listener.NextAppend();

    /// <summary>The histories with their persons opened, without those in which one cannot be.</summary>
    private async ValueTask<List<History>> Open(
        List<History> histories, Action<UnreadableHistory> note, CancellationToken cancellationToken)
    {
        var keys = await persons.KeysFor(
            histories.SelectMany(history => history.Events.Select(entry => (history.Waybill, entry))), cancellationToken);
        var opened = new List<History>(histories.Count);
        foreach (var history in histories)
        {
            if (!history.Events.Any(entry => SealedPersons.AreIn(entry.Event)))
            {
                opened.Add(history);
                continue;
            }
            var (entries, broken) = (new List<RecordedEvent<WaybillEvent>>(history.Events.Count), (UnreadableEvent?)null);
            foreach (var entry in history.Events)
                try
                {
                    entries.Add(persons.Open(entry, keys.GetValueOrDefault(history.Waybill)));
                }
                catch (BrokenSealException)
                {
                    broken ??= EventRows.BrokenSeal(history.Waybill, entry);
                }
            var read = new History(history.Waybill, [.. entries], history.Version);
            if (broken is null) opened.Add(read);
            else note(new(broken, read));
        }
        return opened;
    }

    /// <summary>The entries with their persons opened.</summary>
    /// <param name="isCutShort">Whether the first that cannot be opened ends the page, as long as it is not the first of it.</param>
    private async ValueTask<List<LogEntry>> Open(List<LogEntry> entries, bool isCutShort, CancellationToken cancellationToken)
    {
        var keys = await persons.KeysFor(entries.Select(entry => (entry.Stream, entry.Entry)), cancellationToken);
        if (keys.Count == 0 && !entries.Any(entry => SealedPersons.AreIn(entry.Entry.Event))) return entries;
        var opened = new List<LogEntry>(entries.Count);
        foreach (var (stream, entry) in entries)
            try
            {
                opened.Add(new(stream, persons.Open(entry, keys.GetValueOrDefault(stream))));
            }
            catch (BrokenSealException)
            {
                if (!isCutShort || opened.Count == 0) throw new UnreadableEventException(EventRows.BrokenSeal(stream, entry));
                break;
            }
        return opened;
    }

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
