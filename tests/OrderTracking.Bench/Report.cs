using System.Globalization;
using OrderTracking.Bench.Figures;

namespace OrderTracking.Bench;

/// <summary>The rounds of a figure with an engine, and their result.</summary>
internal sealed record Outcome(string Engine, Figure Figure, IReadOnlyList<Measurement> Service, IReadOnlyList<Measurement> Limit,
    string? Failure = null)
{
    public string Name => Engine == Options.DefaultEngine ? Figure.Name : $"{Figure.Name} with {Engine}";

    public double ServiceMedian => Median(Service);

    public double? LimitMedian => Limit.Count == 0 ? null : Median(Limit);

    public double? Ratio => ServiceMedian / LimitMedian;

    /// <summary>A figure with a failed round has not met its aim, whatever its value.</summary>
    public bool Faulty => Failure is not null || Service.Concat(Limit).Any(round => round.Fault is not null);

    public bool Met => !Faulty && Figure.Aim switch
    {
        Aim.Ratio(var atLeast) => Ratio >= atLeast,
        Aim.Ceiling(var atMost) => ServiceMedian <= atMost,
        _ => false
    };

    private static double Median(IReadOnlyList<Measurement> rounds)
    {
        var sorted = rounds.Select(round => round.Value).Order().ToList();
        return sorted.Count == 0 ? double.NaN : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}

/// <summary>The report as text: machine, each round, and the table last.</summary>
internal static class Report
{
    // On a machine that does nothing else, the kernel's own work stays below this.
    private const double BusyCores = 0.25;

    public static void Write(TextWriter to, IEnumerable<Outcome> measured, IReadOnlyList<string> generator, string machine)
    {
        // The engines' results of one figure are listed together.
        var outcomes = measured.GroupBy(outcome => outcome.Figure.Name).SelectMany(figure => figure).ToList();
        to.WriteLine();
        to.WriteLine(machine);
        foreach (var line in generator)
            to.WriteLine($"generator alone, against an endpoint that does nothing: {line}");
        foreach (var outcome in outcomes)
            WriteRounds(to, outcome);

        to.WriteLine();
        to.WriteLine("| figure | unit | service | limit | ratio | aim | met? |");
        to.WriteLine("|---|---|---:|---:|---:|---:|---|");
        foreach (var outcome in outcomes)
            to.WriteLine(Row(outcome));

        var missed = outcomes.Where(outcome => !outcome.Met).Select(outcome => outcome.Name).ToList();
        to.WriteLine();
        var others = outcomes.SelectMany(outcome => outcome.Service.Concat(outcome.Limit)).Select(round => round.Cpu.Others)
            .DefaultIfEmpty().Max();
        if (others > BusyCores)
            to.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"The machine was not ours alone: in a round others kept {others:0.0} cores busy. Measure again when it is quiet."));
        to.WriteLine(missed.Count == 0 ? "Every aim is met." : $"Aims missed: {string.Join(", ", missed)}.");
    }

    private static void WriteRounds(TextWriter to, Outcome outcome)
    {
        var figure = outcome.Figure;
        to.WriteLine();
        to.WriteLine($"{outcome.Name}: {figure.Workload}");
        to.WriteLine($"  database before: {figure.Stage.Contents}");
        foreach (var note in figure.Notes)
            to.WriteLine($"  {note}");
        WriteSide(to, "limit", figure.Unit, outcome.Limit);
        WriteSide(to, "service", figure.Unit, outcome.Service);
        if (outcome.Failure is not null)
            to.WriteLine($"  FAILED: {outcome.Failure}");
    }

    private static void WriteSide(TextWriter to, string side, string unit, IReadOnlyList<Measurement> rounds)
    {
        if (rounds.Count == 0)
            return;

        var sorted = rounds.Select(round => round.Value).Order().ToList();
        to.WriteLine($"  {side}, {unit}: min {Text(sorted[0])}, median "
            + $"{Text((sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2)}, max {Text(sorted[^1])}");
        foreach (var (index, round) in rounds.Index())
        {
            to.WriteLine($"    round {index + 1}: {Text(round.Value)} ({round.Note}) [{round.Cpu}]");
            if (unit.EndsWith("/s", StringComparison.Ordinal))
                to.WriteLine($"      {round.Cpu.PerUnit(unit[..^2].TrimEnd('s'), round.Value)}");
            if (round.Fault is not null)
                to.WriteLine($"      WRONG: {round.Fault}");
        }
    }

    private static string Row(Outcome outcome)
    {
        var aim = outcome.Figure.Aim switch
        {
            Aim.Ratio(var atLeast) => $"≥ {atLeast.ToString(CultureInfo.InvariantCulture)}",
            Aim.Ceiling(var atMost) => $"≤ {atMost.ToString(CultureInfo.InvariantCulture)}",
            _ => ""
        };
        var ratio = outcome.Ratio?.ToString("0.00", CultureInfo.InvariantCulture) ?? "–";
        var met = outcome.Failure is not null ? "FAILED" : outcome.Faulty ? "NO: see the rounds" : outcome.Met ? "yes" : "NO";
        return $"| {outcome.Name} | {outcome.Figure.Unit} | {Text(outcome.ServiceMedian)} | "
            + $"{(outcome.LimitMedian is { } limit ? Text(limit) : "–")} | {ratio} | {aim} | {met} |";
    }

    private static string Text(double value) => value.ToString(value < 1000 ? "0.0" : "#,0", CultureInfo.InvariantCulture);
}
