using OrderTracking.Api.Access;
using OrderTracking.Api.Hosting;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

public class SettingsTests
{
    private const string Database = "Host=127.0.0.1";

    [Fact]
    public void everything_but_the_database_has_a_default()
    {
        var settings = From(("ORDERTRACKING_DB", Database));

        (settings.Url, settings.Database, settings.Zone.Id,
            settings.Engine).ShouldBe((new Uri("http://127.0.0.1:5080"), Database, "Asia/Shanghai", Settings.DefaultEngine));
    }

    [Fact]
    public void the_second_engine_is_known_where_it_is_built_in()
    {
        Settings WithMarten() => From(("ORDERTRACKING_DB", Database), ("ORDERTRACKING_ENGINE", "marten"));
#if WITH_MARTEN
        WithMarten().Engine.ShouldBe("marten");
#else
        var message = Should.Throw<SettingsException>(WithMarten).Message;

        message.ShouldStartWith("ORDERTRACKING_ENGINE");
        message.ShouldNotContain('\n');
        message.ShouldContain("ops/run --engine marten");
#endif
    }

    [Fact]
    public void an_empty_variable_is_as_good_as_none() =>
        From(("ORDERTRACKING_DB", Database), ("ORDERTRACKING_URL", ""), ("ORDERTRACKING_TIMEZONE", "")).Zone.Id.ShouldBe("Asia/Shanghai");

    [Theory]
    [InlineData("", 3)]
    [InlineData("04:00", 4)]
    [InlineData("off", null)]
    public void the_views_are_checked_at_night_unless_it_is_turned_off(string value, int? hour) =>
        From(("ORDERTRACKING_DB", Database), ("ORDERTRACKING_DRIFT_CHECK", value)).DriftCheck
            .ShouldBe(hour is { } at ? new TimeOnly(at, 0) : null);

    [Fact]
    public void without_an_issuer_the_development_identity_is_used() =>
        From(("ORDERTRACKING_DB", Database), ("ORDERTRACKING_DATA", "/srv/ot")).Identity
            .ShouldBe(new Identity.Development("/srv/ot/development-identity.pem"));

    [Theory]
    [InlineData("ORDERTRACKING_ISSUER", "https://issuer.example")]
    [InlineData("ORDERTRACKING_READ_ONLY", "true")]
    public void a_sandbox_has_neither_an_issuer_nor_a_node_that_only_reads(string variable, string value)
    {
        From(("ORDERTRACKING_DB", Database), ("ORDERTRACKING_SANDBOX", "true")).Sandbox.ShouldBeTrue();
        From(("ORDERTRACKING_DB", Database)).Sandbox.ShouldBeFalse();

        Should.Throw<SettingsException>(() => From(
            ("ORDERTRACKING_DB", Database), ("ORDERTRACKING_SANDBOX", "true"), ("ORDERTRACKING_PERSON_KEK", TestKeys.PersonKek),
            (variable, value))).Message.ShouldContain(variable);
    }

    [Fact]
    public void behind_a_proxy_the_development_identity_is_refused() =>
        Should.Throw<SettingsException>(() => From(("ORDERTRACKING_DB", Database), ("ORDERTRACKING_PROXIES", "127.0.0.1"))).Message
            .ShouldContain("ORDERTRACKING_ISSUER is not");

    [Theory]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://10.0.0.7:5080")]
    public void with_an_issuer_the_service_may_listen_to_others(string url)
    {
        var settings = From(("ORDERTRACKING_DB", Database), ("ORDERTRACKING_URL", url),
            ("ORDERTRACKING_ISSUER", "https://issuer.example/realms/freight"),
            ("ORDERTRACKING_PERSON_KEK", TestKeys.PersonKek));

        (settings.Url, settings.Identity).ShouldBe((new Uri(url),
            new Identity.OpenIdConnect(new("https://issuer.example/realms/freight"), "ordertracking")));
    }

    [Theory]
    [InlineData("http://localhost:8080")]
    [InlineData("http://127.0.0.2:8080")]
    [InlineData("http://[::1]:8080")]
    public void any_loopback_address_will_do(string url) =>
    From(("ORDERTRACKING_DB", Database), ("ORDERTRACKING_URL", url)).Url.ShouldBe(new Uri(url));

    [Theory]
    [InlineData("ORDERTRACKING_URL", "http://0.0.0.0:5080")]
    [InlineData("ORDERTRACKING_URL", "http://192.168.1.7:5080")]
    [InlineData("ORDERTRACKING_URL", "http://[::]:5080")]
    [InlineData("ORDERTRACKING_URL", "http://example.com:5080")]
    [InlineData("ORDERTRACKING_URL", "https://127.0.0.1:5080")]
    [InlineData("ORDERTRACKING_URL", "127.0.0.1:5080")]
    [InlineData("ORDERTRACKING_ISSUER", "http://issuer.example/realms/freight")]
    [InlineData("ORDERTRACKING_ISSUER", "issuer.example")]
    [InlineData("ORDERTRACKING_AUDIENCE", "another")]
    [InlineData("ORDERTRACKING_TIMEZONE", "Asia/Atlantis")]
    [InlineData("ORDERTRACKING_ENGINE", "sqlite")]
    [InlineData("ORDERTRACKING_RATE", "0")]
    [InlineData("ORDERTRACKING_RATE", "fast")]
    [InlineData("ORDERTRACKING_RATE", "1000001")]
    [InlineData("ORDERTRACKING_DB", "")]
    [InlineData("ORDERTRACKING_PROXIES", "10.1.0.1/99")]
    [InlineData("ORDERTRACKING_PROXIES", "proxy.example")]
    [InlineData("ORDERTRACKING_DRIFT_CHECK", "25:00")]
    [InlineData("ORDERTRACKING_DRIFT_CHECK", "3")]
    public void an_invalid_setting_is_refused_in_one_line_that_names_it(string name, string value)
    {
        (string, string)[] good = name == "ORDERTRACKING_DB" ? [] : [("ORDERTRACKING_DB", Database)];

        var message = Should.Throw<SettingsException>(() => From([.. good, (name, value)])).Message;

        message.ShouldStartWith(name);
        message.ShouldNotContain('\n');
        if (value.Length > 0) message.ShouldContain(value);
    }

    [Fact]
    public void a_secret_may_stand_in_a_file()
    {
        using var file = new Secret(Database + ";Password=x\n");
        using var owner = new Secret("Host=owner");

        From(("ORDERTRACKING_DB_FILE", file.Path)).Database.ShouldBe(Database + ";Password=x");
        MigrationFrom(("ORDERTRACKING_DB_MIGRATOR_FILE", owner.Path)).Owner.ShouldBe("Host=owner");
    }

    [Fact]
    public void a_secret_set_twice_or_missing_is_refused_without_being_shown()
    {
        using var file = new Secret("Password=kept");
        using var empty = new Secret(" \n");

        foreach (var (variables, about) in new[]
        {
            (new[] { ("ORDERTRACKING_DB", "Password=told"), ("ORDERTRACKING_DB_FILE", file.Path) },
                "ORDERTRACKING_DB and ORDERTRACKING_DB_FILE"),
            ([("ORDERTRACKING_DB", Database), ("ORDERTRACKING_DB_MIGRATOR", "Password=told")], "ORDERTRACKING_DB_MIGRATOR is set"),
            ([("ORDERTRACKING_DB", Database), ("ORDERTRACKING_DB_MIGRATOR_FILE", file.Path)], "ORDERTRACKING_DB_MIGRATOR_FILE is set"),
            ([("ORDERTRACKING_DB_FILE", file.Path + ".not")], "ORDERTRACKING_DB_FILE"),
            ([("ORDERTRACKING_DB_FILE", Path.GetTempPath())], "ORDERTRACKING_DB_FILE"),
            ([("ORDERTRACKING_DB_FILE", empty.Path)], "ORDERTRACKING_DB_FILE"),
        })
        {
            var message = Should.Throw<SettingsException>(() => From(variables)).Message;

            message.ShouldStartWith(about);
            message.ShouldNotContain('\n');
            message.ShouldNotContain("Password");
        }
    }

    [Fact]
    public void proxies_are_addresses_and_networks_and_none_is_trusted_by_default()
    {
        From(("ORDERTRACKING_DB", Database)).Proxies.ShouldBeEmpty();
        From(("ORDERTRACKING_DB", Database), ("ORDERTRACKING_ISSUER", "https://issuer.example"),
            ("ORDERTRACKING_PERSON_KEK", TestKeys.PersonKek),
            ("ORDERTRACKING_PROXIES", "127.0.0.1, 10.1.0.0/16,::1")).Proxies.Select(proxy => proxy.ToString())
            .ShouldBe(["127.0.0.1/32", "10.1.0.0/16", "::1/128"]);
    }

    [Fact]
    public void a_settings_file_sets_what_variables_do_not()
    {
        using var file = new Secret($$"""
            { "Db": "{{Database}}", "TimeZone": "UTC", "Rate": 7, "Issuer": "https://issuer.example", "Proxies": ["127.0.0.1", "::1"],
              "Person_Kek": "{{TestKeys.PersonKek}}",
              "Limits": { "Reads": 3, "timeout": "00:00:05" } /* comments are fine */ }
            """);

        var settings = From(("ORDERTRACKING_SETTINGS", file.Path), ("ORDERTRACKING_TIMEZONE", "Asia/Tokyo"), ("ORDERTRACKING_RATE", ""),
            ("ORDERTRACKING_LIMITS__READS", "4"));

        (settings.Database, settings.Zone.Id).ShouldBe((Database, "Asia/Tokyo"), "a variable overrides the file");
        settings.Limits.ShouldBe(new LimitSettings { Rate = 7, Reads = 4, Timeout = TimeSpan.FromSeconds(5) });
        settings.Proxies.Select(proxy => proxy.ToString()).ShouldBe(["127.0.0.1/32", "::1/128"]);
    }

    [Theory]
    [InlineData("""{ "Rate": "fast" }""", "Rate in {file} is 'fast'; expected")]
    [InlineData("""{ "TimeZone": "Asia/Atlantis" }""", "TimeZone in {file} is 'Asia/Atlantis';")]
    [InlineData("""{ "Url": "https://127.0.0.1:5080" }""", "Url in {file} is 'https://127.0.0.1:5080'; expected")]
    [InlineData("""{ "Engine": "sqlite" }""", "Engine in {file} is 'sqlite'; expected")]
    [InlineData("""{ "Proxies": ["10.1.0.1/99"] }""", "Proxies in {file} names '10.1.0.1/99'; expected")]
    [InlineData("""{ "Limits": { "Reads": 0 } }""", "Limits:Reads in {file} is '0'; expected 1 to ")]
    [InlineData("""{ "Limits": { "Timeout": "soon" } }""", "Limits:Timeout in {file} is 'soon'; expected 00:00:01 to ")]
    [InlineData("""{ "Limits": { "Burst": 5 } }""", "Limits:Burst in {file} is no setting;")]
    [InlineData("""{ "Limits": { "Rate": 5 } }""", "Limits:Rate in {file} is no setting;")]
    [InlineData("""{ "Timezon": "UTC" }""", "Timezon in {file} is no setting; expected one of")]
    [InlineData("{\n \"Rate\": 7,,\n}", "ORDERTRACKING_SETTINGS names '{file}', which is malformed at line 2;")]
    [InlineData("[]", "ORDERTRACKING_SETTINGS names '{file}', which is malformed;")]
    [InlineData(null, "ORDERTRACKING_SETTINGS names '{file}', which cannot be read.")]
    public void an_invalid_settings_file_is_refused_in_one_line_that_names_the_key_and_the_file(string? text, string message)
    {
        using var file = new Secret(text ?? "");
        if (text is null) File.Delete(file.Path);

        var refused = Should.Throw<SettingsException>(() =>
            From(("ORDERTRACKING_SETTINGS", file.Path), ("ORDERTRACKING_DB", Database))).Message;

        refused.ShouldStartWith(message.Replace("{file}", file.Path, StringComparison.Ordinal));
        refused.ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("ORDERTRACKING_LIMITS__READS", "none")]
    [InlineData("ORDERTRACKING_LIMITS__LONGTIMEOUT", "2.00:00:00")]
    public void an_invalid_limit_is_refused_by_the_name_of_its_variable(string name, string value) =>
        Should.Throw<SettingsException>(() => From(("ORDERTRACKING_DB", Database), (name, value))).Message
            .ShouldStartWith($"{name} is '{value}'; expected");

    private sealed class Secret : IDisposable
    {
        public Secret(string text) => File.WriteAllText(Path, text);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }

    [Fact]
    public void only_the_migration_takes_the_owners_password_and_it_takes_nothing_else()
    {
        MigrationFrom(("ORDERTRACKING_DB_MIGRATOR", "Host=owner"))
            .ShouldBe(new MigrationSettings("Host=owner", Settings.DefaultEngine));
        Should.Throw<SettingsException>(() => MigrationFrom(("ORDERTRACKING_DB", Database))).Message
            .ShouldStartWith("ORDERTRACKING_DB_MIGRATOR is not set");
    }

    [Fact]
    public void the_keys_of_persons_may_have_a_database_of_their_own()
    {
        From(("ORDERTRACKING_DB", Database)).KeysDatabase.ShouldBeNull();
        From(("ORDERTRACKING_DB", Database), ("ORDERTRACKING_KEYS_DB", "Host=keys")).KeysDatabase.ShouldBe("Host=keys");
        MigrationFrom(("ORDERTRACKING_DB_MIGRATOR", "Host=owner"), ("ORDERTRACKING_KEYS_DB", "Host=keys")).KeysOwner.ShouldBe("Host=keys");
        MigrationFrom(("ORDERTRACKING_DB_MIGRATOR", "Host=owner"), ("ORDERTRACKING_KEYS_DB", "Host=keys"),
            ("ORDERTRACKING_KEYS_DB_MIGRATOR", "Host=keys;Username=owner")).KeysOwner.ShouldBe("Host=keys;Username=owner");
        Should.Throw<SettingsException>(() => From(("ORDERTRACKING_DB", Database), ("ORDERTRACKING_KEYS_DB_MIGRATOR", "Host=keys")))
            .Message.ShouldStartWith("ORDERTRACKING_KEYS_DB_MIGRATOR is set");
    }

    [Fact]
    public void reading_only_is_on_or_off()
    {
        From(("ORDERTRACKING_DB", Database)).ReadOnly.ShouldBeFalse();
        From(("ORDERTRACKING_DB", Database), ("ORDERTRACKING_READ_ONLY", "true")).ReadOnly.ShouldBeTrue();
        Should.Throw<SettingsException>(() => From(("ORDERTRACKING_DB", Database), ("ORDERTRACKING_READ_ONLY", "perhaps"))).Message
            .ShouldStartWith("ORDERTRACKING_READ_ONLY is 'perhaps'");
    }

    [Fact]
    public void the_key_that_wraps_the_keys_of_persons_is_required_with_an_issuer_and_made_without_one()
    {
        (string, string)[] issuer = [("ORDERTRACKING_DB", Database), ("ORDERTRACKING_ISSUER", "https://issuer.example")];
        From(("ORDERTRACKING_DB", Database)).PersonKek.ShouldBeNull();
        Should.Throw<SettingsException>(() => From(issuer)).Message.ShouldStartWith("ORDERTRACKING_PERSON_KEK_FILE is not set");
        From([.. issuer, ("ORDERTRACKING_PERSON_KEK", TestKeys.PersonKek)]).PersonKek.ShouldBe(TestKeys.PersonKek);
        var wrong = Should.Throw<SettingsException>(() => From([.. issuer, ("ORDERTRACKING_PERSON_KEK", "c2VjcmV0")])).Message;
        wrong.ShouldStartWith("ORDERTRACKING_PERSON_KEK is no key-encryption key");
        wrong.ShouldNotContain("c2VjcmV0");
    }

    private static MigrationSettings MigrationFrom(params (string Name, string Value)[] variables) =>
        MigrationSettings.From(TestEnvironment.Of(variables));

    private static Settings From(params (string Name, string Value)[] variables) =>
        Settings.From(TestEnvironment.Of(variables));
}
