using System.Globalization;
using System.Text;
using System.Text.Json;
using Npgsql;
using OrderTracking.Bench.Load;
using OrderTracking.Bench.Server;

namespace OrderTracking.Bench.Feed;

/// <summary>
/// The feed with a thousand readers, each of one account: whether each receives exactly its events in order while the node that serves them
/// is killed and another goes on, whether memory stays flat, what the readers cost the database, and what they cost single events.
/// </summary>
internal static class FeedRun
{
    private const string Database = "bench_feed", Prefix = "BF";
    // As many waybills as single-256 has, so that histories stay short and an event costs the same in every round.
    private const int Waybills = 60_000;
    private const int Readers = 1_000, PerSecond = 2_000, Connections = 64, Samples = 10, Rounds = 3;

    private static readonly int[] Compared = [0, 100, 1_000];
    private static readonly TimeSpan Opening = TimeSpan.FromMinutes(2), WarmUp = TimeSpan.FromSeconds(3), Round = TimeSpan.FromSeconds(8);

    public static async Task RunAsync(Postgres postgres, TextWriter output, TimeSpan time)
    {
        await postgres.DoAsync("postgres", $"drop database if exists {Database} with (force)");
        await postgres.DoAsync("postgres", $"create database {Database}");
        // The node that is killed, and the one that the load goes to, which ops/bench stops if this program is killed.
        await using var first = await Service.StartAsync(postgres, Database);
        await using var second = await Service.StartAsync(postgres, Database);
        using (var filling = new LoadLoop(second.Endpoint, 1))
            filling.RunToEnd(new BatchPosts(second.Host, [Receptions()]));

        await ExactAsync(postgres, output, first, second, time);
        await CostAsync(postgres, output, second);
    }

    private static async Task ExactAsync(Postgres postgres, TextWriter output, Service first, Service second, TimeSpan time)
    {
        var head = await postgres.AskAsync<long>(Database, "select max(seq_id) from mt_events");
        using var http = Client();
        using var over = new CancellationTokenSource();
        Uri[] nodes = [Address(first), Address(second)];
        var subscribers = Enumerable.Range(0, Readers).Select(reader => new Subscriber(http, Account(reader), nodes)).ToList();
        var reading = subscribers.ConvertAll(subscriber => Task.Run(() => subscriber.RunAsync(over.Token)));
        await OpenedAsync(subscribers);

        Bench.Say($"feed: {Readers} readers, {PerSecond} events/s for {time.TotalSeconds:0} s, the readers' node is killed half-way");
        var posting = Task.Factory.StartNew(() =>
        {
            using var loop = new LoadLoop(second.Endpoint, Connections);
            return loop.Run(new SingleEvents(second.Host, Prefix, Waybills, PerSecond), TimeSpan.Zero, time);
        }, TaskCreationOptions.LongRunning);
        var (firstHeld, secondHeld) = (new List<double>(), new List<double>());
        for (var sample = 0; sample < Samples; sample++)
        {
            await Task.Delay(time / Samples);
            (sample < Samples / 2 ? firstHeld : secondHeld).Add((sample < Samples / 2 ? first : second).MemoryMiB("VmRSS"));
            if (sample == Samples / 2 - 1)
                await first.Kill9Async();
        }

        var posted = await posting;
        var expected = await ExpectedAsync(postgres, head);
        var total = expected.Values.Sum(positions => positions.Count);
        for (var waited = 0; waited < 300 && subscribers.Sum(subscriber => subscriber.Positions.Count) < total; waited++)
            await Task.Delay(100);
        await over.CancelAsync();
        await Task.WhenAll(reading);

        var wrong = subscribers.Count(subscriber =>
            !subscriber.Positions.SequenceEqual(expected.GetValueOrDefault(subscriber.Account) ?? []));
        var delays = subscribers.SelectMany(subscriber => subscriber.Delays).Order().ToList();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"feed: {Readers} readers of an account each, {posted.PerSecond:0} events/s for {time.TotalSeconds:0} s, {total:#,0} events; "
            + $"kill -9 of their node half-way, {subscribers.Sum(subscriber => subscriber.Openings)} openings in all"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  received {subscribers.Sum(subscriber => subscriber.Positions.Count):#,0}; "
            + $"readers with another list than the log's: {wrong}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  from recording to receipt: p50 {LoadResult.Quantile(delays, 0.5):0} ms, p99 {LoadResult.Quantile(delays, 0.99):0} ms, "
            + $"max {(delays.Count == 0 ? 0 : delays[^1])} ms (the kill included)"));
        output.WriteLine(
            $"  MiB, each {(time / Samples).TotalSeconds:0} s: {Text(firstHeld)}, after the kill the other: {Text(secondHeld)}");
        if (posted.Fault is { } fault)
            output.WriteLine($"  WRONG: {fault}");
    }

    // By turns, so that the numbers of readers meet the same machine.
    private static async Task CostAsync(Postgres postgres, TextWriter output, Service service)
    {
        var results = Compared.ToDictionary(count => count, _ => new List<(double PerSecond, double Service, double Database)>());
        var transactions = new Dictionary<int, double>();
        using var http = Client();
        for (var round = 0; round < Rounds; round++)
            foreach (var count in Compared)
            {
                using var over = new CancellationTokenSource();
                var subscribers = Enumerable.Range(0, count).Select(reader => new Subscriber(http, Account(reader), [Address(service)]))
                    .ToList();
                var reading = subscribers.ConvertAll(subscriber => Task.Run(() => subscriber.RunAsync(over.Token)));
                await OpenedAsync(subscribers);
                Bench.Say($"feed: single-256 with {count} readers");
                Cpu from = default, to = default;
                using (var loop = new LoadLoop(service.Endpoint, 256))
                {
                    var result = loop.Run(new SingleEvents(service.Host, Prefix, Waybills), WarmUp, Round,
                        () => from = Cpu.Now(service.ProcessId, postgres.ProcessId),
                        () => to = Cpu.Now(service.ProcessId, postgres.ProcessId));
                    var used = to - from;
                    results[count].Add((result.PerSecond, used.Service * 1e6 / result.Answered, used.Postgres * 1e6 / result.Answered));
                }

                // Without load: what the readers themselves ask the database.
                if (round == 0)
                    transactions[count] = await TransactionsAsync(postgres);
                await over.CancelAsync();
                await Task.WhenAll(reading);
                if (subscribers.Exists(subscriber => subscriber.Positions.Count == 0))
                    output.WriteLine($"  WRONG: a reader of {count} received nothing");
            }

        output.WriteLine("feed: single-256 on the node that serves the readers, medians of " + Rounds + " rounds by turns");
        var without = Median(results[0].Select(run => run.PerSecond));
        foreach (var (count, runs) in results)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {count,5} readers: {Median(runs.Select(run => run.PerSecond)):0} events/s "
                + $"({Median(runs.Select(run => run.PerSecond)) / without:0.00}), µs per event: service "
                + $"{Median(runs.Select(run => run.Service)):0.0}, PostgreSQL {Median(runs.Select(run => run.Database)):0.0}; "
                + $"transactions/s without load {transactions[count]:0.0}"));
    }

    private static async Task<double> TransactionsAsync(Postgres postgres)
    {
        const string Committed = "select xact_commit from pg_stat_database where datname = current_database()";
        await Task.Delay(TimeSpan.FromSeconds(3));
        var before = await postgres.AskAsync<long>(Database, Committed);
        await Task.Delay(TimeSpan.FromSeconds(10));
        return (await postgres.AskAsync<long>(Database, Committed) - before) / 10.0;
    }

    private static async Task OpenedAsync(List<Subscriber> subscribers)
    {
        using var timeout = new CancellationTokenSource(Opening);
        while (!subscribers.TrueForAll(subscriber => subscriber.IsOpen))
            await Task.Delay(50, timeout.Token);
    }

    private static async Task<Dictionary<string, List<long>>> ExpectedAsync(Postgres postgres, long after)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString(Database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select stream_id, seq_id from mt_events where seq_id > $1 order by seq_id", connection)
        {
            Parameters = { new() { Value = after } },
        };
        await using var reader = await command.ExecuteReaderAsync();
        var expected = new Dictionary<string, List<long>>();
        while (await reader.ReadAsync())
        {
            var account = Account(int.Parse(reader.GetString(0).AsSpan(Prefix.Length), CultureInfo.InvariantCulture) - Freight.First);
            if (!expected.TryGetValue(account, out var positions))
                expected.Add(account, positions = []);
            positions.Add(reader.GetInt64(1));
        }

        return expected;
    }

    private static Freight.Batch Receptions()
    {
        var text = new StringBuilder();
        var at = DateTimeOffset.UtcNow.AddHours(-1);
        for (var number = 0; number < Waybills; number++)
            text.Append(JsonSerializer.Serialize(new
            {
                waybill = $"{Prefix}{Freight.First + number}", id = Guid.NewGuid(), type = "received", occurredAt = at, station = "SHA",
                by = "li.wei", data = new { account = Account(number), origin = "SHA", destination = "CTU", pieces = 12 },
            })).Append('\n');
        return new(Encoding.UTF8.GetBytes(text.ToString()), Waybills);
    }

    private static HttpClient Client() =>
        new(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue, ConnectTimeout = TimeSpan.FromSeconds(5) })
        { Timeout = TimeSpan.FromMinutes(5) };

    private static Uri Address(Service service) => new($"http://{service.Endpoint}");

    /// <summary>The account of a reader or of a waybill.</summary>
    private static string Account(int number) => string.Create(CultureInfo.InvariantCulture, $"FEED-{number % Readers:0000}");

    private static string Text(List<double> values) =>
        string.Join(" ", values.Select(value => value.ToString("0", CultureInfo.InvariantCulture)));

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);
}
