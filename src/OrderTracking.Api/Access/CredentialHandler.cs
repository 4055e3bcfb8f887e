using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Keys;

namespace OrderTracking.Api.Access;

/// <summary>
/// Authenticates by a bearer token or key, limits failed sign-ins by client address, and answers the requests that are refused.
/// </summary>
internal abstract partial class CredentialHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, FailedSignInLimit failedSignIns)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>The caller of a credential that was found valid shortly before; null if it must be verified.</summary>
    protected virtual ClaimsPrincipal? Cached(string credential) => null;

    /// <summary>The caller of a credential, or why it is invalid, without any part of it.</summary>
    protected abstract Task<(ClaimsPrincipal? Caller, string? Wrong)> Verify(string credential);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization.Count == 0) return AuthenticateResult.NoResult();
        var credential = BearerCredential.Of(Request).ToString();
        if (credential.Length == 0) return AuthenticateResult.Fail("expected one bearer token or key");
        if (Cached(credential) is { } cached) return Success(cached);
        var address = Context.Connection.RemoteIpAddress;
        if (failedSignIns.IsOver(address, out var retryAfter)) return AuthenticateResult.Fail(new FailedSignInLimitException(retryAfter));
        var (caller, wrong) = await Verify(credential);
        if (caller is not null) return Success(caller);
        failedSignIns.Failed(address);
        return AuthenticateResult.Fail(wrong!);
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

    /// <summary>Too many sign-ins from this address have failed; the credential was not verified.</summary>
    private sealed class FailedSignInLimitException(TimeSpan retryAfter) : Exception("too many failed sign-ins")
    {
        public TimeSpan RetryAfter { get; } = retryAfter;
    }
}

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
    protected override async Task<(ClaimsPrincipal? Caller, string? Wrong)> Verify(string credential)
    {
        var (caller, refusal, id) = await keys.Judge(credential, Context.RequestAborted);
        return caller is null
            ? (null, $"the key {id} is {ResponseJson.Name(refusal!)}") : (CallerClaims.Principal(caller, Scheme.Name), null);
    }
}

/// <summary>Authenticates by a signed token of the issuer.</summary>
internal sealed class TokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, FailedSignInLimit failedSignIns,
    TokenValidation tokens)
    : CredentialHandler(options, loggers, encoder, failedSignIns)
{
    protected override ClaimsPrincipal? Cached(string credential) => tokens.Cached(credential);

    protected override Task<(ClaimsPrincipal? Caller, string? Wrong)> Verify(string credential) =>
        tokens.Validate(credential, Context.RequestAborted);
}
