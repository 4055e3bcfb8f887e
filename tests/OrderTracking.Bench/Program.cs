using System.Globalization;
using OrderTracking.Bench;
using OrderTracking.Bench.Feed;
using OrderTracking.Bench.Figures;
using OrderTracking.Bench.Flood;
using OrderTracking.Bench.Memory;
using OrderTracking.Bench.Million;
using OrderTracking.Bench.Replays;
using OrderTracking.Bench.Webhooks;

// Started by ops/bench, which makes the database server; its --help says what is measured and how.
if (args is [SelfCheck.EchoArgument, var port])
{
    await SelfCheck.EchoAsync(int.Parse(port, CultureInfo.InvariantCulture));
    return 0;
}

var catalogue = Catalogue.All();
Options options;
try
{
    options = Options.Parse(args, [.. catalogue.Select(figure => figure.Name)]);
}
catch (FormatException mistake)
{
    Console.Error.WriteLine($"ops/bench: {mistake.Message}");
    return 2;
}

if (options.PlanOnly)
    return 0;

if (options.SelfCheck)
{
    foreach (var line in await SelfCheck.RunAsync(options.Measured, 1, 64, 256))
        Console.WriteLine(line);
    return 0;
}

await using var bench = new Bench(options);
var sizes = new List<Measured>();
foreach (var waybills in options.Million)
    if (await MillionRun.TryAsync(bench.Postgres, waybills) is { } measured)
        sizes.Add(measured);
if (sizes.Count > 0)
    MillionReport.Write(Console.Out, sizes, await Machine.DescribeAsync(bench));
if (options.Flood)
    await FloodRun.RunAsync(bench.Postgres, Console.Out, options.Measured);
if (options.Feed)
    await FeedRun.RunAsync(bench.Postgres, Console.Out, options.Measured);
var isReplayed = options.Replay is not { } replayed
    || await ReplayRun.RunAsync(bench.Postgres, Console.Out, replayed, options.Measured);
var isSent = !options.Webhooks || await WebhookRun.RunAsync(bench.Postgres, Console.Out);
if (options.Memory)
    await MemoryRun.RunAsync(bench.Postgres, Console.Out, options.Measured);
// A missed aim is a result; a size without a result, or with a wrong one, is a failure.
var exitCode = sizes.Count == options.Million.Count && isReplayed && isSent ? 0 : 1;
if (options.Figures.Count == 0)
    return exitCode;

var generator = await SelfCheck.RunAsync(options.WarmUp, 256);
var outcomes = new List<Outcome>();
// One engine's service runs at a time. A stage is filled once for each engine, so all figures of an engine on it come together.
var inTurn = from engine in options.Engines
             from figure in Catalogue.All()
             where options.Figures.Contains(figure.Name)
             group (engine, figure) by figure.Stage;
foreach (var (engine, figure) in inTurn.SelectMany(stage => stage))
    outcomes.Add(await Rounds.RunAsync(bench, engine, figure));

Report.Write(Console.Out, outcomes, generator, await Machine.DescribeAsync(bench));
return exitCode;
