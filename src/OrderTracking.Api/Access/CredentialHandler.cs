using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Access;
using OrderTracking.Application.Keys;

namespace OrderTracking.Api.Access;

/// <summary>
/// Authenticates by a bearer token or key, limits failed sign-ins, and answers the requests that are refused.
/// </summary>
internal abstract partial class CredentialHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, FailedSignInLimit failedSignIns)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>The caller of a credential that was found valid shortly before; null if it must be verified.</summary>
    protected virtual ClaimsPrincipal? Cached(string credential) => null;

    /// <summary>Verifies a credential.</summary>
    protected abstract Task<SignIn> Verify(string credential);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization.Count == 0) return AuthenticateResult.NoResult();
        var credential = BearerCredential.Of(Request).ToString();
        if (credential.Length == 0) return AuthenticateResult.Fail("expected one bearer token or key");
        if (Cached(credential) is { } cached) return Success(cached);
        var address = ClientAddress.Of(Context);
        SignIn signIn;
        using (await failedSignIns.Turn(address, Context.RequestAborted)) signIn = await Verify(credential);
        if (signIn.Caller is { } caller) return Success(caller);
        return !signIn.IsGuess || failedSignIns.Count(address, signIn.Key, out var retryAfter)
            ? AuthenticateResult.Fail(signIn.Wrong!) : AuthenticateResult.Fail(new FailedSignInLimitException(retryAfter));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var result = await HandleAuthenticateOnceAsync();
        if (result.Failure is FailedSignInLimitException limit)
        {
            await ThrottlingResponses.TooManyRequests(Context, limit.RetryAfter);
            return;
        }
        // A route without a row in the policy is refused before anybody is authenticated.
        if (result.Succeeded)
        {
            await Forbid(result.Principal);
            return;
        }
        var wrong = result.Failure?.Message;
        if (wrong is not null) LogNotAuthenticated(Logger, Request.Method, Route, wrong);
        Response.Headers.WWWAuthenticate = wrong is null
            ? "Bearer realm=\"ordertracking\""
            : $"Bearer realm=\"ordertracking\", error=\"invalid_token\", error_description=\"{wrong}\"";
        var problem = wrong is null
            ? new Problem(401, "unauthenticated", "Say who you are: Authorization: Bearer, then a token or an API key.", "Authorization",
                "a bearer token or an API key")
            : new Problem(401, "invalid-token", $"Not believed: {wrong}.", "Authorization", "a bearer token or an API key");
        await problem.ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Forbid(Context.User);

    private string? Route => (Context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;

    private AuthenticateResult Success(ClaimsPrincipal caller) => AuthenticateResult.Success(new(caller, Scheme.Name));

    private Task Forbid(ClaimsPrincipal principal)
    {
        var caller = CallerClaims.Read(principal);
        LogForbidden(Logger, caller.Subject, Request.Method, Route);
        var roles = string.Join(", ", caller.Roles.Select(role => ResponseJson.Name(role)));
        return new Problem(403, "forbidden",
            $"{Request.Method} {Route} is not for {(roles.Length == 0 ? "callers without a role" : roles)}.").ExecuteAsync(Context);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Route}: not authenticated, {Reason}")]
    private static partial void LogNotAuthenticated(ILogger logger, string method, string? route, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Subject} has no right to {Method} {Route}")]
    private static partial void LogForbidden(ILogger logger, string subject, string method, string? route);

    /// <summary>The credential is wrong, and too many sign-ins from this address have failed.</summary>
    private sealed class FailedSignInLimitException(TimeSpan retryAfter) : Exception("too many failed sign-ins")
    {
        public TimeSpan RetryAfter { get; } = retryAfter;
    }
}

/// <summary>What the verification of a credential found.</summary>
/// <param name="Caller">Null if the credential is invalid.</param>
/// <param name="Wrong">Why it is invalid, without any part of it.</param>
/// <param name="IsGuess">Whether its sender may be guessing. Whoever has the secret of a revoked or expired key is not.</param>
/// <param name="Key">The id of the key that exists, if its secret is another.</param>
internal sealed record SignIn(ClaimsPrincipal? Caller, string? Wrong = null, bool IsGuess = true, string? Key = null);

/// <summary>The token or key in a request's header <c>Authorization: Bearer …</c>.</summary>
internal static class BearerCredential
{
    private const int MaxLength = 16_384;
    private const string Prefix = "Bearer ";

    /// <summary>Empty if there is none, or the header is in another form.</summary>
    public static ReadOnlySpan<char> Of(HttpRequest request) =>
        request.Headers.Authorization is [{ Length: <= MaxLength } text] && text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            ? text.AsSpan(Prefix.Length).Trim() : default;
}

/// <summary>Authenticates by an API key.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, FailedSignInLimit failedSignIns,
    ApiKeys keys)
    : CredentialHandler(options, loggers, encoder, failedSignIns)
{
    protected override ClaimsPrincipal? Cached(string credential) => keys.Cached(credential) is { } caller ? Of(caller) : null;

    protected override async Task<SignIn> Verify(string credential)
    {
        var (caller, refusal, id) = await keys.Judge(credential, Context.RequestAborted);
        return refusal switch
        {
            null => new(Of(caller!)),
            // Not told apart from a key that does not exist.
            KeyRefusal.WrongSecret => new(null, $"the key {id} is {ResponseJson.Name(KeyRefusal.Unknown)}", Key: id),
            _ => new(null, $"the key {id} is {ResponseJson.Name(refusal)}", IsGuess: refusal is KeyRefusal.Unknown or KeyRefusal.Malformed),
        };
    }

    private ClaimsPrincipal Of(Caller caller) => CallerClaims.Principal(caller, Scheme.Name);
}

/// <summary>Authenticates by a signed token of the issuer.</summary>
internal sealed class TokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, FailedSignInLimit failedSignIns,
    TokenValidation tokens)
    : CredentialHandler(options, loggers, encoder, failedSignIns)
{
    protected override ClaimsPrincipal? Cached(string credential) => tokens.Cached(credential);

    protected override Task<SignIn> Verify(string credential) =>
        tokens.Validate(credential, Context.RequestAborted);
}
