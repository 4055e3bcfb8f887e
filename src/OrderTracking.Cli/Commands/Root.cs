using System.CommandLine;

namespace OrderTracking.Cli.Commands;

/// <summary>The root command with all verbs.</summary>
internal static class Root
{
    public static RootCommand Command() =>
        new("OrderTracking: loads reference data into the service through its HTTP API, and makes tokens.")
    {
        new Command("load", "Load reference data.") { LoadReference.Command() },
        TokenCommand.Command(),
    };
}
