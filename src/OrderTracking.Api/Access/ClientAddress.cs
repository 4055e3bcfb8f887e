using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace OrderTracking.Api.Access;

/// <summary>A request's address, by which anonymous requests are limited.</summary>
internal static class ClientAddress
{
    public static string Of(HttpContext context) => Of(context.Connection.RemoteIpAddress);

    /// <summary>Of an IPv6 address the first 64 bits: a client may choose the others freely.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out var length) && length == 16
            ? BinaryPrimitives.ReadUInt64BigEndian(bytes).ToString("x16", CultureInfo.InvariantCulture)
            : address.ToString();
    }
}
