using OrderTracking.Domain.Waybills;

namespace OrderTracking.Testing.Freight;

/// <summary>Random freight as it is sent, by seed: out of order, repeated, corrected, and now and then refused by the rules.</summary>
public sealed class RandomFreight(int seed)
{
    private const int Days = 90;

    private readonly Chance chance = new(seed);

    /// <summary>A waybill's Received and then posts about it, in order of sending; a post is recorded whole or not at all.</summary>
    public List<List<SubmittedEvent>> Waybill()
    {
        var begin = new DateTimeOffset(2026, 1, 1, 8, 0, 0, TimeSpan.FromHours(8)).AddHours(chance.Between(0, (Days * 24) - 1));
        var life = new RandomWaybill(chance, FreightNetwork.SixStations, begin, withRefusals: true);
        var later = life.Steps.Skip(1).SelectMany(step => Enumerable.Repeat(step.Events.ToList(), chance.OneIn(8) ? 2 : 1)).ToArray();
        if (chance.OneIn(2)) chance.Shuffle(later);
        return [[.. life.Steps[0].Events], .. later];
    }
}
