using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Access;

/// <summary>How much of a waybill a caller is shown, by what lets the caller see it.</summary>
public sealed class DisclosureTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Name = "慕容云海", Phone = "13955556677", Plate = "沪A·D1234";

    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8));
    private static readonly object Person = new { name = Name, phone = Phone, address = "云海路1号" };

    private RunningService Service => fixture.Service;

    [Fact]
    public async Task whoever_records_off_a_waybills_way_sees_the_waybill_and_no_person()
    {
        var numbers = Enumerable.Range(1, 30).Select(i => $"GUESS-{i:00}").ToList();
        await Record([.. numbers.Select(number => Received(number, "GUESSED"))]);
        var guesser = Service.As(Tokens.Caller("at-nowhere", [Role.BranchSystem], ["NOWHERE"]));

        var batch = await guesser.PostLines("/v1/events",
            numbers.Select(number => Send.Event("stockedIn", At.AddHours(1), new { pieces = 10 }, station: "NOWHERE", waybill: number)));

        batch.Body.GetProperty("accepted").GetInt32().ShouldBe(30, batch.ToString());
        var answers = await About(guesser, numbers, batch.Position);
        answers.ShouldAllBe(answer => answer.Status == 200);
        answers.Count(IsPersonShown).ShouldBe(0);
        (await guesser.Get($"/v1/waybills?account=GUESSED&limit=1000&waitFor={batch.Position}")).Items.Length.ShouldBe(30);
        foreach (var text in new[] { Name, Name[..2], Phone[^6..] })
            (await guesser.Get($"/v1/waybills?q={text}&waitFor={batch.Position}")).Items.ShouldBeEmpty(text);
        (await Service.Get("/v1/audit/access?subject=at-nowhere")).Items.ShouldBeEmpty();
        (await About(CallerAt("SHA"), numbers, batch.Position)).ShouldAllBe(answer => IsPersonShown(answer));
    }

    [Fact]
    public async Task a_station_that_freight_was_sent_to_from_its_way_sees_its_persons()
    {
        var position = await Record(
            Received("SENT-1", "SENT"), Send.Loaded(At.AddHours(2), 10, next: "WUH", waybill: "SENT-1"),
            Send.Loaded(At.AddHours(9), 10, next: "XIY", station: "WUH", waybill: "SENT-1"),
            Send.Arrived(At.AddHours(15), 10, "XIY", waybill: "SENT-1"),
            // Neither is on the way by its own word: it was sent from a station off the way, and to itself.
            Send.Loaded(At.AddHours(9), 10, next: "BEYOND", station: "ASIDE", waybill: "SENT-1"),
            Send.Loaded(At.AddHours(9), 10, next: "ASIDE", station: "ASIDE", waybill: "SENT-1"));

        foreach (var (station, isShown) in new[] { ("SHA", true), ("WUH", true), ("XIY", true), ("CTU", true), ("ASIDE", false) })
            foreach (var answer in await About(CallerAt(station), ["SENT-1"], position))
                (answer.Status, IsPersonShown(answer)).ShouldBe((200, isShown), $"{station}: {answer}");
        (await CallerAt("BEYOND").Get("/v1/waybills/SENT-1")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task each_grant_of_a_caller_shows_what_it_shows_alone()
    {
        var position = await Record(
            Received("MIX-1", "MIXED"), Received("MIX-2", "OTHER", origin: "BSTA"), Received("MIX-3", "MIXED", origin: "BSTA"),
            Send.Loaded(At.AddHours(2), 10, waybill: "MIX-1").With("data", new JsonObject { ["pieces"] = 10, ["vehicle"] = Plate }),
            Raised("MIX-1", "SHA"), Raised("MIX-2", "BSTA"), Resolved("MIX-1", "SHA"), Resolved("MIX-2", "BSTA"));
        var both = Service.As(Tokens.Caller("both", [Role.Customer, Role.BranchSystem], ["BSTA"], ["MIXED"]));

        foreach (var answer in await About(both, ["MIX-1"], position))
        {
            answer.Status.ShouldBe(200, answer.ToString());
            IsPersonShown(answer).ShouldBeFalse(answer.ToString());
            answer.Text.ShouldNotContain(Plate);
        }
        foreach (var answer in await About(both, ["MIX-2", "MIX-3"], position)) IsPersonShown(answer).ShouldBeTrue(answer.ToString());
        var listed = (await both.Get($"/v1/waybills?limit=1000&waitFor={position}")).Items
            .ToDictionary(row => row.GetProperty("waybill").GetString()!, row => row.GetRawText().Contains(Name, StringComparison.Ordinal));
        listed.OrderBy(row => row.Key).ShouldBe([new("MIX-1", false), new("MIX-2", true), new("MIX-3", true)]);
        var found = (await both.Get($"/v1/waybills?q={Name}&waitFor={position}")).Items
            .Select(row => row.GetProperty("waybill").GetString());
        found.Order().ShouldBe(["MIX-2", "MIX-3"]);
        var exceptions = (await both.Get($"/v1/exceptions?waitFor={position}")).Items
            .ToDictionary(row => row.GetProperty("waybill").GetString()!, row => row.TryGetProperty("loss", out _));
        exceptions.OrderBy(row => row.Key).ShouldBe([new("MIX-1", false), new("MIX-2", true)]);
        (await Service.Get("/v1/audit/access?subject=both&waybill=MIX-1")).Items.ShouldBeEmpty();
        (await Service.Get("/v1/audit/access?subject=both&waybill=MIX-2")).Items.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task a_customer_is_shown_the_members_on_the_list_and_no_others()
    {
        var position = await Record(
            Received("CUST-1", "CUSTOM").With("correlation", "order-7"),
            Send.Event("pickedUp", At.AddHours(1), new { pieces = 10, vehicle = Plate, driver = Person }, waybill: "CUST-1"),
            Send.Event("loaded", At.AddHours(2), new { pieces = 10, nextStation = "CTU", loadingList = "ZZ-1", vehicle = Plate },
                waybill: "CUST-1"),
            Raised("CUST-1", "SHA"), Resolved("CUST-1", "SHA"));
        var customer = Service.As(Tokens.Caller("custom", [Role.Customer], accounts: ["CUSTOM"]));
        string[] hidden = ["sender", "by", "correlation", "causation", "source", "vehicle", "loadingList", "driver", "loss", "reasonCode",
            "excused", "excuses", "evidence", "approver", "derived", "raisedRecordedAt"];

        var answers = await About(customer, ["CUST-1"], position);
        answers.Add(await customer.Get($"/v1/exceptions?waitFor={position}"));
        foreach (var answer in answers)
        {
            answer.Status.ShouldBe(200, answer.ToString());
            foreach (var member in hidden) answer.Text.ShouldNotContain($"\"{member}\":");
            answer.Text.ShouldNotContain(Plate);
            answer.Text.ShouldNotContain("anybody");
            IsPersonShown(answer).ShouldBeFalse(answer.ToString());
        }
        var loaded = (await customer.Get("/v1/waybills/CUST-1/events")).Items
            .Single(entry => entry.GetProperty("type").GetString() == "loaded");
        loaded.EnumerateObject().Select(member => member.Name)
            .ShouldBe(["position", "version", "id", "type", "occurredAt", "recordedAt", "station", "data"]);
        loaded.GetProperty("data").EnumerateObject().Select(member => member.Name).ShouldBe(["pieces", "nextStation"]);
        (await customer.Get("/v1/waybills/CUST-1/timeline")).Body.GetProperty("due").EnumerateArray()
            .ShouldAllBe(due => due.GetProperty("what").GetString() == "promise");
    }

    [Fact]
    public async Task beyond_the_days_limit_what_is_off_the_way_is_recorded_and_not_seen_and_an_operator_is_told()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var log = new CapturedLog();
        await using var service = await RunningService.StartAsync(database.ConnectionString, heard: log,
            limits: new() { Rate = 100_000, OffWaySightings = 3 });
        var numbers = Enumerable.Range(1, 5).Select(i => $"FAR-{i}").ToList();
        await service.PostLines("/v1/events", numbers.Select(number => Received(number, "FARAWAY")));
        var guesser = service.As(Tokens.Caller("at-nowhere", [Role.BranchSystem], ["NOWHERE"]));

        var seen = new List<int>();
        foreach (var number in numbers)
        {
            // A second event of the same waybill is no second sighting.
            foreach (var hours in (int[])[1, 2])
                (await guesser.Post($"/v1/waybills/{number}/events",
                    Send.Event("stockedIn", At.AddHours(hours), new { pieces = 10 }, station: "NOWHERE"))).Status.ShouldBe(201);
            seen.Add((await Task.WhenAll(numbers.Select(each => guesser.Get($"/v1/waybills/{each}"))))
                .Count(answer => answer.Status == 200));
        }

        seen.ShouldBe([1, 2, 3, 0, 0]);
        (await guesser.Get("/v1/waybills?waitFor=15")).Items.ShouldBeEmpty();
        (await service.Get("/v1/waybills/FAR-5/events")).Items.Count(entry => entry.GetProperty("type").GetString() == "stockedIn")
            .ShouldBe(2);
        log.Lines.Count(line => line.StartsWith("Warning", StringComparison.Ordinal)
            && line.Contains("at-nowhere came to see more than 3 waybills today", StringComparison.Ordinal)).ShouldBe(1);
        var other = service.As(Tokens.Caller("also-at-nowhere", [Role.BranchSystem], ["NOWHERE"]));
        (await other.Get("/v1/waybills/FAR-5")).Status.ShouldBe(200);
    }

    private static bool IsPersonShown(Answer answer) =>
        answer.Text.Contains(Name, StringComparison.Ordinal) || answer.Text.Contains(Phone, StringComparison.Ordinal);

    private static JsonObject Received(string waybill, string account, string origin = "SHA")
    {
        var received = Send.Received(At, 10, account, origin, promisedAt: At.AddHours(30), waybill: waybill);
        received["data"]!["consignee"] = System.Text.Json.JsonSerializer.SerializeToNode(Person);
        return received;
    }

    private static JsonObject Raised(string waybill, string station) => Send.Event("exceptionRaised", At.AddHours(3),
        new { exceptionId = $"{waybill}-X", kind = "damage", stage = "lineHaul", pieces = 1 }, station: station, waybill: waybill);

    private static JsonObject Resolved(string waybill, string station) => Send.Event("exceptionResolved", At.AddHours(5),
        new { exceptionId = $"{waybill}-X", cause = "carrier", excused = true, excuses = new[] { "promise" },
            reasonCode = "R-1", evidence = "photo", approver = "boss",
            loss = 88.5m }, station: station, waybill: waybill);

    private static async Task<List<Answer>> About(RunningService caller, IEnumerable<string> numbers, long position)
    {
        var answers = new List<Answer>();
        foreach (var number in numbers)
            foreach (var path in (string[])["", "/timeline", "/events"]) answers.Add(await caller.Get($"/v1/waybills/{number}{path}"));
        foreach (var number in numbers) answers.Add(await caller.Get($"/v1/waybills?q={number}&waitFor={position}"));
        return answers;
    }

    private RunningService CallerAt(string station) => Service.As(Tokens.Caller($"at-{station}", [Role.Dispatcher], [station]));

    private async Task<long> Record(params JsonObject[] lines)
    {
        var answer = await Service.PostLines("/v1/events", lines);
        answer.Body.GetProperty("accepted").GetInt32().ShouldBe(lines.Length, answer.ToString());
        return answer.Position;
    }
}
