using System.Diagnostics;
using System.Reflection;
using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Client.Tests;

/// <summary>The examples in other languages do what they say, against the real service.</summary>
[Trait("Engine", "any")]
public sealed class ExampleTests
{
    private static readonly string Examples = Path.Combine(typeof(ExampleTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == "RepoRoot").Value!, "ops", "examples");

    [Fact]
    public async Task a_days_file_is_sent_and_is_in_the_figures()
    {
        await using var running = await ServiceOnDatabase.StartAsync();
        const string Refused = "line 7 refused: more-pieces-than-outstanding data.pieces, expected at most the 0 outstanding\n",
            Again = Refused + "sent: 0 accepted, 12 duplicates, 0 held, 1 refused\non time: 3 of 4\n";

        (await Run(running.Service, "bash", "curl.sh"))
            .ShouldBe(Refused + "sent: 12 accepted, 0 duplicates, 0 held, 1 refused\non time: 3 of 4\n");
        (await Run(running.Service, "bash", "curl.sh")).ShouldBe(Again);
        (await Run(running.Service, "python3", "python/send_day.py")).ShouldBe(Again);
    }

    private static async Task<string> Run(RunningService service, string program, string example)
    {
        using var process = Process.Start(new ProcessStartInfo(program,
            [Path.Combine(Examples, example), Path.Combine(Examples, "day.ndjson"), "EXAMPLE"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
            Environment =
            {
                ["ORDERTRACKING_URL"] = service.Http.BaseAddress!.GetLeftPart(UriPartial.Authority),
                ["ORDERTRACKING_TOKEN"] = service.Http.DefaultRequestHeaders.Authorization!.Parameter,
            },
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, await errors);
        return await output;
    }
}
