using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>交接班 over HTTP: by the same routes as claims.</summary>
public sealed class DeskNoteTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8));

    private RunningService Service => fixture.Service;

    [Fact]
    public async Task a_note_that_is_not_accepted_by_the_next_shift_is_on_the_lists_of_both_desks()
    {
        var (writing, receiving) = (Desk("DNA"), Desk("DNB"));
        (await writing.Post("/v1/desk-notes/DN-1/events", Note(0, "DNA", "DNB"))).Status.ShouldBe(201);
        var last = await writing.Post("/v1/desk-notes/DN-2/events", Note(1, "DNA", "DNB"));
        (await writing.Post("/v1/desk-notes/DN-2/events", Send.Event("noteAccepted", At.AddHours(2), station: "DNA"))).Code
            .ShouldBe("own-note");
        last = await receiving.Post("/v1/desk-notes/DN-2/events",
            Send.Event("noteAccepted", At.AddHours(2), station: "DNB", by: "chen.jing"));
        last.Status.ShouldBe(201, last.ToString());

        foreach (var desk in new[] { writing, receiving })
        {
            (await desk.Get($"/v1/desk-notes?status=written&waitFor={last.Position}")).Items.Single()
                .GetProperty("number").GetString().ShouldBe("DN-1");
            (await desk.Get("/v1/worklist")).Body.GetProperty("cases").EnumerateArray()
                .Select(due => $"{due.GetProperty("number").GetString()} {due.GetProperty("step").GetString()}")
                .ShouldBe(["DN-1 acceptance", "DN-2 review"], ignoreOrder: true);
            var report = (await desk.Get("/v1/desk-notes/report")).Body;
            report.GetProperty("groups").EnumerateArray().Where(group => group.GetProperty("by").GetString() != "age")
                .Select(group => $"{group.GetProperty("by").GetString()} {group.GetProperty("key").GetString()}")
                .ShouldBe(["from DNA", "to DNB"]);
            report.GetProperty("rates").GetProperty("notes-accepted-in-time").GetProperty("rate").GetProperty("rate").GetDecimal()
                .ShouldBe(0.5m);
        }
        (await Desk("DNC").Get("/v1/desk-notes/DN-1")).Code.ShouldBe("unknown-case");
    }

    [Fact]
    public async Task a_note_is_about_cases_that_its_writer_sees()
    {
        var (desk, other) = (Desk("DNE"), Desk("DNF"));
        var number = $"DN-{Guid.NewGuid().ToString("N")[..8].ToUpperInvariant()}";
        var filed = Send.Event("claimFiled", At, new { account = "ACME", amount = 5 }, station: "DNF");
        (await other.Post($"/v1/claims/{number}/events", filed)).Status.ShouldBe(201);

        // Of another desk's case as of one that is not there.
        foreach (var named in (string[])[number, $"{number}-B"])
        {
            var refused = await desk.Post($"/v1/desk-notes/{number}/events", About($"claim:{named}", "DNE"));
            (refused.Code, refused.Field).ShouldBe(("unknown-case", "data.cases[0]"), refused.ToString());
        }
        (await other.Post($"/v1/desk-notes/{number}/events", About($"claim:{number}", "DNF"))).Status.ShouldBe(201);
        (await other.Get($"/v1/desk-notes/{number}")).Body.GetProperty("desk").GetProperty("cases")[0].GetString()
            .ShouldBe($"claim:{number}");

        static System.Text.Json.Nodes.JsonObject About(string named, string station) =>
            Send.Event("noteWritten", At.AddHours(1), new { note = "等回电", cases = new[] { named } }, station: station);
    }

    [Fact]
    public async Task a_leader_reviews_and_nobody_else()
    {
        var desk = Desk("DND");
        (await desk.Post("/v1/desk-notes/DN-3/events", Note(0, "DND", null))).Status.ShouldBe(201);
        (await desk.Post("/v1/desk-notes/DN-3/events",
            Send.Event("noteRefused", At.AddHours(1), new { reason = "没有电话" }, station: "DND", by: "chen.jing"))).Status.ShouldBe(201);
        var review = Send.Event("noteReviewed", At.AddHours(2), station: "DND", by: "wang");

        (await desk.Post("/v1/desk-notes/DN-3/events", review)).Code.ShouldBe("not-your-event");
        (await Service.As(Tokens.Caller("leader", [Role.Supervisor])).Post("/v1/desk-notes/DN-3/events", review)).Status.ShouldBe(201);

        var found = (await desk.Get("/v1/desk-notes/DN-3")).Body;
        (found.GetProperty("status").GetString(), found.GetProperty("desk").GetProperty("writer").GetString()).ShouldBe(
            ("reviewed", "li.wei"));
        found.TryGetProperty("closedAt", out _).ShouldBeTrue();
    }

    private static System.Text.Json.Nodes.JsonObject Note(int hour, string station, string? toStation) =>
        Send.Event("noteWritten", At.AddHours(hour), new { note = "客户等回电", toStation }, station: station);

    private RunningService Desk(string station) => Service.As(Tokens.Caller($"desk-{station}", [Role.ServiceDesk], [station]));
}
