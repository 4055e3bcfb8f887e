using System.CommandLine;

namespace OrderTracking.Cli.Commands;

internal static class DemoCommand
{
    public static Command Command() => new("demo", "x");
}
