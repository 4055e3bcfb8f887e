using System.Diagnostics;
using System.Reflection;
using OrderTracking.Api.Testing;
using Shouldly;

namespace OrderTracking.EndToEnd.Tests.Freight;

/// <summary>Runs the loader and the replay as programs.</summary>
internal static class Tools
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(15);

    public static string Repository { get; } = Metadata("RepoRoot");

    public static Task<string> Load(params string[] arguments) => Run("OrderTracking.SampleData", ["load", .. arguments]);

    public static Task<string> Replay(params string[] arguments) => Run("OrderTracking.Oracle", arguments);

    /// <summary>A copy of a folder in which every other waybill of a file is left out.</summary>
    public static string EveryOther(string folder, string name)
    {
        var copy = Directory.CreateTempSubdirectory("ordertracking-half-").FullName;
        foreach (var file in Directory.EnumerateFiles(folder)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        var waybills = new Dictionary<string, int>();
        File.WriteAllLines(Path.Combine(copy, name), File.ReadLines(Path.Combine(folder, name)).Where((line, index) =>
        {
            if (index == 0) return true;
            var waybill = line[..line.IndexOf(',', StringComparison.Ordinal)];
            if (!waybills.TryGetValue(waybill, out var place)) waybills[waybill] = place = waybills.Count;
            return place % 2 == 0;
        }));
        return copy;
    }

    private static async Task<string> Run(string name, string[] arguments)
    {
        // The program of the same build: bin/<this>/<configuration>/ → bin/<name>/<configuration>/
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(here.Parent!.Parent!.FullName, name, here.Name, $"{name}.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
            Environment = { ["ORDERTRACKING_TOKEN"] = Tokens.Of(Tokens.Anybody) },
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var timeout = new CancellationTokenSource(Timeout);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        process.ExitCode.ShouldBe(0, $"{name} {string.Join(' ', arguments)}\n{await output}\n{await errors}");
        return await output;
    }

    private static string Metadata(string key) =>
        typeof(Tools).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
