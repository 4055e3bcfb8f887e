using System.Net;
using System.Net.Sockets;

namespace OrderTracking.Application.Webhooks;

/// <summary>Which addresses are of the public internet. It lists what is not by the special-purpose registries (RFC 6890).</summary>
public static class PublicAddresses
{
    private static readonly IPNetwork[] SpecialV4 =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        ]).Select(network => IPNetwork.Parse(network)),
    ];

    // Protocol assignments with Teredo, documentation, and 6to4, which holds any IPv4 address.
    private static readonly IPNetwork[] SpecialV6 =
    [
        .. ((string[])["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]).Select(network => IPNetwork.Parse(network)),
    ];

    public static bool Include(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !Array.Exists(SpecialV4, network => network.Contains(address)),
        AddressFamily.InterNetworkV6 => IsGlobalUnicast(address) && !Array.Exists(SpecialV6, network => network.Contains(address)),
        _ => false,
    };

    // 2000::/3. Outside of it lie ::, ::1, mapped IPv4, NAT64, local and multicast addresses. By its bits, because IPNetwork.Contains says
    // that ::ffff:10.0.0.1 is in it.
    private static bool IsGlobalUnicast(IPAddress address) => (address.GetAddressBytes()[0] & 0b1110_0000) == 0b0010_0000;
}
