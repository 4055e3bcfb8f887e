using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace OrderTracking.Api.Access;

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
