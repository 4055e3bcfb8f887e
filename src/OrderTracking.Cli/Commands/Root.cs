using System.CommandLine;

namespace OrderTracking.Cli.Commands;

/// <summary>The root command with all verbs.</summary>
internal static class Root
{
    public static RootCommand Command() =>
        new("OrderTracking: loads freight records and reference data into the service through its HTTP API.")
    {
        new Command("load", "Load freight records or reference data.") { LoadCargo2000.Command(), LoadTimelines.Command(),
            LoadReference.Command() },
        DemoCommand.Command(),
        TokenCommand.Command()
    };
}
