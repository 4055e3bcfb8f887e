using Microsoft.AspNetCore.Http.Timeouts;

namespace OrderTracking.Api.Access;

/// <summary>What a request weighs, which says what limits it.</summary>
internal enum RequestCost
{
    Reads,
    Posts,

    /// <summary>POST /v1/events.</summary>
    Batches,

    /// <summary>Public tracking.</summary>
    Tracking,

    /// <summary>Health, which has to be told most of all when there is too much of everything else.</summary>
    Unlimited,
}

internal static class RequestCosts
{
    public const string LongTimeout = "long";

    private sealed record Weight(RequestCost Load);

    /// <summary>Says what requests of a route weigh, where the method alone does not tell.</summary>
    public static IEndpointConventionBuilder Weighs(this IEndpointConventionBuilder route, RequestCost cost) => route.WithMetadata(new Weight(cost));

    /// <summary>Lets requests of a route take longer than others.</summary>
    public static IEndpointConventionBuilder TakesLong(this IEndpointConventionBuilder route) => route.WithRequestTimeout(LongTimeout);

    public static RequestCost Of(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<Weight>()?.Load ?? (HttpMethods.IsPost(context.Request.Method) ? RequestCost.Posts : RequestCost.Reads);

    /// <summary>The framework's middleware cancels what a request waits for, down to its statement in the database.</summary>
    public static void Configure(RequestTimeoutOptions options, CallLimits limits)
    {
        options.DefaultPolicy = new() { Timeout = limits.Timeout, TimeoutStatusCode = 503, WriteTimeoutResponse = ThrottlingResponses.Timeout };
        options.AddPolicy(LongTimeout, new RequestTimeoutPolicy { Timeout = limits.LongTimeout, TimeoutStatusCode = 503, WriteTimeoutResponse = ThrottlingResponses.Timeout });
    }
}
