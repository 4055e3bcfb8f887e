using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sodium;

namespace OrderTracking.Application.Transparency;

/// <summary>A text with signatures: c2sp.org/signed-note.</summary>
/// <param name="Text">Ends with a line end, like each of its lines.</param>
internal sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    public const int MaxSignatures = 16;

    public static SignedNote? Read(string note)
    {
        var split = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || !note.EndsWith('\n') || note.Any(letter => letter < 0x20 && letter != '\n')) return null;
        var lines = note[(split + 2)..].Split('\n')[..^1];
        var signatures = lines.Select(NoteSignature.Read).ToList();
        return lines.Length is 0 or > MaxSignatures || signatures.Contains(null) ? null : new(note[..(split + 1)], signatures!);
    }

    public override string ToString() => $"{Text}\n{string.Concat(Signatures)}";
}

/// <param name="Bytes">The key's id of 4 bytes, and the signature itself.</param>
internal sealed record NoteSignature(string Name, byte[] Bytes)
{
    private const string Begin = "— ";

    public static NoteSignature? Read(string line)
    {
        var parts = line.Split(' ');
        if (parts.Length != 3 || parts[0] + " " != Begin || parts[1].Length == 0 || parts[1].Contains('+')) return null;
        var bytes = new byte[(parts[2].Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(parts[2], bytes, out var length) && length > 4 ? new(parts[1], bytes[..length]) : null;
    }

    public override string ToString() => $"{Begin}{Name} {Convert.ToBase64String(Bytes)}\n";
}

/// <summary>A public key of notes: <c>name+id+key</c>.</summary>
/// <param name="Type">1 signs the text; 4 signs a cosignature: c2sp.org/tlog-cosignature.</param>
internal sealed record NoteKey(string Name, byte Type, byte[] Public)
{
    public const byte Ed25519 = 1, Cosignature = 4;

    private const int IdBytes = 4, TimeBytes = 8;

    public byte[] Id { get; } = SHA256.HashData([.. Encoding.UTF8.GetBytes(Name), (byte)'\n', Type, .. Public])[..IdBytes];

    /// <exception cref="FormatException">It is no such key.</exception>
    public static NoteKey Parse(string text)
    {
        // A key in base64 may have a plus too.
        var parts = text.Split('+', 3);
        if (parts.Length != 3 || parts[0].Length == 0 || parts[0].Any(char.IsWhiteSpace))
            throw new FormatException("Expected name+id+key.");
        var key = Convert.FromBase64String(parts[2]);
        if (key.Length != 33 || key[0] is not (Ed25519 or Cosignature)) throw new FormatException("Expected a key of Ed25519.");
        var read = new NoteKey(parts[0], key[0], key[1..]);
        return Convert.ToHexStringLower(read.Id) == parts[1] ? read : throw new FormatException("The key's id is not that of the key.");
    }

    public override string ToString() => $"{Name}+{Convert.ToHexStringLower(Id)}+{Convert.ToBase64String([Type, .. Public])}";

    public bool IsOf(NoteSignature signature) => signature.Name == Name && signature.Bytes.AsSpan(0, IdBytes).SequenceEqual(Id);

    /// <summary>Whether the note has a signature by this key, and every one that says so is true.</summary>
    public bool Verifies(SignedNote note) =>
        note.Signatures.Where(IsOf).ToList() is { Count: > 0 } own && own.TrueForAll(signature => Verifies(note.Text, signature));

    private bool Verifies(string text, NoteSignature signature)
    {
        var signed = signature.Bytes[IdBytes..];
        if (Type == Cosignature)
        {
            if (signed.Length <= TimeBytes) return false;
            var time = BinaryPrimitives.ReadUInt64BigEndian(signed);
            (text, signed) = (CosignedText(text, time), signed[TimeBytes..]);
        }
        return signed.Length == 64 && PublicKeyAuth.VerifyDetached(signed, Encoding.UTF8.GetBytes(text), Public);
    }

    private static string CosignedText(string text, ulong time) =>
        string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {time}\n{text}");
}

/// <summary>Signs notes with an Ed25519 key.</summary>
internal sealed class NoteSigner
{
    public const int SeedBytes = 32;

    private readonly byte[] secret;

    /// <param name="seed">The 32 bytes of a private key as RFC 8032 has them.</param>
    public NoteSigner(string name, byte[] seed)
    {
        var pair = PublicKeyAuth.GenerateKeyPair(seed);
        (secret, Key) = (pair.PrivateKey, new(name, NoteKey.Ed25519, pair.PublicKey));
    }

    public NoteKey Key { get; }

    public SignedNote Sign(string text) =>
        new(text, [new(Key.Name, [.. Key.Id, .. PublicKeyAuth.SignDetached(Encoding.UTF8.GetBytes(text), secret)])]);
}

/// <summary>A tree's head, as it is signed: c2sp.org/tlog-checkpoint.</summary>
internal sealed record Checkpoint(string Origin, long Size, byte[] Root)
{
    public static Checkpoint? Read(string text)
    {
        var lines = text.Split('\n');
        if (lines.Length != 4 || lines[0].Length == 0
            || !long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || size.ToString(CultureInfo.InvariantCulture) != lines[1]) return null;
        var root = new byte[MerkleTree.HashBytes + 3];
        return Convert.TryFromBase64String(lines[2], root, out var length) && length == MerkleTree.HashBytes
            ? new(lines[0], size, root[..length]) : null;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root)}\n");
}
