using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Keys;

namespace OrderTracking.Api.Access;

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
