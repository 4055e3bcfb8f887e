using OrderTracking.Api.Access;
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
    public async Task a_branchs_service_handles_the_cases_of_all_its_stations_and_signs_none_off()
    {
        var branch = world.Service.As(World.CallerOf(Role.BranchService));
        var claim = $"/v1/claims/{World.Own.Waybill}/events";

        // The claim was filed at the destination; the caller is of the origin, which is of the same branch.
        (await branch.Post(claim, Of("goodwillProposed", new { amount = 1, reason = "道歉" }, World.Own.Destination))).Status.ShouldBe(201);
        var signed = await branch.Post(claim, Of("claimApproved", new { post = "manager", amount = 1 }, World.Own.Origin));
        (signed.Status, signed.Code).ShouldBe((403, "not-your-event"));
        var elsewhere = await branch.Post($"/v1/claims/{World.Foreign.Waybill}/events",
            Of("goodwillProposed", new { amount = 1, reason = "道歉" }, World.Foreign.Destination));
        (elsewhere.Status, elsewhere.Code).ShouldBe((403, "not-your-station"));
        (await branch.Get($"/v1/claims/{World.Foreign.Waybill}")).Code.ShouldBe("unknown-case");
        (await branch.Post($"/v1/waybills/{World.Own.Waybill}/events", Send.Arrived(At, 1, World.Own.Origin))).Code.ShouldBe("forbidden");
    }

    /// <summary>As with waybills: a desk's right at its stations and a manager's to accounts do not add up to one anywhere.</summary>
    [Fact]
    public async Task who_is_of_a_desk_and_manages_accounts_files_no_claim_of_another_account_at_another_station()
    {
        var both = world.Service.As(Tokens.Caller("own.manager", [Role.ServiceDesk, Role.AccountManager], [World.Own.Origin]));

        (await File(World.Own.Account, World.Foreign.Origin)).ShouldBe((201, null));
        (await File(World.Foreign.Account, World.Own.Origin)).ShouldBe((201, null));
        (await File(World.Foreign.Account, World.Foreign.Origin)).ShouldBe((422, "unknown-case"));

        async Task<(int, string?)> File(string account, string station)
        {
            var answer = await both.Post($"/v1/claims/BOTH-{Guid.NewGuid().ToString("N")[..8]}/events",
                Of("claimFiled", new { account, amount = 5 }, station));
            return (answer.Status, answer.Status == 201 ? null : answer.Code);
        }
    }

    [Fact]
    public async Task the_groups_service_reads_every_branchs_cases_and_records_only_what_it_decides()
    {
        var group = world.Service.As(World.CallerOf(Role.GroupService));
        foreach (var target in new[] { World.Own, World.Foreign })
        {
            (await group.Get($"/v1/claims/{target.Waybill}")).Text.ShouldContain(target.Consignee);
            // It may arbitrate, but what was not escalated it cannot; and it files, signs off and ships nothing.
            (await Post(target, "claims", "claimArbitrated", new { amount = 1 })).ShouldBe((422, "not-escalated"));
            (await Post(target, "claims", "claimApproved", new { post = "manager", amount = 1 })).ShouldBe((403, "not-your-event"));
            (await Post(target, "complaints", "complaintJudged", new { founded = true, grounds = "x" })).ShouldBe((403, "not-your-event"));
            (await Post(target, "waybills", "arrived", new { pieces = 1 })).ShouldBe((403, "not-your-event"));
        }
        foreach (var path in (string[])["/v1/quarantine", "/v1/audit/access", "/v1/audit/events", "/v1/keys", "/v1/reference/events"])
            (await group.Get(path)).Code.ShouldBe("forbidden", path);

        async Task<(int, string?)> Post(Target about, string route, string type, object data)
        {
            var answer = await group.Post($"/v1/{route}/{about.Waybill}/events", Of(type, data, about.Origin));
            return (answer.Status, answer.Code);
        }
    }

    /// <summary>A route that is added is nobody's until somebody writes down whose it is.</summary>
    [Fact]
    public void the_group_has_the_rights_that_its_column_grants_and_no_others()
    {
        var denied = Policy.Rules.Where(row => !row.IsOpen && row.Of(Role.GroupService) == RoutePermission.No
            && row.Of(Role.Auditor) == RoutePermission.All).Select(row => row.Route.Split('/', '{')[..3].Last()).Distinct();

        denied.Order().ShouldBe(["audit", "dead-letters", "hand-overs", "keys", "log", "privacy", "quarantine", "reference", "views"]);
        Policy.Rules.Where(row => !row.Route.StartsWith("GET ", StringComparison.Ordinal)
            && row.Of(Role.GroupService) != RoutePermission.No).Select(row => row.Route).Order().ShouldBe(
            [
                "DELETE /epcis/queries/{id}", "DELETE /epcis/queries/{id}/subscriptions/{subscription}", "DELETE /v1/webhooks/{id}",
                "POST /epcis/queries", "POST /epcis/queries/{id}/subscriptions",
                "POST /v1/claims/{number}/events", "POST /v1/complaints/{number}/events", "POST /v1/reports/monthly-claims",
                "POST /v1/reports/monthly-complaints", "POST /v1/reports/monthly-group", "POST /v1/reports/notes",
                "POST /v1/waybills/search", "POST /v1/waybills/{number}/events", "POST /v1/webhooks",
                "POST /v1/webhooks/{id}/deliveries/retry", "POST /v1/webhooks/{id}/deliveries/{position}/retry",
                "POST /v1/webhooks/{id}/pause", "POST /v1/webhooks/{id}/replay", "POST /v1/webhooks/{id}/resume",
                "POST /v1/webhooks/{id}/rotate", "POST /v1/webhooks/{id}/test", "PUT /v1/webhooks/{id}",
            ]);
    }

    private static System.Text.Json.Nodes.JsonObject Of(string type, object data, string station) =>
        Send.Event(type, At.AddDays(2), data, station: station);

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
