using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Reference;
using OrderTracking.Testing.Freight;

namespace OrderTracking.Oracle.Tests;

/// <summary>
/// Answers of lists and figures that were really given at random times of a life. At its end the service is asked what it would have
/// answered then.
/// </summary>
internal sealed partial class PastAnswers(int seed)
{
    private const int Most = 3, QuestionsEach = 12, TriesToBeAlone = 4;

    private static readonly string[] Accounts = ["ACME", "BOLT", "CHEN"], Managers = ["li.wei", "chen.jing"],
        Stations = ["SHA", "WUH", "CTU", "CAN"], Periods = ["day", "week", "tenDays", "month"];

    // By its own chance, so that the lives stay the ones that they were.
    private readonly Chance chance = new(seed + 1_000_000);
    private readonly List<Sample> samples = [];

    /// <summary>The times at which answers were kept.</summary>
    public IReadOnlyList<DateTimeOffset> Times => [.. samples.Select(sample => sample.At)];

    public bool IsDue() => samples.Count < Most && chance.In100(12);

    /// <summary>Keeps what the service answers now; nothing where events are appended meanwhile.</summary>
    /// <param name="head">Reads the log's last position.</param>
    public async Task Take(RunningService node, DateTimeOffset now, Func<Task<long>> head)
    {
        var paths = Enumerable.Range(0, QuestionsEach).Select(_ => Question()).Distinct().ToList();
        for (var attempt = 0; attempt < TriesToBeAlone; attempt++)
        {
            var position = await head();
            // The service may judge by reference data that are two seconds old; what it would have answered is by those of the position.
            await node.Parts.GetRequiredService<ReferenceDataCache>().Refresh(CancellationToken.None);
            var answers = new Dictionary<string, string>();
            foreach (var path in paths) answers[path] = Plain(await node.Get(
                OfLog().IsMatch(path) ? path : With(path, $"waitFor={position}")));
            if (await head() != position) continue;
            samples.Add(new(now, position, answers));
            return;
        }
    }

    public async Task Compare(Compared compared, RunningService node)
    {
        foreach (var sample in samples)
            foreach (var (path, given) in sample.Answers)
            {
                var known = $"knownAt={Text(sample.At)}";
                // Events that were recorded at the same time, but after the answer, are told apart by the position alone.
                var asked = With(path, $"{known}&knownAtPosition={sample.Position}");
                compared.Value(asked, given, Plain(await node.Get(asked)));
                if (samples.Any(other => other != sample && other.At == sample.At)) continue;
                asked = With(path, known);
                var answer = await node.Get(asked);
                if (answer.Status != 200 || PositionOf(answer) == sample.Position) compared.Value(asked, given, Plain(answer));
            }

        static long? PositionOf(Answer answer) => answer.ContentType == RunningService.JsonType
            && answer.Body.TryGetProperty("position", out var at) && at.ValueKind == JsonValueKind.Number ? at.GetInt64() : null;
    }

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private string Question()
    {
        var (account, lane) = (chance.Of(Accounts), $"{chance.Of(Stations)}~{chance.Of(Stations)}");
        var from = new DateOnly(2026, 3, 2).AddDays(chance.Between(0, 20));
        string[] filters =
        [
            "", "", $"account={account}", $"lane={lane}", $"from={from:yyyy-MM-dd}",
            $"from={from:yyyy-MM-dd}&to={from.AddDays(chance.Between(1, 30)):yyyy-MM-dd}",
        ];
        var filter = chance.Of(filters);
        var groupBy = chance.Of("account", "lane", "tier", chance.Of(Periods));
        // Without another chance, which would change what is asked later.
        if (groupBy == "lane" && from.Day % 2 == 0) groupBy = "branch";
        return chance.Between(0, 22) switch
        {
            < 7 => Path($"figures/{chance.Of(Figures.Names)}", $"{filter}&groupBy={groupBy}"),
            7 => Path("deadlines", $"{filter}&limit=1000"),
            8 => Path("breaches", $"{filter}&limit=1000"),
            9 => Path("breaches/report", $"{filter}&groupBy={groupBy}"),
            10 => Path("exceptions", $"{filter}&limit=1000"),
            11 => Path("exceptions/report", $"{filter}&groupBy={groupBy}"),
            12 => Path("receipts", $"{filter}&limit=1000"),
            13 => Path("receipts/report", $"{filter}&groupBy={groupBy}"),
            14 => Path("on-time/waybills", $"{filter}&limit=1000"),
            15 => Path("waybills", $"{filter}&limit=1000"),
            16 => Path("worklist", chance.In100(50) ? $"manager={chance.Of(Managers)}" : $"account={account}"),
            17 => Path("watchlist", chance.In100(50) ? "" : $"account={account}"),
            18 => chance.Of(Path("held-freight", ""), Path("loading", $"date={from:yyyy-MM-dd}"), Path("loading-lists", ""),
                Path("hand-overs", "")),
            19 => Path("volumes", $"{filter}&limit=1000"),
            20 => Report(account, from),
            21 => chance.Of(Path("reports/due", $"account={account}"), Path("reports/handed-out", ""), Path("waybills.csv", filter),
                Path("reference/events", "limit=1000")),
            _ => Path(chance.Of("accounts", "lanes", "stations", "calendars", "penalty-schedules"), ""),
        };

        static string Path(string list, string query) => $"/v1/{list}?{query.Trim('&')}".TrimEnd('?');
    }

    private string Report(string account, DateOnly day)
    {
        var monday = day.AddDays(-((int)day.DayOfWeek + 6) % 7);
        return chance.Between(0, 4) switch
        {
            0 => $"/v1/reports/daily-exceptions?from={day:yyyy-MM-dd}",
            1 => $"/v1/reports/weekly-account?account={account}&from={monday:yyyy-MM-dd}",
            2 => $"/v1/reports/monthly-archive?account={account}&from=2026-03-01",
            3 => $"/v1/reports/monthly-account.csv?account={account}&from=2026-03-01",
            _ when day.Day % 3 == 0 => "/v1/reports/monthly-claims?from=2026-03-01",
            _ when day.Day % 3 == 1 => "/v1/group/report?month=2026-03",
            _ => "/v1/reports/monthly-department?from=2026-03-01",
        };
    }

    private static string With(string path, string more) => $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{more}";

    // Without how far the views were: an answer about the past says the position that was known.
    private static string Plain(Answer answer)
    {
        if (answer.Status != 200) return answer.ToString();
        if (answer.ContentType != RunningService.JsonType) return answer.Text;
        var json = JsonNode.Parse(answer.Text)!.AsObject();
        json.Remove("position");
        json.Remove("lagMs");
        // Links lead to the rows of the same past.
        return PastOfLink().Replace(json.ToJsonString(Compared.Members), "").Replace("?\"", "\"", StringComparison.Ordinal);
    }

    [GeneratedRegex("[&?]?(asOf|knownAt|knownAtPosition)=[^&\"]*")]
    private static partial Regex PastOfLink();

    // Read from the log, or from what was handed out: never behind.
    [GeneratedRegex("/v1/(reports/(due|handed-out)|reference/|accounts|lanes|stations|calendars|penalty-schedules)")]
    private static partial Regex OfLog();

    private sealed record Sample(DateTimeOffset At, long Position, IReadOnlyDictionary<string, string> Answers);
}
