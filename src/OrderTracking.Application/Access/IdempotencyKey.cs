using System.Security.Cryptography;
using System.Text;

namespace OrderTracking.Application.Access;

/// <summary>
/// The key by which a caller distinguishes one request from others (draft-ietf-httpapi-idempotency-key-header). The stored answer is
/// encrypted with it as well, so that only a caller who sends the key again can read it.
/// </summary>
public sealed class IdempotencyKey
{
    public const string Header = "Idempotency-Key", Expected = "8 to 200 visible ASCII characters, in quotes";

    private const int Shortest = 8, Longest = 200, KeyBytes = 32;
    private static readonly int NonceBytes = AesGcm.NonceByteSizes.MaxSize, TagBytes = AesGcm.TagByteSizes.MaxSize;

    private readonly byte[] encryption, fingerprinting;

    /// <param name="text">As <see cref="Parse"/> gives it.</param>
    /// <param name="subject">The caller's subject, so that the same text of two callers makes two keys.</param>
    public IdempotencyKey(string text, string subject)
    {
        var (key, whose) = (Encoding.ASCII.GetBytes(text), Encoding.UTF8.GetBytes(subject));
        Name = SHA256.HashData([.. whose, 0, .. key]);
        var derived = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 2 * KeyBytes, whose, "ordertracking idempotency v1"u8.ToArray());
        (encryption, fingerprinting) = (derived[..KeyBytes], derived[KeyBytes..]);
    }

    /// <summary>The name under which the answer is stored.</summary>
    public byte[] Name { get; }

    /// <summary>The key in a header's value: a structured field's string, or the same without quotes. Null when it is not valid.</summary>
    public static string? Parse(string value)
    {
        var text = value.Trim();
        var key = text.StartsWith('"') ? Unquote(text) : text.AsSpan().ContainsAny("\",;\\") ? null : text;
        return key is { Length: >= Shortest and <= Longest } && key.All(letter => letter is > ' ' and <= '~') ? key : null;
    }

    /// <summary>
    /// An HMAC of the request. It is keyed, so that nobody who reads the stored value can check guesses of what was requested.
    /// </summary>
    public byte[] Fingerprint(string method, string address, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, fingerprinting);
        hash.AppendData(Encoding.UTF8.GetBytes($"{method}\n{address}\n"));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    public byte[] Seal(byte[] answer)
    {
        var (nonce, tag, cipher) = (RandomNumberGenerator.GetBytes(NonceBytes), new byte[TagBytes], new byte[answer.Length]);
        using var aes = new AesGcm(encryption, TagBytes);
        aes.Encrypt(nonce, answer, cipher, tag, Name);
        return [.. nonce, .. tag, .. cipher];
    }

    /// <exception cref="CryptographicException">It was sealed with another key, or was changed.</exception>
    public byte[] Open(byte[] kept)
    {
        var answer = new byte[kept.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(encryption, TagBytes);
        aes.Decrypt(kept.AsSpan(0, NonceBytes), kept.AsSpan(NonceBytes + TagBytes), kept.AsSpan(NonceBytes, TagBytes), answer, Name);
        return answer;
    }

    private static string? Unquote(string text)
    {
        var key = new StringBuilder();
        for (var i = 1; i < text.Length; i++)
            switch (text[i])
            {
                case '"': return i == text.Length - 1 ? key.ToString() : null;
                case '\\' when i + 1 < text.Length && text[i + 1] is '"' or '\\': key.Append(text[++i]); break;
                case '\\': return null;
                case var letter: key.Append(letter); break;
            }
        return null;
    }
}
