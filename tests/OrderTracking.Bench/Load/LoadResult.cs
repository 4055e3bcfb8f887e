using System.Globalization;
namespace OrderTracking.Bench.Load;

/// <summary>The result of a run of load. Only answers with which a request succeeds count, within the measured time.</summary>
/// <param name="TurnedAway">Other answers, of the kinds that the workload expects.</param>
internal sealed record LoadResult(long Answered, TimeSpan Measured, IReadOnlyList<int> SortedMicroseconds, long TurnedAway, long Refused,
    string? RefusedSample)
{
    public double PerSecond => Answered / Measured.TotalSeconds;

    public double Milliseconds(double quantile) => Quantile(SortedMicroseconds, quantile) / 1000.0;

    /// <summary>Describes failures, that is unexpected statuses and missing answers; null if there were none.</summary>
    public string? Fault => Refused == 0 ? null : $"{Refused} not answered with 2xx, such as: {RefusedSample}";

    public string Describe() =>
        string.Create(CultureInfo.InvariantCulture, $"p50 {Milliseconds(0.5):0.00} ms, p99 {Milliseconds(0.99):0.00} ms");

    public static double Quantile(IReadOnlyList<int> sorted, double quantile) =>
        sorted.Count == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(quantile * sorted.Count) - 1, 0, sorted.Count - 1)];
}
