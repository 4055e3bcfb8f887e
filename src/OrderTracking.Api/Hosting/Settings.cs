using System.Globalization;
using System.Net;
using OrderTracking.Api.Access;

namespace OrderTracking.Api.Hosting;

/// <summary>The settings from environment variables; all but the database have defaults.</summary>
/// <param name="Owner">The connection string of the schema's owner, where the service connects as another role.</param>
public sealed record Settings(Uri Url, string Database, TimeZoneInfo Zone, Identity Identity, string Engine, string? Owner = null)
{
    public const string DefaultUrl = "http://127.0.0.1:5080", DefaultZone = "Asia/Shanghai", DefaultData = ".data";

    /// <summary>The engine if ORDERTRACKING_ENGINE is not set. ops/lib/dotnet.sh has the same default for the scripts.</summary>
    public static string DefaultEngine { get; } = Engines.NameOrPostgres("postgres");

    /// <summary>Only the rate can be set by a variable.</summary>
    public LimitSettings Limits { get; init; } = new();

    /// <summary>The proxies whose forwarded headers are believed (<see cref="OrderTracking.Api.Access.Proxies"/>).</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <exception cref="SettingsException">A variable has an invalid value, or a required one is not set.</exception>
    public static Settings From(Func<string, string?> variable)
    {
        var engine = Read("ORDERTRACKING_ENGINE") ?? DefaultEngine;
        Engines.Find(engine);

        var address = Read("ORDERTRACKING_URL") ?? DefaultUrl;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp)
            throw new SettingsException($"ORDERTRACKING_URL is '{address}'; expected something like {DefaultUrl}.");
        var identity = ReadIdentity();
        // Any user who can read the key's file can sign tokens of the development identity, so it is for this machine only.
        if (identity is Identity.Development && !url.IsLoopback
            && !(IPAddress.TryParse(url.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)))
            throw new SettingsException(
                $"ORDERTRACKING_URL is '{address}' and ORDERTRACKING_ISSUER is not set; with the development identity the service "
                + "listens on loopback only.");

        var proxies = Access.Proxies.Read(variable("ORDERTRACKING_PROXIES"));
        if (identity is Identity.Development && proxies.Count > 0)
            throw new SettingsException(
                "ORDERTRACKING_PROXIES is set and ORDERTRACKING_ISSUER is not; with the development identity the service stands behind "
                + "no proxy.");

        var zone = Read("ORDERTRACKING_TIMEZONE") ?? DefaultZone;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
            throw new SettingsException($"ORDERTRACKING_TIMEZONE is '{zone}'; this machine knows no such time zone.");

        var rate = LimitSettings.DefaultRate;
        if (Read("ORDERTRACKING_RATE") is { } asked
            && (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out rate) || rate is < 1 or > 1_000_000))
            throw new SettingsException(
                $"ORDERTRACKING_RATE is '{asked}'; expected how many requests a second one caller may make, 1 to 1000000.");

        return new(
            url,
            Secret("ORDERTRACKING_DB")
            ?? throw new SettingsException(
                "ORDERTRACKING_DB is not set; expected a connection string. ops/run sets it and brings its own database."),
            found, identity, engine, Secret("ORDERTRACKING_DB_MIGRATOR")) { Limits = new() { Rate = rate }, Proxies = proxies };

        Identity ReadIdentity()
        {
            var audience = Read("ORDERTRACKING_AUDIENCE");
            if (Read("ORDERTRACKING_ISSUER") is not { } issuer)
                return audience is null
                    ? new Identity.Development(Path.Combine(Read("ORDERTRACKING_DATA") ?? DefaultData, DevelopmentKey.FileName))
                    : throw new SettingsException(
                        $"ORDERTRACKING_AUDIENCE is '{audience}' and ORDERTRACKING_ISSUER is not set; an audience needs an issuer.");
            if (!Uri.TryCreate(issuer, UriKind.Absolute, out var authority)
                || (authority.Scheme != Uri.UriSchemeHttps && !(authority.Scheme == Uri.UriSchemeHttp && authority.IsLoopback)))
                throw new SettingsException($"ORDERTRACKING_ISSUER is '{issuer}'; expected the https address of an OpenID Connect issuer.");
            return new Identity.OpenIdConnect(authority, audience ?? Identity.DefaultAudience);
        }

        string? Secret(string name) => SecretFiles.Read(variable, name);

        string? Read(string name) => variable(name) is { Length: > 0 } value ? value : null;
    }
}

/// <summary>An invalid setting, which ends the start with one line of text.</summary>
public sealed class SettingsException(string message) : Exception(message);
