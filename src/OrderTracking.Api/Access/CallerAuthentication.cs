using Microsoft.AspNetCore.Authentication;
using OrderTracking.Application.Keys;

namespace OrderTracking.Api.Access;

/// <summary>
/// The authentication schemes. Routes name the scheme <see cref="Credential"/>, which forwards to the others by the form of what a
/// request carries, so that another kind of credential needs its scheme and a line in the selector.
/// </summary>
internal static class CallerAuthentication
{
    public const string Credential = "Credential", Token = "Token", ApiKey = "ApiKey", Session = "Session", Issuer = "Issuer";

    // There is no default scheme for authentication: open routes, such as health, authenticate nobody, so they neither depend on the
    // issuer nor count failed sign-ins.
    public static void AddCallerAuthentication(this IServiceCollection services, Identity identity)
    {
        services.AddSingleton(identity);
        services.AddSingleton<TokenValidation>();
        services.AddWebEncoders();
        services.AddAuthenticationCore(options => options.DefaultChallengeScheme = options.DefaultForbidScheme = Credential);
        new AuthenticationBuilder(services)
            .AddPolicyScheme(Credential, null, options => options.ForwardDefaultSelector = context => SchemeOf(context.Request))
            .AddScheme<AuthenticationSchemeOptions, TokenHandler>(Token, null)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKey, null)
            .AddSessions(identity);
    }

    // A page's links lead to files and to the feed, and browsers send no credential but the cookie. It counts for reads only, so that no
    // other site can make a browser change something.
    private static string SchemeOf(HttpRequest request) =>
        request.Headers.Authorization.Count == 0 && HttpMethods.IsGet(request.Method) && Sessions.IsIn(request) ? Session
        : BearerCredential.Of(request).StartsWith(ApiKeys.Prefix, StringComparison.Ordinal) ? ApiKey : Token;
}
