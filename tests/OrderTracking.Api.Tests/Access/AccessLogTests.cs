using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using OrderTracking.Domain.Events;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Access;

/// <summary>Every answer with personal data is in the access log before it is sent.</summary>
[Trait("Engine", "any")]
public class AccessLogTests(AccessLogTests.Fixture fixture) : IClassFixture<AccessLogTests.Fixture>
{
    private RunningService Service => fixture.Service;

    [Theory]
    [InlineData("/v1/waybills/PD-1", "/v1/waybills/{number}", "/v1/waybills/PD-1", "PD-1")]
    [InlineData("/v1/waybills/PD-1/timeline", "/v1/waybills/{number}/timeline", "/v1/waybills/PD-1/timeline", "PD-1")]
    [InlineData("/v1/waybills/pd-1/events?limit=1", "/v1/waybills/{number}/events", "/v1/waybills/pd-1/events?limit=1", "PD-1")]
    [InlineData("/v1/waybills/PD-3/events?after=1", "/v1/waybills/{number}/events", "/v1/waybills/PD-3/events?after=1", "PD-3")]
    [InlineData("/v1/waybills?account=PRIVATE", "/v1/waybills", "/v1/waybills?account=PRIVATE", "PD-2 PD-1")]
    [InlineData("/v1/waybills?q=王芳&account=PRIVATE", "/v1/waybills", "/v1/waybills?q=hidden&account=PRIVATE", "PD-1")]
    [InlineData("/v1/quarantine?status=refused", "/v1/quarantine", "/v1/quarantine?status=refused", "PD-1")]
    [InlineData("/v1/audit/events?limit=1", "/v1/audit/events", "positions 1 to 1", "")]
    public async Task an_answer_with_persons_is_logged(string path, string route, string query, string waybills)
    {
        var before = await Looks(query);

        var answer = await Service.Get(path);

        answer.Status.ShouldBe(200, answer.ToString());
        answer.Text.ShouldContain("王芳");
        (await Looks(query)).ShouldBe(before + 1);
        var noted = (await Noted("limit=1000")).First(row =>
            row.GetProperty("query").GetString() == query && row.GetProperty("subject").GetString() == "anybody");
        noted.GetProperty("roles").EnumerateArray().Select(role => role.GetString())
            .ShouldBe(["dispatcher", "auditor", "administrator", "supervisor", "serviceDesk"]);
        noted.GetProperty("route").GetString().ShouldBe(route);
        noted.GetProperty("query").GetString().ShouldBe(query);
        noted.GetProperty("waybills").EnumerateArray().Select(waybill => waybill.GetString())
            .ShouldBe(waybills.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        (await Noted("limit=1000")).ShouldAllBe(row => !row.GetRawText().Contains('王') && !row.GetRawText().Contains("0001234"));
    }

    [Theory]
    [InlineData("/v1/waybills/PD-4")]
    [InlineData("/v1/waybills/PD-4/timeline")]
    [InlineData("/v1/waybills/PD-1/events?after=1")]
    [InlineData("/v1/waybills?account=NOBODY")]
    [InlineData("/v1/waybills/PD-9")]
    [InlineData("/v1/on-time")]
    [InlineData("/v1/audit/access")]
    public async Task an_answer_without_persons_is_not_logged(string path)
    {
        var before = await Looks();

        await Service.Get(path);

        (await Looks()).ShouldBe(before);
    }

    [Theory]
    [InlineData(Role.BranchService)]
    [InlineData(Role.GroupService)]
    public async Task a_person_of_a_case_is_shown_to_a_branch_and_to_the_group_on_record(Role role)
    {
        var number = $"CL-{role}".ToUpperInvariant();
        var filed = await Service.Post($"/v1/claims/{number}/events", Send.Event("claimFiled",
            new(2026, 1, 6, 9, 0, 0, TimeSpan.FromHours(8)), new { account = "PRIVATE", amount = 7, claimant = new { name = "王芳" } }));
        var caller = Tokens.Caller($"of-{role}", [role], ["SHA"]);

        (await Service.As(caller).Get($"/v1/claims?account=PRIVATE&waitFor={filed.Position}")).Status.ShouldBe(200);
        (await Noted($"subject={caller.Subject}")).ShouldBeEmpty();
        (await Service.As(caller).Get($"/v1/claims/{number}")).Text.ShouldContain("王芳");

        var noted = (await Noted($"subject={caller.Subject}")).ShouldHaveSingleItem();
        (noted.GetProperty("route").GetString(), noted.GetProperty("roles")[0].GetString(), noted.GetProperty("waybills")[0].GetString())
            .ShouldBe(("/v1/claims/{number}", JsonNamingPolicy.CamelCase.ConvertName(role.ToString()), $"claim:{number}"));
    }

    [Fact]
    public async Task persons_are_not_shown_when_the_access_cannot_be_logged()
    {
        // Who has looked at the same a moment before, on record, is answered without another entry.
        var service = Service.As(Tokens.Caller("newcomer", [Role.Dispatcher, Role.Auditor, Role.Administrator], [Caller.Everywhere]));
        await Run("alter table tracking.access_log rename to lost");
        try
        {
            foreach (var path in (string[])["/v1/waybills/PD-1", "/v1/waybills/PD-1/timeline", "/v1/waybills?account=PRIVATE",
                "/v1/audit/events", "/v1/quarantine"])
            {
                var answer = await service.Get(path);
                (answer.Status, answer.Code).ShouldBe((503, "store-unavailable"), path);
                answer.Text.ShouldNotContain("王");
            }
            (await service.Get("/v1/waybills/PD-4")).Status.ShouldBe(200);
        }
        finally
        {
            await Run("alter table tracking.lost rename to access_log");
        }
        (await service.Get("/v1/waybills/PD-1")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task what_a_caller_looks_at_again_within_ten_minutes_is_one_entry_with_a_count()
    {
        await using var own = await ServiceOnDatabase.StartAsync();
        (await own.Service.PostLines("/v1/events", [Fixture.Received("PD-1", "PRIVATE"), Fixture.Received("PD-2", "PRIVATE")])).Status
            .ShouldBe(200);
        Caller[] callers = [Tokens.Anybody, Tokens.Caller("other", [Role.Dispatcher], [Caller.Everywhere])];
        foreach (var caller in (Caller[])[.. callers, callers[0], callers[0]])
            foreach (var path in (string[])["/v1/waybills/PD-1", "/v1/waybills/PD-1/timeline", "/v1/waybills/PD-2", "/v1/audit/events"])
                if (caller == callers[0] || path is "/v1/waybills/PD-1" or "/v1/waybills/PD-2")
                    (await own.Service.As(caller).Get(path)).Text.ShouldContain("王芳");

        (string, string, long)[] expected =
        [
            ("anybody", "/v1/waybills/PD-1", 3), ("anybody", "/v1/waybills/PD-1/timeline", 3), ("anybody", "/v1/waybills/PD-2", 3),
            ("anybody", "positions 1 to 2", 1), ("anybody", "positions 1 to 2", 1), ("anybody", "positions 1 to 2", 1),
            ("other", "/v1/waybills/PD-1", 1), ("other", "/v1/waybills/PD-2", 1),
        ];
        (await Entries()).ShouldBe(expected);

        // Ten minutes later by the service's clock.
        own.Clock.Haste = 1_000;
        await own.Service.Get("/v1/waybills/PD-2");

        (await Entries()).ShouldBe(expected.Append(("anybody", "/v1/waybills/PD-2", 1)).Order());
        (await own.Service.Get("/v1/audit/access?subject=anybody&waybill=PD-1")).Items
            .ShouldAllBe(entry => entry.GetProperty("lastAt").GetDateTimeOffset() > entry.GetProperty("at").GetDateTimeOffset());

        async Task<(string, string, long)[]> Entries() =>
            [.. (await own.Service.Get("/v1/audit/access")).Items.Select(entry => (entry.GetProperty("subject").GetString()!,
                entry.GetProperty("query").GetString()!, entry.GetProperty("looks").GetInt64())).Order()];
    }

    [Fact]
    public async Task counts_are_on_record_once_the_service_has_stopped()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using (var service = await RunningService.StartAsync(database.ConnectionString))
        {
            await service.PostLines("/v1/events", [Fixture.Received("PD-1", "PRIVATE")]);
            for (var i = 0; i < 4; i++) await service.Get("/v1/waybills/PD-1");
        }

        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = source.CreateCommand(
            "select a.id, r.looks from tracking.access_log a left join tracking.repeated_accesses r on r.access_id = a.id");
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        (await reader.ReadAsync(TestContext.Current.CancellationToken)).ShouldBeTrue();
        reader.GetInt32(1).ShouldBe(3);
        (await reader.ReadAsync(TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    [Fact]
    public async Task concurrent_accesses_are_each_logged()
    {
        var before = await Looks("/v1/waybills/PD-1/timeline");

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Service.Get("/v1/waybills/PD-1/timeline")));

        (await Looks("/v1/waybills/PD-1/timeline")).ShouldBe(before + 200);
    }

    [Fact]
    public async Task the_access_log_is_filtered_by_caller_waybill_and_time()
    {
        await Service.Get("/v1/waybills/PD-2");
        await Service.Get("/v1/waybills/PD-1");
        var last = (await Noted("waybill=pd-2&limit=1"))[0];
        var at = Uri.EscapeDataString(last.GetProperty("at").GetString()!);

        last.GetProperty("waybills").EnumerateArray().Select(waybill => waybill.GetString()).ShouldContain("PD-2");
        (await Noted("subject=somebody")).ShouldBeEmpty();
        (await Noted("subject=anybody&limit=1")).Length.ShouldBe(1);
        Ids(await Noted($"from={at}&waybill=PD-2")).ShouldBe([last.GetProperty("id").GetInt64()]);
        Ids(await Noted($"to={at}&limit=1000")).ShouldNotContain(last.GetProperty("id").GetInt64());
        var all = await Service.All("/v1/audit/access", limit: 2);
        Ids([.. all]).ShouldBe(Ids([.. all]).OrderDescending());

        static IEnumerable<long> Ids(JsonElement[] rows) => rows.Select(row => row.GetProperty("id").GetInt64());
    }

    [Theory]
    [InlineData("waybill=!", "waybill")]
    [InlineData("from=2026-01-05", "from")]
    [InlineData("from=2026-01-05T00:00:00Z&to=2026-01-05T00:00:00Z", "to")]
    [InlineData("after=MQp4", "after")]
    public async Task a_bad_question_is_refused(string query, string field)
    {
        var answer = await Service.Get($"/v1/audit/access?{query}");

        (answer.Status, answer.Code, answer.Field).ShouldBe((400, "invalid-parameter", field), answer.ToString());
    }

    /// <summary>A new route that answers personal data must log it too: see how the routes listed here do.</summary>
    [Fact]
    public void no_other_route_answers_persons()
    {
        var routes = from endpoint in Service.Parts.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                     where endpoint.Metadata.OfType<IProducesResponseTypeMetadata>()
                     .Any(answer => answer.Type is { } type && Holds(type, []))
                     select endpoint.RoutePattern.RawText;

        routes.Order().ShouldBe(["/v1/waybills", "/v1/waybills/search", "/v1/waybills/{number}"]);

        static bool Holds(Type type, HashSet<Type> seen) => type == typeof(Person)
            || (seen.Add(type) && (type.GetGenericArguments().Any(part => Holds(part, seen))
                || (type.Namespace?.StartsWith("OrderTracking", StringComparison.Ordinal) is true
                    && type.GetProperties().Any(property => Holds(property.PropertyType, seen)))));
    }

    private async Task<JsonElement[]> Noted(string query) => (await Service.Get($"/v1/audit/access?{query}")).Items;

    private async Task<long> Looks(string? query = null) => (await Service.All("/v1/audit/access", limit: 33))
        .Where(row => query is null || row.GetProperty("query").GetString() == query).Sum(row => row.GetProperty("looks").GetInt64());

    private async Task Run(string sql)
    {
        await using var source = NpgsqlDataSource.Create(fixture.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public sealed class Fixture : ServiceFixture
    {
        private static readonly DateTimeOffset At = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));
        private static readonly object Wang = new { name = "王芳", phone = "13800001234", address = "上海" };

        protected override async Task Prepare()
        {
            var lines = new List<JsonObject>
            {
                Received("PD-1", At, "PRIVATE", consignee: Wang),
                Received("PD-2", At.AddHours(1), "PRIVATE", shipper: Wang),
                Received("PD-3", At, "OTHER"),
                Send.Event("signed", At.AddHours(3), new { pieces = 10, signer = Wang }, waybill: "PD-3"),
                Received("PD-4", At, "OTHER"),
                Send.Loaded(At.AddHours(2), 10, waybill: "PD-1"),
            };
            (await Service.PostLines("/v1/events", lines)).Body.GetProperty("accepted").GetInt32().ShouldBe(lines.Count);
            // Refused: another Received of the same waybill.
            var refused = await Service.PostLines("/v1/events", [Received("PD-1", At, "ELSE", consignee: Wang)]);
            refused.Body.GetProperty("refused").GetInt32().ShouldBe(1, refused.ToString());
            (await Service.Get($"/v1/waybills?limit=1&waitFor={lines.Count}")).Status.ShouldBe(200);
        }

        public static JsonObject Received(string waybill, string account) => Received(waybill, At, account, consignee: Wang);

        private static JsonObject Received(string waybill, DateTimeOffset at, string account, object? shipper = null,
            object? consignee = null) =>
            Send.Event("received", at, new { account, origin = "SHA", destination = "CTU", pieces = 10, shipper, consignee },
                waybill: waybill);
    }
}
