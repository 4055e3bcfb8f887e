using Microsoft.AspNetCore.HttpOverrides;

namespace OrderTracking.Api.Access;

/// <summary>
/// Proxies whose X-Forwarded headers are believed about a request's address and scheme. The headers of others are ignored.
/// </summary>
internal static class Proxies
{
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
}
