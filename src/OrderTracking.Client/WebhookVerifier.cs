using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OrderTracking.Client;

/// <summary>A webhook's request, verified: a CloudEvent 1.0.</summary>
/// <param name="Id">The event's id, the same each time it is sent: by it a receiver tells a repeat.</param>
/// <param name="Source">With the subject, the path of the waybill or case: <c>/v1/waybills</c>.</param>
/// <param name="Type"><c>ordertracking.</c> and the stored name: <c>ordertracking.waybill.arrived.v1</c>.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Subject">The number of the waybill or case.</param>
/// <param name="Data">The event as its stream shows it; empty in a test.</param>
public sealed record WebhookEvent(Guid Id, string Source, string Type, DateTimeOffset Time, JsonElement Data, string? Subject = null)
{
    /// <summary>Whether it is only a test, which nothing has happened for.</summary>
    public bool IsTest => Type == "ordertracking.webhook.test.v1";

    /// <summary>The event; null in a test.</summary>
    public RecordedEvent? Event() => IsTest ? null : Data.Deserialize<RecordedEvent>(Wire.Json);
}

/// <summary>A request is not the service's, or not of now. Answer it 400 or 401, and do nothing else.</summary>
public sealed class WebhookRefusedException : Exception
{
    internal WebhookRefusedException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}

/// <summary>Verifies an Ed25519 signature (RFC 8032).</summary>
public delegate bool VerifyEd25519(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);

/// <summary>
/// Verifies requests of webhooks, by Standard Webhooks: <c>v1</c> (HMAC-SHA256 by a shared secret) and <c>v1a</c> (Ed25519 by a public
/// key).
/// </summary>
public sealed class WebhookVerifier
{
    /// <summary>The names of the headers that a request is verified by.</summary>
    public const string IdHeader = "webhook-id", TimestampHeader = "webhook-timestamp", SignatureHeader = "webhook-signature";

    private const string SecretPrefix = "whsec_", PublicKeyPrefix = "whpk_";

    /// <summary>How old or early a request may be, so that one that was overheard is of no use later.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly List<byte[]> secrets = [], publicKeys = [];
    private readonly VerifyEd25519? ed25519;
    private readonly TimeProvider clock;

    /// <param name="keys">
    /// Secrets (<c>whsec_…</c>) and public keys (<c>whpk_…</c>) that count: during a rotation the new one and the one before.
    /// </param>
    /// <param name="ed25519">For public keys, a library's function: .NET 10 has none.</param>
    /// <exception cref="ArgumentException">A key is none, or there is none.</exception>
    public WebhookVerifier(IEnumerable<string> keys, VerifyEd25519? ed25519 = null, TimeProvider? clock = null)
    {
        (this.ed25519, this.clock) = (ed25519, clock ?? TimeProvider.System);
        foreach (var key in keys)
            if (key.StartsWith(SecretPrefix, StringComparison.Ordinal)) secrets.Add(Bytes(key[SecretPrefix.Length..]));
            else if (!key.StartsWith(PublicKeyPrefix, StringComparison.Ordinal))
                throw new ArgumentException("A key begins with whsec_ or whpk_.", nameof(keys));
            else if (ed25519 is null)
                throw new ArgumentException("A public key needs a function that verifies Ed25519.", nameof(keys));
            else publicKeys.Add(Bytes(key[PublicKeyPrefix.Length..]));
        if (secrets.Count + publicKeys.Count == 0) throw new ArgumentException("At least one key is needed.", nameof(keys));

        static byte[] Bytes(string base64)
        {
            try
            {
                return Convert.FromBase64String(base64);
            }
            catch (FormatException fault)
            {
                throw new ArgumentException("A key's part after its prefix is base64.", nameof(keys), fault);
            }
        }
    }

    /// <summary>Verifies a request and reads it.</summary>
    /// <param name="id">The header <c>webhook-id</c>; null where it is missing, as the others.</param>
    /// <param name="timestamp">The header <c>webhook-timestamp</c>.</param>
    /// <param name="signatures">The header <c>webhook-signature</c>.</param>
    /// <param name="body">The body's bytes as they came.</param>
    /// <exception cref="WebhookRefusedException">It is not the service's, or not of now.</exception>
    public WebhookEvent Verify(string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body)
    {
        if (id is null || timestamp is null || signatures is null) throw new WebhookRefusedException("A header is missing.");
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            throw new WebhookRefusedException("The timestamp is none.");
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        if (!IsSigned(signed, signatures)) throw new WebhookRefusedException("No signature is by a key that counts.");
        if (Math.Abs(clock.GetUtcNow().ToUnixTimeSeconds() - seconds) > (long)Tolerance.TotalSeconds)
            throw new WebhookRefusedException("The request is older or newer than 5 minutes.");
        try
        {
            return JsonSerializer.Deserialize<WebhookEvent>(body, Wire.Json)
                ?? throw new WebhookRefusedException("The body is no event.");
        }
        catch (JsonException fault)
        {
            throw new WebhookRefusedException("The body is no event.", fault);
        }
    }

    private bool IsSigned(byte[] signed, string signatures)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var signature in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (version, given) = signature.Split(',') is [var name, var text] ? (name, Decoded(text)) : ("", []);
            if (version == "v1")
                foreach (var secret in secrets)
                {
                    HMACSHA256.HashData(secret, signed, expected);
                    // In the same time wherever they differ, so that nobody finds a signature byte by byte.
                    if (CryptographicOperations.FixedTimeEquals(expected, given)) return true;
                }
            if (version == "v1a" && publicKeys.Exists(key => ed25519!(key, signed, given))) return true;
        }
        return false;
    }

    private static byte[] Decoded(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : [];
    }
}
