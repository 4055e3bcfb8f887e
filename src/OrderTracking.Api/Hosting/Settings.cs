using System.Globalization;
using System.Net;
using OrderTracking.Api.Access;

namespace OrderTracking.Api.Hosting;

/// <summary>What the environment says; everything but the database has a default.</summary>
public sealed record Settings(Uri Url, string Database, TimeZoneInfo Zone, string Engine = Settings.DefaultEngine)
{
    /// <summary>The environment says the rate; the rest is the service's own.</summary>
    public CallLimits Limits { get; init; } = new();

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

        var rate = CallLimits.DefaultRate;
        if (Read("ORDERTRACKING_RATE") is { } asked && (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out rate) || rate is < 1 or > 1_000_000))
            throw new SettingsException($"ORDERTRACKING_RATE is '{asked}'; expected how many requests a second one caller may make, 1 to 1000000.");

        return new(
            url,
            Read("ORDERTRACKING_DB") ?? throw new SettingsException("ORDERTRACKING_DB is not set; expected a connection string. ops/run sets it and brings its own database."),
            found, engine) { Limits = new() { Rate = rate } };

        string? Read(string name) => variable(name) is { Length: > 0 } value ? value : null;
    }
}

/// <summary>A setting that stops the start, in one line for whoever started it.</summary>
public sealed class SettingsException(string message) : Exception(message);
