using OrderTracking.Api.Access;
using OrderTracking.Api.Hosting;
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

        (settings.Url, settings.Database, settings.Zone.Id, settings.Engine).ShouldBe((new Uri("http://127.0.0.1:5080"), Database, "Asia/Shanghai", "postgres"));
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

    [Fact]
    public void a_fresh_machine_vouches_for_its_callers_itself() =>
        From(("ORDERTRACKING_DB", Database), ("ORDERTRACKING_DATA", "/srv/ot")).Identity.ShouldBe(new Identity.Development("/srv/ot/development-identity.pem"));

    [Theory]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://10.0.0.7:5080")]
    public void with_an_issuer_the_service_may_listen_to_others(string url)
    {
        var settings = From(("ORDERTRACKING_DB", Database), ("ORDERTRACKING_URL", url), ("ORDERTRACKING_ISSUER", "https://issuer.example/realms/freight"));

        (settings.Url, settings.Identity).ShouldBe((new Uri(url), new Identity.OpenIdConnect(new("https://issuer.example/realms/freight"), "ordertracking")));
    }

    [Theory]
    [InlineData("http://localhost:8080")]
    [InlineData("http://127.0.0.2:8080")]
    [InlineData("http://[::1]:8080")]
    public void any_loopback_address_will_do(string url) => From(("ORDERTRACKING_DB", Database), ("ORDERTRACKING_URL", url)).Url.ShouldBe(new Uri(url));

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
    public void a_setting_that_will_not_do_is_refused_in_one_line_that_names_it(string name, string value)
    {
        (string, string)[] good = name == "ORDERTRACKING_DB" ? [] : [("ORDERTRACKING_DB", Database)];

        var message = Should.Throw<SettingsException>(() => From([.. good, (name, value)])).Message;

        message.ShouldStartWith(name);
        message.ShouldNotContain('\n');
        if (value.Length > 0) message.ShouldContain(value);
    }

    private static Settings From(params (string Name, string Value)[] variables) =>
        Settings.From(name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
