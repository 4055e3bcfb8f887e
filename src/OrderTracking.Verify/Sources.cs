using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Npgsql;
using OrderTracking.Domain.Transparency;

namespace OrderTracking.Verify;

/// <summary>A leaf as it is kept, and what is stored of its event; one of them is missing where the log was tampered with.</summary>
internal sealed record Item(byte[]? Leaf, StoredEvent? Stored);

/// <param name="Left">The subtrees before the first leaf: levels and hashes. So with the right ones after the last.</param>
internal sealed record Log(
    string Origin, string? Key, string? Checkpoint, long First, IReadOnlyList<(int, byte[])> Left, IReadOnlyList<(int, byte[])> Right,
    IAsyncEnumerable<Item> Items)
{
    /// <summary>The position of an event that readers leave out without a record of why; null if there is none.</summary>
    public long? Hidden { get; init; }
}

/// <summary>An export of the log: NDJSON, also compressed by gzip.</summary>
internal static class ExportFile
{
    public static async Task<Log> Open(string file)
    {
        var lines = Lines(file);
        var reader = lines.GetAsyncEnumerator();
        if (!await reader.MoveNextAsync()) throw new InvalidDataException($"{file} is empty.");
        var head = JsonDocument.Parse(reader.Current).RootElement;
        if (head.GetProperty("format").GetString() != "ordertracking-log/v1") throw new InvalidDataException($"{file} is no export.");
        return new(head.GetProperty("origin").GetString()!, head.GetProperty("key").GetString(),
            head.GetProperty("checkpoint").GetString(), head.GetProperty("first").GetInt64(), Subtrees("left"), Subtrees("right"),
            Items(reader));

        IReadOnlyList<(int, byte[])> Subtrees(string name) =>
            [.. head.GetProperty(name).EnumerateArray().Select(hash => (hash[0].GetInt32(), hash[1].GetBytesFromBase64()))];
    }

    private static async IAsyncEnumerable<Item> Items(IAsyncEnumerator<string> lines)
    {
        await using var ended = lines.ConfigureAwait(false);
        while (await lines.MoveNextAsync())
        {
            using var line = JsonDocument.Parse(lines.Current);
            var leaf = Text(line.RootElement, "leaf");
            yield return new(leaf is null ? null : Encoding.UTF8.GetBytes(leaf),
                line.RootElement.TryGetProperty("event", out var stored) ? Stored(stored) : null);
        }
    }

    private static StoredEvent Stored(JsonElement stored) => new(
        stored.GetProperty("position").GetInt64(), stored.GetProperty("id").GetGuid(), Text(stored, "stream"),
        stored.GetProperty("version").GetInt64(), Text(stored, "type")!,
        DateTime.Parse(Text(stored, "recordedAt")!, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal),
        Encoding.UTF8.GetBytes(Text(stored, "data")!), Text(stored, "headers") is { } headers ? Encoding.UTF8.GetBytes(headers) : null,
        Text(stored, "correlation"), Text(stored, "causation"), Text(stored, "sender"), Text(stored, "dotnetType"), Text(stored, "tenant"),
        Text(stored, "binary") is { } binary ? Convert.FromHexString(binary) : null);

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static async IAsyncEnumerable<string> Lines(string file)
    {
        await using var bytes = File.OpenRead(file);
        var isCompressed = bytes.ReadByte() == 0x1f;
        bytes.Position = 0;
        await using Stream text = isCompressed ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
        using var reader = new StreamReader(text, Encoding.UTF8);
        while (await reader.ReadLineAsync() is { } line)
            if (line.Length > 0) yield return line;
    }
}

/// <summary>The tables of the log.</summary>
internal static class LogDatabase
{
    public static async Task<Log> Open(string connectionString)
    {
        var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(Sql("log"));
        await using var reader = await command.ExecuteReaderAsync();
        if (!await reader.ReadAsync()) throw new InvalidDataException("The database has no transparency log.");
        await using var hidden = source.CreateCommand(Sql("hidden"));
        return new(reader.GetString(0), Text(reader, 1), Text(reader, 2), 0, [], [], Items(source))
        {
            Hidden = (long?)await hidden.ExecuteScalarAsync(),
        };
    }

    private static async IAsyncEnumerable<Item> Items(NpgsqlDataSource source)
    {
        await using var ended = source.ConfigureAwait(false);
        // The leaves are read from before the events are: an event that is recorded meanwhile lacks its leaf, and never a leaf its event.
        var leaves = Leaves(source).GetAsyncEnumerator();
        await using var kept = leaves.ConfigureAwait(false);
        var isLeaf = await leaves.MoveNextAsync();
        var rows = Rows(source).GetAsyncEnumerator();
        await using var read = rows.ConfigureAwait(false);
        var isThere = await rows.MoveNextAsync();
        for (; isLeaf; isLeaf = await leaves.MoveNextAsync())
        {
            var leaf = leaves.Current;
            var position = LogLeaf.Read(leaf)?.Position ?? long.MinValue;
            for (; isThere && rows.Current.Position < position; isThere = await rows.MoveNextAsync()) yield return new(null, rows.Current);
            var isOwn = isThere && rows.Current.Position == position;
            yield return new(leaf, isOwn ? rows.Current : null);
            if (isOwn) isThere = await rows.MoveNextAsync();
        }
        // What comes after the last leaf waits for its own.
    }

    private static async IAsyncEnumerable<byte[]> Leaves(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(Sql("entries"));
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var entries = reader.GetFieldValue<byte[]>(0);
            for (var at = 0; at + 2 <= entries.Length;)
            {
                var length = BinaryPrimitives.ReadUInt16BigEndian(entries.AsSpan(at));
                yield return entries[(at + 2)..Math.Min(at + 2 + length, entries.Length)];
                at += 2 + length;
            }
        }
    }

    private static async IAsyncEnumerable<StoredEvent> Rows(
        NpgsqlDataSource source, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var command = source.CreateCommand(Sql("events"));
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return new(reader.GetInt64(0), reader.GetGuid(1), Text(reader, 2), reader.GetInt64(3), reader.GetString(4),
                reader.GetDateTime(5), Encoding.UTF8.GetBytes(reader.GetString(6)),
                Text(reader, 7) is { } headers ? Encoding.UTF8.GetBytes(headers) : null, Text(reader, 8), Text(reader, 9), Text(reader, 10),
                Text(reader, 11), Text(reader, 12), reader.IsDBNull(13) ? null : reader.GetFieldValue<byte[]>(13));
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static string Sql(string name)
    {
        using var stream = typeof(LogDatabase).Assembly.GetManifestResourceStream($"OrderTracking.Verify.Sql.{name}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
