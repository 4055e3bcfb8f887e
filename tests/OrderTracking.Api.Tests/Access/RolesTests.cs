using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Access;

/// <summary>What the matrix does not cover: what roles find, record and correct.</summary>
[Trait("Engine", "any")]
public sealed class RolesTests(World world) : IClassFixture<World>
{
    private static readonly DateTimeOffset At = new(2026, 3, 3, 9, 0, 0, TimeSpan.FromHours(8));

    private RunningService Dispatcher => world.Service.As(World.CallerOf(Role.Dispatcher));

    [Theory]
    [InlineData("11112222")]
    [InlineData("沈梦溪")]
    public async Task masked_callers_find_nothing_by_name_or_phone(string text)
    {
        var path = $"/v1/waybills?q={text}&waitFor={world.Position}";

        (await Dispatcher.Get(path)).Items.Length.ShouldBe(1);
        (await world.Service.As(World.CallerOf(Role.Customer)).Get(path)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task masked_answers_are_not_logged_and_unmasked_ones_are()
    {
        await world.Service.As(World.CallerOf(Role.Customer)).Get($"/v1/waybills/{World.Own.Waybill}");
        await world.Service.As(World.CallerOf(Role.AccountManager)).Get($"/v1/waybills/{World.Own.Waybill}");
        var auditor = world.Service.As(World.CallerOf(Role.Auditor));

        (await auditor.Get($"/v1/audit/access?subject={World.CallerOf(Role.Customer).Subject}")).Items.ShouldBeEmpty();
        var noted = (await auditor.Get(
            $"/v1/audit/access?subject={World.CallerOf(Role.AccountManager).Subject}&waybill={World.Own.Waybill}&limit=1")).Items
            .ShouldHaveSingleItem();
        noted.GetProperty("route").GetString().ShouldBe("/v1/waybills/{number}");
    }

    [Fact]
    public async Task a_stray_arrival_is_recorded_where_it_happened_and_from_then_on_seen_there()
    {
        var stray = world.Service.As(Tokens.Caller("at-elsewhere", [Role.Dispatcher], ["ELSEWHERE"]));
        var received = Send.Received(At, 5, "ROAMING", "ROAMORI", "ROAMDES");
        (await world.Service.Post("/v1/waybills/ROAM-1/events", received)).Status.ShouldBe(201);
        var unknown = await stray.Get("/v1/waybills/ROAM-1");
        unknown.Status.ShouldBe(404);

        // A refusal by a rule must not reveal that the waybill exists.
        var refused = await stray.Post("/v1/waybills/ROAM-1/events", Send.Signed(At.AddHours(1), 6, "ELSEWHERE"));
        var nothing = await stray.Post("/v1/waybills/ROAM-2/events", Send.Signed(At.AddHours(1), 6, "ELSEWHERE"));
        (refused.Status, refused.Text).ShouldBe((nothing.Status, nothing.Text));
        refused.Code.ShouldBe("unknown-waybill");

        (await stray.Post("/v1/waybills/ROAM-1/events", Send.Arrived(At.AddHours(2), 5, "ELSEWHERE"))).Status.ShouldBe(201);
        (await stray.Get("/v1/waybills/ROAM-1")).Status.ShouldBe(200);
        (await stray.Post("/v1/waybills/ROAM-1/events", Send.Signed(At.AddHours(3), 6, "ELSEWHERE"))).Code
            .ShouldBe("more-pieces-than-outstanding");
    }

    [Fact]
    public async Task a_caller_may_correct_only_events_that_they_may_record()
    {
        var arrived = Send.Arrived(At.AddHours(1), 9, World.Own.Destination);
        (await Dispatcher.Post($"/v1/waybills/{World.Own.Waybill}/events", arrived)).Status.ShouldBe(201);
        var striking = Send.Event("corrected", At.AddHours(2), new { eventId = arrived.Id(), reason = "录错" }, station: World.Own.Origin);
        var atOrigin = world.Service.As(Tokens.Caller("at-origin", [Role.Dispatcher], [World.Own.Origin]));

        var refused = await atOrigin.Post($"/v1/waybills/{World.Own.Waybill}/events", striking);
        (refused.Status, refused.Code, refused.Field).ShouldBe((403, "not-your-station", "data.eventId"));
        (await Dispatcher.Post($"/v1/waybills/{World.Own.Waybill}/events", striking)).Status.ShouldBe(201);
    }

    [Theory]
    [InlineData(Role.BranchSystem, "claimOpened")]
    [InlineData(Role.AccountManager, "arrived")]
    public async Task a_role_records_its_own_kinds_of_events(Role role, string type)
    {
        var refused = await world.Service.As(World.CallerOf(role)).Post($"/v1/waybills/{World.Own.Waybill}/events", type == "arrived"
            ? Send.Arrived(At, 1, World.Own.Origin)
            : Send.Event(type, At, new { claimId = "CL-1", amount = 10 }, station: World.Own.Origin));

        (refused.Status, refused.Code, refused.Field).ShouldBe((403, "not-your-event", "type"), refused.ToString());
        refused.Body.GetProperty("expected").GetString()!.ShouldContain("exceptionReportedBack");
    }

    [Fact]
    public async Task two_callers_with_the_same_idempotency_key_get_their_own_answers()
    {
        var key = $"\"{Guid.NewGuid()}\"";

        var ids = new List<string?>();
        foreach (var caller in new[] { "one", "other", "one" })
        {
            var request = new HttpRequestMessage(HttpMethod.Post,
                "/v1/keys") { Content = System.Net.Http.Json.JsonContent
                .Create(new { name = "同名", roles = new[] { "auditor" },
                    expiresAt = new DateTimeOffset(DateTime.UtcNow.Date.AddDays(30)) }) };
            request.Headers.Add("Idempotency-Key", key);
            var made = await world.Service.As(Tokens.Caller(caller, [Role.Administrator])).Send(request);
            made.Status.ShouldBe(201, made.ToString());
            ids.Add(made.Body.GetProperty("id").GetString());
        }

        ids[2].ShouldBe(ids[0]);
        ids[1].ShouldNotBe(ids[0]);
    }

    [Fact]
    public async Task after_too_many_wrong_tokens_an_addresss_wrong_ones_are_refused_unchecked_and_valid_ones_are_accepted()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var service = await RunningService.StartAsync(database.ConnectionString, limits: new() { Rate = 100_000, Guesses = 3 });
        var known = service.As(Tokens.Caller("known", [Role.Auditor]));
        (await known.Get("/v1/definitions")).Status.ShouldBe(200);

        for (var guess = 0; guess < 3; guess++) (await service.As($"guess-{guess}").Get("/v1/definitions")).Status.ShouldBe(401);
        var tooMany = await service.As("guess-4").Get("/v1/definitions");

        (tooMany.Status, tooMany.Code).ShouldBe((429, "too-many-requests"));
        tooMany.Headers.RetryAfter.ShouldNotBeNull();
        (await service.As(Tokens.Caller("not seen before", [Role.Auditor])).Get("/v1/definitions")).Status.ShouldBe(200);
        (await known.Get("/v1/definitions")).Status.ShouldBe(200);
    }
}
