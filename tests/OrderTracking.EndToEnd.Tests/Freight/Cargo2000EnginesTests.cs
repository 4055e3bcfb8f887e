using System.Text.Json;
using OrderTracking.Api.Testing;
using OrderTracking.Testing;
using Shouldly;
using Xunit;
using static OrderTracking.EndToEnd.Tests.Freight.Cargo2000Figures;

namespace OrderTracking.EndToEnd.Tests.Freight;

/// <summary>Cargo 2000, loaded by one engine and by the other after it: the tests name their engines themselves.</summary>
[Trait("Engine", "any")]
public sealed class Cargo2000EnginesTests
{
    public Cargo2000EnginesTests() => SourceIsComplete();

    /// <summary>The engines that use the database one after the other, as far as this build has them.</summary>
    public static TheoryData<string, string> Engines => new()
    {
#if WITH_MARTEN
        { "postgres", "marten" },
        { "marten", "postgres" },
#else
        { "postgres", "postgres" },
#endif
    };

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task half_loaded_by_one_engine_and_the_whole_by_the_other_gives_the_sources_figures_and_verdicts(
        string first, string second)
    {
        await using var database = await TestDatabase.CreateAsync();
        var half = Tools.EveryOther(Folder, "events.csv");
        try
        {
            int accepted;
            await using (var service = await RunningService.StartAsync(database.ConnectionString, engine: first))
                accepted = Sum(await Tools.Load("cargo2000", half, "--url", Url(service)), "accepted");
            accepted.ShouldBe(Cargo2000.Read(half).Lines);
            accepted.ShouldBeInRange(1, Source.Lines - 1);

            await using var successor = await RunningService.StartAsync(database.ConnectionString, engine: second);
            var loaded = await Tools.Load("cargo2000", Folder, "--url", Url(successor), "--overlap");
            (Sum(loaded, "accepted"), Sum(loaded, "duplicates")).ShouldBe((Source.Lines - accepted, accepted));
            await FiguresAreTheSources(successor);
            await StaysAreTheSources(successor);
            await ReplayAgrees(successor);
        }
        finally
        {
            Directory.Delete(half, recursive: true);
        }
    }

    /// <summary>Checks how long freight waited at each stage and the volume of a lane, against figures known of the whole source.</summary>
    private static async Task StaysAreTheSources(RunningService service)
    {
        var (origin, transfer, destination) = (await Stays("origin"), await Stays("transfer"), await Stays("destination"));
        origin.Stays.ShouldBe(Source.Waybills);
        var lanes = (await service.Get("/v1/figures/volumes?groupBy=lane")).Body;
        lanes.GetProperty("total").GetProperty("waybills").GetInt32().ShouldBe(Source.Waybills);
        lanes.GetProperty("groups").EnumerateArray().Sum(group => group.GetProperty("waybills").GetInt32()).ShouldBe(Source.Waybills);
        // All deadlines of 2015 were past when they were recorded: nobody could have been warned, so none is raised.
        (await service.Get("/v1/audit/events?limit=1000000")).Lines
            .ShouldNotContain(line => line.GetProperty("type").GetString() == "deadlineMissed");
        if (!Data.IsWhole) return;
        origin.ShouldBe((11_874, 748.73m, 555m));
        transfer.ShouldBe((4_290, 1_024.21m, 794.5m));
        destination.Median.ShouldBe(984m);
        lanes.GetProperty("groups").EnumerateArray().Single(group => group.GetProperty("key").GetString() == "815~485")
            .GetProperty("waybills").GetInt32().ShouldBe(412);

        async Task<(int Stays, decimal Mean, decimal Median)> Stays(string stage)
        {
            var total = (await service.Get($"/v1/figures/dwell-{stage}")).Body.GetProperty("total");
            return (total.GetProperty("stays").GetInt32(), total.GetProperty("mean").GetDecimal(),
                total.GetProperty("median").GetDecimal());
        }
    }

    /// <summary>The exported log, folded by a program that shares no code with the service, gives the same verdicts.</summary>
    private static async Task ReplayAgrees(RunningService service)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, (await service.Get("/v1/audit/events")).Text);
            var replayed = (await Tools.Replay(file)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
            replayed.Count.ShouldBe(Source.Waybills);
            replayed.ShouldAllBe(item => Source.OnTime[item.GetProperty("waybill").GetString()!] == (item.GetProperty("verdict")
                .GetString() == "onTime"));
            foreach (var item in replayed.Where((_, index) => index % 40 == 0))
            {
                var timeline = (await service.Get($"/v1/waybills/{item.GetProperty("waybill").GetString()}/timeline")).Items;
                timeline.Select(entry => entry.GetProperty("id").GetString())
                    .ShouldBe(item.GetProperty("timeline").EnumerateArray().Select(id => id.GetString()));
            }
        }
        finally
        {
            File.Delete(file);
        }
    }
}
