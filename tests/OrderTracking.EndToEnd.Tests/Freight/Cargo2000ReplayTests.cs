using System.Globalization;
using System.Text.Json;
using OrderTracking.Api.Testing;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.EndToEnd.Tests.Freight;

/// <summary>What the on-time rate of Cargo 2000 would be by other rules, compared with a computation from events.csv alone.</summary>
public sealed class Cargo2000ReplayTests
{
    private const string Figure = "on-time-signed-gross";

    private static readonly FreightData Data = new("cargo2000");
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(60), Timeout = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task an_hour_of_grace_and_the_clock_stopped_at_arrival_give_what_the_source_gives()
    {
        var source = Deliveries(Data.Path);
        Data.Say($"{source.Count:N0} waybills");
        await using var database = await TestDatabase.CreateAsync();
        await using var service = await RunningService.StartAsync(database.ConnectionString);
        await Tools.Load("cargo2000", Data.Path, "--url", service.Http.BaseAddress!.ToString().TrimEnd('/'));

        await ShouldGive(service, new { graceMinutes = 60 }, source, delivery => delivery.Signed <= delivery.Planned + Grace);
        await ShouldGive(service, new { clockStop = "arrived" }, source, delivery => delivery.Arrived <= delivery.Planned);
        await ShouldGive(service, new { }, source, delivery => delivery.Signed <= delivery.Planned);
    }

    private static async Task ShouldGive(
        RunningService service, object rules, List<Delivery> source, Func<Delivery, bool> isOnTime)
    {
        var asked = await service.Post("/v1/audit/replays", new { figure = Figure, rules });
        asked.Status.ShouldBe(202, asked.ToString());
        var path = asked.Headers.Location!.ToString();
        var replay = await Done(service, path);
        var result = replay.GetProperty("result");
        var onTime = source.Count(isOnTime);
        var moved = source.Where(delivery => isOnTime(delivery) != delivery.Signed <= delivery.Planned).ToList();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{JsonSerializer.Serialize(rules)}: {onTime:N0} of {source.Count:N0} on time, {moved.Count(isOnTime):N0} become so and "
            + $"{moved.Count(delivery => !isOnTime(delivery)):N0} late; {replay.GetProperty("progress").GetRawText()}");

        Sides(result.GetProperty("replayed")).ShouldBe((onTime, source.Count - onTime));
        Sides(result.GetProperty("live")).ShouldBe(
            (source.Count(delivery => delivery.Signed <= delivery.Planned), source.Count(delivery => delivery.Signed > delivery.Planned)));
        result.GetProperty("replayed").GetProperty("rate").GetDecimal()
            .ShouldBe(Math.Round((decimal)onTime / source.Count, 4, MidpointRounding.ToEven));
        replay.GetProperty("progress").GetProperty("waybills").GetInt32().ShouldBe(source.Count);
        (await Changed(service, path)).Order(StringComparer.Ordinal).ShouldBe(
            moved.Select(delivery => delivery.Waybill).Order(StringComparer.Ordinal));
    }

    private static async Task<JsonElement> Done(RunningService service, string path)
    {
        var until = DateTime.UtcNow + Timeout;
        while (true)
        {
            var replay = (await service.Get($"{path}?limit=1")).Body.GetProperty("replay");
            if (replay.GetProperty("status").GetString() == "done") return replay;
            replay.GetProperty("status").GetString().ShouldBeOneOf("waiting", "running");
            (DateTime.UtcNow < until).ShouldBeTrue(replay.ToString());
            await Task.Delay(200);
        }
    }

    private static async Task<List<string>> Changed(RunningService service, string path)
    {
        var changed = new List<string>();
        for (string? next = ""; next is not null;)
        {
            var page = (await service.Get($"{path}?limit=1000{(next.Length == 0 ? "" : $"&after={next}")}")).Body;
            changed.AddRange(page.GetProperty("changed").EnumerateArray().Select(item => item.GetProperty("waybill").GetString()!));
            next = page.GetProperty("next").GetString();
        }
        return changed;
    }

    private static (int OnTime, int Late) Sides(JsonElement side)
    {
        var sides = side.GetProperty("sides");
        return (Of("onTime"), Of("late"));

        int Of(string name) => sides.TryGetProperty(name, out var count) ? count.GetInt32() : 0;
    }

    // waybill,seq,event,source_code,event_time_utc,planned_time_utc,place,late: a waybill's last arrival is at its destination.
    private static List<Delivery> Deliveries(string folder) =>
    [
        .. File.ReadLines(Path.Combine(folder, "events.csv")).Skip(1).Select(line => line.Split(',')).GroupBy(row => row[0])
            .Select(rows =>
            {
                var (delivered, last) = (rows.Single(row => row[3] == "DLV"), rows.Last(row => row[2] == "arrived")[6]);
                return new Delivery(rows.Key, Time(delivered[5]), Time(delivered[4]),
                    rows.Where(row => row[2] == "arrived" && row[6] == last).Min(row => Time(row[4])));
            }),
    ];

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private sealed record Delivery(string Waybill, DateTimeOffset Planned, DateTimeOffset Signed, DateTimeOffset Arrived);
}
