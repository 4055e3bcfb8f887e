using System.Text.Json;
using System.Text.Json.Serialization;
using OrderTracking.Api.Testing;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.EndToEnd.Tests.Freight;

/// <summary>
/// Real carrier responses. The loader works out from the file what must become of each line, and ends with an error when something else
/// does; how many lines there are and how many of them say no zone is counted here from the file itself.
/// </summary>
public sealed class CarrierTimelinesTests
{
    private static readonly FreightData Data = new("carrier-timelines.json");

    [Theory]
    [InlineData(null)]
    [InlineData("America/New_York")]
    public async Task the_result_of_each_line_is_the_one_computed_from_the_file(string? zone)
    {
        var timelines = JsonSerializer.Deserialize<List<Timeline>>(
            await File.ReadAllTextAsync(Data.Path, TestContext.Current.CancellationToken), JsonSerializerOptions.Web)!;
        var told = timelines.Select(timeline => timeline.Events.Where(happened => happened.Suggested != "other").ToList())
            .Where(events => events.Count > 0).ToList();
        // Where nobody says that the goods were received, a line is made that says so.
        var made = told.Where(events => !events.Exists(happened => happened.Suggested == "received")).ToList();
        var lines = told.Sum(events => events.Count) + made.Count;
        var withoutZone = told.Sum(events => events.Count(happened => happened.HasTime && !happened.HasZone))
            + made.Count(events => !events.Exists(happened => happened.HasTime && happened.HasZone)
                && events.Exists(happened => happened.HasTime));
        Data.Say($"{timelines.Count} timelines, {lines} lines, {withoutZone} of them without a zone");
        (timelines.Count, lines, withoutZone).ShouldBe(Data.IsWhole ? (55, 245, 110) : (17, 83, 43));

        await using var database = await TestDatabase.CreateAsync();
        await using var service = await RunningService.StartAsync(database.ConnectionString);
        var table = await Tools.Load(["timelines", Data.Path, "--url", service.Http.BaseAddress!.ToString().TrimEnd('/'),
            .. zone is null ? (string[])[] : ["--zone", zone]]);

        table.Split('\n').Single(row => row.StartsWith("lines ", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["lines", $"{lines}", $"{lines}"]);
        var quarantined = (await service.Get("/v1/quarantine?limit=1000")).Items;
        quarantined.Count(item => item.GetProperty("code").GetString() == "invalid-time").ShouldBe(zone is null ? withoutZone : 0);
        // What was not put into quarantine was recorded, and nothing else was.
        var recorded = (await service.Get("/v1/audit/events?limit=1000000")).Lines
            .Count(line => line.GetProperty("source").GetString() == "person");
        recorded.ShouldBeGreaterThan(0);
        recorded.ShouldBe(lines - quarantined.Length);
    }

    private sealed record Timeline(IReadOnlyList<Happened> Events);

    private sealed record Happened(
        [property: JsonPropertyName("local_time")] string? LocalTime, [property: JsonPropertyName("utc_offset_min")] int? Offset,
            string Suggested)
    {
        public bool HasTime => LocalTime is { Length: > 0 };

        public bool HasZone => Offset is not null;
    }
}
