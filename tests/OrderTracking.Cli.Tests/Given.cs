using System.Reflection;
using OrderTracking.Cli.Wire;
using OrderTracking.Client;
using OrderTracking.SampleData;
using OrderTracking.SampleData.Cargo2000;
using OrderTracking.SampleData.Timelines;

namespace OrderTracking.Cli.Tests;

/// <summary>The excerpts that are kept with the tests, and the whole files where they are beside the clone.</summary>
internal static class Given
{
    public static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    public static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);

    /// <summary>A file of the shared data beside the clone, or null where there is none.</summary>
    public static string? Whole(string name)
    {
        var root = typeof(Given).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepoRoot").Value!;
        var path = Path.GetFullPath(Path.Combine(root, "..", "shared", "data", name));
        return Path.Exists(path) ? path : null;
    }

    public static IReadOnlyList<EventLine> Cargo2000(string? folder = null)
    {
        folder ??= Fixture("cargo2000");
        using var events = File.OpenText(Path.Combine(folder, "events.csv"));
        using var waybills = File.OpenText(Path.Combine(folder, "waybills.csv"));
        return Cargo2000Lines.From(Cargo2000Files.ReadMilestones(events), Cargo2000Files.ReadLegs(waybills));
    }

    public static IReadOnlyList<CarrierTimeline> Timelines(string? file = null)
    {
        using var stream = File.OpenRead(file ?? Fixture("carrier-timelines.json"));
        return CarrierTimeline.ReadAll(stream);
    }

    public static CarrierTimeline Timeline(string tracking, params CarrierEvent[] events) =>
        new($"test/{tracking}.xml", "Test", tracking, "", events);

    public static CarrierEvent Event(int i, string suggested, string? time, int? offset, string place = "CHICAGO", string words = "") =>
        new(i, null, words, time, offset, place, suggested);

    public static EventLine Line(string waybill, string type, int n, string? at = "2026-01-01T00:00:00Z", int pieces = 1) =>
        new(EventIds.From(EventSources.Demo, $"test/{waybill}/{n}"), type, waybill, at, "SHA", "test", WireData.Of(("pieces", pieces)));
}
