using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Api.Access;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>Lists and figures as they were known, and as of a time; what changed between two moments of knowledge; a waybill step by step.</summary>
public class PastTests(PastTests.Fixture fixture) : IClassFixture<PastTests.Fixture>
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8));

    private RunningService Service => fixture.Service;

    [Fact]
    public async Task a_figure_is_answered_as_it_was_known()
    {
        var late = await Service.Get($"/v1/on-time?account=P-ACME&knownAtPosition={fixture.BeforeSignature}");
        Total(late).ShouldBe((0, 1));
        late.Headers.GetValues("Server-Timing").Single().ShouldMatch("^replay;dur=[0-9.]+;desc=\"[0-9]+ events\"$");
        late.Position.ShouldBe(fixture.BeforeSignature);

        Total(await Service.Get($"/v1/on-time?account=P-ACME&waitFor={fixture.Last}")).ShouldBe((1, 1));
    }

    [Fact]
    public async Task a_correction_counts_by_when_it_was_known_and_never_by_when_it_happened()
    {
        // The signature happened before and was recorded later; the correction of the damage was recorded last of all.
        Total(await Service.Get("/v1/on-time?account=P-ACME&asOf=2026-03-20T00:00:00Z")).ShouldBe((1, 1));
        Kinds(await Service.Get("/v1/exceptions?account=P-ACME&asOf=2026-03-20T00:00:00Z")).ShouldBeEmpty();
        Kinds(await Service.Get($"/v1/exceptions?account=P-ACME&knownAtPosition={fixture.BeforeCorrection}")).ShouldBe(["damage"]);

        static string?[] Kinds(Answer answer) => [.. answer.Items.Select(item => item.GetProperty("kind").GetString())];
    }

    [Fact]
    public async Task both_clocks_cut()
    {
        var path = $"/v1/on-time?account=P-ACME&knownAtPosition={fixture.Last}&asOf=2026-03-02T12:00:00Z";
        // By then nothing was due.
        (await Service.Get(path)).Body.GetProperty("total").GetProperty("excluded").GetProperty("notDue").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task what_the_kept_rows_hold_is_answered_from_them()
    {
        var now = await Service.Get($"/v1/on-time?account=P-ACME&waitFor={fixture.Last}");
        var known = await Service.Get($"/v1/on-time?account=P-ACME&knownAtPosition={now.Position}&knownAt=2026-12-01T00:00:00Z");
        var replayed = await Service.Get($"/v1/on-time?account=P-ACME&knownAtPosition={now.Position}&asOf=2026-12-01T00:00:00Z");

        known.Status.ShouldBe(200, known.ToString());
        known.Headers.Contains("Server-Timing").ShouldBeFalse();
        replayed.Headers.Contains("Server-Timing").ShouldBeTrue();
        Total(known).ShouldBe(Total(replayed));
    }

    [Fact]
    public async Task the_links_of_a_past_figure_lead_to_its_rows()
    {
        var answer = await Service.Get($"/v1/on-time?account=P-ACME&knownAtPosition={fixture.BeforeSignature}");
        var others = await Service.Get(answer.Body.GetProperty("total").GetProperty("others").GetString()!);

        others.Items.Select(item => item.GetProperty("waybill").GetString()).ShouldBe(["P-1"]);
    }

    [Fact]
    public async Task an_account_that_was_corrected_since_is_found_where_it_was()
    {
        var then = await Service.Get($"/v1/volumes?account=P-WRONG&knownAtPosition={fixture.BeforeAccount}");
        then.Items.Select(item => item.GetProperty("waybill").GetString()).ShouldBe(["P-2"]);
        (await Service.Get($"/v1/volumes?account=P-WRONG&knownAtPosition={fixture.Last}")).Items.ShouldBeEmpty();

        // Whoever may not see the waybill today does not see it in the past.
        var manager = Service.As(Tokens.Caller("p.manager", [Role.AccountManager]));
        var own = await manager.Get($"/v1/volumes?knownAtPosition={fixture.BeforeAccount}");
        own.Status.ShouldBe(200, own.ToString());
        own.Items.Select(item => item.GetProperty("waybill").GetString()).ShouldBe(["P-1"]);
    }

    [Fact]
    public async Task a_question_that_would_read_too_much_is_refused_and_names_the_replays()
    {
        var refused = await Service.Get($"/v1/on-time?knownAtPosition={fixture.BeforeSignature}");

        (refused.Status, refused.Code).ShouldBe((422, "past-too-large"), refused.ToString());
        refused.Body.GetProperty("detail").GetString()!.ShouldContain("POST /v1/audit/replays");
    }

    [Theory]
    [InlineData("knownAt=0001-01-01T00:00:00Z")]
    [InlineData("asOf=0001-01-01T00:00:00%2B00:00")]
    [InlineData("asOf=9999-12-31T23:59:59Z")]
    [InlineData("knownAtPosition=0")]
    [InlineData("knownAtPosition=9223372036854775807&asOf=2026-03-09T00:00:00Z")]
    public async Task odd_times_are_answered(string past)
    {
        foreach (var path in new[] { "on-time", "worklist", "loading", "watchlist", "deadlines", "figures/dwell-origin", "breaches/report" })
        {
            var answer = await Service.Get($"/v1/{path}?account=P-ACME&{past}");
            answer.Status.ShouldBe(200, $"{path} {answer}");
        }
    }

    [Fact]
    public async Task differences_name_the_fields_and_the_events()
    {
        var answer = await Service.Get(
            $"/v1/audit/differences?account=P-ACME&knownAtPosition={fixture.BeforeSignature}&knownAtPosition2={fixture.BeforeCorrection}");
        answer.Status.ShouldBe(200, answer.ToString());
        var item = answer.Items.ShouldHaveSingleItem();

        item.GetProperty("waybill").GetString().ShouldBe("P-1");
        var events = item.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("type").GetString()).ToList();
        events.ShouldContain("signed");
        var onTime = item.GetProperty("changes").EnumerateArray().Single(change => change.GetProperty("view").GetString() == "OnTime");
        var signed = onTime.GetProperty("fields").EnumerateArray().Single(f => f.GetProperty("field").GetString() == "signedInFullAt");
        signed.GetProperty("before").ValueKind.ShouldBe(JsonValueKind.Null);
        signed.GetProperty("after").GetDateTimeOffset().ShouldBe(At.AddDays(1));
    }

    [Fact]
    public async Task differences_come_in_pages_and_in_the_scope_of_their_reader()
    {
        const string All = "/v1/audit/differences?knownAtPosition=0";
        var whole = await Service.All($"{All}&waybill=P-1");
        whole.Count.ShouldBe(1);
        var pages = await Service.All($"/v1/audit/differences?knownAtPosition=0&lane=SHA~CTU", limit: 1);
        pages.Select(item => item.GetProperty("waybill").GetString()).ShouldBeInOrder();
        pages.Count.ShouldBeGreaterThan(1);

        var manager = Service.As(Tokens.Caller("p.manager", [Role.AccountManager]));
        (await manager.All(All)).Select(item => item.GetProperty("waybill").GetString()).ShouldBe(["P-1"]);
        (await manager.Get($"{All}&waybill=P-3")).Items.ShouldBeEmpty();
        (await Service.Get("/v1/audit/differences?account=P-ACME")).Status.ShouldBe(400);
        (await Service.Get("/v1/audit/differences?knownAtPosition=9&knownAtPosition2=3")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task each_step_says_what_it_changed_and_through_what_it_came()
    {
        var answer = await Service.Get("/v1/audit/waybills/P-1/steps");
        answer.Status.ShouldBe(200, answer.ToString());
        var steps = answer.Items;

        steps.Select(step => step.GetProperty("event").GetProperty("version").GetInt64()).ShouldBeInOrder();
        steps[0].GetProperty("event").GetProperty("sender").GetString().ShouldBe("anybody");
        steps[0].GetProperty("status").GetString().ShouldBe("received");
        Views(steps[0]).ShouldContain("Waybills");
        steps[0].GetProperty("changes").EnumerateArray().ShouldAllBe(change => change.GetProperty("change").GetString() == "added");
        var signed = steps.Single(step => step.GetProperty("event").GetProperty("type").GetString() == "signed");
        Views(signed).ShouldContain("OnTime");
        signed.GetProperty("status").GetString().ShouldBe("signed");
        signed.GetProperty("key").GetString().ShouldBe("branch system");

        var paged = new List<string>();
        for (var after = "0"; after is not null;)
        {
            var page = await Service.Get($"/v1/audit/waybills/P-1/steps?limit=2&after={after}");
            paged.AddRange(page.Items.Select(step => step.GetRawText()));
            after = page.Body.GetProperty("next").GetString();
        }
        paged.ShouldBe(steps.Select(step => step.GetRawText()));
        (await Service.Get("/v1/audit/waybills/NOWHERE-1/steps")).Status.ShouldBe(404);

        static IEnumerable<string?> Views(JsonElement step) =>
            step.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("view").GetString());
    }

    [Fact]
    public async Task whoever_is_shown_persons_by_steps_or_differences_is_in_the_access_log()
    {
        var auditor = Service.As(Tokens.Caller("past-auditor", [Role.Auditor]));
        await auditor.Get("/v1/audit/waybills/P-1/steps");
        await auditor.Get("/v1/audit/differences?knownAtPosition=0&waybill=P-1");

        var entries = (await Service.Get("/v1/audit/access?subject=past-auditor")).Items;
        entries.Select(entry => entry.GetProperty("route").GetString())
            .ShouldBe(["/v1/audit/waybills/{number}/steps", "/v1/audit/differences"], ignoreOrder: true);
    }

    private static (long, long) Total(Answer answer)
    {
        answer.Status.ShouldBe(200, answer.ToString());
        var total = answer.Body.GetProperty("total");
        return (total.GetProperty("numerator").GetInt64(), total.GetProperty("denominator").GetInt64());
    }

    public sealed class Fixture : ServiceFixture
    {
        private const int Others = 40, MaxEvents = 40;

        public long BeforeSignature { get; private set; }

        public long BeforeCorrection { get; private set; }

        public long BeforeAccount { get; private set; }

        public long Last { get; private set; }

        protected override LimitSettings Limits => new() { Rate = 100_000, PastEvents = MaxEvents };

        protected override async Task Prepare()
        {
            await Record("reference", Send.Event("accountManagerAssigned", At,
                new { account = "P-ACME", manager = "p.manager", from = "2026-01-01T00:00:00+08:00" }, station: "HQ"));
            await Record("reference", Send.Event("accountManagerAssigned", At,
                new { account = "P-WRONG", manager = "p.manager", from = "2026-01-01T00:00:00+08:00" }, station: "HQ"));
            var received = Send.Received(At, 3, "P-ACME", promisedAt: At.AddDays(2));
            received["data"]!["consignee"] = new JsonObject { ["name"] = "王五", ["phone"] = "13912345678" };
            await Record("P-1", received);
            var damage = Send.Event("exceptionRaised", At.AddHours(4),
                new { exceptionId = "P-1-X", kind = "damage", stage = "lineHaul", description = "外包装破损" });
            BeforeSignature = await Record("P-1", damage);
            var key = (await Service.Post("/v1/keys", new
            {
                name = "branch system", roles = new[] { "branchSystem" }, stations = new[] { "SHA", "CTU" },
                expiresAt = DateTimeOffset.UtcNow.AddDays(1),
            })).Body;
            BeforeCorrection = await Record(
                Service.As(key.GetProperty("key").GetString()), "P-1", Send.Signed(At.AddDays(1), 3));
            var wrong = Send.Received(At, 5, "P-WRONG");
            BeforeAccount = await Record("P-2", wrong);
            var right = Send.Received(At, 5, "P-RIGHT");
            await Record("P-2", Send.Event("corrected", At.AddDays(1),
                new { eventId = wrong.Id(), reason = "客户录错", replacedBy = right.Id() }), right);
            Last = await Record("P-1", Send.Event("corrected", At.AddDays(30), new { eventId = damage.Id(), reason = "误报" }));
            for (var i = 3; i < Others; i++) Last = await Record($"P-{i}", Send.Received(At, 1, "P-OTHER"));
            await Service.Get($"/v1/on-time?waitFor={Last}");
        }

        private Task<long> Record(string waybill, params JsonObject[] events) => Record(Service, waybill, events);

        private static async Task<long> Record(RunningService by, string waybill, params JsonObject[] events)
        {
            var path = waybill == "reference" ? "/v1/reference/events" : $"/v1/waybills/{waybill}/events";
            var answer = await by.Post(path, events.Length == 1 ? events[0] : events);
            answer.Status.ShouldBeLessThan(300, answer.ToString());
            return answer.Position;
        }
    }
}
