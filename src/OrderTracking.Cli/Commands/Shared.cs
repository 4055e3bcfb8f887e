using System.CommandLine;
using OrderTracking.Client;

namespace OrderTracking.Cli.Commands;

/// <summary>What the verbs have in common.</summary>
internal static class Shared
{
    /// <summary>Exit codes: all went well; the service refused or held lines; the verb failed.</summary>
    public const int Good = 0, LinesLeft = 1, Failed = 2;

    public static Option<Uri> Url() => new("--url")
    {
        Description = "Where the service is. Default: ORDERTRACKING_URL, else http://127.0.0.1:5080.",
        DefaultValueFactory =
        _ => new Uri(Environment.GetEnvironmentVariable("ORDERTRACKING_URL") is { Length: > 0 } set ? set : "http://127.0.0.1:5080"),
        CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) ? url : Wrong(result)
    };

    public static OrderTrackingClient Client(Uri url) => new(Http(url));

    /// <summary>It authenticates by the token or key in ORDERTRACKING_TOKEN.</summary>
    public static HttpClient Http(Uri url)
    {
        var http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromMinutes(5) };
        if (Environment.GetEnvironmentVariable("ORDERTRACKING_TOKEN") is { Length: > 0 } token)
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return http;
    }

    /// <summary>Runs a verb and writes an error as one line, without a stack trace.</summary>
    public static async Task<int> RunAsync(Func<Task<int>> verb)
    {
        try
        {
            return await verb();
        }
        catch (Exception problem) when (problem is OrderTrackingException or IOException or InvalidDataException
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

    private static Uri? Wrong(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"'{result.Tokens[0].Value}' is not a URL");
        return null;
    }
}
