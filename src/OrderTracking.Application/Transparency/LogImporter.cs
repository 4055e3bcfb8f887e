using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Transparency;

namespace OrderTracking.Application.Transparency;

/// <summary>An export that cannot be imported; nothing of it was stored.</summary>
public sealed class LogImportException(string message) : Exception(message);

/// <summary>Imports an export of the whole log into an empty database, once it has the signed tree that it says it has.</summary>
public sealed class LogImporter(ILogImport import)
{
    /// <param name="file">NDJSON, also compressed by gzip.</param>
    /// <param name="key">The key that must have signed its head; null to take the one that the export names.</param>
    /// <returns>How many events were stored, and the head that their tree has.</returns>
    /// <exception cref="LogImportException">The export is not whole, or not what was signed.</exception>
    /// <exception cref="InvalidOperationException">The database has events already.</exception>
    public async Task<(long Events, string Head)> Import(string file, string? key, CancellationToken cancellationToken)
    {
        await using var bytes = File.OpenRead(file);
        var isCompressed = bytes.ReadByte() == 0x1f;
        bytes.Position = 0;
        await using Stream text = isCompressed ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
        using var lines = new StreamReader(text, Encoding.UTF8);
        var head = HeadOf(await lines.ReadLineAsync(cancellationToken) ?? "{}", key);
        return (await import.Import(Events(lines, head, cancellationToken), cancellationToken), head.ToString());
    }

    private static Checkpoint HeadOf(string line, string? key)
    {
        try
        {
            var head = JsonDocument.Parse(line).RootElement;
            if (head.GetProperty("first").GetInt64() != 0 || head.GetProperty("end").GetInt64() != head.GetProperty("size").GetInt64())
                throw new LogImportException("The export is a part of a log, and only a whole one can be imported.");
            var trusted = NoteKey.Parse(key ?? head.GetProperty("key").GetString()!);
            return SignedNote.Read(head.GetProperty("checkpoint").GetString()!) is { } note && trusted.Verifies(note)
                && Checkpoint.Read(note.Text) is { } read ? read : throw new LogImportException("The head is not signed by the key.");
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new LogImportException($"The file is no export of a log: {fault.Message}");
        }
    }

    // The last line is answered only when all of them give the root that was signed: else nothing is stored.
    private static async IAsyncEnumerable<StoredEvent> Events(
        StreamReader lines, Checkpoint head, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var edge = await TileEdge.Of(0, _ => throw new InvalidOperationException());
        var tiles = new Dictionary<TileId, byte[]>();
        while (await lines.ReadLineAsync(cancellationToken) is { Length: > 0 } line)
        {
            var (leaf, stored) = Read(line, edge.Size);
            foreach (var tile in edge.Add([leaf])) tiles[new(tile.Level, tile.Number)] = tile.Hashes;
            if (edge.Size == head.Size
                && !(await new TileReader(id => new(tiles[id])).Tree.Root(head.Size)).AsSpan().SequenceEqual(head.Root))
                throw new LogImportException("The events are not those of the signed head.");
            yield return stored;
        }
        if (edge.Size != head.Size) throw new LogImportException($"The export has {edge.Size} events, and {head.Size} were signed.");
    }

    private static (byte[] Leaf, StoredEvent Stored) Read(string line, long index)
    {
        try
        {
            using var parsed = JsonDocument.Parse(line);
            var leaf = Encoding.UTF8.GetBytes(parsed.RootElement.GetProperty("leaf").GetString()!);
            var stored = Stored(parsed.RootElement.GetProperty("event"));
            if (LogLeaf.Read(leaf) is { } said && LogLeaf.Of(index, stored, null) with { Previous = said.Previous } == said)
                return (LogLeaf.Hash(leaf), stored);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new LogImportException($"The event {index} cannot be read: {fault.Message}");
        }
        throw new LogImportException($"The event {index} is not that of its leaf.");
    }

    private static StoredEvent Stored(JsonElement stored) => new(
        stored.GetProperty("position").GetInt64(), stored.GetProperty("id").GetGuid(), Text(stored, "stream"),
        stored.GetProperty("version").GetInt64(), Text(stored, "type")!,
        DateTime.Parse(Text(stored, "recordedAt")!, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal),
        Encoding.UTF8.GetBytes(Text(stored, "data")!), Text(stored, "headers") is { } headers ? Encoding.UTF8.GetBytes(headers) : null,
        Text(stored, "correlation"), Text(stored, "causation"), Text(stored, "sender"), Text(stored, "dotnetType"), Text(stored, "tenant"),
        Text(stored, "binary") is { } binary ? Convert.FromHexString(binary) : null);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
