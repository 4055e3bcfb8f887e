using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using OrderTracking.Application.Keys;
using OrderTracking.Application.Ports;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Access;

/// <summary>API keys of programs.</summary>
[Trait("Engine", "any")]
public class KeyTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RunningService Service => fixture.Service;

    private ApiKeys Keys => Service.Parts.GetRequiredService<ApiKeys>();

    [Fact]
    public async Task a_key_authenticates_its_caller_and_is_shown_once()
    {
        var answer = await Service.Post("/v1/keys",
            new { name = "仓库系统", roles = new[] { "branchSystem", "dispatcher" }, stations = new[] { "SHA", "CTU" },
                expiresAt = Ahead(30) });

        answer.Status.ShouldBe(201, answer.ToString());
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var (text, id) = (answer.Body.GetProperty("key").GetString()!, answer.Body.GetProperty("id").GetString()!);
        text.ShouldMatch($"^otk_{id}_[0-9a-f]{{64}}$");
        var caller = (await Keys.Verify(text, Cancellation)).ShouldNotBeNull();
        (caller.Subject, caller.Handle).ShouldBe(($"key:{id}", $"key:{id}"));
        caller.Roles.ShouldBe([Role.BranchSystem, Role.Dispatcher]);
        caller.Stations.ShouldBe(["SHA", "CTU"]);
        caller.Accounts.ShouldBeEmpty();

        var listed = (await Service.Get("/v1/keys?limit=1000")).ShouldNotBeNull();
        listed.Text.ShouldNotContain(text[^64..]);
        var row = listed.Items.Single(item => item.GetProperty("id").GetString() == id);
        row.EnumerateObject().Select(member => member.Name).ShouldNotContain("hash");
        row.GetProperty("roles").EnumerateArray().Select(role => role.GetString()).ShouldBe(["branchSystem", "dispatcher"]);
        (await Stored(id)).ShouldNotContain(text[^64..]);
    }

    [Fact]
    public async Task an_invalid_key_is_refused_with_the_reason()
    {
        var (text, id) = await Make();

        (await Keys.Judge("", Cancellation)).Refusal.ShouldBe(KeyRefusal.Malformed);
        (await Keys.Judge(text + "0", Cancellation)).Refusal.ShouldBe(KeyRefusal.Malformed);
        (await Keys.Judge(text.ToUpperInvariant(), Cancellation)).Refusal.ShouldBe(KeyRefusal.Malformed);
        (await Keys.Judge(text + "\n", Cancellation)).Refusal.ShouldBe(KeyRefusal.Malformed);
        (await Keys.Judge(text[..^1] + (text[^1] == '0' ? '1' : '0'), Cancellation)).ShouldBe((null, KeyRefusal.WrongSecret, id));
        (await Keys.Judge($"otk_{new string('0', 16)}_{text[^64..]}", Cancellation)).Refusal.ShouldBe(KeyRefusal.Unknown);
        (await Keys.Verify($"otk_{new string('0', 16)}_{text[^64..]}", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task a_revoked_key_is_refused_here_at_once_and_on_other_nodes_within_seconds()
    {
        var (text, id) = await Make();
        await using var other = await RunningService.StartAsync(fixture.ConnectionString);
        var elsewhere = other.Parts.GetRequiredService<ApiKeys>();
        (await Keys.Verify(text, Cancellation)).ShouldNotBeNull();
        (await elsewhere.Verify(text, Cancellation)).ShouldNotBeNull();

        var answer = await Delete(id);
        var since = DateTime.UtcNow;

        answer.Status.ShouldBe(200, answer.ToString());
        answer.Body.GetProperty("revokedBy").GetString().ShouldBe("anybody");
        (await Keys.Judge(text, Cancellation)).Refusal.ShouldBe(KeyRefusal.Revoked);
        while (await elsewhere.Verify(text, Cancellation) is not null) await Task.Delay(50, Cancellation);
        (DateTime.UtcNow - since).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (await Delete(id)).Body.GetProperty("revokedAt").GetString().ShouldBe(answer.Body.GetProperty("revokedAt").GetString());
        (await Delete("nobodys")).Code.ShouldBe("unknown-key");
    }

    [Fact]
    public async Task a_key_expires_when_it_was_to()
    {
        var (text, _) = await Make(days: 2);
        fixture.Clock.Now = DateTimeOffset.UtcNow.AddDays(3);
        try
        {
            (await Keys.Judge(text, Cancellation)).Refusal.ShouldBe(KeyRefusal.Expired);
        }
        finally
        {
            fixture.Clock.Now = null;
        }
    }

    [Fact]
    public async Task its_last_use_is_noted_once_a_minute()
    {
        var (text, id) = await Make();
        var first = await Used();
        for (var i = 0; i < 5; i++) await Keys.Verify(text, Cancellation);
        await Task.Delay(200, Cancellation);
        (await Find()).LastUsedAt.ShouldBe(first);

        fixture.Clock.Now = DateTimeOffset.UtcNow.AddMinutes(2);
        try
        {
            await Keys.Verify(text, Cancellation);
            while ((await Find()).LastUsedAt == first) await Task.Delay(10, Cancellation);
        }
        finally
        {
            fixture.Clock.Now = null;
        }

        async Task<DateTimeOffset?> Used()
        {
            await Keys.Verify(text, Cancellation);
            while (true)
            {
                if ((await Find()).LastUsedAt is { } at) return at;
                await Task.Delay(10, Cancellation);
            }
        }

        async Task<ApiKey> Find() => (await Service.Parts.GetRequiredService<IApiKeys>().Find(id, Cancellation))!.Value.Key;
    }

    [Fact]
    public async Task keys_are_listed_page_by_page_newest_first()
    {
        var made = new List<string>();
        for (var i = 0; i < 5; i++) made.Add((await Make()).Id);

        (await Service.All("/v1/keys", limit: 2)).Select(key => key.GetProperty("id").GetString()).Where(id => made.Contains(id!))
            .ShouldBe(Enumerable.Reverse(made));
    }

    [Theory]
    [InlineData("""{"name":"","roles":["auditor"],"expiresAt":"@"}""", 422, "invalid-value", "name")]
    [InlineData("""{"roles":["auditor"],"expiresAt":"@"}""", 400, "missing-field", "name")]
    [InlineData("""{"name":"x","roles":["auditor"]}""", 400, "missing-field", "expiresAt")]
    [InlineData("""{"name":"x","roles":["auditor"],"expiresAt":"2026-01-05T09:00:00"}""", 400, "invalid-time", "expiresAt")]
    [InlineData("""{"name":"x","roles":["auditor"],"expiresAt":"2020-01-05T09:00:00Z"}""", 422, "invalid-value", "expiresAt")]
    [InlineData("""{"name":"x","roles":["auditor"],"expiresAt":"2199-01-05T09:00:00Z"}""", 422, "invalid-value", "expiresAt")]
    [InlineData("""{"name":"x","roles":[],"expiresAt":"@"}""", 422, "invalid-value", "roles")]
    [InlineData("""{"name":"x","roles":["auditor","auditor"],"expiresAt":"@"}""", 422, "invalid-value", "roles")]
    [InlineData("""{"name":"x","roles":["accountManager"],"expiresAt":"@"}""", 422, "invalid-value", "roles")]
    [InlineData("""{"name":"x","roles":["king"],"expiresAt":"@"}""", 400, "invalid-type", "roles")]
    [InlineData("""{"name":"x","roles":["Auditor"],"expiresAt":"@"}""", 400, "invalid-type", "roles")]
    [InlineData("""{"name":"x","roles":["dispatcher, auditor"],"expiresAt":"@"}""", 400, "invalid-type", "roles")]
    [InlineData("""{"name":"x","roles":["dispatcher"],"expiresAt":"@"}""", 422, "invalid-value", "stations")]
    [InlineData("""{"name":"x","roles":["branchSystem"],"stations":[],"expiresAt":"@"}""", 422, "invalid-value", "stations")]
    [InlineData("""{"name":"x","roles":["branchSystem"],"stations":["SHA"," A"],"expiresAt":"@"}""", 422, "invalid-value", "stations[1]")]
    [InlineData("""{"name":"x","roles":["branchSystem"],"stations":[null],"expiresAt":"@"}""", 422, "invalid-value", "stations[0]")]
    [InlineData("""{"name":"x","roles":["branchSystem"],"stations":["SHA","SHA"],"expiresAt":"@"}""", 422, "invalid-value", "stations")]
    [InlineData("""{"name":"x","roles":["customer"],"expiresAt":"@"}""", 422, "invalid-value", "accounts")]
    [InlineData("""{"name":"x","roles":["auditor"],"accounts":["ACME"],"expiresAt":"@"}""", 422, "invalid-value", "accounts")]
    [InlineData("""{"name":"x","roles":["auditor"],"expiresAt":"@","secret":"mine"}""", 400, "unknown-field", "secret")]
    public async Task a_request_for_an_invalid_key_is_refused(string body, int status, string code, string field)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(body.Replace("@", Ahead(30), StringComparison.Ordinal));

        var answer = await Service.Post("/v1/keys", bytes, RunningService.JsonType);

        (answer.Status, answer.Code, answer.Field).ShouldBe((status, code, field), answer.ToString());
        answer.Body.GetProperty("expected").GetString().ShouldNotBeNullOrWhiteSpace();
    }

    private static string Ahead(int days) => JsonSerializer.SerializeToElement(DateTimeOffset.UtcNow.AddDays(days)).GetString()!;

    private async Task<(string Text, string Id)> Make(int days = 30)
    {
        var answer = await Service.Post("/v1/keys",
            new { name = "a system", roles = new[] { "customer" }, accounts = new[] { "ACME" }, expiresAt = Ahead(days) });
        answer.Status.ShouldBe(201, answer.ToString());
        return (answer.Body.GetProperty("key").GetString()!, answer.Body.GetProperty("id").GetString()!);
    }

    private Task<Answer> Delete(string id) => Service.Send(new(HttpMethod.Delete, $"/v1/keys/{id}"));

    private async Task<string> Stored(string id)
    {
        await using var source = NpgsqlDataSource.Create(fixture.ConnectionString);
        await using var command = source.CreateCommand("select k::text from tracking.api_keys k where id = $1");
        command.Parameters.Add(new() { Value = id });
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
