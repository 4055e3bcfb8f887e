using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;
using System.Reflection;
using OrderTracking.Api.Access;
using OrderTracking.Application.Epcis;
using OrderTracking.Application.Privacy;
using OrderTracking.Application.Replays;
using OrderTracking.Application.Transparency;

namespace OrderTracking.Api.Hosting;

/// <summary>Reads and checks the settings. The first that is invalid ends the start with a line that names it.</summary>
internal sealed class SettingsReader(SettingsSources sources)
{
    private const string Url = "Url", Issuer = "Issuer", Audience = "Audience", Data = "Data", Database = "Db", Owner = "Db_Migrator",
        Proxies = "Proxies", Engine = "Engine", Rate = "Rate", Zone = "TimeZone", Limits = "Limits",
        ReadOnly = "Read_Only", CookieKeys = "Cookie_Keys", LogKeys = "Log_Keys", LogWitnesses = "Log_Witnesses",
        LogTimestamps = "Log_Timestamps", Client = "Client_Id", ClientSecret = "Client_Secret", DriftCheck = "Drift_Check", Off = "off",
        PersonKek = "Person_Kek", KeysDatabase = "Keys_Db", KeysOwner = "Keys_Db_Migrator", EpcisBase = "Epcis_Base",
        Sandbox = "Sandbox";

    /// <summary>The keys of the settings file.</summary>
    public static IReadOnlySet<string> Keys { get; } = new SortedSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        Url, Issuer, Audience, Data, Database, Database + SecretFiles.Suffix, Owner, Owner + SecretFiles.Suffix, Proxies, Engine, Rate,
        Zone, Limits, ReadOnly, CookieKeys, LogKeys, LogWitnesses, LogTimestamps, Client, ClientSecret, ClientSecret + SecretFiles.Suffix,
        DriftCheck, PersonKek, PersonKek + SecretFiles.Suffix, KeysDatabase, KeysDatabase + SecretFiles.Suffix, KeysOwner,
        KeysOwner + SecretFiles.Suffix, EpcisBase, Sandbox,
    };

    /// <exception cref="SettingsException">A setting has an invalid value, or a required one is not set.</exception>
    public Settings Read()
    {
        var engine = ReadEngine();
        foreach (var key in (string[])[Owner, Owner + SecretFiles.Suffix, KeysOwner, KeysOwner + SecretFiles.Suffix])
            if (sources[key] is not null)
                throw new SettingsException(
                    $"{sources.NameOf(key)} is set; it is for the command 'migrate' alone, and the service must not be able to "
                    + "connect as the owner.");

        var address = sources[Url] ?? Settings.DefaultUrl;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp)
            throw sources.Invalid(Url, address, $"expected something like {Settings.DefaultUrl}.");
        var identity = ReadIdentity();
        // Any user who can read the key's file can sign tokens of the development identity, so it is for this machine only.
        if (identity is Identity.Development && !url.IsLoopback
            && !(IPAddress.TryParse(url.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)))
            throw new SettingsException(
                $"{sources.NameOf(Url)} is '{address}' and {sources.NameOf(Issuer)} is not set; with the development identity the "
                + "service listens on loopback only.");

        var proxies = ReadProxies();
        if (identity is Identity.Development && proxies.Count > 0)
            throw new SettingsException(
                $"{sources.NameOf(Proxies)} is set and {sources.NameOf(Issuer)} is not; with the development identity the service "
                + "stands behind no proxy.");

        var zone = sources[Zone] ?? Settings.DefaultZone;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
            throw sources.Invalid(Zone, zone, "this machine knows no such time zone.");

        var (isReadOnly, isSandbox) = (ReadFlag(ReadOnly), ReadFlag(Sandbox));
        // What callers of an issuer record is real, and a sandbox's times are not.
        if (isSandbox && (identity is not Identity.Development || isReadOnly))
            throw new SettingsException(
                $"{sources.NameOf(Sandbox)} is true and {sources.NameOf(isReadOnly ? ReadOnly : Issuer)} is set; a sandbox has the "
                + "development identity alone, and one node.");

        var checkedAt = sources[DriftCheck];
        TimeOnly? driftCheck = checkedAt is null ? DriftCheckTime.Default : checkedAt == Off ? null
            : TimeOnly.TryParseExact(checkedAt, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time
            : throw sources.Invalid(DriftCheck, checkedAt, $"expected a time of day such as 03:00, or {Off}.");

        var limits = ReadLimits();
        return new(
            url,
            SecretFiles.Read(sources, Database)
            ?? throw new SettingsException(
                $"{sources.NameOf(Database)} is not set; expected a connection string. ops/run sets it and brings its own database."),
            found, identity, engine)
        {
            Limits = limits, Proxies = proxies, ReadOnly = isReadOnly, Sandbox = isSandbox, DriftCheck = driftCheck,
            PersonKek = ReadPersonKek(identity),
            KeysDatabase = SecretFiles.Read(sources, KeysDatabase),
            CookieKeys = sources[CookieKeys] ?? Path.Combine(sources[Data] ?? Settings.DefaultData, "cookie-keys"),
            LogKeys = sources[LogKeys] ?? Path.Combine(sources[Data] ?? Settings.DefaultData, "log-keys"),
            Witnesses = ReadWitnesses(), LogTimestamps = ReadTimestampAuthority(),
            EpcisBase = ReadEpcisBase(),
        };
    }

    /// <exception cref="SettingsException">A setting has an invalid value, or the owner is not set.</exception>
    public MigrationSettings ReadMigration() => new(
        SecretFiles.Read(sources, Owner)
        ?? throw new SettingsException($"{sources.NameOf(Owner)} is not set; expected the connection string of the schema's owner."),
        ReadEngine())
    {
        // A login that owns the schema needs no other.
        KeysOwner = SecretFiles.Read(sources, KeysOwner) ?? SecretFiles.Read(sources, KeysDatabase),
        Sandbox = ReadFlag(Sandbox),
    };

    private bool ReadFlag(string key) =>
        bool.TryParse(sources[key] ?? "false", out var value) ? value : throw sources.Invalid(key, sources[key], "expected true or false.");

    private string ReadEngine()
    {
        var engine = sources[Engine] ?? Settings.DefaultEngine;
        Engines.Find(engine, sources.NameOf(Engine));
        return engine;
    }

    // Not made by itself but for development: each node would have another, and who loses it loses the names of all persons.
    private string? ReadPersonKek(Identity identity)
    {
        const string Expected = "32 random bytes in base64, as 'openssl rand -base64 32' makes them; former keys on further lines.";
        if (SecretFiles.Read(sources, PersonKek) is not { } text)
            return identity is Identity.Development ? null
                : throw new SettingsException(
                    $"{sources.NameOf(PersonKek + SecretFiles.Suffix)} is not set; expected a file with {Expected}");
        try
        {
            KeyEncryptionKeys.Parse(text);
            return text;
        }
        catch (FormatException)
        {
            // Without the value, which is a secret.
            throw new SettingsException($"{sources.NameOf(PersonKek)} is no key-encryption key; expected {Expected}");
        }
    }

    private Identity ReadIdentity()
    {
        var audience = sources[Audience];
        var client = sources[Client] is { } id ? new SignInClient(id, SecretFiles.Read(sources, ClientSecret)) : null;
        if (sources[Issuer] is null && client is not null)
            throw new SettingsException(
                $"{sources.NameOf(Client)} is '{client.Id}' and {sources.NameOf(Issuer)} is not set; a client needs an issuer.");
        if (sources[Issuer] is not { } issuer)
            return audience is null
                ? new Identity.Development(Path.Combine(sources[Data] ?? Settings.DefaultData, DevelopmentKey.FileName))
                : throw new SettingsException(
                    $"{sources.NameOf(Audience)} is '{audience}' and {sources.NameOf(Issuer)} is not set; an audience needs an issuer.");
        if (!Uri.TryCreate(issuer, UriKind.Absolute, out var authority)
            || (authority.Scheme != Uri.UriSchemeHttps && !(authority.Scheme == Uri.UriSchemeHttp && authority.IsLoopback)))
            throw sources.Invalid(Issuer, issuer, "expected the https address of an OpenID Connect issuer.");
        return new Identity.OpenIdConnect(authority, audience ?? Identity.DefaultAudience) { Client = client };
    }

    // Separated by commas, or an array in the settings file.
    private IReadOnlyList<IPNetwork> ReadProxies()
    {
        var listed = sources[Proxies]?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            ?? sources.Under(Proxies).Select(item => item.Value ?? "");
        return [.. listed.Select(Network)];

        IPNetwork Network(string text) => IPNetwork.TryParse(text, out var network) ? network
            : IPAddress.TryParse(text, out var address) ? new(address, address.GetAddressBytes().Length * 8)
            : throw new SettingsException(
                $"{sources.NameOf(Proxies)} names '{text}'; expected addresses or networks such as 127.0.0.1, 10.1.0.0/16.");
    }

    private Uri? ReadTimestampAuthority() => sources[LogTimestamps] is not { } address ? null
        : Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url
        : throw sources.Invalid(LogTimestamps, address, "expected the http or https address of a time-stamping authority (RFC 3161).");

    // Whoever has it as a namespace owns it, so it is not guessed from where the service listens.
    private Uri ReadEpcisBase() => sources[EpcisBase] is not { } address ? new(EpcisLinks.DefaultBase)
        : Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length == 0
            && url.Fragment.Length == 0 && url.UserInfo.Length == 0 ? url
        : throw sources.Invalid(EpcisBase, address, "expected an http or https address without user, query and fragment.");

    // Separated by commas, or an array in the settings file.
    private IReadOnlyList<Witness> ReadWitnesses()
    {
        var listed = sources[LogWitnesses]?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            ?? sources.Under(LogWitnesses).Select(item => item.Value ?? "");
        return [.. listed.Select(text =>
        {
            try
            {
                return Witness.Parse(text);
            }
            catch (FormatException fault)
            {
                throw new SettingsException($"{sources.NameOf(LogWitnesses)} names '{text}': {fault.Message}");
            }
        })];
    }

    private LimitSettings ReadLimits()
    {
        var limits = new LimitSettings();
        if (sources[Rate] is { } rate) Set(nameof(LimitSettings.Rate), Rate, rate);
        foreach (var section in sources.Under(Limits))
        {
            var key = $"{Limits}:{section.Key}";
            // The rate has a variable of its own.
            if (string.Equals(section.Key, nameof(LimitSettings.Rate), StringComparison.OrdinalIgnoreCase))
                throw new SettingsException($"{sources.NameOf(key)} is no setting; expected {sources.NameOf(Rate)}.");
            Set(section.Key, key, section.Value);
        }
        return limits;

        void Set(string name, string key, string? text)
        {
            var limit = typeof(LimitSettings).GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
            if (limit?.GetCustomAttribute<RangeAttribute>() is not { } range)
                throw new SettingsException($"{sources.NameOf(key)} is no setting; ops/docs/limits.md lists the limits.");
            object? value = limit.PropertyType == typeof(TimeSpan)
                ? TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null
                : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
            if (value is null || !range.IsValid(value))
                throw sources.Invalid(key, text, key == Rate
                    ? $"expected how many requests a second one caller may make, {range.Minimum} to {range.Maximum}."
                    : $"expected {range.Minimum} to {range.Maximum}.");
            limit.SetValue(limits, value);
        }
    }
}
