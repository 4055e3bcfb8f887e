using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace OrderTracking.Api.Access;

/// <summary>Where a request comes from, for limits where nobody says who he is.</summary>
internal static class ClientAddress
{
    public static string Of(HttpContext context) => Of(context.Connection.RemoteIpAddress);

    /// <summary>Of IPv6 its first 64 bits: the others are for anybody to choose.</summary>
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
