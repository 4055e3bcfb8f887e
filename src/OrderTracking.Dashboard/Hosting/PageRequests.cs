using Microsoft.AspNetCore.Components.Endpoints;

namespace OrderTracking.Dashboard.Hosting;

/// <summary>Requests for pages, and what a browser may load for one.</summary>
public static class PageRequests
{
    // Scripts and styles are files of ours: none stands in a page. Forms are sent to this service only.
    internal const string ContentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        + "connect-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    /// <summary>Whether a request is for a page.</summary>
    public static bool IsPage(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;
}
