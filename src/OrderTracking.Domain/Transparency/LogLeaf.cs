using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

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

    private static readonly string[] Names =
        ["index", "position", "stream", "version", "type", "recorded", "occurred", "sender", "content", "previous"];

    /// <param name="previous">The hash of the leaf of the stream's event before; null for its first.</param>
    public static LogLeaf Of(long index, StoredEvent stored, byte[]? previous) => new(
        index, stored.Position, TextOf(stored.Stream), stored.Version, TextOf(stored.Type),
        TimeOf(stored), TextOf(Occurred(stored.Data)),
        TextOf(stored.Sender), Convert.ToBase64String(ContentOf(stored)), previous is null ? None : Convert.ToBase64String(previous));

    /// <summary>The leaf's bytes.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(ToString());

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Format}\nindex {Index}\nposition {Position}\nstream {Stream}\nversion {Version}\ntype {Type}\nrecorded {RecordedAt}\n"
        + $"occurred {OccurredAt}\nsender {Sender}\ncontent {Content}\nprevious {Previous}\n");

    /// <summary>The hash of a leaf's bytes, as RFC 6962 hashes leaves.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> leaf)
    {
        var prefixed = new byte[leaf.Length + 1];
        leaf.CopyTo(prefixed.AsSpan(1));
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
        var bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length is > 0 and <= MaxText && text != None && !text.StartsWith(HashedText, StringComparison.Ordinal)
            && !Array.Exists(bytes, value => value is < 0x20 or 0x7f)
            ? text : HashedText + Convert.ToBase64String(SHA256.HashData(bytes));
    }

    /// <summary>The SHA-256 of the columns that the leaf does not name, each as its length, a colon, its bytes and a line end.</summary>
    private static byte[] ContentOf(StoredEvent stored)
    {
        // Put together first: each call of a hash costs more than the bytes of a small value.
        var text = new ArrayBufferWriter<byte>(stored.Data.Length + 512);
        Add(text, Encoding.UTF8.GetBytes(stored.Id.ToString("D")));
        Add(text, stored.Data);
        Add(text, stored.Headers);
        foreach (var one in (ReadOnlySpan<string?>)[stored.Correlation, stored.Causation, stored.Sender, stored.DotnetType, stored.Tenant])
            Add(text, one is null ? null : Encoding.UTF8.GetBytes(one));
        Add(text, stored.Binary is { } binary ? Encoding.UTF8.GetBytes(Convert.ToHexStringLower(binary)) : null);
        return SHA256.HashData(text.WrittenSpan);
    }

    private static void Add(ArrayBufferWriter<byte> text, byte[]? value)
    {
        if (value is null)
        {
            text.Write("-\n"u8);
            return;
        }
        value.Length.TryFormat(text.GetSpan(16), out var digits, default, CultureInfo.InvariantCulture);
        text.Advance(digits);
        text.Write(":"u8);
        text.Write(value);
        text.Write("\n"u8);
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
