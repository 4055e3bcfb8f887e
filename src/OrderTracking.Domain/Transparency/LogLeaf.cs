using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace OrderTracking.Domain.Transparency;

/// <summary>
/// The leaf of an event in the transparency log. ops/docs/transparency-log.md defines it; who checks the log shares this file with who
/// writes it, and no other. It holds no text of the event beyond what stands here: persons are in the content, of which it has the hash.
/// </summary>
/// <param name="Index">The place in the tree, from 0, without gaps. The position is the place in the log, which may have gaps.</param>
/// <param name="OccurredAt">The text in the event's data; null where there is none.</param>
/// <param name="Content">The SHA-256 of all that is stored of the event and not in the leaf itself.</param>
/// <param name="Previous">The hash of the leaf of the stream's event before; null for its first.</param>
public sealed record LogLeaf(
    long Index, long Position, string Stream, long Version, string Type, string RecordedAt, string OccurredAt, string Sender,
    string Content, string Previous)
{
    public const string Format = "event-leaf/v1", None = "-";

    /// <summary>A text longer than this is represented by its hash, so that no leaf is longer than <see cref="MaxBytes"/>.</summary>
    public const int MaxText = 48, MaxBytes = 512;

    private const string HashedText = "sha256:";

    private static readonly SearchValues<char> ControlCharacters =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (char)code), '\x7f']);

    private static readonly string[] Names =
        ["index", "position", "stream", "version", "type", "recorded", "occurred", "sender", "content", "previous"];

    /// <param name="previous">The hash of the leaf of the stream's event before; null for its first.</param>
    public static LogLeaf Of(long index, StoredEvent stored, byte[]? previous) => new(
        index, stored.Position, TextOf(stored.Stream), stored.Version, TextOf(stored.Type),
        TimeOf(stored), TextOf(Occurred(stored.Data)),
        TextOf(stored.Sender), Convert.ToBase64String(ContentOf(stored)), previous is null ? None : Convert.ToBase64String(previous));

    /// <summary>The leaf's bytes.</summary>
    public byte[] ToBytes()
    {
        Span<byte> leaf = stackalloc byte[MaxBytes];
        return Utf8.TryWrite(leaf, CultureInfo.InvariantCulture,
            $"{Format}\nindex {Index}\nposition {Position}\nstream {Stream}\nversion {Version}\ntype {Type}\nrecorded {RecordedAt}\n"
            + $"occurred {OccurredAt}\nsender {Sender}\ncontent {Content}\nprevious {Previous}\n", out var length)
            ? leaf[..length].ToArray() : throw new InvalidOperationException($"A leaf is longer than {MaxBytes} bytes.");
    }

    public override string ToString() => Encoding.UTF8.GetString(ToBytes());

    /// <summary>The hash of a leaf's bytes, as RFC 6962 hashes leaves.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> leaf)
    {
        Span<byte> prefixed = leaf.Length <= MaxBytes ? stackalloc byte[leaf.Length + 1] : new byte[leaf.Length + 1];
        prefixed[0] = 0;
        leaf.CopyTo(prefixed[1..]);
        return SHA256.HashData(prefixed);
    }

    /// <summary>Reads a leaf's bytes; null if they are none.</summary>
    public static LogLeaf? Read(ReadOnlySpan<byte> bytes)
    {
        var lines = Encoding.UTF8.GetString(bytes).Split('\n');
        if (lines.Length != Names.Length + 2 || lines[0] != Format || lines[^1].Length > 0) return null;
        var values = new string[Names.Length];
        for (var i = 0; i < Names.Length; i++)
            if (!lines[i + 1].StartsWith(Names[i] + " ", StringComparison.Ordinal)) return null;
            else values[i] = lines[i + 1][(Names[i].Length + 1)..];
        return long.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && long.TryParse(values[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var position)
            && long.TryParse(values[3], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var version)
            ? new(index, position, values[2], version, values[4], values[5], values[6], values[7], values[8], values[9]) : null;
    }

    /// <summary>When an event was recorded, as it stands in a leaf.</summary>
    public static string TimeOf(StoredEvent stored) =>
        stored.RecordedAt.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A text as it stands in a leaf: itself, or its hash where it could not stand in a line of its own.</summary>
    public static string TextOf(string? text)
    {
        if (text is null) return None;
        return Encoding.UTF8.GetByteCount(text) is > 0 and <= MaxText && text != None
            && !text.StartsWith(HashedText, StringComparison.Ordinal) && text.AsSpan().IndexOfAny(ControlCharacters) < 0
            ? text : HashedText + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>The SHA-256 of the columns that the leaf does not name, each as its length, a colon, its bytes and a line end.</summary>
    private static byte[] ContentOf(StoredEvent stored)
    {
        // Put together first: each call of a hash costs more than the bytes of a small value.
        var content = new ContentBuffer(stored.Data.Length + (stored.Headers?.Length ?? 0) + 512);
        Span<byte> id = stackalloc byte[36];
        stored.Id.TryFormat(id, out _);
        content.Add(id);
        content.Add(stored.Data);
        content.Add(stored.Headers);
        content.Add(stored.Correlation);
        content.Add(stored.Causation);
        content.Add(stored.Sender);
        content.Add(stored.DotnetType);
        content.Add(stored.Tenant);
        content.Add(stored.Binary is { } binary ? Convert.ToHexStringLower(binary) : null);
        return content.Hash();
    }

    /// <summary>Values one after the other, in a rented buffer.</summary>
    private ref struct ContentBuffer(int expected)
    {
        private byte[] bytes = ArrayPool<byte>.Shared.Rent(expected);
        private int length;

        public void Add(byte[]? value)
        {
            if (value is null) AddNone();
            else Add(value.AsSpan());
        }

        public void Add(scoped ReadOnlySpan<byte> value) => value.CopyTo(Add(value.Length));

        public void Add(string? value)
        {
            if (value is null) AddNone();
            else Encoding.UTF8.GetBytes(value, Add(Encoding.UTF8.GetByteCount(value)));
        }

        public byte[] Hash()
        {
            var hash = SHA256.HashData(bytes.AsSpan(0, length));
            ArrayPool<byte>.Shared.Return(bytes);
            return hash;
        }

        private void AddNone() => "-\n"u8.CopyTo(Grow(2));

        // The place of a value of a length, with the length before it and the line's end behind it.
        private Span<byte> Add(int valueLength)
        {
            Span<byte> prefix = stackalloc byte[12];
            valueLength.TryFormat(prefix, out var digits, default, CultureInfo.InvariantCulture);
            prefix[digits] = (byte)':';
            var into = Grow(digits + 1 + valueLength + 1);
            prefix[..(digits + 1)].CopyTo(into);
            into[^1] = (byte)'\n';
            return into[(digits + 1)..^1];
        }

        private Span<byte> Grow(int more)
        {
            if (bytes.Length - length < more)
            {
                var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * bytes.Length, length + more));
                bytes.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(bytes);
                bytes = larger;
            }
            length += more;
            return bytes.AsSpan(length - more, more);
        }
    }

    // The member occurredAt of the data, if that is an object and the member a text.
    private static string? Occurred(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals("occurredAt"u8);
            reader.Read();
            if (isIt) return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            reader.Skip();
        }
        return null;
    }
}
