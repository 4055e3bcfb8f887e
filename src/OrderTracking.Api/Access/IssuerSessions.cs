using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Options;

namespace OrderTracking.Api.Access;

/// <summary>
/// Sessions of people who sign in at the issuer: by authorization code and PKCE, with the roles of their identity token, which are taken
/// anew each time that it is renewed.
/// </summary>
internal static class IssuerSessions
{
    public const string Callback = "/sign-in/callback";

    private const string RefreshToken = "refresh_token", ExpiresAt = "expires_at";

    public static void AddIssuer(this AuthenticationBuilder schemes, Identity.OpenIdConnect issuer, SignInClient client)
    {
        schemes.Services.AddSingleton(new IdentityTokens(issuer, client));
        schemes.AddOAuth<OAuthOptions, IssuerHandler>(CallerAuthentication.Issuer, options =>
        {
            (options.ClientId, options.ClientSecret) = (client.Id, client.Secret ?? "");
            // What they are is in the issuer's document, which is read when somebody signs in.
            options.AuthorizationEndpoint = options.TokenEndpoint = issuer.Authority.AbsoluteUri;
            options.CallbackPath = Callback;
            options.UsePkce = true;
            options.SignInScheme = CallerAuthentication.Session;
            foreach (var scope in (string[])["openid", "profile", "offline_access"]) options.Scope.Add(scope);
            options.CorrelationCookie.SameSite = SameSiteMode.Lax;
            options.Events.OnRemoteFailure = context =>
            {
                context.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(IssuerSessions).FullName!)
                    .SignInFailed(context.Failure);
                context.Response.Redirect("/sign-in?failed=true");
                context.HandleResponse();
                return Task.CompletedTask;
            };
        });
    }

    /// <summary>Remembers what a session needs to be renewed.</summary>
    public static void Keep(this AuthenticationProperties properties, IssuedTokens tokens) => properties.StoreTokens(
    [
        new() { Name = ExpiresAt, Value = tokens.Expires.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture) },
        new() { Name = RefreshToken, Value = tokens.Refresh ?? "" },
    ]);

    /// <summary>
    /// Renews a session whose identity token has expired, with the roles that the issuer gives now; ends it where the issuer does not.
    /// </summary>
    public static async Task Renew(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        if (!long.TryParse(context.Properties.GetTokenValue(ExpiresAt), out var expires)
            || services.GetService<IdentityTokens>() is not { } tokens) return;
        if (DateTimeOffset.FromUnixTimeSeconds(expires) > services.GetRequiredService<TimeProvider>().GetUtcNow()) return;
        var renewed = context.Properties.GetTokenValue(RefreshToken) is { Length: > 0 } refresh
            ? await tokens.Renew(refresh, context.HttpContext) : null;
        if (renewed is null)
        {
            context.RejectPrincipal();
            return;
        }
        context.ReplacePrincipal(renewed.Caller);
        context.Properties.Keep(renewed);
        context.ShouldRenew = true;
    }
}

/// <param name="Caller">Whom the identity token names.</param>
/// <param name="Refresh">By which another is given; null where the issuer gives none.</param>
internal sealed record IssuedTokens(ClaimsPrincipal Caller, DateTimeOffset Expires, string? Refresh);

/// <summary>
/// The framework's authorization code flow, with the issuer's endpoints from its document, and its identity token validated.
/// </summary>
internal sealed class IssuerHandler(
    IOptionsMonitor<OAuthOptions> options, ILoggerFactory loggers, UrlEncoder encoder, IdentityTokens tokens)
    : OAuthHandler<OAuthOptions>(options, loggers, encoder)
{
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Options.AuthorizationEndpoint = (await tokens.Endpoints(Context.RequestAborted)).AuthorizationEndpoint;
        await base.HandleChallengeAsync(properties);
    }

    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        Options.TokenEndpoint = (await tokens.Endpoints(Context.RequestAborted)).TokenEndpoint;
        return await base.ExchangeCodeAsync(context);
    }

    protected override async Task<AuthenticationTicket> CreateTicketAsync(ClaimsIdentity identity, AuthenticationProperties properties,
        OAuthTokenResponse answer)
    {
        var issued = await tokens.Read(answer, null, Context);
        properties.Keep(issued);
        properties.IsPersistent = false;
        return new(issued.Caller, properties, Scheme.Name);
    }
}

internal static partial class IssuerLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "A sign-in at the issuer failed")]
    public static partial void SignInFailed(this ILogger logger, Exception? fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A session could not be renewed at the issuer")]
    public static partial void NotRenewed(this ILogger logger, Exception fault);
}
