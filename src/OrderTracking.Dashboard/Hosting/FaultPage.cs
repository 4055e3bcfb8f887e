using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.Extensions.Options;
using OrderTracking.Dashboard.Texts;

namespace OrderTracking.Dashboard.Hosting;

/// <summary>
/// What people are answered where a page cannot be: what is wrong in their language, what to do, and the code that the API would answer.
/// It is made without anything that may itself be at fault.
/// </summary>
public static class FaultPage
{
    private static readonly ForPeople Mark = new();

    private static readonly Text
        NoPage = new("没有这个页面", "There is no such page"),
        NoPageDo = new("请检查地址,或从首页重新进入。", "Check the address, or begin at the first page."),
        Busy = new("现在无法处理", "This cannot be answered now"),
        BusyDo = new("请 {0} 秒后再试。已经提交的内容重新提交不会重复录入。", "Try again in {0} seconds. What was sent may be sent again: it is recorded once."),
        Often = new("尝试次数过多", "Too many tries"),
        OftenDo = new("尝试次数过多,请 {0} 秒后再试。", "Too many tries. Try again in {0} seconds."),
        Unread = new("提交的内容无法读取", "What was sent cannot be read"),
        UnreadDo = new("请返回上一页,刷新后重新填写。", "Go back, reload the page, and fill it in again."),
        Fault = new("系统出错", "Something went wrong"),
        FaultDo = new("请刷新页面。若再次出现,请把下面的代码告诉管理员。", "Reload the page. If it happens again, tell the administrator the code below."),
        First = new("首页", "First page"),
        Code = new("代码", "Code");

    /// <summary>Says of an endpoint that is no page that people come to it all the same.</summary>
    public static TBuilder IsForPeople<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(Mark));
        return endpoint;
    }

    /// <summary>Whether whoever asks reads pages: of one, or with a browser of an address at which there is nothing.</summary>
    public static bool IsFor(HttpContext context) => context.GetEndpoint() is { } endpoint
        ? PageRequests.IsPage(context) || endpoint.Metadata.GetMetadata<ForPeople>() is not null
        : !context.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase)
            && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <param name="code">As the API's problems have it.</param>
    public static async Task Write(HttpContext context, int status, string code)
    {
        CultureInfo.CurrentUICulture = await LanguageOf(context);
        var response = context.Response;
        (response.StatusCode, response.ContentType) = (status, "text/html; charset=utf-8");
        response.Headers.ContentSecurityPolicy = PageRequests.ContentPolicy;
        var seconds = response.Headers.RetryAfter is [{ } retry] ? retry : "10";
        var (title, act) = status switch
        {
            404 => (NoPage, NoPageDo.ToString()),
            429 => (Often, OftenDo.With(seconds)),
            503 => (Busy, BusyDo.With(seconds)),
            >= 500 => (Fault, FaultDo.ToString()),
            _ => (Unread, UnreadDo.ToString()),
        };
        // The trace is in the service's log, beside the fault.
        var trace = status == 500 && Activity.Current?.TraceId is { } id && id != default ? $" · {id.ToHexString()}" : "";
        await response.WriteAsync($"""
            <!DOCTYPE html><html lang="{Language.Current}"><head><meta charset="utf-8"><title>{title} · OrderTracking</title>
            <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
            <link rel="icon" href="{EmbeddedAssets.Address("favicon.svg")}">
            <link rel="stylesheet" href="{EmbeddedAssets.Address("dashboard.css")}">
            </head><body><main class="narrow" id="content"><h1>{title}</h1><p class="fault" role="alert">{act}</p>
            <p class="aside">{Code} {HtmlEncoder.Default.Encode(code)}{trace}</p>
            <p><a class="button" href="/">{First}</a></p></main></body></html>
            """, context.RequestAborted);
    }

    // A fault may come before the request's language is found out.
    private static async Task<CultureInfo> LanguageOf(HttpContext context)
    {
        var options = context.RequestServices.GetRequiredService<IOptions<RequestLocalizationOptions>>().Value;
        foreach (var provider in options.RequestCultureProviders)
            if (await provider.DetermineProviderCultureResult(context) is { UICultures: var asked })
                foreach (var one in asked)
                    if (one.StartsWith("zh", StringComparison.OrdinalIgnoreCase)) return new(Language.Chinese);
                    else if (one.StartsWith("en", StringComparison.OrdinalIgnoreCase)) return new(Language.English);
        return new(Language.Chinese);
    }

    private sealed record ForPeople;
}
