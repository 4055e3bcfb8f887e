using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Privacy;

/// <summary>
/// The data keys of one waybill: a random 256-bit key for each part of it that can be erased by itself. A key is destroyed by a new one in
/// its place, of the next generation: what an earlier generation sealed is erased, and what is recorded afterwards can be read.
/// </summary>
public sealed class StreamKeys
{
    /// <summary>
    /// The persons by their role, then lines in quarantine. Those have streams of their own, so a case's claimant takes the same place.
    /// </summary>
    public const int Parts = 5, Lines = 4;

    private const int KeyBytes = 32, NonceBytes = 12, TagBytes = 16, CommitmentBytes = 16;
    private const byte Version = 1;

    private readonly byte[] secrets;
    private readonly short[] generations;
    private readonly Cipher?[] ciphers = new Cipher?[Parts];

    private StreamKeys(string stream, short[] generations, byte[] secrets) =>
        (Stream, this.generations, this.secrets) = (stream, generations, secrets);

    public string Stream { get; }

    public static StreamKeys New(string stream) => new(stream, new short[Parts], RandomNumberGenerator.GetBytes(Parts * KeyBytes));

    /// <exception cref="CryptographicException">They cannot be unwrapped.</exception>
    public static StreamKeys Unwrap(WrappedKeys stored, KeyEncryptionKeys keks)
    {
        var secrets = keks.Unwrap(stored.Kek, stored.Wrapped, About(stored.Stream, stored.Generations));
        return secrets.Length == Parts * KeyBytes && stored.Generations.Length == Parts
            ? new(stored.Stream, stored.Generations, secrets) : throw new CryptographicException("Data keys of another length.");
    }

    public WrappedKeys Wrap(KeyEncryptionKeys keks) =>
        new(Stream, keks.Current, generations, keks.Wrap(secrets, About(Stream, generations)));

    /// <summary>The same keys but those of these parts, which are replaced.</summary>
    public StreamKeys Without(IEnumerable<int> parts)
    {
        var (left, next) = ((byte[])secrets.Clone(), (short[])generations.Clone());
        foreach (var part in parts)
        {
            RandomNumberGenerator.Fill(left.AsSpan(part * KeyBytes, KeyBytes));
            next[part]++;
        }
        return new(Stream, next, left);
    }

    /// <summary>
    /// A text that only the part's key opens: the generation, a dot, and in base64url version | nonce | ciphertext | tag | commitment. The
    /// commitment says which key it is: without it, a ciphertext could be made that opens under two keys.
    /// </summary>
    /// <param name="place">What it is stored with, such as the event's id: it opens nowhere else.</param>
    public string Seal(int part, Guid place, ReadOnlySpan<byte> text) =>
        string.Create(CultureInfo.InvariantCulture, $"{generations[part]}.{Base64Url.EncodeToString(Encrypt(part, place, text))}");

    /// <summary>The same as bytes: the generation in two of them, then what the text has after the dot.</summary>
    public byte[] SealBytes(int part, Guid place, ReadOnlySpan<byte> text)
    {
        Span<byte> generation = stackalloc byte[sizeof(short)];
        BinaryPrimitives.WriteInt16BigEndian(generation, generations[part]);
        return [.. generation, .. Encrypt(part, place, text)];
    }

    private byte[] Encrypt(int part, Guid place, ReadOnlySpan<byte> text)
    {
        var cipher = Of(part);
        var all = new byte[1 + NonceBytes + text.Length + TagBytes + CommitmentBytes];
        all[0] = Version;
        var nonce = all.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using (var aes = new AesGcm(cipher.Key, TagBytes))
            aes.Encrypt(nonce, text, all.AsSpan(1 + NonceBytes, text.Length), all.AsSpan(1 + NonceBytes + text.Length, TagBytes),
                Bound(part, place));
        cipher.Commitment.CopyTo(all.AsSpan(^CommitmentBytes));
        return all;
    }

    /// <summary>Null when the key was destroyed.</summary>
    /// <exception cref="BrokenSealException">It was changed, or was sealed by another key or for another place.</exception>
    public byte[]? Open(int part, Guid place, string sealedText)
    {
        var dot = sealedText.IndexOf('.', StringComparison.Ordinal);
        if (dot < 1 || !short.TryParse(sealedText.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var generation))
            throw new BrokenSealException();
        if (generation < generations[part]) return null;
        try
        {
            return Decrypt(part, place, generation, Base64Url.DecodeFromChars(sealedText.AsSpan(dot + 1)));
        }
        catch (FormatException fault)
        {
            throw new BrokenSealException(fault);
        }
    }

    /// <summary>Null when the key was destroyed.</summary>
    /// <exception cref="BrokenSealException">It was changed, or was sealed by another key or for another place.</exception>
    public byte[]? OpenBytes(int part, Guid place, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < sizeof(short)) throw new BrokenSealException();
        var generation = BinaryPrimitives.ReadInt16BigEndian(sealedBytes);
        return generation < generations[part] ? null : Decrypt(part, place, generation, sealedBytes[sizeof(short)..]);
    }

    private byte[] Decrypt(int part, Guid place, short generation, ReadOnlySpan<byte> all)
    {
        try
        {
            var length = all.Length - 1 - NonceBytes - TagBytes - CommitmentBytes;
            var cipher = Of(part);
            if (generation > generations[part] || length < 0 || all[0] != Version
                || !CryptographicOperations.FixedTimeEquals(all[^CommitmentBytes..], cipher.Commitment))
                throw new BrokenSealException();
            var text = new byte[length];
            using var aes = new AesGcm(cipher.Key, TagBytes);
            aes.Decrypt(all.Slice(1, NonceBytes), all.Slice(1 + NonceBytes, length), all.Slice(1 + NonceBytes + length, TagBytes), text,
                Bound(part, place));
            return text;
        }
        catch (CryptographicException fault)
        {
            throw new BrokenSealException(fault);
        }
    }

    // From the data key a key to encrypt by and a commitment to it, neither of which tells anything of the other.
    private Cipher Of(int part)
    {
        if (ciphers[part] is { } known) return known;
        var secret = secrets.AsSpan(part * KeyBytes, KeyBytes);
        var made = new Cipher(HMACSHA256.HashData(secret, "encryption"u8), HMACSHA256.HashData(secret, "commitment"u8)[..CommitmentBytes]);
        return ciphers[part] = made;
    }

    private byte[] Bound(int part, Guid place)
    {
        var bound = new byte[Encoding.UTF8.GetByteCount(Stream) + 1 + 2 + 16];
        var end = Encoding.UTF8.GetBytes(Stream, bound);
        bound[end] = (byte)part;
        BinaryPrimitives.WriteInt16BigEndian(bound.AsSpan(end + 1), generations[part]);
        place.TryWriteBytes(bound.AsSpan(end + 3));
        return bound;
    }

    private static byte[] About(string stream, short[] generations) =>
        Encoding.UTF8.GetBytes($"{stream} {string.Join(' ', generations)}");

    private sealed record Cipher(byte[] Key, byte[] Commitment);
}

/// <summary>What is sealed cannot be opened: it was changed, or belongs to another key or place. It is not erased.</summary>
public sealed class BrokenSealException(Exception? cause = null) : Exception("What is sealed was changed, or belongs elsewhere.", cause);
