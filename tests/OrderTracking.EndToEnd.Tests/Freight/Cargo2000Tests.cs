using System.Text.Json;
using OrderTracking.Api.Testing;
using OrderTracking.Testing;
using Shouldly;
using Xunit;
using static OrderTracking.EndToEnd.Tests.Freight.Cargo2000Figures;

namespace OrderTracking.EndToEnd.Tests.Freight;

/// <summary>Loads Cargo 2000 into the service and compares the service's answers with the source.</summary>
public sealed class Cargo2000Tests
{
    public Cargo2000Tests() => SourceIsComplete();

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

    private static long Counted(JsonElement total) =>
        total.GetProperty("denominator").GetInt64() + total.GetProperty("excluded").EnumerateObject().Sum(item => item.Value.GetInt64());
}
