using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OrderTracking.Application.Ports;
using Sodium;

namespace OrderTracking.Application.Webhooks;

/// <summary>Signatures and keys in the form of Standard Webhooks.</summary>
public static class WebhookSignature
{
    /// <summary>Of a shared secret, and of the seed of an Ed25519 key.</summary>
    public const int SecretBytes = 32;

    /// <summary>A shared secret as its receiver is given it.</summary>
    public static string Text(byte[] secret) => $"whsec_{Convert.ToBase64String(secret)}";

    /// <summary>The public key of an Ed25519 seed as its receiver is given it.</summary>
    public static string PublicKey(byte[] seed) => $"whpk_{Convert.ToBase64String(PublicKeyAuth.GenerateKeyPair(seed).PublicKey)}";

    /// <summary>The header <c>webhook-signature</c>: a signature by each secret, separated by spaces.</summary>
    public static string Of(
        WebhookSignatureKind kind, IEnumerable<byte[]> secrets, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")), .. body];
        return string.Join(' ', secrets.Select(secret => kind switch
        {
            WebhookSignatureKind.V1 => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, signed))}",
            _ => $"v1a,{Convert.ToBase64String(PublicKeyAuth.SignDetached(signed, PublicKeyAuth.GenerateKeyPair(secret).PrivateKey))}",
        }));
    }
}
