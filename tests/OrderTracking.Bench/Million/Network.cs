using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Bench.Million;

/// <summary>Origin to destination, at most one station between.</summary>
/// <param name="Hours">How long each leg takes on the road.</param>
/// <param name="Standard">Hours from the reception to the signature, by the lane's standard.</param>
internal sealed record Lane(string Origin, string? Transfer, string Destination, double[] Hours, int Standard);

/// <summary>
/// A made-up company: its stations, lanes and customers with their reference events. A few customers and lanes have most of the freight,
/// the largest a few per cent of it.
/// </summary>
internal sealed class Network
{
    private const int Stations = 30, Lanes = 400, Accounts = 200, Managers = 20;
    private const string By = "head.office";

    private readonly string[] _accounts = [.. Enumerable.Range(1, Accounts).Select(number => $"ACC-{number:000}")];
    private readonly Lane[] _lanes;
    private readonly double[] _accountShares = Shares(Accounts, 10), _laneShares = Shares(Lanes, 20);

    /// <param name="since">When all of it was recorded.</param>
    public Network(Random chance, DateTimeOffset since)
    {
        _lanes = MakeLanes(chance);
        var position = 0L;
        var versions = new Dictionary<string, long>();
        foreach (var referenceEvent in ReferenceEvent(since))
        {
            var stream = ReferenceStreams.Of(referenceEvent);
            var version = versions[stream] = versions.GetValueOrDefault(stream) + 1;
            var id = UuidV5.Create(Guid.Empty, $"{stream}/{version}");
            ReferenceEvents.Add((stream,
                new RecordedEvent<DomainEvent>(id, ++position, version, since, EventSource.Person, null, null, referenceEvent)));
        }

        Reference = ReferenceSnapshot.Empty.With(ReferenceEvents);
    }

    public static Company Company { get; } = new(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));

    /// <summary>The first events of the log, in order.</summary>
    public List<(string Stream, RecordedEvent<DomainEvent> Entry)> ReferenceEvents { get; } = [];

    public ReferenceSnapshot Reference { get; }

    public string LargestAccount => _accounts[0];

    /// <summary>The manager of the largest account, among others.</summary>
    public static string BusiestManager => Manager(0);

    public string Account(Random chance) => _accounts[Drawn(_accountShares, chance)];

    public Lane Lane(Random chance) => _lanes[Drawn(_laneShares, chance)];

    private static string Manager(int account) => $"manager.{account % Managers + 1:00}";

    private static Lane[] MakeLanes(Random chance)
    {
        var made = new Dictionary<(int, int), Lane>();
        while (made.Count < Lanes)
        {
            var (from, to, over) = (chance.Next(Stations), chance.Next(Stations), chance.Next(Stations));
            if (from == to || made.ContainsKey((from, to)))
                continue;
            var isTransferred = made.Count % 5 < 3 && over != from && over != to;
            double[] hours = isTransferred ? [6 + 16 * chance.NextDouble(), 6 + 16 * chance.NextDouble()] : [8 + 22 * chance.NextDouble()];
            made[(from, to)] = new Lane(Station(from), isTransferred ? Station(over) : null, Station(to), hours,
                (int)(62 + 1.2 * hours.Sum() + (isTransferred ? 12 : 0)));
        }

        return [.. made.Values];
    }

    private static string Station(int number) => $"ST{number + 1:00}";

    private IEnumerable<ReferenceEvent> ReferenceEvent(DateTimeOffset since)
    {
        foreach (var number in Enumerable.Range(0, Stations))
            yield return new StationSet(Station(number), $"第{number + 1}网点") { OccurredAt = since, Station = "HQ", By = By };
        foreach (var (index, account) in _accounts.Index())
        {
            var tier = index < 10 ? AccountTier.Project : index < 40 ? AccountTier.Key : AccountTier.Ordinary;
            yield return new AccountSet(account, $"客户{index + 1}", tier, ReceiptDays: tier == AccountTier.Ordinary
                ? null : 10) { OccurredAt = since, Station = "HQ", By = By };
            yield return new AccountManagerAssigned(account, Manager(index), since) { OccurredAt = since, Station = "HQ", By = By };
        }

        // Every fourth lane has no standard: its promises are those of the contract.
        foreach (var (index, lane) in _lanes.Index())
            if (index % 4 < 3)
                yield return new LaneStandardSet(lane.Origin, lane.Destination, lane.Standard) { OccurredAt = since, Station = "HQ",
                    By = By };
        foreach (var rule in Enum.GetValues<DeadlineRule>())
            yield return new PenaltyScheduleSet(rule, 10 + 5 * (int)rule, DateOnly.FromDateTime(since.Date)) { OccurredAt = since,
                Station = "HQ", By = By };
    }

    // The n-th weighs 1 / (n + flatness); cumulative, so that a draw is a binary search.
    private static double[] Shares(int count, int flatness)
    {
        var shares = new double[count];
        var sum = 0.0;
        for (var index = 0; index < count; index++)
            shares[index] = sum += 1.0 / (index + flatness);
        return shares;
    }

    private static int Drawn(double[] shares, Random chance)
    {
        var found = Array.BinarySearch(shares, chance.NextDouble() * shares[^1]);
        return Math.Min(found < 0 ? ~found : found, shares.Length - 1);
    }
}
