using System.Collections.Concurrent;
using System.Diagnostics;
using OrderTracking.Bench.Server;

namespace OrderTracking.Bench.Million;

/// <summary>Latencies of answers, in milliseconds.</summary>
internal sealed record Latency(int Count, double Median, double P95, double P99, double Longest)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(45);

    /// <summary>Sends so many requests over so many connections, each of which sends the next when it has its answer.</summary>
    /// <exception cref="HttpRequestException">An answer was not of the 2xx kind.</exception>
    public static async Task<Latency> OfAsync(Uri service, string path, int requests, int connections)
    {
        using var http = Identities.Connect(service, connections: connections);
        // Warm-up: query plans and JIT compilation are not part of the measurement.
        await Task.WhenAll(Enumerable.Range(0, connections)
            .Select(async _ => { for (var round = 0; round < 8; round++) await http.GetByteArrayAsync(path); }));

        var taken = new ConcurrentBag<double>();
        var (left, since) = (requests, Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0 && since.Elapsed < Timeout)
            {
                var asked = Stopwatch.GetTimestamp();
                await http.GetByteArrayAsync(path);
                taken.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }
        }));
        return Of(taken);
    }

    public static Latency Of(IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToList();
        return sorted.Count == 0 ? new(0, double.NaN, double.NaN, double.NaN, double.NaN)
            : new(sorted.Count, At(0.5), At(0.95), At(0.99), sorted[^1]);

        double At(double part) => sorted[Math.Max(0, (int)Math.Ceiling(part * sorted.Count) - 1)];
    }
}
