using System.Text.Json;
using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>A truck's event, recorded on each waybill of its list.</summary>
public class LoadingListTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));

    private readonly string prefix = $"L{Guid.NewGuid():n}"[..12].ToUpperInvariant();

    [Fact]
    public async Task loading_and_arrival_are_recorded_on_every_waybill_of_the_list()
    {
        await Receive(1, 2);

        var loaded = await Post("loaded", Guid.NewGuid(), (1, 10), (2, 7));
        var arrived = await Post("arrived", Guid.NewGuid(), (1, 10), (2, 6));

        (loaded.Status, Count(loaded, "accepted"), arrived.Status, Count(arrived, "accepted")).ShouldBe((200, 2, 200, 2));
        var events = await Events(2);
        events.Select(item => Text(item, "type")).ShouldBe(["received", "loaded", "arrived", "exceptionRaised"]);
        var data = events[1].GetProperty("data");
        (data.GetProperty("pieces").GetInt32(), Text(data, "loadingList"), Text(data, "nextStation"),
            Text(data, "vehicle")).ShouldBe((7, "ZZ-0105", "CTU", "沪A·D1234"));
        (await Events(1)).Length.ShouldBe(3);
    }

    [Fact]
    public async Task a_retry_counts_once()
    {
        await Receive(1);
        var id = Guid.NewGuid();

        Count(await Post("loaded", id, (1, 10)), "accepted").ShouldBe(1);
        Count(await Post("loaded", id, (1, 10)), "duplicates").ShouldBe(1);

        (await Events(1)).Length.ShouldBe(2);
        var other = (await Post("loaded", id, (1, 9))).Body.GetProperty("results")[0];
        Text(other, "code").ShouldBe("id-reused");
    }

    [Fact]
    public async Task a_waybill_that_is_not_received_yet_is_held_and_released()
    {
        await Receive(1);

        var answer = await Post("loaded", Guid.NewGuid(), (1, 10), (2, 3));
        (Count(answer, "accepted"), Count(answer, "held")).ShouldBe((1, 1));
        await Receive(2);

        (await Events(2)).Select(item => Text(item, "type")).ShouldBe(["received", "loaded"]);
    }

    [Fact]
    public async Task pieces_that_cannot_be_are_refused_for_their_waybill_alone()
    {
        await Receive(1, 2);

        var answer = await Post("loaded", Guid.NewGuid(), (1, 0), (2, 5));

        var results = answer.Body.GetProperty("results").EnumerateArray().ToList();
        (Text(results[0], "status"), Text(results[0], "code"),
            Text(results[0], "field")).ShouldBe(("refused", "invalid-value", "data.pieces"));
        Text(results[1], "status").ShouldBe("accepted");
    }

    [Fact]
    public async Task more_pieces_than_were_received_are_recorded()
    {
        await Receive(1);

        Count(await Post("loaded", Guid.NewGuid(), (1, 11)), "accepted").ShouldBe(1);
    }

    private async Task Receive(params int[] waybills)
    {
        foreach (var waybill in waybills)
            (await fixture.Service.Post($"/v1/waybills/{prefix}-{waybill}/events", Send.Received(At))).Status.ShouldBe(201);
    }

    private Task<Answer> Post(string type, Guid id, params (int Waybill, int Pieces)[] pieces) =>
        fixture.Service.Post("/v1/loading-lists/ZZ-0105/events", new
    {
        id, type, occurredAt = At.AddHours(type == "loaded" ? 1 : 9), station = type == "loaded" ? "SHA" : "CTU", by = "li.wei",
        data = new
        {
            waybills = pieces.Select(item => new { waybill = $"{prefix}-{item.Waybill}", pieces = item.Pieces }),
            nextStation = type == "loaded" ? "CTU" : null, vehicle = "沪A·D1234",
        },
    });

    private async Task<JsonElement[]> Events(int waybill) => (await fixture.Service.Get($"/v1/waybills/{prefix}-{waybill}/events")).Items;

    private static int Count(Answer answer, string name) => answer.Body.GetProperty(name).GetInt32();

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;
}
