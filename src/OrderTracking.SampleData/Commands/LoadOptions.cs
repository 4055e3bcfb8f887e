using System.CommandLine;
using OrderTracking.Client;

namespace OrderTracking.SampleData.Commands;

/// <summary>The options that the loaders have in common.</summary>
internal static class LoadOptions
{
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

    public static async Task WriteAsync(FileInfo file, IReadOnlyList<EventLine> lines, CancellationToken cancel)
    {
        await using var output = file.Name == "-" ? Console.OpenStandardOutput() : file.Create();
        foreach (var some in lines.Chunk(5_000)) await output.WriteAsync(EventLine.ToNdjson(some), cancel);
        await Console.Error.WriteLineAsync($"wrote {lines.Count:N0} lines");
    }
}
