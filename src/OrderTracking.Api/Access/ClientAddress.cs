using System.Net;

namespace OrderTracking.Api.Access;

/// <summary>A request's address, by which anonymous requests are limited.</summary>
internal static class ClientAddress
{
    public static string Of(HttpContext context) => Of(context.Connection.RemoteIpAddress);

    /// <summary>Of an IPv6 address the first 64 bits: a client may choose the others freely.</summary>
    public static string Of(IPAddress? address) => Prefix(address, ofIPv4: 4, ofIPv6: 8);

    /// <summary>The /24 of an IPv4 address, the /48 of an IPv6 one: as much as one owner usually has.</summary>
    public static string Network(IPAddress? address) => Prefix(address, ofIPv4: 3, ofIPv6: 6);

    private static string Prefix(IPAddress? address, int ofIPv4, int ofIPv6)
    {
        if (address is null) return "";
        var bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        var kept = bytes.Length == 4 ? ofIPv4 : ofIPv6;
        bytes.AsSpan(kept).Clear();
        return $"{new IPAddress(bytes)}/{8 * kept}";
    }
}
