using System.CommandLine;
using OrderTracking.Cli.Commands;
using OrderTracking.Client;
using OrderTracking.SampleData.Cargo2000;
using OrderTracking.SampleData.Sending;

namespace OrderTracking.SampleData.Commands;

/// <summary><c>load cargo2000 &lt;folder&gt;</c>.</summary>
internal static class LoadCargo2000
{
    public static Command Command()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "Holds events.csv and waybills.csv." };
        var url = Shared.Url();
        var batch = LoadOptions.Batch();
        var write = LoadOptions.Write();
        var shuffle = new Option<ulong?>("--shuffle") { Description =
            "Send all lines in a random order fixed by this seed, most before their Received." };
        var overlap = new Option<bool>("--overlap") { Description = "Begin each batch with the last tenth of the one before." };

        var command = new Command("cargo2000", "Cargo 2000 Freight Tracking and Tracing (UCI repository, A. Metzger et al., CC BY 4.0).")
        {
            folder, url, batch, write, shuffle, overlap
        };
        command.SetAction((given, cancel) => Shared.RunAsync(async () =>
        {
            var lines = Read(given.GetRequiredValue(folder));
            if (given.GetValue(shuffle) is { } seed)
            {
                lines = Shuffle.All(lines, seed);
                await Console.Error.WriteLineAsync(
                    $"shuffled: {Shuffle.BeforeTheirReceived(lines):N0} of {lines.Count:N0} lines come before their Received");
            }

            if (given.GetValue(write) is { } file)
            {
                await LoadOptions.WriteAsync(file, lines, cancel);
                return Shared.Good;
            }

            return await SendAsync(lines, given.GetRequiredValue(url), given.GetValue(batch), given.GetValue(overlap), cancel);
        }));
        return command;
    }

    private static IReadOnlyList<EventLine> Read(DirectoryInfo folder)
    {
        using var events = File.OpenText(Path.Combine(folder.FullName, "events.csv"));
        using var waybills = File.OpenText(Path.Combine(folder.FullName, "waybills.csv"));
        return Cargo2000Lines.From(Cargo2000Files.ReadMilestones(events), Cargo2000Files.ReadLegs(waybills));
    }

    private static async Task<int> SendAsync(IReadOnlyList<EventLine> lines, Uri url, int batch, bool overlap, CancellationToken cancel)
    {
        var client = Shared.Client(url);
        var loader = new Loader(client);
        var batches = Batches.Cut(lines, batch, overlap).ToList();
        await loader.SendAsync(batches, Progress.Of("loading", batches.Sum(some => some.Count)), cancel);
        await loader.AskAgainAsync(lines, batch, held => Progress.Of("asking after held lines", held), cancel);

        LedgerReport.ShowSums(loader.Ledger, lines.Count, client.RetryCount, Console.Out);
        foreach (var (id, outcome) in loader.Ledger.Refused.Take(20))
            Console.WriteLine($"refused {id}: {outcome.Code} {outcome.Field} {outcome.Message}");
        return loader.Ledger is { Oddities.Count: 0 } ledger && ledger.Count(LineStatus.Held) + ledger.Count(LineStatus.Refused) == 0
            ? Shared.Good
            : Shared.LinesLeft;
    }
}
