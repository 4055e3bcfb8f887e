using System.CommandLine;

namespace OrderTracking.SampleData.Commands;

/// <summary>The root command with all verbs.</summary>
internal static class SampleDataCommand
{
    public static RootCommand Command() =>
        new("OrderTracking: sends research data and made-up freight to the service through its HTTP API.")
    {
        new Command("load", "Load freight records.") { LoadCargo2000.Command(), LoadTimelines.Command() },
        DemoCommand.Command(),
    };
}
