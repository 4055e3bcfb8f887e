using System.CommandLine;
using OrderTracking.Cli.Commands;
using OrderTracking.SampleData.Sending;
using OrderTracking.SampleData.Timelines;

namespace OrderTracking.SampleData.Commands;

/// <summary><c>load timelines &lt;file&gt;</c>.</summary>
internal static class LoadTimelines
{
    public static Command Command()
    {
        var file = new Argument<FileInfo>("file") { Description = "carrier-timelines.json." };
        var url = Shared.Url();
        var batch = LoadOptions.Batch();
        var write = LoadOptions.Write();
        var zone = new Option<string?>("--zone") { Description =
            "IANA time zone of times without an offset; without it they are sent as they are, and refused." };
        var again = new Option<bool>("--again") { Description = "The file was loaded before: expect duplicates instead of acceptances." };

        var command = new Command("timelines",
            "Carrier responses, kept as fixtures by open-source tracking libraries (shipit, active_shipping; MIT).")
        {
            file, url, batch, write, zone, again
        };
        command.SetAction((given, cancel) => Shared.RunAsync(async () =>
        {
            await using var stream = given.GetRequiredValue(file).OpenRead();
            var told = given.GetValue(zone) is { Length: > 0 } name ? TimeZoneInfo.FindSystemTimeZoneById(name) : null;
            var load = TimelineLines.From(CarrierTimeline.ReadAll(stream), told);
            await Console.Error.WriteLineAsync(
                $"{load.Timelines} timelines, {load.WithEvents} with events; {load.Lines.Count} lines; "
                + $"{load.MadeReceived.Count} say nowhere that goods were received: a Received is made from their earliest event; "
                + $"{load.LeftOut} events of suggestion 'other' are left out");
            if (given.GetValue(write) is { } target)
            {
                await LoadOptions.WriteAsync(target, load.Lines, cancel);
                return Shared.Good;
            }

            return await SendAsync(load, given.GetRequiredValue(url), given.GetValue(batch), given.GetValue(again), cancel);
        }));
        return command;
    }

    private static async Task<int> SendAsync(TimelineLoad load, Uri url, int batch, bool again, CancellationToken cancel)
    {
        var client = Shared.Client(url);
        var loader = new Loader(client);
        await loader.SendAsync(Batches.Cut(load.Lines, batch), Progress.Of("loading", load.Lines.Count), cancel);
        await loader.AskAgainAsync(load.Lines, batch, held => Progress.Of("asking after held lines", held), cancel);

        var table = OutcomeTable.Compare(loader.Ledger, [.. Expectation.Of(load.Lines).Values], again);
        table.WriteTo(Console.Out);
        LedgerReport.ShowAsides(loader.Ledger, client.RetryCount, Console.Out);
        if (table.Agrees && loader.Ledger.Oddities.Count == 0) return Shared.Good;

        if (table.AgreesButForDuplicates)
        {
            // After a retry, a duplicate may have been accepted by the request whose answer was lost: no comparison is possible.
            if (client.RetryCount > 0) return Shared.Good;
            Console.WriteLine("some lines were known to the service before; --again expects that of all");
        }

        return Shared.LinesLeft;
    }
}
