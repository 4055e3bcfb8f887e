namespace OrderTracking.Api.Access;

/// <summary>
/// What every answer tells a browser: take it for what it says it is, keep it nowhere, show it in no frame and lend it to no other site.
/// That answers come over TLS is the proxy's to say, and no other site is let in: there is no CORS.
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // A route that knows better says so itself, and pages bring a policy of their own.
        headers.CacheControl = "no-store";
        return next(context);
    }
}
