using System.Security.Claims;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OrderTracking.Application.Keys;

namespace OrderTracking.Api.Access;

/// <summary>Validates tokens. A valid result is cached for at most a minute, and never longer than the token is valid.</summary>
internal sealed class TokenValidation(Identity identity, TimeProvider clock) : IDisposable
{
    private const int MaxCached = 10_000, MaxSubjectLength = 200;

    private static readonly TimeSpan CachedFor = TimeSpan.FromMinutes(1);

    // Claims keep the names that they have in the token, such as "sub".
    private readonly JsonWebTokenHandler tokens = new() { MapInboundClaims = false };
    private readonly TokenValidationParameters checks = identity.Checks();
    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = MaxCached });

    public ClaimsPrincipal? Cached(string token) =>
        cache.TryGetValue(token, out (ClaimsPrincipal Caller, DateTimeOffset Until) found) && clock.GetUtcNow() < found.Until
            ? found.Caller : null;

    /// <summary>The caller that a token names, or why the token is invalid.</summary>
    /// <exception cref="IssuerUnavailableException">The issuer's keys could not be fetched, so the token could not be checked.</exception>
    public async Task<SignIn> Validate(string token, CancellationToken cancellationToken)
    {
        var (signIn, expires) = await Check(token, checks, cancellationToken);
        if (signIn.Caller is null) return signIn;
        var until = expires < clock.GetUtcNow() + CachedFor ? expires : clock.GetUtcNow() + CachedFor;
        cache.Set(token, (signIn.Caller, until), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = CachedFor });
        return signIn;
    }

    /// <summary>The same for a token with other checks, such as an identity token; and when it expires.</summary>
    /// <exception cref="IssuerUnavailableException">The issuer's keys could not be fetched, so the token could not be checked.</exception>
    public async Task<(SignIn SignIn, DateTimeOffset Expires)> Check(string token, TokenValidationParameters checks,
        CancellationToken cancellationToken)
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
        if (!result.IsValid) return Invalid(WrongOf(result.Exception));
        // The library ignores it. It names extensions that a recipient must understand (RFC 7515, 4.1.11), and none is understood here.
        if (((JsonWebToken)result.SecurityToken).TryGetHeaderValue<object>("crit", out _))
            return Invalid("the token has a critical extension");
        if (ClaimsOf(result) is not { } claims) return Invalid("the token has a claim that is no text, or with control characters");
        if (claims.FirstOrDefault(claim => claim.Type == CallerClaims.Subject)?.Value is not { Length: > 0 and <= MaxSubjectLength }
            subject)
            return Invalid("the token names no subject");
        if (ApiKeys.IdOf(subject) is not null) return Invalid("the token names a key as its subject");
        return (new(CallerClaims.Principal(claims, CallerAuthentication.Token)),
            new DateTimeOffset(result.SecurityToken.ValidTo, TimeSpan.Zero));

        static (SignIn, DateTimeOffset) Invalid(string wrong) => (new(null, wrong), default);
    }

    /// <summary>The claims that describe the caller; null if one has a value that is no text.</summary>
    private static List<Claim>? ClaimsOf(TokenValidationResult result)
    {
        try
        {
            var claims = result.ClaimsIdentity.Claims.Where(CallerClaims.Describes).ToList();
            return claims.TrueForAll(claim => CallerClaims.IsText(claim.Value)) ? claims : null;
        }
        catch (InvalidOperationException)
        {
            // The library reads arrays only now, and half a surrogate in one throws.
            return null;
        }
    }

    public void Dispose() => cache.Dispose();

    private static string WrongOf(Exception? failure) => failure switch
    {
        SecurityTokenExpiredException => "the token has expired",
        SecurityTokenNotYetValidException => "the token is not valid yet",
        SecurityTokenInvalidAudienceException => "the token is meant for another service",
        SecurityTokenInvalidIssuerException => "the token comes from another issuer",
        SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSignatureException or SecurityTokenInvalidAlgorithmException =>
            "the token's signature is not that of its issuer",
        SecurityTokenNoExpirationException => "the token never expires",
        SecurityTokenInvalidTypeException => "the token is of another type",
        _ => "the token cannot be read",
    };
}

/// <summary>The issuer of tokens does not answer.</summary>
internal sealed class IssuerUnavailableException(Exception inner) : Exception("The issuer of tokens does not answer.", inner);
