using OrderTracking.Api.Access;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Access;

/// <summary>What failed sign-ins do to others who send from the same address: nothing.</summary>
[Trait("Engine", "any")]
public sealed class SignInLimitTests : IAsyncLifetime
{
    private const string Free = "/v1/definitions";

    private TestDatabase database = null!;
    private RunningService service = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        service = await RunningService.StartAsync(database.ConnectionString, limits: new LimitSettings { Rate = 100_000, Guesses = 3 });
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await database.DisposeAsync();
    }

    [Theory]
    [InlineData("otk_0123456789abcdef_")]
    [InlineData("otk_")]
    [InlineData("a.b.")]
    public async Task wrong_credentials_do_not_lock_out_right_ones(string wrong)
    {
        var (key, _) = await Key();
        var guesser = service.As(wrong + new string('0', 64));
        for (var i = 0; i < 3; i++) (await guesser.Get(Free)).Status.ShouldBe(401);

        var refused = await guesser.Get(Free);

        (refused.Status, refused.Code).ShouldBe((429, "too-many-requests"));
        refused.Headers.RetryAfter.ShouldNotBeNull();
        (await service.As(key).Get(Free)).Status.ShouldBe(200);
        (await service.As(Tokens.Caller("another", [Role.Auditor])).Get(Free)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task whoever_still_sends_a_revoked_key_is_told_so_each_time_and_uses_up_nobodys_failures()
    {
        var (key, id) = await Key();
        (await service.Send(new HttpRequestMessage(HttpMethod.Delete, $"/v1/keys/{id}"))).Status.ShouldBe(200);

        for (var i = 0; i < 5; i++)
        {
            var answer = await service.As(key).Get(Free);
            (answer.Status, answer.Code).ShouldBe((401, "invalid-token"));
            answer.Body.GetProperty("detail").GetString()!.ShouldContain("revoked");
        }
        (await service.As("something").Get(Free)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task wrong_secrets_of_a_key_lock_out_neither_its_owner_nor_others()
    {
        var (key, _) = await Key();
        var guesser = service.As(key[..^1] + (key[^1] == '0' ? '1' : '0'));
        for (var i = 0; i < 3; i++) (await guesser.Get(Free)).Status.ShouldBe(401);
        (await guesser.Get(Free)).Status.ShouldBe(429);

        (await service.As(key).Get(Free)).Status.ShouldBe(200);
        (await service.As("something").Get(Free)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task a_refused_request_costs_its_callers_rate_and_nobody_elses()
    {
        await using var slow = await RunningService.StartAsync(database.ConnectionString, limits: new() { Rate = 1 });
        var customer = slow.As(Tokens.Caller("customer", [Role.Customer], accounts: ["ACME"]));
        foreach (var (caller, refusal) in ((RunningService, string)[])[(customer, "forbidden"),
            (slow.As((string?)null), "unauthenticated")])
        {
            var first = await caller.Get("/v1/keys");
            (first.Code, first.Headers.GetValues("RateLimit").Single()).ShouldBe((refusal, "\"caller\";r=1;t=1"));

            var last = first;
            for (var i = 0; i < 100 && last.Code == refusal; i++) last = await caller.Get("/v1/keys");

            (last.Status, last.Code).ShouldBe((429, "too-many-requests"));
            last.Headers.RetryAfter.ShouldNotBeNull();
        }
        (await slow.Get(Free)).Status.ShouldBe(200);
    }

    private async Task<(string Key, string Id)> Key()
    {
        var made = await service.Post("/v1/keys",
            new { name = "岔路口", roles = new[] { "branchSystem" }, stations = new[] { "SHA" },
                expiresAt = DateTimeOffset.UtcNow.AddDays(1) });
        made.Status.ShouldBe(201, made.ToString());
        return (made.Body.GetProperty("key").GetString()!, made.Body.GetProperty("id").GetString()!);
    }
}
