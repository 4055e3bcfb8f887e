using System.Text.Json;
using Npgsql;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Access;

/// <summary>Administrative acts stand, with who did them, in a record that only grows.</summary>
[Trait("Engine", "any")]
public sealed class AdministrativeActTests(World world) : IClassFixture<World>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task each_act_names_its_caller_and_what_it_was_about()
    {
        var (admin, second) = (As("acting-admin", Role.Administrator), As("second-admin", Role.Administrator));
        var (manager, auditor) = (world.Service.As(World.CallerOf(Role.AccountManager)), As("acting-auditor", Role.Auditor));
        var begun = DateTimeOffset.UtcNow;
        var expires = begun.AddDays(1);

        var key = await Done(admin.Post("/v1/keys", new { name = "for the auditor", roles = new[] { "auditor" }, expiresAt = expires }));
        var id = key.Body.GetProperty("id").GetString()!;
        await Done(second.Post($"/v1/keys/{id}/approve", [], null));
        await Done(admin.Send(new(HttpMethod.Delete, $"/v1/keys/{id}")));
        await Done(admin.Post("/v1/views/rebuild", [], null));
        await Done(admin.Post("/v1/views/search/rebuild", [], null));
        var report = await Done(
            manager.Post($"/v1/reports/weekly-account?account={World.Own.Account}&from=2026-03-09&format=json", [], null));
        await Done(auditor.Get("/v1/audit/access?subject=somebody"));

        var acts = (await auditor.Get($"/v1/audit/acts?limit=1000&from={begun:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}")).Items
            .Select(Told).ToList();
        foreach (var expected in new (string, string, string)[]
            {
                ("acting-admin", "keyMade", id), ("second-admin", "keyApproved", id), ("acting-admin", "keyRevoked", id),
                ("acting-admin", "rebuildRequested", "all"), ("acting-admin", "rebuildRequested", "Search"),
                ("own.manager", "reportHandedOut", World.Own.Account),
                ("acting-auditor", "accessLogRead", "/v1/audit/access?subject=somebody"),
            }) acts.Count(act => act == expected).ShouldBe(1, expected.ToString());
        var made = (await auditor.Get($"/v1/audit/acts?act=keyMade&subject=acting-admin")).Items
            .Single(act => act.GetProperty("target").GetString() == id).GetProperty("detail");
        (made.GetProperty("roles").GetString(), made.GetProperty("name").GetString()).ShouldBe(("auditor", "for the auditor"));
        report.Body.GetProperty("by").GetString().ShouldBe("own.manager");
    }

    [Fact]
    public async Task whoever_hands_a_report_out_is_named_by_the_credential_and_by_nothing_else()
    {
        var manager = world.Service.As(World.CallerOf(Role.AccountManager));
        var path = $"/v1/reports/weekly-account?account={World.Own.Account}&from=2026-03-16&format=json";

        var other = await manager.Post($"{path}&by=somebody.else", [], null);
        (other.Status, other.Code, other.Field).ShouldBe((400, "unknown-parameter", "by"), other.ToString());
        var handedOut = await manager.Post(path, [], null);

        handedOut.Status.ShouldBe(201, handedOut.ToString());
        var said = (await As("reading", Role.Auditor).Get("/v1/audit/events")).Lines.Single(line => line.GetProperty("id").GetString()
            == handedOut.Body.GetProperty("id").GetString());
        (said.GetProperty("by").GetString(), said.GetProperty("sender").GetString()).ShouldBe(("own.manager", "own.manager"));
    }

    [Fact]
    public async Task nothing_is_done_where_the_record_cannot_be_written()
    {
        var admin = As("unrecorded", Role.Administrator);
        await Run("alter table tracking.administrative_acts rename to lost");
        try
        {
            foreach (var answer in new[]
                {
                    await admin.Post("/v1/keys", new { name = "x", roles = new[] { "customer" }, accounts = new[] { "A" },
                        expiresAt = DateTimeOffset.UtcNow.AddDays(1) }),
                    await admin.Post("/v1/views/rebuild", [], null), await As("unrecorded", Role.Auditor).Get("/v1/audit/access"),
                }) answer.Status.ShouldBe(500, answer.ToString());
        }
        finally
        {
            await Run("alter table tracking.lost rename to administrative_acts");
        }
        (await admin.Get("/v1/keys?limit=1000")).Items.ShouldAllBe(key => key.GetProperty("createdBy").GetString() != "unrecorded");
    }

    [Theory]
    [InlineData("update tracking.administrative_acts set subject = 'nobody'")]
    [InlineData("delete from tracking.administrative_acts")]
    [InlineData("truncate tracking.administrative_acts")]
    public async Task the_record_only_grows(string sql)
    {
        (await Done(As("acting-auditor", Role.Auditor).Get("/v1/audit/access"))).Status.ShouldBe(200);

        (await Should.ThrowAsync<PostgresException>(() => Run(sql))).SqlState.ShouldBe("OT003");
    }

    [Fact]
    public async Task the_record_is_read_page_by_page_newest_first_within_a_period()
    {
        var auditor = As("paging", Role.Auditor);
        for (var i = 0; i < 5; i++) await auditor.Get($"/v1/audit/access?subject=page-{i}");

        var acts = await auditor.All("/v1/audit/acts?subject=paging&act=accessLogRead", limit: 2);

        acts.Select(act => act.GetProperty("target").GetString()).ShouldBe(
            Enumerable.Range(0, 5).Reverse().Select(i => $"/v1/audit/access?subject=page-{i}"));
        var third = Uri.EscapeDataString(acts[2].GetProperty("at").GetString()!);
        (await auditor.Get($"/v1/audit/acts?subject=paging&from={third}")).Items.Length.ShouldBe(3);
        (await auditor.Get($"/v1/audit/acts?subject=paging&to={third}")).Items.Length.ShouldBe(2);
        (await auditor.Get("/v1/audit/acts?act=conquest")).Code.ShouldBe("invalid-parameter");
        (await As("curious", Role.Administrator).Get("/v1/audit/acts")).Status.ShouldBe(403);
    }

    private static async Task<Answer> Done(Task<Answer> asked)
    {
        var answer = await asked;
        answer.Status.ShouldBeLessThan(300, answer.ToString());
        return answer;
    }

    private static (string?, string?, string?) Told(JsonElement act) =>
        (act.GetProperty("subject").GetString(), act.GetProperty("act").GetString(), act.GetProperty("target").GetString());

    private RunningService As(string subject, Role role) => world.Service.As(Tokens.Caller(subject, [role]));

    private async Task Run(string sql)
    {
        await using var source = NpgsqlDataSource.Create(world.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Stop);
    }
}
