using System.CommandLine;
using System.Text.Json;
using OrderTracking.Cli.Commands;
using OrderTracking.Cli.Reference;
using OrderTracking.Cli.Wire;
using OrderTracking.Client;
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

            var client = Shared.Client(given.GetRequiredValue(url));
            var now = DateTimeOffset.UtcNow;
            IReadOnlyList<Step> ahead = [];
            var result = Shared.Good;
            if ((await client.GetAsync<Page<JsonElement>>("v1/waybills?limit=1", null, cancel)).Items.Count == 0)
            {
                var freight = DemoFreight.Make(given.GetValue(seed), now, given.GetValue(waybills), given.GetValue(days));
                ahead = freight.Ahead;
                var laidDown = await LayDownAsync(client, DemoReference.Make(now, given.GetValue(days)),
                    DemoReference.Begin(now, given.GetValue(days)), cancel);
                result = Math.Max(laidDown, await FillAsync(client, freight, cancel));
                result = Math.Max(result, await HandleAsync(
                    client,
                    [
                        .. DemoClaims.Make(given.GetValue(seed), freight, now),
                        .. DemoInsurance.Make(given.GetValue(seed), freight, now),
                        .. DemoInquiries.Make(given.GetValue(seed), freight, now),
                        .. DemoDesk.Make(given.GetValue(seed), freight, now, given.GetValue(days)),
                    ],
                    cancel));
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

    /// <summary>Before the freight, so that the freight is held to it.</summary>
    private static async Task<int> LayDownAsync(
        OrderTrackingClient client, IReadOnlyList<ReferenceRow> rows, DateTimeOffset begin, CancellationToken cancel)
    {
        var loader = new ReferenceLoader(client, await ReferenceLoader.KnownAsync(client, cancel), WireData.Time(begin), "HQ", "demo");
        var sent = await loader.SendAsync("reference data", rows, cancel);
        await Console.Error.WriteLineAsync($"reference data: {sent:N0} recorded");
        foreach (var fault in loader.Refused) await Console.Error.WriteLineAsync(fault.ToString());
        return loader.Refused.Count == 0 ? Shared.Good : Shared.LinesLeft;
    }

    private static async Task<int> FillAsync(OrderTrackingClient client, DemoFreight freight, CancellationToken cancel)
    {
        var loader = new Loader(client);
        var freightSteps = freight.Past.Where(step => !step.IsDecision).Select(step => step.Lines).ToList();
        var lines = freightSteps.Sum(group => group.Count);
        await loader.SendAsync(Batches.OfGroups(freightSteps, Batch), Progress.Of("filling", lines), cancel);
        var ledger = loader.Ledger;
        LedgerReport.ShowSums(ledger, lines, client.RetryCount, Console.Error);
        foreach (var (id, outcome) in ledger.Refused.Take(5))
            await Console.Error.WriteLineAsync($"refused {id}: {outcome.Code} {outcome.Field} {outcome.Message}");
        var undecided = 0;
        foreach (var step in freight.Past.Where(step => step.IsDecision))
            if (!await DecideAsync(client, step, cancel)) undecided++;
        return ledger.Count(LineStatus.Refused) + ledger.Count(LineStatus.Held) + undecided == 0 ? Shared.Good : Shared.LinesLeft;
    }

    private static async Task<int> HandleAsync(OrderTrackingClient client, IReadOnlyList<DemoCase> cases, CancellationToken cancel)
    {
        var refused = 0;
        foreach (var one in cases.Where(one => one.Events.Count > 0))
        {
            if (await IsRecordedAsync(one.Number, client.RecordCaseAsync(one.Route, one.Number, one.Events, cancel))) continue;
            refused++;
        }
        await Console.Error.WriteLineAsync($"cases of the service desk: {cases.Count - refused:N0} recorded");
        return refused == 0 ? Shared.Good : Shared.LinesLeft;
    }

    /// <summary>What a supervisor decides is recorded by itself, because batches are for those who handle the freight.</summary>
    private static Task<bool> DecideAsync(OrderTrackingClient client, Step step, CancellationToken cancel) =>
        IsRecordedAsync($"{step.Lines[0].Id}", client.RecordAsync(step.Lines[0].Waybill, step.Lines, cancel));

    private static async Task<bool> IsRecordedAsync(string what, Task<RecordedAnswer> recording)
    {
        try
        {
            await recording;
            return true;
        }
        catch (OrderTrackingException refused) when (refused.Problem is { Code: not null } problem)
        {
            await Console.Error.WriteLineAsync($"refused {what}: {problem.Code} {problem.Field} {problem.Expected}");
            return false;
        }
    }

    private static async Task GoOnAsync(OrderTrackingClient client, LiveFreight freight, TimeSpan pace, CancellationToken cancel)
    {
        await Console.Error.WriteLineAsync("going on with new events until stopped");
        using var tick = new PeriodicTimer(pace);
        try
        {
            while (await tick.WaitForNextTickAsync(cancel))
            {
                if (freight.Next(DateTimeOffset.UtcNow) is not { } step) continue;
                if (step.IsDecision)
                {
                    await DecideAsync(client, step, cancel);
                    continue;
                }

                var answer = await client.SendBatchAsync(step.Lines, cancellationToken: cancel);
                foreach (var result in answer.Results.Where(result => result.Status is LineStatus.Refused or LineStatus.Held))
                    await Console.Error.WriteLineAsync($"{result.Status} {result.Id}: {result.Code} {result.Field} {result.Expected}");
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Ctrl+C is the normal way to end this command.
        }
    }
}
