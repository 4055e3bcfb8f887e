using System.CommandLine;
using OrderTracking.Cli.Sending;
using OrderTracking.Cli.Wire;

namespace OrderTracking.Cli.Commands;

/// <summary>What the verbs have in common.</summary>
internal static class Shared
{
    /// <summary>Exit codes: all went well; the service refused or held lines; the verb failed.</summary>
    public const int Good = 0, LinesLeft = 1, Failed = 2;

    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    public static Option<Uri> Url() => new("--url")
    {
        Description = "Where the service is. Default: ORDERTRACKING_URL, else http://127.0.0.1:5080.",
        DefaultValueFactory =
        _ => new Uri(Environment.GetEnvironmentVariable("ORDERTRACKING_URL") is { Length: > 0 } set ? set : "http://127.0.0.1:5080"),
        CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) ? url : Wrong(result)
    };

    public static Option<int> Batch()
    {
        var batch = new Option<int>("--batch") { Description = "Lines in a request.", DefaultValueFactory = _ => 5_000 };
        batch.Validators.Add(
            result => { if (result.GetValueOrDefault<int>() is < 1 or > 100_000) result.AddError("--batch is 1 to 100000"); });
        return batch;
    }

    public static Option<FileInfo?> Write() => new("--write")
    {
        Description = "Write the lines to this file as NDJSON instead of sending them ('-' for standard output)."
    };

    /// <summary>Runs a verb and writes an error as one line, without a stack trace.</summary>
    public static async Task<int> RunAsync(Func<Task<int>> verb)
    {
        try
        {
            return await verb();
        }
        catch (Exception problem) when (problem is ServiceProblemException or IOException or InvalidDataException
            or UnauthorizedAccessException or System.Text.Json.JsonException or TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("stopped; what was sent stays sent, and running again sends it as duplicates");
            return Failed;
        }
    }

    public static async Task WriteAsync(FileInfo file, IReadOnlyList<EventLine> lines, CancellationToken cancel)
    {
        await using var output = file.Name == "-" ? Console.OpenStandardOutput() : file.Create();
        foreach (var some in lines.Chunk(5_000)) await output.WriteAsync(EventLine.ToNdjson(some), cancel);
        await Console.Error.WriteLineAsync($"wrote {lines.Count:N0} lines");
    }

    public static void ShowSums(Ledger ledger, int lines, int retries, TextWriter output)
    {
        output.WriteLine($"lines       {lines,9:N0}");
        output.WriteLine($"accepted    {ledger.Count(Status.Accepted),9:N0}");
        output.WriteLine($"duplicates  {ledger.Count(Status.Duplicate),9:N0}");
        output.WriteLine($"held        {ledger.Count(Status.Held),9:N0}");
        output.WriteLine($"refused     {ledger.Count(Status.Refused),9:N0}");
        foreach (var ((status, code), count) in ledger.ByCode().OrderBy(pair => pair.Key))
            output.WriteLine($"  {(status == Status.Held ? "held" : "refused")} {code,-28} {count,7:N0}");
        ShowAsides(ledger, retries, output);
    }

    public static void ShowAsides(Ledger ledger, int retries, TextWriter output)
    {
        if (ledger.ReleasedLater > 0) output.WriteLine($"{ledger.ReleasedLater:N0} of the accepted were held first");
        if (ledger.AcceptedOnAsking > 0) output.WriteLine($"{ledger.AcceptedOnAsking:N0} of them only when they were sent again");
        if (ledger.Repeats > 0) output.WriteLine($"{ledger.Repeats:N0} lines were sent more than once");
        if (retries > 0) output.WriteLine($"{retries:N0} requests got no answer and were sent again");
        foreach (var odd in ledger.Oddities.Take(20)) output.WriteLine($"contradiction: {odd}");
    }

    private static Uri? Wrong(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"'{result.Tokens[0].Value}' is not a URL");
        return null;
    }
}
