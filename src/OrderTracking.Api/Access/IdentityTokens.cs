using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace OrderTracking.Api.Access;

/// <summary>Reads and renews the identity tokens by which people sign in to the dashboard.</summary>
internal sealed class IdentityTokens(Identity.OpenIdConnect issuer, SignInClient client)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    private readonly TokenValidationParameters checks = issuer.ChecksOfIdentity(client);

    // An issuer may take a refresh token once only, and a page and its fragments may come with the same one at the same time.
    private readonly ConcurrentDictionary<string, Lazy<Task<IssuedTokens?>>> renewing = new();

    /// <exception cref="IssuerUnavailableException">The issuer does not answer.</exception>
    public async Task<OpenIdConnectConfiguration> Endpoints(CancellationToken cancellationToken)
    {
        try
        {
            return (OpenIdConnectConfiguration)await checks.ConfigurationManager.GetBaseConfigurationAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is InvalidOperationException or IOException)
        {
            throw new IssuerUnavailableException(fault);
        }
    }

    /// <summary>What the issuer has answered, checked.</summary>
    /// <param name="refresh">The refresh token until now, which stays where the answer has none.</param>
    /// <exception cref="AuthenticationFailureException">There is no identity token, or it is invalid.</exception>
    public async Task<IssuedTokens> Read(OAuthTokenResponse answer, string? refresh, HttpContext context)
    {
        if (answer.Error is not null) throw new AuthenticationFailureException("the issuer gave no tokens", answer.Error);
        if (answer.Response?.RootElement is not { ValueKind: JsonValueKind.Object } members
            || !members.TryGetProperty("id_token", out var token) || token.ValueKind != JsonValueKind.String)
            throw new AuthenticationFailureException("the issuer gave no identity token");
        var (signIn, expires) = await context.RequestServices.GetRequiredService<TokenValidation>()
            .Check(token.GetString()!, checks, CancellationToken.None);
        return signIn.Caller is { } caller ? new(caller, expires, answer.RefreshToken ?? refresh)
            : throw new AuthenticationFailureException(signIn.Wrong!);
    }

    /// <returns>Null where the issuer gives no other.</returns>
    public async Task<IssuedTokens?> Renew(string refresh, HttpContext context)
    {
        var renewal = renewing.GetOrAdd(refresh, _ => new(() => Ask(refresh, context)));
        try
        {
            return await renewal.Value;
        }
        finally
        {
            _ = Task.Delay(KeptFor).ContinueWith(_ => renewing.TryRemove(new(refresh, renewal)), TaskScheduler.Default);
        }
    }

    private async Task<IssuedTokens?> Ask(string refresh, HttpContext context)
    {
        try
        {
            var options = context.RequestServices.GetRequiredService<IOptionsMonitor<OAuthOptions>>().Get(CallerAuthentication.Issuer);
            var form = new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token", ["refresh_token"] = refresh, ["client_id"] = client.Id,
            };
            if (client.Secret is { } secret) form["client_secret"] = secret;
            // Shared by several requests, so none of them may cancel it.
            var endpoint = (await Endpoints(CancellationToken.None)).TokenEndpoint;
            using var answer = await options.Backchannel.PostAsync(new Uri(endpoint), new FormUrlEncodedContent(form));
            if (!answer.IsSuccessStatusCode) return null;
            using var body = OAuthTokenResponse.Success(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()));
            return await Read(body, refresh, context);
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException or AuthenticationFailureException
            or OperationCanceledException or IssuerUnavailableException)
        {
            context.RequestServices.GetRequiredService<ILogger<IdentityTokens>>().NotRenewed(fault);
            return null;
        }
    }
}
