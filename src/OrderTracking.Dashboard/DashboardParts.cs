using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Localization;
using OrderTracking.Dashboard.Acting;
using OrderTracking.Dashboard.Components;
using OrderTracking.Dashboard.Entry;
using OrderTracking.Dashboard.Hosting;
using OrderTracking.Dashboard.Pages;
using OrderTracking.Dashboard.Reference;
using OrderTracking.Dashboard.Texts;

namespace OrderTracking.Dashboard;

/// <summary>Registers the dashboard and maps its pages.</summary>
public static class DashboardParts
{
    public static IServiceCollection AddDashboard(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddResponseCompression(options => (options.EnableForHttps, options.MimeTypes) = (true, ["text/html"]));
        // Chinese as it is; what HTML gives a meaning to is encoded all the same.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddSingleton<ActRecorder>();
        services.AddSingleton<HandOverTaker>();
        services.AddSingleton<TodayReader>();
        services.AddSingleton<SearchReader>();
        services.AddSingleton<ExceptionsReader>();
        services.AddSingleton<OnTimeReader>();
        services.AddSingleton<ReceiptsReader>();
        services.AddSingleton<LoadingReader>();
        services.AddSingleton<WaybillViewer>();
        services.AddSingleton<CaseKinds>();
        services.AddSingleton<CaseActs>();
        services.AddSingleton<CaseCorrections>();
        services.AddSingleton<CasesReader>();
        services.AddSingleton<CaseViewer>();
        services.AddSingleton<DeclarationsReader>();
        services.AddSingleton<EntryRecorder>();
        services.AddSingleton<QuarantineReader>();
        services.AddSingleton<ReportsReader>();
        services.AddSingleton<AuditReader>();
        services.AddSingleton<ReferenceEditor>();
        // A sheet of many rows has more fields than the framework takes in one form.
        services.Configure<FormOptions>(options => options.ValueCountLimit = EntrySheet.MaxRows * 5 + 100);
        services.Configure<RequestLocalizationOptions>(options =>
        {
            CultureInfo[] languages = [new(Language.Chinese), new(Language.English)];
            (options.DefaultRequestCulture, options.SupportedCultures, options.SupportedUICultures) =
                (new(Language.Chinese), languages, languages);
            options.RequestCultureProviders = [new CookieRequestCultureProvider(), new AcceptLanguageHeaderRequestCultureProvider()];
        });
        return services;
    }

    /// <summary>To be used after routing and authorization: languages, headers and the check of forms, for pages only.</summary>
    public static void UseDashboard(this IApplicationBuilder app)
    {
        app.UseWhen(PageRequests.IsPage, pages =>
        {
            pages.UseWhen(context => !IsFromAnotherSite(context.Request), own => own.UseResponseCompression());
            pages.UseRequestLocalization();
            pages.Use((context, next) =>
            {
                context.Response.Headers.ContentSecurityPolicy = PageRequests.ContentPolicy;
                context.Response.Headers["Referrer-Policy"] = "same-origin";
                // As the framework sets it with a form's token; it warns where it finds another value.
                context.Response.Headers.CacheControl = "no-cache, no-store";
                return next(context);
            });
            pages.UseMiddleware<WaitForViews>();
        });
        app.UseAntiforgery();
    }

    /// <returns>The pages, for the host to add what it says of them.</returns>
    public static IEndpointConventionBuilder MapDashboard(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(EmbeddedAssets.Route, EmbeddedAssets.Answer).ExcludeFromDescription();
        routes.MapGet("/language/{language}", (HttpContext context, string language, string? back) =>
        {
            if (language is not (Language.Chinese or Language.English)) return Results.NotFound();
            context.Response.Cookies.Append(CookieRequestCultureProvider.DefaultCookieName,
                CookieRequestCultureProvider.MakeCookieValue(new(language)),
                new() { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, HttpOnly = true, Secure = context.Request.IsHttps });
            return Results.LocalRedirect(Addresses.Local(back));
        }).ExcludeFromDescription().IsForPeople();
        routes.MapGet("/sign-in/issuer", (ISignIn signIn, string? back) => signIn.AtIssuer(Addresses.Local(back)))
            .ExcludeFromDescription().IsForPeople();
        routes.MapPost("/sign-out", async (HttpContext context, ISignIn signIn) =>
            await signIn.SignOut(context) ? Results.LocalRedirect("/sign-in") : Results.BadRequest())
            .ExcludeFromDescription().IsForPeople();
        return routes.MapRazorComponents<App>();
    }

    // Another site that sends its visitors here could guess at a page by the length of its compressed form (BREACH), if it may say what
    // is searched for. Browsers say where a request comes from.
    private static bool IsFromAnotherSite(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site";
}
