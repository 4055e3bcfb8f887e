using System.Globalization;

namespace OrderTracking.Bench;

/// <summary>The command line.</summary>
/// <param name="Million">The sizes of a year of freight to measure, in waybills; empty unless it was asked for.</param>
/// <param name="Replay">The waybills of the year that is replayed; null unless it was asked for.</param>
/// <param name="Engines">The engines to measure, one after the other.</param>
internal sealed record Options(
    IReadOnlyList<string> Figures, IReadOnlyList<int> Million, IReadOnlyList<string> Engines, int Rounds, int Seconds, int WarmUpSeconds,
    bool SelfCheck, bool PlanOnly, bool Flood, bool Memory, bool Feed, bool Webhooks, int? Replay = null)
{
    public const string DefaultEngine = "postgres";

    private const string MillionName = "million", FloodName = "flood", MemoryName = "memory", FeedName = "feed", ReplayName = "replay",
        WebhooksName = "webhooks";
    private const int FloodSeconds = 300, MemorySeconds = 600, FeedSeconds = 60, ReplaySeconds = 20;

    public TimeSpan Measured => TimeSpan.FromSeconds(Seconds);

    public TimeSpan WarmUp => TimeSpan.FromSeconds(WarmUpSeconds);

    /// <exception cref="FormatException">An argument is unknown, or not a number above zero.</exception>
    public static Options Parse(string[] arguments, IReadOnlyList<string> known)
    {
        var figures = new List<string>();
        int[]? sizes = null;
        var engine = DefaultEngine;
        var (rounds, seconds, warmUp) = (3, (int?)null, 2);
        var (selfCheck, planOnly) = (false, false);
        var (million, flood, memory, feed, replay, webhooks) = (false, false, false, false, false, false);
        for (var index = 0; index < arguments.Length; index++)
        {
            switch (arguments[index])
            {
                case "--rounds": rounds = Count(ref index); break;
                case "--seconds": seconds = Count(ref index); break;
                case "--warm-up": warmUp = Count(ref index); break;
                case "--waybills": sizes = Counts(ref index); break;
                // ops/bench has checked that this build has the engine.
                case "--engine": engine = arguments[++index]; break;
                case MillionName: million = true; break;
                case FloodName: flood = true; break;
                case MemoryName: memory = true; break;
                case FeedName: feed = true; break;
                case ReplayName: replay = true; break;
                case WebhooksName: webhooks = true; break;
                case "--self-check": selfCheck = true; break;
                case "--plan": planOnly = true; break;
                case var figure when known.Contains(figure): figures.Add(figure); break;
                case var other:
                    throw new FormatException(
                        $"'{other}' is neither a figure nor an option. Figures: {string.Join(", ", known)}, {MillionName}, {FloodName}, "
                        + $"{MemoryName}, {FeedName}, {ReplayName}, {WebhooksName}.");
            }
        }

        var isNamed = million || flood || memory || feed || replay || webhooks;
        if (isNamed && engine != DefaultEngine)
            throw new FormatException(
                $"{MillionName}, {FloodName}, {MemoryName}, {FeedName}, {ReplayName} and {WebhooksName} take no --engine: they are "
                + $"measured with '{DefaultEngine}' alone.");
        return new Options(figures.Count == 0 && !isNamed ? known : figures, million ? sizes ?? [100_000, 1_000_000] : [],
            engine == DefaultEngine ? [DefaultEngine] : [DefaultEngine, engine], rounds,
            seconds ?? (flood ? FloodSeconds : memory ? MemorySeconds : feed ? FeedSeconds : replay ? ReplaySeconds : 8), warmUp,
            selfCheck, planOnly, flood, memory, feed, webhooks, replay ? sizes?[0] ?? Replays.ReplayRun.DefaultWaybills : null);

        int Count(ref int index) =>
            ++index < arguments.Length && int.TryParse(arguments[index], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count > 0
                ? count
                : throw new FormatException($"{arguments[index - 1]} needs a whole number above zero.");

        int[] Counts(ref int index)
        {
            var counts = (++index < arguments.Length ? arguments[index] : "").Split(',')
                .Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0).ToArray();
            return Array.TrueForAll(counts, count => count > 0)
                ? counts : throw new FormatException("--waybills needs whole numbers above zero, parted by commas.");
        }
    }
}
