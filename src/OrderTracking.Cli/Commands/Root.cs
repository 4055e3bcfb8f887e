using System.CommandLine;

namespace OrderTracking.Cli.Commands;

/// <summary>All verbs.</summary>
internal static class Root
{
    public static RootCommand Command() => new("OrderTracking: loads freight records into the service through its HTTP API.")
    {
        new Command("load", "Load freight records.") { LoadCargo2000.Command(), LoadTimelines.Command() },
        DemoCommand.Command()
    };
}
