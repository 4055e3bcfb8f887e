using System.Text.Json;
using OrderTracking.Api.Testing;
using Shouldly;

namespace OrderTracking.EndToEnd.Tests.Freight;

/// <summary>The figures of Cargo 2000, and whether a service that has loaded it gives them.</summary>
internal static class Cargo2000Figures
{
    public static readonly FreightData Data = new("cargo2000");
    public static readonly string Folder = Data.Path;
    public static readonly Cargo2000 Source = Cargo2000.Read(Folder);

    // What lies there may be a part of itself, and every figure be right for that part.
    public static void SourceIsComplete()
    {
        Data.Say($"{Source.Waybills:N0} waybills, {Source.Milestones.Count:N0} milestones");
        var (listed, found) = (Cargo2000.Listed(Folder), Source.Milestones.CountBy(milestone => milestone.Waybill).ToDictionary());
        listed.Except(found).ShouldBeEmpty("waybills.csv lists waybills with milestones that events.csv has not");
        found.Except(listed).ShouldBeEmpty("events.csv has milestones that waybills.csv does not make expect");
        Source.OnTime.Count.ShouldBe(Source.Waybills);
        if (Data.IsWhole) (Source.Waybills, Source.Milestones.Count).ShouldBe(Cargo2000.Original(Folder),
            "the legs and milestones of the original");
    }

    // A question waits for the views for some seconds only. Behind a load of the whole freight, or beside rebuilds, they may need more.
    public static async Task ViewsHaveCaughtUp(RunningService service)
    {
        var head = (await service.Get("/v1/audit/events?limit=1000000")).Lines.Max(line => line.GetProperty("position").GetInt64());
        for (var tries = 0; (await service.Get($"/v1/on-time?waitFor={head}")).Status != 200; tries++) tries.ShouldBeLessThan(20);
    }

    public static async Task FiguresAreTheSources(RunningService service)
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

    private static (int, int) Rate(JsonElement total) =>
        (total.GetProperty("numerator").GetInt32(), total.GetProperty("denominator").GetInt32());

    public static string Url(RunningService service) => service.Http.BaseAddress!.ToString().TrimEnd('/');

    // The loader's sums, such as "accepted   64,471".
    public static int Sum(string output, string name) => int.Parse(
        output.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Single(words => words.Length == 2 && words[0] == name)[1].Replace(",", "", StringComparison.Ordinal),
        System.Globalization.CultureInfo.InvariantCulture);
}
