using System.Security.Cryptography;
using System.Text;

namespace OrderTracking.Domain.Waybills;

/// <summary>Ids derived from what caused them (RFC 9562, version 5): the same cause always gives the same id.</summary>
public static class UuidV5
{
#pragma warning disable CA5350 // Version 5 is defined with SHA-1; it names things here and protects nothing.
    public static Guid Create(Guid space, string name)
    {
        Span<byte> input = stackalloc byte[16 + Encoding.UTF8.GetMaxByteCount(name.Length)];
        space.TryWriteBytes(input, bigEndian: true, out _);
        var length = 16 + Encoding.UTF8.GetBytes(name, input[16..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(input[..length], hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
#pragma warning restore CA5350
}
