using System.Text.Json;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
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

    /// <summary>「查询所维护客户货物前日装车信息,有无漏装、错装;装载清单编制是否准确」 (account manager's job book, 五.1.7)</summary>
    [Fact]
    public async Task a_list_shows_what_was_planned_listed_loaded_and_unloaded_and_what_is_wrong()
    {
        var list = $"{prefix}-L";
        await Receive(1, 2, 3, 4);
        foreach (var waybill in new[] { 1, 2, 3 })
            await About(waybill,
                Send.Event("loadingPlanned", At, new { plannedFor = "2026-01-05", nextStation = "CTU", loadingList = list }));
        await PostTo(list, "loadingListed", (1, 10), (2, 10), (3, 10));
        await PostTo(list, "loaded", (1, 10), (2, 6), (4, 10));
        var arrived = await PostTo(list, "arrived", (1, 10), (2, 6), (4, 9));
        var waitFor = $"waitFor={arrived.Position}";

        var answer = await fixture.Service.Get($"/v1/loading-lists/{list}?{waitFor}");
        answer.Status.ShouldBe(200, answer.ToString());
        answer.Items.Select(line => $"{Text(line, "waybill")[^1]} {line.GetProperty("planned")} {line.GetProperty("listed")} "
            + $"{line.GetProperty("loaded")} {line.GetProperty("unloaded")} {string.Join(' ', Texts(line, "labels"))}".TrimEnd()).ShouldBe(
            ["1 10 10 10 10", "2 10 10 6 6 部分装 有单无货", "3 10 10 0 0 漏装 有单无货", "4  0 10 9 有货无单"]);
        var summary = (await fixture.Service.Get($"/v1/loading-lists?station=SHA&from=2026-01-05&to=2026-01-06&{waitFor}")).Items
            .Single(item => Text(item, "number") == list);
        string.Join(' ', new[] { "waybills", "planned", "listed", "loaded", "unloaded" }.Select(member => summary.GetProperty(member)))
            .ShouldBe("4 30 30 26 25");
        summary.GetProperty("faults").ToString().ShouldBe("""{"missed":1,"partial":1,"notThere":2,"notListed":1}""");
    }

    [Fact]
    public async Task a_list_is_exported_as_csv_and_as_a_workbook()
    {
        var list = $"{prefix}-F";
        await Receive(1, 2);
        var position = (await PostTo(list, "loaded", (1, 10), (2, 6))).Position;

        var csv = await fixture.Service.Get($"/v1/loading-lists/{list}.csv?waitFor={position}");
        (csv.Status, csv.ContentType).ShouldBe((200, "text/csv"), csv.ToString());
        csv.Text.Split("\r\n").Length.ShouldBe(4, "headings, two waybills, and an end of line");
        csv.Text.ShouldContain($"\"{list}\",\"{prefix}-2\",\"ACME\",\"SHA~CTU\",\"SHA\",\"CTU\"");

        var workbook = await fixture.Service.Get($"/v1/loading-lists/{list}.xlsx?waitFor={position}");
        workbook.Status.ShouldBe(200);
        using var document = SpreadsheetDocument.Open(new MemoryStream(workbook.Bytes), isEditable: false);
        new OpenXmlValidator().Validate(document, TestContext.Current.CancellationToken)
            .Select(error => $"{error.Path?.XPath}: {error.Description}").ShouldBeEmpty();
        var rows = document.WorkbookPart!.WorksheetParts.Single().Worksheet.Descendants<Row>().ToList();
        rows.Count.ShouldBe(3);
        rows[2].InnerText.ShouldContain($"{list}{prefix}-2ACME");

        foreach (var path in new[] { "", ".csv", ".xlsx" })
            (await fixture.Service.Get($"/v1/loading-lists/{prefix}-NONE{path}")).Code.ShouldBe("unknown-loading-list");
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

    private Task<Answer> PostTo(string list, string type, params (int Waybill, int Pieces)[] pieces) =>
        fixture.Service.Post($"/v1/loading-lists/{list}/events", new
        {
            id = Guid.NewGuid(), type, occurredAt = At.AddHours(type == "arrived" ? 9 : 1), station = type == "arrived" ? "CTU" : "SHA",
            by = "li.wei",
            data = new
            {
                waybills = pieces.Select(item => new { waybill = $"{prefix}-{item.Waybill}", pieces = item.Pieces }),
                nextStation = type == "arrived" ? null : "CTU",
            },
        });

    private async Task About(int waybill, System.Text.Json.Nodes.JsonObject sent) =>
        (await fixture.Service.Post($"/v1/waybills/{prefix}-{waybill}/events", sent)).Status.ShouldBe(201);

    private async Task<JsonElement[]> Events(int waybill) => (await fixture.Service.Get($"/v1/waybills/{prefix}-{waybill}/events")).Items;

    private static int Count(Answer answer, string name) => answer.Body.GetProperty(name).GetInt32();

    private static IEnumerable<string> Texts(JsonElement json, string member) =>
        json.GetProperty(member).EnumerateArray().Select(text => text.GetString()!);

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;
}
