using System.Buffers.Binary;
using System.Security.Cryptography;

namespace OrderTracking.Application.Privacy;

/// <summary>
/// The keys that wrap the data keys of persons: AES-256-GCM. The first one wraps; all of them unwrap, so that the service goes on while
/// data keys are wrapped anew after a change of the first.
/// </summary>
public sealed class KeyEncryptionKeys
{
    public const int KeyBytes = 32, Overhead = NonceBytes + TagBytes;

    private const int NonceBytes = 12, TagBytes = 16;

    private readonly Dictionary<int, byte[]> keys = [];

    private KeyEncryptionKeys(IEnumerable<byte[]> inOrder)
    {
        foreach (var key in inOrder)
        {
            var id = IdOf(key);
            if (keys.Count == 0) Current = id;
            if (!keys.TryAdd(id, key)) throw new FormatException("the same key twice");
        }
    }

    /// <summary>The id of the key that wraps: a hash of it, so that no list of numbers has to be kept.</summary>
    public int Current { get; }

    public static KeyEncryptionKeys New() => new([RandomNumberGenerator.GetBytes(KeyBytes)]);

    /// <summary>A key a line, each 32 bytes in base64: the one that wraps, then former ones.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static KeyEncryptionKeys Parse(string text)
    {
        var lines = text.Split(['\n', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.Length == 0) throw new FormatException("no key");
        return new(lines.Select(line => Convert.FromBase64String(line) is { Length: KeyBytes } key
            ? key : throw new FormatException("a key of another length than 32 bytes")));
    }

    public bool Knows(int id) => keys.ContainsKey(id);

    /// <summary>nonce | ciphertext | tag, by the current key.</summary>
    /// <param name="about">What it is of; unwrapping takes the same.</param>
    public byte[] Wrap(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> about)
    {
        var wrapped = new byte[secret.Length + Overhead];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(keys[Current], TagBytes);
        aes.Encrypt(wrapped.AsSpan(0, NonceBytes), secret, wrapped.AsSpan(NonceBytes, secret.Length), wrapped.AsSpan(^TagBytes), about);
        return wrapped;
    }

    /// <exception cref="CryptographicException">It was wrapped by an unknown key, or is of something else, or was changed.</exception>
    public byte[] Unwrap(int id, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> about)
    {
        if (!keys.TryGetValue(id, out var key) || wrapped.Length < Overhead)
            throw new CryptographicException("A data key is wrapped by a key-encryption key that this node does not have.");
        var secret = new byte[wrapped.Length - Overhead];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(wrapped[..NonceBytes], wrapped[NonceBytes..^TagBytes], wrapped[^TagBytes..], secret, about);
        return secret;
    }

    private static int IdOf(byte[] key) => BinaryPrimitives.ReadInt32BigEndian(HMACSHA256.HashData(key, "ordertracking kek id"u8));
}
