using Microsoft.AspNetCore.HttpOverrides;
using OrderTracking.Api.Hosting;

namespace OrderTracking.Api.Access;

/// <summary>
/// Proxies whose X-Forwarded headers are believed about a request's address and scheme. The headers of others are ignored.
/// </summary>
internal static class Proxies
{
    /// <param name="listed">Addresses and networks, such as <c>127.0.0.1, 10.1.0.0/16</c>.</param>
    /// <exception cref="SettingsException">An entry is neither an address nor a network.</exception>
    public static IReadOnlyList<System.Net.IPNetwork> Read(string? listed) =>
        [.. (listed ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Network)];

    public static void UseProxies(this IApplicationBuilder app, IReadOnlyCollection<System.Net.IPNetwork> proxies)
    {
        if (proxies.Count == 0) return;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null };
        // The framework trusts loopback by default.
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies) options.KnownIPNetworks.Add(proxy);
        app.UseForwardedHeaders(options);
    }

    private static System.Net.IPNetwork Network(string text) =>
        System.Net.IPNetwork.TryParse(text, out var network) ? network
        : System.Net.IPAddress.TryParse(text, out var address) ? new(address, address.GetAddressBytes().Length * 8)
        : throw new SettingsException(
            $"ORDERTRACKING_PROXIES names '{text}'; expected addresses or networks such as 127.0.0.1, 10.1.0.0/16.");
}
