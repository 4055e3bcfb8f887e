using System.Net;
using OrderTracking.Api.Access;
using OrderTracking.Application.Epcis;
using OrderTracking.Application.Privacy;
using OrderTracking.Application.Replays;
using OrderTracking.Application.Transparency;

namespace OrderTracking.Api.Hosting;

/// <summary>The settings of the service, which <see cref="SettingsReader"/> reads.</summary>
public sealed record Settings(Uri Url, string Database, TimeZoneInfo Zone, Identity Identity, string Engine)
{
    public const string DefaultUrl = "http://127.0.0.1:5080", DefaultZone = "Asia/Shanghai", DefaultData = ".data";

    /// <summary>The engine if ORDERTRACKING_ENGINE is not set. ops/lib/dotnet.sh has the same default for the scripts.</summary>
    public static string DefaultEngine { get; } = Engines.NameOrPostgres("postgres");

    public LimitSettings Limits { get; init; } = new();

    /// <summary>Whether the node serves reads only, from a standby; with the engine 'postgres', whatever the other nodes run.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Whether it is a sandbox, whose clock testers move; with the development identity alone.</summary>
    public bool Sandbox { get; init; }

    /// <summary>When, on the company's clock, the views are compared with the log each day; null for never.</summary>
    public TimeOnly? DriftCheck { get; init; } = DriftCheckTime.Default;

    /// <summary>The folder with the keys of the dashboard's cookies, which all nodes share; null to keep them in memory.</summary>
    public string? CookieKeys { get; init; }

    /// <summary>The folder with the key that signs the transparency log; null to sign nothing.</summary>
    public string? LogKeys { get; init; }

    /// <summary>Whom heads of the transparency log are shown to be cosigned.</summary>
    public IReadOnlyList<Witness> Witnesses { get; init; } = [];

    /// <summary>The time-stamping authority (RFC 3161) of a head of the transparency log each day; null for none.</summary>
    public Uri? LogTimestamps { get; init; }

    /// <summary>
    /// The keys that wrap the data keys of persons, as <see cref="KeyEncryptionKeys.Parse"/> reads them; null to make one beside the key of
    /// the development identity.
    /// </summary>
    public string? PersonKek { get; init; }

    /// <summary>The connection string of the database with the keys of persons; null where they are in the log's.</summary>
    public string? KeysDatabase { get; init; }

    /// <summary>The proxies whose forwarded headers are believed (<see cref="OrderTracking.Api.Access.Proxies"/>).</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <summary>The base of the company's GS1 Digital Links, by which EPCIS events name waybills and all else.</summary>
    public Uri EpcisBase { get; init; } = new(EpcisLinks.DefaultBase);

    /// <summary>The settings from environment variables and a settings file; all but the database have defaults.</summary>
    /// <param name="environment">The variables whose names begin with ORDERTRACKING_, without that prefix.</param>
    /// <exception cref="SettingsException">A setting has an invalid value, or a required one is not set.</exception>
    public static Settings From(IConfiguration environment) => new SettingsReader(new(environment)).Read();
}

/// <summary>The settings of the command <c>migrate</c>.</summary>
/// <param name="Owner">The connection string of the schema's owner.</param>
public sealed record MigrationSettings(string Owner, string Engine)
{
    /// <summary>Whether the database is to be a sandbox's.</summary>
    public bool Sandbox { get; init; }

    /// <summary>The connection string of the owner of the keys of persons, where these have a database of their own.</summary>
    public string? KeysOwner { get; init; }

    /// <exception cref="SettingsException">A setting has an invalid value, or the owner is not set.</exception>
    public static MigrationSettings From(IConfiguration environment) => new SettingsReader(new(environment)).ReadMigration();
}

/// <summary>An invalid setting, which ends the start with one line of text.</summary>
public sealed class SettingsException(string message) : Exception(message);
