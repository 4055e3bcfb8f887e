using System.CommandLine;
using OrderTracking.Cli.Commands;
using OrderTracking.Cli.Sending;
using OrderTracking.SampleData.Demo;
using OrderTracking.SampleData.Sending;

namespace OrderTracking.SampleData.Commands;

/// <summary><c>demo</c>: fills an empty service with made-up freight, then goes on adding to it.</summary>
internal static class DemoCommand
{
    private const int Batch = 2_000;

    public static Command Command()
    {
        var url = Shared.Url();
        var waybills = new Option<int>("--waybills") { Description = "How many waybills to make up.", DefaultValueFactory = _ => 5_000 };
        var days = new Option<int>("--days") { Description = "Over how many days, ending now.", DefaultValueFactory = _ => 90 };
        var seed = new Option<ulong>("--seed") { Description = "The same seed at the same time makes the same freight.",
            DefaultValueFactory = _ => 2000 };
        var rate = new Option<double>("--rate") { Description = "Events a second afterwards at most.", DefaultValueFactory = _ => 0.2 };
        var once = new Option<bool>("--once") { Description = "Do not go on afterwards." };
        var write = LoadOptions.Write();
        waybills.Validators.Add(result => { if (result.GetValueOrDefault<int>() < 0) result.AddError("--waybills is 0 or more"); });
        days.Validators.Add(result => { if (result.GetValueOrDefault<int>() is < 1 or > 3_650) result.AddError("--days is 1 to 3650"); });
        rate.Validators.Add(result => { if (result.GetValueOrDefault<double>() is not (> 0 and <= 1_000)) result.AddError(
            "--rate is above 0, at most 1000"); });

        var command = new Command("demo", "Fill an empty service with made-up freight, then go on adding events at a gentle pace.")
        {
            url, waybills, days, seed, rate, once, write
        };
        command.SetAction((given, cancel) => Shared.RunAsync(async () =>
        {
            if (given.GetValue(write) is { } file)
            {
                var made = DemoFreight.Make(given.GetValue(seed), DateTimeOffset.UtcNow, given.GetValue(waybills), given.GetValue(days));
                await LoadOptions.WriteAsync(file, [.. made.Past.SelectMany(step => step.Lines)], cancel);
                return Shared.Good;
            }

            using var http = EventsClient.Http(given.GetRequiredValue(url));
            var client = new EventsClient(http, Shared.Timeout);
            var now = DateTimeOffset.UtcNow;
            IReadOnlyList<Step> ahead = [];
            var result = Shared.Good;
            if (await client.IsEmptyAsync(cancel))
            {
                var freight = DemoFreight.Make(given.GetValue(seed), now, given.GetValue(waybills), given.GetValue(days));
                ahead = freight.Ahead;
                result = await FillAsync(client, freight, cancel);
            }
            else
            {
                await Console.Error.WriteLineAsync("the service holds waybills already: nothing is filled in");
            }

            if (given.GetValue(once)) return result;
            await GoOnAsync(client, new LiveFreight(given.GetValue(seed), now, ahead), TimeSpan.FromSeconds(1 / given.GetValue(rate)),
                cancel);
            return result;
        }));
        return command;
    }

    private static async Task<int> FillAsync(EventsClient client, DemoFreight freight, CancellationToken cancel)
    {
        var loader = new Loader(client);
        var lines = freight.Past.Sum(step => step.Lines.Count);
        await loader.SendAsync(Batches.OfGroups(freight.Past.Select(step => step.Lines), Batch), Progress.Of("filling", lines), cancel);
        var ledger = loader.Ledger;
        LedgerReport.ShowSums(ledger, lines, client.Retries, Console.Error);
        foreach (var (id, outcome) in ledger.Refused.Take(5))
            await Console.Error.WriteLineAsync($"refused {id}: {outcome.Code} {outcome.Field} {outcome.Message}");
        return ledger.Count(Status.Refused) + ledger.Count(Status.Held) == 0 ? Shared.Good : Shared.LinesLeft;
    }

    private static async Task GoOnAsync(EventsClient client, LiveFreight freight, TimeSpan pace, CancellationToken cancel)
    {
        await Console.Error.WriteLineAsync("going on with new events until stopped");
        using var tick = new PeriodicTimer(pace);
        try
        {
            while (await tick.WaitForNextTickAsync(cancel))
            {
                if (freight.Next(DateTimeOffset.UtcNow) is not { } step) continue;
                var answer = await client.PostAsync(step.Lines, cancel);
                foreach (var result in answer.Results.Where(result => result.Status is "refused" or "held"))
                    await Console.Error.WriteLineAsync($"{result.Status} {result.Id}: {result.Code} {result.Field} {result.Words}");
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Ctrl+C is the normal way to end this command.
        }
    }
}
