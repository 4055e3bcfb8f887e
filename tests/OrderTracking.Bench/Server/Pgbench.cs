using System.Globalization;
using System.Text.RegularExpressions;

namespace OrderTracking.Bench.Server;

/// <summary>PostgreSQL's own load generator: prepared statements, over TCP, as many threads as there are cores.</summary>
/// <param name="scripts">One statement each; all are run equally often, in random order.</param>
/// <param name="variables">Values of the scripts' variables, sent with each statement as parameters.</param>
internal sealed partial class Pgbench(Postgres postgres, string database, IReadOnlyList<string> scripts,
    IReadOnlyDictionary<string, string> variables)
{
    /// <returns>Statements per second without the time for connecting, and the latency that pgbench reports.</returns>
    public async Task<(double PerSecond, string Note)> RunAsync(int clients, TimeSpan time)
    {
        var arguments = new List<string> { "-n", "-M", "prepared", "-c", Text(clients),
            "-j", Text(Math.Min(clients, Environment.ProcessorCount)) };
        arguments.AddRange(["-T", Text((int)time.TotalSeconds)]);
        foreach (var (name, value) in variables)
            arguments.AddRange(["-D", $"{name}={value}"]);
        for (var index = 0; index < scripts.Count; index++)
        {
            var file = Path.Combine(postgres.Scratch, $"{database}-{Text(index)}.pgbench");
            await File.WriteAllTextAsync(file, scripts[index]);
            arguments.AddRange(["-f", file]);
        }

        var output = await postgres.ToolAsync("pgbench", database, arguments);
        if (output.Contains("transactions actually processed: 0", StringComparison.Ordinal))
            return (0, "no statement came through: connecting took all the time");
        if (Rate().Match(output) is not { Success: true } rate)
            throw new InvalidOperationException($"pgbench did not say how fast it was: {output}");
        var perSecond = double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture);
        return (perSecond, $"latency average {Latency().Match(output).Groups[1].Value} ms");

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^tps = ([0-9.]+)", RegexOptions.Multiline)]
    private static partial Regex Rate();

    [GeneratedRegex(@"^latency average = ([0-9.]+) ms", RegexOptions.Multiline)]
    private static partial Regex Latency();
}
