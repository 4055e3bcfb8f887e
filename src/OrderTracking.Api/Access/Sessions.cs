using System.Net;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using OrderTracking.Application.Access;
using OrderTracking.Dashboard.Hosting;

namespace OrderTracking.Api.Access;

/// <summary>The people who have signed in to the dashboard, each known by a cookie that only this service can read and make.</summary>
internal static class Sessions
{
    // A browser keeps a cookie of this prefix only if it comes over TLS, for the whole host and for no other.
    private const string Name = "__Host-ordertracking", OnLoopback = "ordertracking";

    /// <summary>The longest that a session lasts without being used.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(10);

    /// <summary>Whether a request has a session's cookie.</summary>
    public static bool IsIn(HttpRequest request) => request.Cookies.ContainsKey(Name) || request.Cookies.ContainsKey(OnLoopback);

    public static AuthenticationBuilder AddSessions(this AuthenticationBuilder schemes, Identity identity)
    {
        schemes.Services.AddSingleton<ISignIn, SignInToSession>();
        // With Always, a page with a form would fail where a proxy that terminates TLS is not known as one.
        schemes.Services.Configure<AntiforgeryOptions>(options =>
            (options.Cookie.Name, options.Cookie.SecurePolicy) = ($"{OnLoopback}-form", CookieSecurePolicy.SameAsRequest));
        if (identity is Identity.OpenIdConnect { Client: { } client } issuer) schemes.AddIssuer(issuer, client);
        return schemes.AddCookie(CallerAuthentication.Session, options =>
        {
            var isLocal = identity is Identity.Development;
            options.Cookie.Name = isLocal ? OnLoopback : Name;
            options.Cookie.HttpOnly = true;
            // Not Strict: a link to a waybill in a message would open the sign-in.
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = isLocal ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            options.ExpireTimeSpan = Lasts;
            options.SlidingExpiration = true;
            options.Events = new()
            {
                OnRedirectToLogin = Challenge, OnRedirectToAccessDenied = Forbid, OnValidatePrincipal = IssuerSessions.Renew,
            };
        });
    }

    /// <summary>The keys by which cookies and forms are signed and encrypted.</summary>
    /// <param name="folder">Where they are kept; null to make new ones at each start.</param>
    public static void AddCookieKeys(this IServiceCollection services, string? folder)
    {
        var protection = services.AddDataProtection().SetApplicationName("OrderTracking");
        if (folder is null) protection.UseEphemeralDataProtectionProvider();
        else protection.PersistKeysToFileSystem(new(folder));
    }

    // Reads of the API also take the cookie, and answer as the API does.
    private static Task Challenge(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (!PageRequests.IsPage(context.HttpContext)) return context.HttpContext.ChallengeAsync(CallerAuthentication.Token);
        var back = context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent();
        context.Response.Redirect($"/sign-in?back={Uri.EscapeDataString(back)}");
        return Task.CompletedTask;
    }

    private static Task Forbid(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (!PageRequests.IsPage(context.HttpContext)) return context.HttpContext.ForbidAsync(CallerAuthentication.Token);
        context.Response.Redirect("/");
        return Task.CompletedTask;
    }
}

/// <summary>Signs people in to a session.</summary>
internal sealed class SignInToSession(Identity identity, IAntiforgery antiforgery) : ISignIn
{
    public SignInKind Kind => identity switch
    {
        Identity.Development => SignInKind.Chosen,
        Identity.OpenIdConnect { Client: not null } => SignInKind.Issuer,
        _ => SignInKind.None,
    };

    public IResult AtIssuer(string back) =>
        Kind == SignInKind.Issuer ? Results.Challenge(new() { RedirectUri = back }, [CallerAuthentication.Issuer]) : Results.NotFound();

    // The host too: a site whose name was made to resolve to this machine must not sign itself in.
    public Task Choose(HttpContext context, Caller caller) => Kind == SignInKind.Chosen && IsLoopback(context.Request.Host.Host)
        ? context.SignInAsync(CallerAuthentication.Session, CallerClaims.Principal(caller, CallerAuthentication.Session))
        : throw new InvalidOperationException("With an issuer, nobody chooses who to be.");

    public async Task<bool> SignOut(HttpContext context)
    {
        // The route is open, so nobody is authenticated yet, and a form's token is valid for the person whom it was given to.
        if ((await context.AuthenticateAsync(CallerAuthentication.Session)).Principal is { } person) context.User = person;
        if (!await antiforgery.IsRequestValidAsync(context)) return false;
        await context.SignOutAsync(CallerAuthentication.Session);
        return true;
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}

/// <summary>Which pages a caller may use, by the policy's table.</summary>
internal sealed class PagePolicy(RouteAdmission admission) : IPagePolicy
{
    public bool Allows(Caller caller, string page) =>
        Policy.OfPage(page) is { } row && (row.IsOpen || caller.Roles.Any(role => row.Of(role) != RoutePermission.No));

    public ValueTask<CallerContext?> Admit(Caller caller, string route, CancellationToken cancellationToken) =>
        admission.Admit(caller, Policy.OfRoute(route)
            ?? throw new ArgumentException($"The policy has no row for {route}.", nameof(route)), cancellationToken);
}
