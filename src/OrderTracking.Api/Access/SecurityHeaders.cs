namespace OrderTracking.Api.Access;

/// <summary>
/// Sets headers on every answer: no content sniffing, no caching, no frames and no use by other sites. HSTS is left to the proxy, which
/// terminates TLS. There are no CORS headers, so browsers let no other site call the service.
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
        // Routes and pages may set their own values afterwards.
        headers.CacheControl = "no-store";
        return next(context);
    }
}
