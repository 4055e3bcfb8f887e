using OrderTracking.Client;

namespace OrderTracking.Cli.Tests;

/// <summary>Answers to batches, as the service gives them.</summary>
internal static class Answer
{
    /// <param name="outcomes">'status' or 'status:code', one for each line.</param>
    public static BatchAnswer To(IReadOnlyList<EventLine> lines, params string[] outcomes) => new(
        outcomes.Count(outcome => outcome == "accepted"), outcomes.Count(outcome => outcome == "duplicate"),
        outcomes.Count(outcome => outcome.StartsWith("held", StringComparison.Ordinal)),
        outcomes.Count(outcome => outcome.StartsWith("refused", StringComparison.Ordinal)), 0, 1,
        [.. lines.Zip(outcomes, (line, outcome) => new LineAnswer(
            1, Enum.Parse<LineStatus>(outcome.Split(':')[0], ignoreCase: true), line.Id, Code: outcome.Split(':').ElementAtOrDefault(1)))]);
}
