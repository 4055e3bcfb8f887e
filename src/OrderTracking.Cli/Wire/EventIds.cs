using System.Security.Cryptography;
using System.Text;

namespace OrderTracking.Cli.Wire;

/// <summary>
/// Event ids derived from an event's source (UUIDv5, RFC 9562): loading a source twice, or repeating a batch after a broken connection,
/// sends the same ids, and nothing is counted twice.
/// </summary>
internal static class EventIds
{
    /// <summary>The namespace of reference events; changing it makes all of them new.</summary>
    public static readonly Guid Reference = new("8a6e1c74-2d0b-5f3a-b7c9-3e5d9a1f6003");

    public static Guid From(Guid source, string name)
    {
        var text = Encoding.UTF8.GetBytes(name);
        var bytes = new byte[16 + text.Length];
        source.TryWriteBytes(bytes, bigEndian: true, out _);
        text.CopyTo(bytes, 16);
#pragma warning disable CA5350 // UUIDv5 is defined with SHA-1; it is not used for security.
        var hash = SHA1.HashData(bytes).AsSpan(0, 16);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }
}
