using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>A waybill as it is now, as it was by a time, and as it was known at a time.</summary>
public class HistoryTests(HistoryTests.Fixture fixture) : IClassFixture<HistoryTests.Fixture>
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData("", "received loaded arrived signed")]
    [InlineData("/timeline", "received loaded arrived signed")]
    [InlineData("/events", "received arrived signed loaded corrected")]
    public async Task every_route_answers_for_a_waybill(string route, string types)
    {
        var answer = await fixture.Service.Get($"/v1/waybills/ZB-1{route}");

        answer.Version.ShouldBe(5);
        if (route.Length > 0) Types(answer).Where(type => route == "/events" || type != "corrected").ShouldBe(types.Split(' '));
    }

    [Fact]
    public async Task late_events_are_listed_where_they_happened()
    {
        var items = (await fixture.Service.Get("/v1/waybills/ZB-1/timeline")).Items;

        items.Select(item => item.GetProperty("occurredAt").GetDateTimeOffset()).ShouldBeInOrder();
        items.Single(item => Type(item) == "loaded").GetProperty("version").GetInt64().ShouldBe(4);
        foreach (var item in items.Where(item => !item.TryGetProperty("corrected", out var _)))
            item.GetProperty("odd").EnumerateArray().Select(oddity => oddity.GetString()).ShouldContain("recorded-late");
    }

    [Theory]
    [InlineData(0, "received", "received")]
    [InlineData(1, "received loaded", "inTransit")]
    [InlineData(8, "received loaded", "inTransit")]
    [InlineData(9, "received loaded arrived", "arrived")]
    [InlineData(20, "received loaded arrived signed", "arrived")]
    public async Task as_of_shows_what_had_happened_by_then_and_corrections_whenever_they_came(int hour, string types, string status)
    {
        var asOf = $"asOf={Uri.EscapeDataString(At.AddHours(hour).ToString("o", CultureInfo.InvariantCulture))}";

        Types(await fixture.Service.Get($"/v1/waybills/ZB-1/timeline?{asOf}")).Where(type => type != "corrected")
            .ShouldBe(types.Split(' '));
        (await fixture.Service.Get($"/v1/waybills/ZB-1?{asOf}")).Body.GetProperty("status").GetString()
            .ShouldBe(status, "the signature was corrected away");
        Types(await fixture.Service.Get($"/v1/waybills/ZB-1/events?{asOf}")).Where(type => type != "corrected").Order()
            .ShouldBe(types.Split(' ').Order());
    }

    [Fact]
    public async Task a_plus_that_somebody_forgot_to_escape_is_still_an_offset() =>
        (await fixture.Service.Get("/v1/waybills/ZB-1?asOf=2026-01-05T10:00:00+08:00")).Body.GetProperty("status").GetString()
            .ShouldBe("inTransit");

    [Theory]
    [InlineData(1, "received", "received")]
    [InlineData(2, "received arrived", "arrived")]
    [InlineData(3, "received arrived signed", "signed")]
    [InlineData(4, "received loaded arrived signed", "signed")]
    [InlineData(5, "received loaded arrived signed", "arrived")]
    public async Task known_at_shows_what_had_been_recorded_by_then(int version, string types, string status)
    {
        var entry = fixture.Events[version - 1];
        foreach (var known in new[]
                 {
                     $"knownAtPosition={entry.GetProperty("position")}",
                     $"knownAt={Uri.EscapeDataString(entry.GetProperty("recordedAt").GetString()!)}",
                 })
        {
            (await fixture.Service.Get($"/v1/waybills/ZB-1/events?{known}")).Version.ShouldBe(version);
            Types(await fixture.Service.Get($"/v1/waybills/ZB-1/timeline?{known}")).Where(type => type != "corrected")
                .ShouldBe(types.Split(' '));
            var now = await fixture.Service.Get($"/v1/waybills/ZB-1?{known}");
            now.Body.GetProperty("status").GetString().ShouldBe(status);
            now.ETag!.ShouldStartWith($"\"{version}-{entry.GetProperty("position")}-");
        }
    }

    [Fact]
    public async Task known_at_and_as_of_go_together()
    {
        var known = fixture.Events[2].GetProperty("position");

        var both = await fixture.Service
            .Get($"/v1/waybills/ZB-1/timeline?knownAtPosition={known}&asOf={Uri.EscapeDataString("2026-01-05T18:00:00+08:00")}");

        Types(both).ShouldBe(["received", "arrived"], "the loading was recorded later, the signature happened later");
    }

    [Fact]
    public async Task raw_events_come_in_pages()
    {
        var rows = await fixture.Service.All("/v1/waybills/ZB-1/events", limit: 2);

        rows.Select(row => row.GetProperty("version").GetInt64()).ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task the_timeline_ends_with_what_is_still_due()
    {
        await fixture.Service.Post("/v1/waybills/ZB-2/events", new JsonArray(
            Send.Received(At, promisedAt: At.AddDays(2)),
            Send.Event("exceptionRaised", At.AddHours(1), new { exceptionId = "E1", kind = "damage" })));

        var due = (await fixture.Service.Get("/v1/waybills/ZB-2/timeline")).Body.GetProperty("due").EnumerateArray().ToList();

        due.Select(item => (item.GetProperty("what").GetString(), item.GetProperty("at").GetDateTimeOffset())).ShouldBe(
            [("reportBack", At.AddHours(5)), ("dwellOrigin", At.AddDays(1)), ("promise", At.AddDays(2))]);
        await fixture.Service.Post("/v1/waybills/ZB-2/events", new JsonArray(
            Send.Signed(At.AddDays(1), 10), Send.Event("exceptionReportedBack", At.AddHours(2), new { exceptionId = "E1" })));
        (await fixture.Service.Get("/v1/waybills/ZB-2/timeline")).Body.GetProperty("due").GetArrayLength().ShouldBe(0);
    }

    private static IEnumerable<string> Types(Answer answer) => answer.Items.Select(Type);

    private static string Type(JsonElement item) => item.GetProperty("type").GetString()!;

    public sealed class Fixture : ServiceFixture
    {
        public JsonElement[] Events { get; private set; } = [];

        protected override async Task Prepare()
        {
            var signed = Send.Signed(At.AddHours(20), 10);
            foreach (var fact in (JsonObject[])
                     [
                         Send.Received(At), Send.Arrived(At.AddHours(9), 10), signed, Send.Loaded(At.AddHours(1), 10),
                         Send.Event("corrected", At.AddHours(30), new { eventId = signed.Id(), reason = "误签" }),
                     ])
            {
                (await Service.Post("/v1/waybills/ZB-1/events", fact)).Status.ShouldBe(201);
                // The recorded times of two events must differ, so that a time between them can be asked for.
                await Task.Delay(2);
            }
            Events = (await Service.Get("/v1/waybills/ZB-1/events")).Items;
        }
    }
}
