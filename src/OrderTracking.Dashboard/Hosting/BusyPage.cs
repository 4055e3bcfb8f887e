using System.Globalization;
using OrderTracking.Dashboard.Texts;

namespace OrderTracking.Dashboard.Hosting;

/// <summary>What a browser is answered that has asked too often: a page, because its script takes nothing else.</summary>
public static class BusyPage
{
    private static readonly Text Wait = new("尝试次数过多,请 {0} 秒后再试。", "Too many tries. Try again in {0} seconds.");

    /// <param name="seconds">When to ask again.</param>
    public static Task Write(HttpContext context, int status, long seconds)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, "text/html; charset=utf-8");
        return context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html><html lang="{CultureInfo.CurrentUICulture.Name}"><head><meta charset="utf-8"><title>OrderTracking</title></head>
            <body><main><p class="fault" role="alert">{Wait.With(seconds)}</p></main></body></html>
            """), context.RequestAborted);
    }
}
