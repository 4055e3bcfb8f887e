using Microsoft.AspNetCore.Http.Timeouts;

namespace OrderTracking.Api.Access;

/// <summary>The class of a request, which decides what limits apply to it.</summary>
internal enum RequestCost
{
    Reads,
    Posts,

    /// <summary>POST /v1/events.</summary>
    Batches,

    /// <summary>Public tracking.</summary>
    Tracking,

    /// <summary>Health, which must be answered above all when the service is overloaded.</summary>
    Unlimited,
}

internal static class RequestCosts
{
    public const string LongTimeout = "long";

    private sealed record Weight(RequestCost Load);

    /// <summary>Sets the class of a route's requests, where it does not follow from the method.</summary>
    public static IEndpointConventionBuilder Weighs(this IEndpointConventionBuilder route, RequestCost cost) =>
        route.WithMetadata(new Weight(cost));

    /// <summary>Sets the class of a page's requests.</summary>
    public static void Weigh(EndpointBuilder endpoint, string page, RequestCost cost)
    {
        if (endpoint is RouteEndpointBuilder route && route.RoutePattern.RawText == page) route.Metadata.Add(new Weight(cost));
    }

    /// <summary>Gives the route the long timeout.</summary>
    public static IEndpointConventionBuilder TakesLong(this IEndpointConventionBuilder route) => route.WithRequestTimeout(LongTimeout);

    public static RequestCost Of(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<Weight>()?.Load
            ?? (HttpMethods.IsPost(context.Request.Method) ? RequestCost.Posts : RequestCost.Reads);

    /// <summary>On timeout the framework's middleware cancels the request's token, which cancels its database statement too.</summary>
    public static void Configure(RequestTimeoutOptions options, LimitSettings limits)
    {
        options.DefaultPolicy =
            new() { Timeout = limits.Timeout, TimeoutStatusCode = 503, WriteTimeoutResponse = ThrottlingResponses.Timeout };
        options.AddPolicy(LongTimeout,
            new RequestTimeoutPolicy { Timeout = limits.LongTimeout, TimeoutStatusCode = 503,
                WriteTimeoutResponse = ThrottlingResponses.Timeout });
    }
}
