using System.Globalization;
using System.Net;
using OrderTracking.Api.Access;

namespace OrderTracking.Api.Hosting;

/// <summary>What the environment says; everything but the database has a default.</summary>
/// <param name="Owner">Who makes and upgrades the schema, where that is not who does the work: a connection string.</param>
public sealed record Settings(Uri Url, string Database, TimeZoneInfo Zone, Identity Identity, string Engine, string? Owner = null)
{
    public const string DefaultUrl = "http://127.0.0.1:5080", DefaultZone = "Asia/Shanghai", DefaultData = ".data";

    /// <summary>Unless ORDERTRACKING_ENGINE names one. ops/lib/dotnet.sh says the same for what is started by scripts.</summary>
    public static string DefaultEngine { get; } = Engines.NameOrPostgres("postgres");

    /// <summary>The environment says the rate; the rest is the service's own.</summary>
    public CallLimits Limits { get; init; } = new();

    /// <summary>Whose word is taken for whom a request comes from.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <exception cref="SettingsException">A variable does not say what it should.</exception>
    public static Settings From(Func<string, string?> variable)
    {
        var engine = Read("ORDERTRACKING_ENGINE") ?? DefaultEngine;
        Engines.Find(engine);

        var address = Read("ORDERTRACKING_URL") ?? DefaultUrl;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp)
            throw new SettingsException($"ORDERTRACKING_URL is '{address}'; expected something like {DefaultUrl}.");
        var identity = ReadIdentity();
        // Whoever can read a file on this machine can be anybody by the development identity.
        if (identity is Identity.Development && !url.IsLoopback && !(IPAddress.TryParse(url.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)))
            throw new SettingsException(
                $"ORDERTRACKING_URL is '{address}' and ORDERTRACKING_ISSUER is not set; with the development identity the service listens on loopback only.");

        var proxies = Access.Proxies.Read(variable("ORDERTRACKING_PROXIES"));
        if (identity is Identity.Development && proxies.Count > 0)
            throw new SettingsException("ORDERTRACKING_PROXIES is set and ORDERTRACKING_ISSUER is not; with the development identity the service stands behind no proxy.");

        var zone = Read("ORDERTRACKING_TIMEZONE") ?? DefaultZone;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
            throw new SettingsException($"ORDERTRACKING_TIMEZONE is '{zone}'; this machine knows no such time zone.");

        var rate = CallLimits.DefaultRate;
        if (Read("ORDERTRACKING_RATE") is { } asked && (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out rate) || rate is < 1 or > 1_000_000))
            throw new SettingsException($"ORDERTRACKING_RATE is '{asked}'; expected how many requests a second one caller may make, 1 to 1000000.");

        return new(
            url,
            Secret("ORDERTRACKING_DB") ?? throw new SettingsException("ORDERTRACKING_DB is not set; expected a connection string. ops/run sets it and brings its own database."),
            found, identity, engine, Secret("ORDERTRACKING_DB_MIGRATOR")) { Limits = new() { Rate = rate }, Proxies = proxies };

        Identity ReadIdentity()
        {
            var audience = Read("ORDERTRACKING_AUDIENCE");
            if (Read("ORDERTRACKING_ISSUER") is not { } issuer)
                return audience is null
                    ? new Identity.Development(Path.Combine(Read("ORDERTRACKING_DATA") ?? DefaultData, DevelopmentKey.FileName))
                    : throw new SettingsException($"ORDERTRACKING_AUDIENCE is '{audience}' and ORDERTRACKING_ISSUER is not set; whose tokens are meant?");
            if (!Uri.TryCreate(issuer, UriKind.Absolute, out var authority) || (authority.Scheme != Uri.UriSchemeHttps && !(authority.Scheme == Uri.UriSchemeHttp && authority.IsLoopback)))
                throw new SettingsException($"ORDERTRACKING_ISSUER is '{issuer}'; expected the https address of an OpenID Connect issuer.");
            return new Identity.OpenIdConnect(authority, audience ?? Identity.DefaultAudience);
        }

        string? Secret(string name) => SecretFiles.Read(variable, name);

        string? Read(string name) => variable(name) is { Length: > 0 } value ? value : null;
    }
}

/// <summary>A setting that stops the start, in one line for whoever started it.</summary>
public sealed class SettingsException(string message) : Exception(message);
