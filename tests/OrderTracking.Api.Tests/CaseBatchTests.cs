using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>Events of cases in batches: as their own routes would take them, and refused lines in quarantine.</summary>
public sealed class CaseBatchTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8));

    private readonly string number = $"CB-{Guid.NewGuid().ToString("N")[..8].ToUpperInvariant()}";

    private RunningService Service => fixture.Service;

    [Fact]
    public async Task a_file_brings_waybills_and_cases_and_each_line_is_recorded_once()
    {
        // The claim comes before its waybill and its settlement before its approval: cases after waybills, in order of occurrence.
        JsonObject[] lines =
        [
            OfClaim(Settled(4)), OfClaim(Filed()), OfClaim(Event("claimReportSubmitted", 2, new { amount = 50 })),
            OfClaim(Event("claimApproved", 3, new { post = "manager", amount = 50 })),
            Send.Received(At, 3, account: number, waybill: number),
        ];
        var sent = await Post(lines);

        (Count(sent, "accepted"), Count(sent, "refused"), Count(sent, "held")).ShouldBe((5, 0, 0), sent.ToString());
        var result = sent.Body.GetProperty("results")[1];
        (Text(result, "case"), result.TryGetProperty("waybill", out _)).ShouldBe(($"claim:{number}", false));
        var claim = (await Service.Get($"/v1/claims/{number}")).Body;
        (Text(claim, "status"), claim.GetProperty("claim").GetProperty("settled").GetDecimal()).ShouldBe(("settled", 50m));
        result.GetProperty("version").GetInt64().ShouldBe(1);
        sent.Position.ShouldBe(claim.GetProperty("position").GetInt64() + 1);
        (await Service.Get($"/v1/waybills/{number}/timeline")).Items.Select(item => Text(item, "type"))
            .ShouldBe(["received", "claimOpened", "claimSettled"]);

        (Count(await Post(lines), "duplicates")).ShouldBe(5);
        (await Service.Post($"/v1/claims/{number}/events", Without(lines[1]))).Status.ShouldBe(200);
        var reused = await Post(OfClaim(Filed()).With("id", lines[0]["id"]!.GetValue<string>()));
        (Line(reused, "code"), Line(reused, "field")).ShouldBe(("id-reused", "id"));
    }

    [Fact]
    public async Task a_correction_is_decided_together_with_what_replaces_it()
    {
        await Post(Send.Received(At, 3, account: number, waybill: number));
        var filed = Filed();
        var other = Event("claimFiled", 0, new { account = number, amount = 80, waybills = new[] { number } });

        var sent = await Post(OfClaim(other), OfClaim(filed),
            OfClaim(Event("corrected", 2, new { eventId = filed.Id(), reason = "金额有误", replacedBy = other.Id() })));

        // The other filing comes at the same time as the one that it replaces, and would be refused alone.
        (Count(sent, "accepted"), Count(sent, "refused")).ShouldBe((3, 0), sent.ToString());
        var opening = (await Service.Get($"/v1/claims/{number}")).Body.GetProperty("opening");
        opening.GetProperty("data").GetProperty("amount").GetDecimal().ShouldBe(80m);
    }

    [Fact]
    public async Task a_refused_line_is_kept_with_its_case_and_recorded_when_it_is_possible()
    {
        await Post(Send.Received(At, 3, account: number, waybill: number));
        var settled = Settled(4);
        var sent = await Post(OfClaim(settled), OfClaim(Event("claimFiled", 5, new { account = number, waybills = new[] { "NOSUCH-1" } })));

        // A case that nobody opened is no waybill that is still to come: its line is refused, not held.
        sent.Body.GetProperty("results").EnumerateArray().Select(line => (Text(line, "code"), Text(line, "field"))).ShouldBe(
            [("unknown-case", "case"), ("missing-field", "data.amount")], ignoreOrder: true);
        (Count(sent, "refused"), Count(sent, "held")).ShouldBe((2, 0));
        var kept = (await Service.Get("/v1/quarantine?code=unknown-case")).Items.Single(line =>
            line.GetProperty("eventId").GetString() == settled.Id());
        (Text(kept, "status"), Text(kept, "case"), kept.GetProperty("waybill").ValueKind).ShouldBe(
            ("refused", $"claim:{number}", JsonValueKind.Null));
        var retry = $"/v1/quarantine/{kept.GetProperty("id")}/retry";
        (await Service.Post(retry, [], null)).Code.ShouldBe("unknown-case");
        var elsewhere = await Service.Post(retry, settled.With("case", $"claim:{number}-B"));
        (elsewhere.Code, elsewhere.Field).ShouldBe(("other-event", "case"));

        foreach (var line in (JsonObject[])[Filed(), Event("claimReportSubmitted", 2, new { amount = 50 }),
            Event("claimApproved", 3, new { post = "manager", amount = 50 })])
            (await Service.Post($"/v1/claims/{number}/events", line)).Status.ShouldBe(201);
        var recorded = await Service.Post(retry, [], null);
        (recorded.Status, Text(recorded.Body, "status"), Text(recorded.Body, "case")).ShouldBe((200, "accepted", $"claim:{number}"));
        Text((await Service.Get($"/v1/quarantine/{kept.GetProperty("id")}")).Body, "status").ShouldBe("released");
        Text((await Service.Get($"/v1/claims/{number}")).Body, "status").ShouldBe("settled");
    }

    [Fact]
    public async Task each_line_is_by_the_right_to_the_route_of_its_stream()
    {
        var received = Send.Received(At, 3, account: number, waybill: number);
        await Post(received);
        var (desk, dispatcher) = (As(Role.ServiceDesk, "SHA"), As(Role.Dispatcher, "SHA"));

        var opened = Event("claimFiled", 1, new { account = number, amount = 100, waybills = new[] { number } });
        Line(await desk.PostLines("/v1/events", [OfClaim(opened)]), "status").ShouldBe("accepted");
        string?[] refused =
        [
            // Who prepares a claim does not sign it off; what happened elsewhere is another desk's.
            await Code(desk, OfClaim(Event("claimApproved", 3, new { post = "manager", amount = 50 }))),
            await Code(desk, OfClaim(Event("goodwillProposed", 3, new { amount = 5, reason = "x" }).With("station", "XIY"))),
            await Code(As(Role.ServiceDesk, "XIY"), OfClaim(Event("goodwillProposed", 3, new { amount = 5, reason = "x" })
                .With("station", "XIY"))),
            // A desk records nothing of waybills and a dispatcher nothing of cases, not even a correction of a correction.
            await Code(desk, Event("corrected", 3, new { eventId = Guid.NewGuid(), reason = "x" }).With("waybill", number)),
            await Code(dispatcher, OfClaim(Event("corrected", 3, new { eventId = opened.Id(), reason = "x" }))),
        ];
        refused.ShouldBe(["not-your-event", "not-your-station", "unknown-case", "not-your-event", "not-your-event"]);
        (await As(Role.Supervisor, "SHA").PostLines("/v1/events", [OfClaim(Filed())])).Status.ShouldBe(403);
    }

    [Fact]
    public async Task a_line_of_a_case_is_seen_by_its_sender_and_not_at_its_station()
    {
        var (desk, dispatcher) = (As(Role.ServiceDesk, "SHA"), As(Role.Dispatcher, "SHA"));
        await desk.PostLines("/v1/events", [OfClaim(Settled(4))]);
        await dispatcher.PostLines("/v1/events", [Send.Arrived(At, 0, "SHA", waybill: number)]);

        (await desk.Get("/v1/quarantine")).Items.Select(line => Text(line, "case")).ShouldBe([$"claim:{number}"]);
        (await dispatcher.Get("/v1/quarantine")).Items.ShouldAllBe(line => line.GetProperty("case").ValueKind == JsonValueKind.Null);
        var theirs = (await dispatcher.Get("/v1/quarantine")).Items.First(line => Text(line, "waybill") == number).GetProperty("id");
        (await desk.Post($"/v1/quarantine/{theirs}/discard", new { reason = "x" })).Code.ShouldBe("unknown-line");
        var own = (await desk.Get("/v1/quarantine")).Items[0].GetProperty("id");
        (await desk.Post($"/v1/quarantine/{own}/discard", new { reason = "重复" })).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("claim", "invalid-case", "case")]
    [InlineData("claim:", "invalid-case", "case")]
    [InlineData("waybill:CB-1", "invalid-case", "case")]
    [InlineData("complaint:CB-1", "unknown-type", "type")]
    [InlineData(" claim:CB-1", "invalid-case", "case")]
    public async Task a_line_names_a_case_by_kind_and_number(string named, string code, string field)
    {
        var refused = await Post(Filed().With("case", named));

        (Line(refused, "code"), Line(refused, "field")).ShouldBe((code, field), refused.ToString());
        refused.Body.GetProperty("results")[0].GetProperty("expected").GetString()!
            .ShouldContain(code == "unknown-type" ? "complaintReceived" : "claim:CL-1");
    }

    [Fact]
    public async Task a_line_names_a_waybill_or_a_case_and_its_event_is_of_that()
    {
        string?[] codes =
        [
            await Code(Service, OfClaim(Filed()).With("waybill", number)), await Code(Service, Filed()),
            await Code(Service, Filed().With("waybill", number)), await Code(Service, OfClaim(Send.Arrived(At, 1))),
            await Code(Service, OfClaim(Event("stepDue", 1, new { step = "report", dueAt = At }))),
        ];

        codes.ShouldBe(["unknown-field", "missing-field", "unknown-type", "unknown-type", "unknown-type"]);
    }

    [Fact]
    public async Task with_rollback_there_are_no_cases_and_nothing_is_recorded()
    {
        var sent = await Service.PostLines(
            "/v1/events?onError=rollback", [Send.Received(At, 3, account: number, waybill: number), OfClaim(Filed())]);

        sent.Status.ShouldBe(422);
        sent.Body.GetProperty("results").EnumerateArray().Select(line => (Text(line, "status"), Text(line, "code"))).ShouldBe(
            [("rolledBack", null), ("refused", "not-with-rollback")]);
        (await Service.Get($"/v1/waybills/{number}")).Status.ShouldBe(404);
    }

    private RunningService As(Role role, string station) => Service.As(Tokens.Caller($"{role}-{station}-{number}", [role], [station]));

    private Task<Answer> Post(params JsonObject[] lines) => Service.PostLines("/v1/events", lines);

    private static async Task<string?> Code(RunningService by, JsonObject line) => Line(await by.PostLines("/v1/events", [line]), "code");

    private JsonObject OfClaim(JsonObject sent) => sent.With("case", $"claim:{number}");

    private JsonObject Filed() =>
        Event("claimFiled", 0, new { account = number, amount = 100, waybills = new[] { number }, kind = "damage" });

    private static JsonObject Settled(int hour) => Event("settlementAgreed", hour, new { amount = 50 });

    private static JsonObject Event(string type, int hour, object data) => Send.Event(type, At.AddHours(hour), data);

    private static JsonObject Without(JsonObject line)
    {
        var copy = line.DeepClone().AsObject();
        copy.Remove("case");
        return copy;
    }

    private static int Count(Answer batch, string what) => batch.Body.GetProperty(what).GetInt32();

    private static string? Line(Answer batch, string member) => Text(batch.Body.GetProperty("results")[0], member);

    private static string? Text(JsonElement of, string member) => of.TryGetProperty(member, out var value) ? value.GetString() : null;
}
