using System.Text.RegularExpressions;
using OrderTracking.Bench.Server;

namespace OrderTracking.Bench.Million;

/// <summary>The plans that the server used for a query, with the parameters that it was given.</summary>
/// <param name="Text">The plans, with the actual time and rows of each step.</param>
/// <param name="Scans">Sequential scans of tables that grow, each with its statement.</param>
internal sealed record Plan(string Text, IReadOnlyList<string> Scans);

/// <summary>Reads the plans that auto_explain writes into the server's log while queries run.</summary>
internal static partial class Plans
{
    // Smaller tables do not grow with the freight.
    private const int Small = 2_000;

    /// <summary>The plans of each query, run a few times on its own; null if the server has no auto_explain.</summary>
    public static async Task<IReadOnlyDictionary<string, Plan>?> OfAsync(
        Postgres postgres, string database, Uri service, IReadOnlyList<Question> questions)
    {
        if (await postgres.AskAsync<string>("postgres",
            "select coalesce(current_setting('auto_explain.log_min_duration', true), '')") == "")
            return null;

        var large = (await postgres.AskAsync<string[]>(database, $"""
            select coalesce(array_agg(c.relname::text), '{"{}"}') from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and c.reltuples >= {Small} and n.nspname in ('public', 'tracking')
            """)).ToHashSet();
        var log = Path.Combine(postgres.Scratch, "cluster", "server.log");
        using var http = Identities.Connect(service);
        var plans = new Dictionary<string, Plan>();
        await SwitchAsync(postgres, "set auto_explain.log_analyze = on", "set auto_explain.log_min_duration = 0");
        try
        {
            foreach (var question in questions)
            {
                var from = new FileInfo(log).Length;
                for (var asked = 0; asked < 3; asked++)
                    await http.GetByteArrayAsync(question.Path);
                await Task.Delay(200);
                plans[question.Name] = Read(await TailAsync(log, from), large);
            }
        }
        finally
        {
            await SwitchAsync(postgres, "reset auto_explain.log_min_duration", "reset auto_explain.log_analyze");
        }

        return plans;
    }

    private static Plan Read(string text, HashSet<string> large)
    {
        var scans = new HashSet<string>();
        foreach (var statement in text.Split("Query Text:")[1..])
            foreach (Match scan in SeqScan().Matches(statement))
                // A scan that a parameter rules out is in the plan but never executed.
                if (large.Contains(scan.Groups[1].Value) && !scan.Groups[2].Value.Contains("never executed", StringComparison.Ordinal))
                    scans.Add($"{scan.Groups[1].Value}: {statement.TrimStart().Split('\n')[0]}");
        return new Plan(text, [.. scans]);
    }

    private static async Task<string> TailAsync(string log, long from)
    {
        await using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(from, SeekOrigin.Begin);
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync();
    }

    private static async Task SwitchAsync(Postgres postgres, params IEnumerable<string> settings)
    {
        foreach (var setting in settings)
            await postgres.DoAsync("postgres", $"alter system {setting}");
        await postgres.DoAsync("postgres", "select pg_reload_conf()");
        // Each backend reads the changed settings before its next statement.
        await Task.Delay(500);
    }

    [GeneratedRegex(@"Seq Scan on (?:\w+\.)?(\w+)([^\n]*)")]
    private static partial Regex SeqScan();
}
