using System.Net;

namespace OrderTracking.Api.Hosting;

/// <summary>What the environment says; everything but the database has a default.</summary>
/// <param name="Owner">Who makes and upgrades the schema, where that is not who does the work: a connection string.</param>
public sealed record Settings(Uri Url, string Database, TimeZoneInfo Zone, string Engine = Settings.DefaultEngine, string? Owner = null)
{
    /// <summary>Whose word is taken for whom a request comes from.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    public const string DefaultEngine = "postgres", DefaultUrl = "http://127.0.0.1:5080", DefaultZone = "Asia/Shanghai";

    /// <exception cref="SettingsException">A variable does not say what it should.</exception>
    public static Settings From(Func<string, string?> variable)
    {
        var engine = Read("ORDERTRACKING_ENGINE") ?? DefaultEngine;
        Engines.Find(engine);

        var address = Read("ORDERTRACKING_URL") ?? DefaultUrl;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp)
            throw new SettingsException($"ORDERTRACKING_URL is '{address}'; expected something like {DefaultUrl}.");
        // Until callers are known by name, nobody outside this machine is served.
        if (!url.IsLoopback && !(IPAddress.TryParse(url.Host, out var ip) && IPAddress.IsLoopback(ip)))
            throw new SettingsException($"ORDERTRACKING_URL is '{address}'; the service does not know its callers yet and listens on loopback only.");

        var zone = Read("ORDERTRACKING_TIMEZONE") ?? DefaultZone;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
            throw new SettingsException($"ORDERTRACKING_TIMEZONE is '{zone}'; this machine knows no such time zone.");

        return new(
            url,
            Secret("ORDERTRACKING_DB") ?? throw new SettingsException("ORDERTRACKING_DB is not set; expected a connection string. ops/run sets it and brings its own database."),
            found, engine, Secret("ORDERTRACKING_DB_MIGRATOR")) { Proxies = Access.Proxies.Read(variable("ORDERTRACKING_PROXIES")) };

        string? Secret(string name) => SecretFiles.Read(variable, name);

        string? Read(string name) => variable(name) is { Length: > 0 } value ? value : null;
    }
}

/// <summary>A setting that stops the start, in one line for whoever started it.</summary>
public sealed class SettingsException(string message) : Exception(message);
