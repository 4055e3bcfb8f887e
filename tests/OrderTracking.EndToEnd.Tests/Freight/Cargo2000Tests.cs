using System.Text.Json;
using OrderTracking.Api.Testing;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.EndToEnd.Tests.Freight;

/// <summary>Loads Cargo 2000 into the service and compares the service's answers with the source.</summary>
public sealed class Cargo2000Tests
{
    private static readonly FreightData Data = new("cargo2000");
    private static readonly string Folder = Data.Path;
    private static readonly Cargo2000 Source = Cargo2000.Read(Folder);

    // What lies there may be a part of itself, and every figure be right for that part.
    public Cargo2000Tests()
    {
        Data.Say($"{Source.Waybills:N0} waybills, {Source.Milestones.Count:N0} milestones");
        var (listed, found) = (Cargo2000.Listed(Folder), Source.Milestones.CountBy(milestone => milestone.Waybill).ToDictionary());
        listed.Except(found).ShouldBeEmpty("waybills.csv lists waybills with milestones that events.csv has not");
        found.Except(listed).ShouldBeEmpty("events.csv has milestones that waybills.csv does not make expect");
        Source.OnTime.Count.ShouldBe(Source.Waybills);
        if (Data.IsWhole) (Source.Waybills, Source.Milestones.Count).ShouldBe(Cargo2000.Original(Folder),
            "the legs and milestones of the original");
    }

    [Fact]
    public void the_source_has_the_figures_that_are_known_of_it()
    {
        (int, int, int, int, int) known = Data.IsWhole ? (56_082, 64_471, 8_389, 4_317, 9_284) : (36, 53, 17, 5, 3);
        (Source.Milestones.Count, Source.Lines, Source.Late, Source.WaybillsWithLate,
            Source.OnTime.Count(item => item.Value)).ShouldBe(known);
        Source.OnTime.Count(item => item.Value && item.Key.EndsWith("-O", StringComparison.Ordinal)).ShouldBe(Data.IsWhole ? 2_894 : 1);
    }

    [Fact]
    public async Task loaded_in_any_order_while_every_view_is_rebuilt_the_figures_are_the_same_and_readers_never_see_fewer_rows()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var service = await RunningService.StartAsync(database.ConnectionString);
        using var done = new CancellationTokenSource();
        var rebuilds = Rebuild(service, done.Token);
        var readers = Task.WhenAll(
            RowsNeverDecrease(service, "/v1/on-time", body => Counted(body.GetProperty("total")), done.Token),
            RowsNeverDecrease(service, "/v1/exceptions/report", body => body.GetProperty("total").GetProperty("exceptions").GetInt64(),
                done.Token));

        var loaded = await Tools.Load("cargo2000", Folder, "--url", Url(service), "--shuffle", "7", "--overlap");
        Sum(loaded, "accepted").ShouldBe(Source.Lines);
        // Readers and rebuilds go on until the views have reached the end of the log.
        await ViewsHaveCaughtUp(service);
        await done.CancelAsync();
        (await rebuilds).ShouldBeGreaterThan(0);
        await readers;
        await FiguresAreTheSources(service);
        (await service.Get("/v1/quarantine?status=held")).Items.ShouldBeEmpty();

        var again = await Tools.Load("cargo2000", Folder, "--url", Url(service), "--shuffle", "8");
        (Sum(again, "accepted"), Sum(again, "duplicates")).ShouldBe((0, Source.Lines));
        await FiguresAreTheSources(service);
    }

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

    // A question waits for the views for some seconds only. Behind a load of the whole freight, or beside rebuilds, they may need more.
    private static async Task ViewsHaveCaughtUp(RunningService service)
    {
        var head = (await service.Get("/v1/audit/events?limit=1000000")).Lines.Max(line => line.GetProperty("position").GetInt64());
        for (var tries = 0; (await service.Get($"/v1/on-time?waitFor={head}")).Status != 200; tries++) tries.ShouldBeLessThan(20);
    }

    private static async Task FiguresAreTheSources(RunningService service)
    {
        await ViewsHaveCaughtUp(service);
        var head = (await service.Get("/v1/audit/events?limit=1000000")).Lines;
        // Events that people sent; derived ones, which can be withdrawn as more becomes known, are not counted.
        var sent = head.Where(line => line.GetProperty("source").GetString() == "person").ToList();
        sent.Count.ShouldBe(Source.Lines);
        sent.Count(line => line.GetProperty("type").GetString() != "exceptionRaised").ShouldBe(Source.Milestones.Count);

        var onTime = (await service.Get("/v1/on-time?clock=signed&groupBy=account")).Body;
        Rate(onTime.GetProperty("total")).ShouldBe((Source.OnTime.Count(item => item.Value), Source.Waybills));
        var outgoing = Source.OnTime.Where(item => item.Key.EndsWith("-O", StringComparison.Ordinal)).ToList();
        Rate((await service.Get("/v1/on-time?account=C2K-OUT")).Body.GetProperty("total"))
            .ShouldBe((outgoing.Count(item => item.Value), outgoing.Count));

        var delays = (await service.Get("/v1/exceptions/report?kind=delay")).Body.GetProperty("total");
        (delays.GetProperty("exceptions").GetInt64(),
            delays.GetProperty("waybills").GetInt64()).ShouldBe((Source.Late, Source.WaybillsWithLate));

        var verdicts = await Everything(service, "/v1/on-time/waybills");
        verdicts.ToDictionary(item => item.GetProperty("waybill").GetString()!, item => item.GetProperty("verdict").GetString() == "onTime")
            .OrderBy(item => item.Key).ShouldBe(Source.OnTime.OrderBy(item => item.Key));
        (await Everything(service, "/v1/waybills")).Select(item => item.GetProperty("waybill").GetString()).Distinct().Count()
            .ShouldBe(Source.Waybills);
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

    private static async Task<int> Rebuild(RunningService service, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            (await service.Post("/v1/views/rebuild", [], null)).Status.ShouldBe(202);
            while ((await service.Get("/v1/views")).Items.Any(view => view.GetProperty("rebuilding").GetBoolean()))
                await Task.Delay(50, CancellationToken.None);
        }
        return (await service.Get("/v1/views")).Items.Count(view => view.GetProperty("lastRebuild").ValueKind == JsonValueKind.Object);
    }

    private static async Task RowsNeverDecrease(RunningService service, string path, Func<JsonElement, long> count, CancellationToken done)
    {
        var most = 0L;
        // The last reading begins after the views have caught up, however short the loading was.
        for (var isLast = false; !isLast;)
        {
            isLast = done.IsCancellationRequested;
            var now = count((await service.Get(path)).Body);
            now.ShouldBeGreaterThanOrEqualTo(most, path);
            most = now;
            await Task.Delay(20, CancellationToken.None);
        }
        most.ShouldBeGreaterThan(0);
    }

    private static async Task<List<JsonElement>> Everything(RunningService service, string path)
    {
        var all = new List<JsonElement>();
        for (string? next = ""; next is not null;)
        {
            var page = await service.Get($"{path}?limit=1000{(next.Length == 0 ? "" : $"&after={Uri.EscapeDataString(next)}")}");
            all.AddRange(page.Items);
            next = page.Body.GetProperty("next").GetString();
        }
        return all;
    }

    private static long Counted(JsonElement total) =>
        total.GetProperty("denominator").GetInt64() + total.GetProperty("excluded").EnumerateObject().Sum(item => item.Value.GetInt64());

    private static (int, int) Rate(JsonElement total) =>
        (total.GetProperty("numerator").GetInt32(), total.GetProperty("denominator").GetInt32());

    private static string Url(RunningService service) => service.Http.BaseAddress!.ToString().TrimEnd('/');

    // The loader's sums, such as "accepted   64,471".
    private static int Sum(string output, string name) => int.Parse(
        output.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Single(words => words.Length == 2 && words[0] == name)[1].Replace(",", "", StringComparison.Ordinal),
        System.Globalization.CultureInfo.InvariantCulture);
}
