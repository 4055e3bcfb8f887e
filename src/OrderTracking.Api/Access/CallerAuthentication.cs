using System.Security.Claims;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OrderTracking.Application.Access;
using OrderTracking.Application.Keys;

namespace OrderTracking.Api.Access;

/// <summary>The result of authenticating a request.</summary>
/// <param name="Caller">Null when the request is not authenticated.</param>
/// <param name="Wrong">Why its credentials are invalid, without any part of them; null where it has none, or they are valid.</param>
/// <param name="Later">Set when too many sign-ins from this address failed: how long until the next one is checked.</param>
internal readonly record struct AuthenticatedCaller(Caller? Caller, string? Wrong = null, TimeSpan? Later = null);

/// <summary>Authenticates callers by a bearer token or an API key. A valid result is cached for at most a minute.</summary>
internal sealed class CallerAuthentication(Identity identity, ApiKeys keys, FailedSignInLimit failedSignIns, TimeProvider clock)
    : IDisposable
{
    private const int MaxKnown = 10_000, MaxLength = 16_384;
    private const string Scheme = "Bearer ";

    private static readonly TimeSpan Believed = TimeSpan.FromMinutes(1);

    // Claims keep the names that they have in the token, such as "sub".
    private readonly JsonWebTokenHandler tokens = new() { MapInboundClaims = false };
    private readonly TokenValidationParameters checks = identity.Checks();
    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = MaxKnown });

    public async ValueTask<AuthenticatedCaller> Identify(HttpContext context)
    {
        var given = context.Request.Headers.Authorization;
        if (given.Count == 0) return new(null);
        if (given.Count > 1 || given[0] is not { Length: <= MaxLength } text
            || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return new(null, "expected one bearer token or key");
        var secret = text[Scheme.Length..].Trim();
        if (known.TryGetValue(secret, out (Caller Caller, DateTimeOffset Until) found) && clock.GetUtcNow() < found.Until)
            return new(found.Caller);
        var address = context.Connection.RemoteIpAddress;
        if (failedSignIns.IsOver(address, out var retryAfter)) return new(null, null, retryAfter);
        var identified = secret.StartsWith(ApiKeys.Prefix, StringComparison.Ordinal)
            ? await ByKey(secret, context.RequestAborted) : await ByToken(secret, context.RequestAborted);
        if (identified.Caller is null) failedSignIns.Failed(address);
        return identified;
    }

    public void Dispose() => known.Dispose();

    private async ValueTask<AuthenticatedCaller> ByKey(string key, CancellationToken cancellationToken)
    {
        var (caller, refusal, id) = await keys.Judge(key, cancellationToken);
        return new(caller, refusal is null ? null : $"the key {id} is {Http.ResponseJson.Name(refusal)}");
    }

    /// <exception cref="IssuerUnavailableException">The issuer's keys could not be fetched, so the token could not be checked.</exception>
    private async ValueTask<AuthenticatedCaller> ByToken(string token, CancellationToken cancellationToken)
    {
        try
        {
            if (checks.ConfigurationManager is { } issuer) await issuer.GetBaseConfigurationAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is InvalidOperationException or IOException)
        {
            throw new IssuerUnavailableException(fault);
        }
        var result = await tokens.ValidateTokenAsync(token, checks);
        if (!result.IsValid) return new(null, WrongOf(result.Exception));
        var principal = result.ClaimsIdentity;
        if (principal.FindFirst("sub")?.Value is not { Length: > 0 and <= 200 } subject) return new(null, "the token names no subject");
        var caller = new Caller(
            subject, principal.FindFirst("preferred_username")?.Value ?? subject,
            [.. Values(principal, "roles").Select(RoleOf).OfType<Role>().Distinct()],
            [.. Values(principal, "stations")], [.. Values(principal, "accounts")]);
        var (now, expires) = (clock.GetUtcNow(), new DateTimeOffset(result.SecurityToken.ValidTo, TimeSpan.Zero));
        var until = expires < now + Believed ? expires : now + Believed;
        known.Set(token, (caller, until), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Believed });
        return new(caller);
    }

    private static IEnumerable<string> Values(ClaimsIdentity principal, string claim) =>
        principal.FindAll(claim).Select(found => found.Value);

    private static Role? RoleOf(string name)
    {
        foreach (var role in Enum.GetValues<Role>())
            if (Http.ResponseJson.Name(role) == name) return role;
        return null;
    }

    private static string WrongOf(Exception? failure) => failure switch
    {
        SecurityTokenExpiredException => "the token has expired",
        SecurityTokenNotYetValidException => "the token is not valid yet",
        SecurityTokenInvalidAudienceException => "the token is meant for another service",
        SecurityTokenInvalidIssuerException => "the token comes from another issuer",
        SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSignatureException or SecurityTokenInvalidAlgorithmException =>
            "the token's signature is not that of its issuer",
        SecurityTokenNoExpirationException => "the token never expires",
        _ => "the token cannot be read",
    };
}

/// <summary>The issuer of tokens does not answer.</summary>
internal sealed class IssuerUnavailableException(Exception inner) : Exception("The issuer of tokens does not answer.", inner);
