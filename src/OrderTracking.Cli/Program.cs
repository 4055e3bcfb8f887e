using System.CommandLine;
using OrderTracking.Cli.Commands;

var root = new RootCommand("OrderTracking: loads freight records into the service through its HTTP API.")
{
    new Command("load", "Load freight records.") { LoadCargo2000.Command(), LoadTimelines.Command() },
    DemoCommand.Command()
};

return await root.Parse(args).InvokeAsync();
