using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Domain.Cases;
using OrderTracking.Postgres.Statements;
using static OrderTracking.Postgres.Statements.QueryParameters;

namespace OrderTracking.Postgres;

/// <summary>Quarantined lines in a table, stored as the bytes that were sent.</summary>
internal sealed class PostgresQuarantine(NpgsqlDataSource source, QuarantineQuota quota, SealedLines seals) : IQuarantine
{
    private const int LinesPerErasure = 1_000, HashColumn = 17, AuthorColumn = 18;

    public async Task<KeptLines> Keep(IReadOnlyCollection<QuarantinedLine> lines, CancellationToken cancellationToken)
    {
        // Nearly always they are one sender's.
        var authors = lines.Where(line => line.Status == QuarantineStatus.Held).Select(line => line.Author).OfType<Author>().Distinct()
            .ToDictionary(author => author, author => StoredAuthor.Of(author));
        var stored = authors.Values.DistinctBy(author => author.Text).ToList();
        var kept = await seals.Seal([.. lines.Select(line => line.Line)], cancellationToken);
        int[] withoutRoom;
        await using (var keep = Sql.Statement("Quarantine.keep").Command(
            source,
            Array("lines", kept.Select(line => line.Line), NpgsqlDbType.Bytea),
            Array("heads", kept.Select(line => line.Head), NpgsqlDbType.Bytea),
            Array("hashes", kept.Select(line => line.Hash), NpgsqlDbType.Bytea),
            Array("bytes", lines.Select(line => line.Line.Length), NpgsqlDbType.Integer),
            Texts("waybills", lines.Select(line => line.Case ?? line.Waybill)),
            Array("event_ids", lines.Select(line => line.EventId), NpgsqlDbType.Uuid),
            Texts("statuses", lines.Select(line => Name(line.Status))),
            Texts("codes", lines.Select(line => line.Code)),
            Texts("fields", lines.Select(line => line.Field)),
            Texts("expected", lines.Select(line => line.Expected)),
            Texts("senders", lines.Select(line => line.Origin.Sender)),
            Texts("correlations", lines.Select(line => line.Origin.Correlation)),
            Texts("stations", lines.Select(line => line.Station)),
            Array("authors", lines.Select(line => line is { Status: QuarantineStatus.Held, Author: { } author }
                ? authors[author].Hash : null), NpgsqlDbType.Bytea),
            Array("author_hashes", stored.Select(author => author.Hash), NpgsqlDbType.Bytea),
            Texts("author_texts", stored.Select(author => author.Text)), Number("quota", (long?)quota.Bytes)))
        {
            keep.CommandTimeout = Acknowledged;
            withoutRoom = (int[])(await keep.ExecuteScalarAsync(cancellationToken))!;
            cancellationToken.ThrowIfCancellationRequested();
        }

        // No lock is needed against a Received that is recorded at the same time. The lines are committed before this looks for it, and
        // whoever recorded it looks for lines after its own commit. So if this look is too early to see the Received, that one sees the
        // lines. It must be a statement of its own, because a statement sees only what was committed before it began.
        var held = lines.Where(line => line.Status == QuarantineStatus.Held).Select(line => line.Waybill).Distinct().ToArray();
        var received = held.Length == 0 ? [] : await source.Ask(
            "Quarantine.received_meanwhile", reader => reader.GetString(0), cancellationToken, Texts("waybills", held));
        return new(received.ToHashSet(), withoutRoom.Select(place => place - 1).ToHashSet());
    }

    public Task<IReadOnlyList<StoredQuarantinedLine>> Releasable(
        IReadOnlyCollection<string>? waybills, long after, int limit, CancellationToken cancellationToken) => waybills is null
        ? Query("Quarantine.releasable_any", cancellationToken, Number("after", after), Number("limit", limit))
        : Query("Quarantine.releasable", cancellationToken, Texts("waybills", waybills), Number("after", after), Number("limit", limit));

    public async Task<IReadOnlySet<string>> WithHeldLines(IReadOnlyCollection<string> waybills, CancellationToken cancellationToken) =>
        (await source.Ask("Quarantine.with_held_lines", reader => reader.GetString(0), cancellationToken, Texts("waybills", waybills)))
            .ToHashSet();

    public async Task<StoredQuarantinedLine?> Find(QuarantineScope scope, long id, CancellationToken cancellationToken) =>
        (await Query("Quarantine.find", cancellationToken, Number("id", id), Text("sender", scope.Sender),
            Texts("stations", scope.Stations))).SingleOrDefault();

    public Task<IReadOnlyList<StoredQuarantinedLine>> List(
        QuarantineScope scope, QuarantineStatus? status, string? code, long? before, int limit, CancellationToken cancellationToken) =>
        Query(
        "Quarantine.list", cancellationToken,
        Text("status", status is { } known ? Name(known) : null), Text("code", code), Number("before", before),
        Text("sender", scope.Sender), Texts("stations", scope.Stations), Number("limit", limit));

    public Task Settle(IReadOnlyCollection<Settlement> settlements, CancellationToken cancellationToken) =>
        Settle(settlements, null, cancellationToken);

    public async Task<bool> Discard(long id, string by, string reason, CancellationToken cancellationToken) =>
        await Settle([new(id, QuarantineStatus.Discarded, "", "", "", by)], reason, cancellationToken) > 0;

    public async Task<IReadOnlyList<string>> OfStream(string stream, CancellationToken cancellationToken) =>
        await source.Ask("Quarantine.of_stream", reader => QuarantineKeys.Of(reader.GetFieldValue<byte[]>(0)), cancellationToken,
            Text("stream", stream));

    public async Task EraseNow(IReadOnlyCollection<string> lines, string by, CancellationToken cancellationToken)
    {
        byte[][] hashes = [.. lines.Select(QuarantineKeys.HashOf)];
        var open = await source.Ask("Quarantine.of_hashes", reader => reader.GetInt64(0), cancellationToken,
            Array("hashes", hashes, NpgsqlDbType.Bytea));
        if (open.Count > 0)
            await Settle([.. open.Select(id => new Settlement(id, QuarantineStatus.Discarded, "", "", "", by))], "person erased",
                cancellationToken);
        await source.Write("Quarantine.erase_hashes", _ => true, cancellationToken, Array("hashes", hashes, NpgsqlDbType.Bytea));
    }

    public async Task<int> Erase(DateTimeOffset settledBefore, CancellationToken cancellationToken)
    {
        await using var command = Sql.Statement("Quarantine.erase").Command(
            source, Time("settled_before", settledBefore), Number("limit", LinesPerErasure));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <returns>How many lines were open until now.</returns>
    private async Task<int> Settle(IReadOnlyCollection<Settlement> settlements, string? reason, CancellationToken cancellationToken)
    {
        await using var command = Sql.Statement("Quarantine.settle").Command(
            source,
            Array("ids", settlements.Select(line => line.Id), NpgsqlDbType.Bigint),
            Texts("statuses", settlements.Select(line => Name(line.Status))),
            Texts("codes", settlements.Select(line => line.Code)),
            Texts("fields", settlements.Select(line => line.Field)),
            Texts("expected", settlements.Select(line => line.Expected)),
            Texts("by", settlements.Select(line => line.By)),
            Texts("reasons", settlements.Select(_ => reason)));
        command.CommandTimeout = Acknowledged;
        var settled = (int)(await command.ExecuteScalarAsync(cancellationToken))!;
        cancellationToken.ThrowIfCancellationRequested();
        return settled;
    }

    private async Task<IReadOnlyList<StoredQuarantinedLine>> Query(
        string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = Sql.Statement(sql).Command(source, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (lines, hashes, authors) = (new List<StoredQuarantinedLine>(), new List<byte[]>(), new Dictionary<string, Author>());
        while (await reader.ReadAsync(cancellationToken))
        {
            hashes.Add(reader.GetFieldValue<byte[]>(HashColumn));
            lines.Add(new(
                reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1),
                reader.IsDBNull(2) ? null : new(reader.GetFieldValue<DateTimeOffset>(2), TextOf(reader, 15), TextOf(reader, 16)),
                new(
                    reader.GetFieldValue<byte[]>(3), CaseOf(reader) is null ? TextOf(reader, 4) : null,
                    reader.IsDBNull(5) ? null : reader.GetGuid(5),
                    Enum.Parse<QuarantineStatus>(reader.GetString(6), ignoreCase: true), reader.GetString(7), reader.GetString(8),
                    reader.GetString(9),
                    new(TextOf(reader, 10), TextOf(reader, 11)), TextOf(reader, 12),
                    reader.FieldCount > AuthorColumn ? AuthorOf(TextOf(reader, AuthorColumn), authors) : null,
                    CaseOf(reader)),
                reader.GetInt32(13), reader.IsDBNull(14) ? null : reader.GetFieldValue<DateTimeOffset>(14)));
        }
        var opened = await seals.Open([.. lines.Select((line, index) => (line.Line.Line, hashes[index]))], cancellationToken);
        return [.. lines.Select((line, index) => line with { Line = line.Line with { Line = opened[index] } })];
    }

    private static Author? AuthorOf(string? text, Dictionary<string, Author> read)
    {
        if (text is null) return null;
        if (!read.TryGetValue(text, out var author)) read.Add(text, author = StoredAuthor.Read(text));
        return author;
    }

    // One column for both: no waybill's number has a colon.
    private static string? CaseOf(NpgsqlDataReader reader) => TextOf(reader, 4) is { } stream && CaseStreams.IsCase(stream) ? stream : null;

    private static string Name(QuarantineStatus status) => status switch
    {
        QuarantineStatus.Held => "held",
        QuarantineStatus.Refused => "refused",
        QuarantineStatus.Released => "released",
        QuarantineStatus.Discarded => "discarded",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };
}
