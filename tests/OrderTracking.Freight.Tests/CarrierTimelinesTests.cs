using OrderTracking.Api.Testing;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Freight.Tests;

/// <summary>
/// Real carrier responses. The loader computes from the file what each line's result must be, and exits with an error when one differs.
/// </summary>
public sealed class CarrierTimelinesTests
{
    private static readonly string File = Tools.Data("carrier-timelines.json");

    [Theory]
    [InlineData(null)]
    [InlineData("America/New_York")]
    public async Task the_result_of_each_line_is_the_one_computed_from_the_file(string? zone)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var service = await RunningService.StartAsync(database.ConnectionString);
        var table = await Tools.Load(["timelines", File, "--url", service.Http.BaseAddress!.ToString().TrimEnd('/'), .. zone is null ? (string[])[] : ["--zone", zone]]);
        table.ShouldContain("accepted");

        var quarantined = (await service.Get("/v1/quarantine?limit=1000")).Items;
        var withoutZone = quarantined.Count(item => item.GetProperty("code").GetString() == "invalid-time");
        if (zone is null) withoutZone.ShouldBeGreaterThan(0);
        else withoutZone.ShouldBe(0);
    }
}
