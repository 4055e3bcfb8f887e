using OrderTracking.Application.Ports;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Application.Replays;

/// <summary>
/// What is counted of all that a figure judges. Stays are counted by the second, so that percentiles need room for different durations and
/// not for each stay.
/// </summary>
internal sealed class Tally
{
    private readonly Dictionary<string, long> sides = [];
    private readonly SortedDictionary<long, long> stays = [];
    private decimal fines;

    public void Add(Judged judged)
    {
        sides[judged.Side] = sides.GetValueOrDefault(judged.Side) + judged.Count;
        fines += judged.Fine;
        if (judged.Stay is not { } stay) return;
        var seconds = (long)Math.Round(stay.TotalSeconds);
        stays[seconds] = stays.GetValueOrDefault(seconds) + 1;
    }

    public ReplaySide Side(Judgement judgement) =>
        new(sides, judgement.Rate(sides), judgement.HasFines ? fines : null, judgement.HasTimes ? Times() : null);

    private DwellTimes Times()
    {
        var count = stays.Values.Sum();
        if (count == 0) return new(null, 0, null, null, null);
        return new(null, count, Minutes(stays.Sum(stay => (decimal)stay.Key * stay.Value) / count), Percentile(0.5m), Percentile(0.9m));

        // Between two stays it is interpolated, as by percentile_cont.
        decimal Percentile(decimal part)
        {
            var place = part * (count - 1);
            var (lower, upper) = (At((long)Math.Floor(place)), At((long)Math.Ceiling(place)));
            return Minutes(lower + (upper - lower) * (place - Math.Floor(place)));
        }

        long At(long place)
        {
            foreach (var (seconds, some) in stays)
                if ((place -= some) < 0) return seconds;
            throw new ArgumentOutOfRangeException(nameof(place));
        }
    }

    private static decimal Minutes(decimal seconds) => Math.Round(seconds / 60, 2, MidpointRounding.ToEven);
}
