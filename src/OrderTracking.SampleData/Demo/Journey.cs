using System.Text.Json.Nodes;
using OrderTracking.Cli.Wire;
using OrderTracking.Client;

namespace OrderTracking.SampleData.Demo;

/// <summary>
/// The whole life of one made-up waybill, which depends only on its seed and the time at which it was received: the same waybill always
/// has the same events. Events after now are not sent yet.
/// </summary>
internal sealed partial class Journey
{
    private readonly Chance _chance;
    private readonly string _number;
    private readonly ulong _seed;
    private readonly List<Step> _steps = [];
    private readonly Account _account;
    private readonly IReadOnlyList<Station> _route;
    private readonly int _pieces;
    private readonly bool _delivers;
    private readonly bool _isPickedUp;
    private readonly int _receiptCopies;
    private readonly bool _isCancelled;
    private decimal _weight, _volume;
    private int _events;
    private int _exceptions;
    private int _lists;

    /// <summary>The time that the journey has reached.</summary>
    private DateTimeOffset _clock;

    /// <summary>The contract's promise; null where there is none, and once another was agreed.</summary>
    private DateTimeOffset? _promisedAt;

    private Journey(ulong seed, ulong ordinal, string number, DateTimeOffset receivedAt)
    {
        (_seed, _number, _clock) = (seed, number, receivedAt);
        _chance = Chance.For(seed, ordinal);
        _account = MadeUp.PickAccount(_chance);
        var origin = Network.Pick(_chance);
        _route = Network.Route(origin, Network.Pick(_chance, other: origin));
        _pieces = _chance.Happens(0.35) ? _chance.Between(1, 3) : _chance.Between(2, 60);
        _delivers = _chance.Happens(0.8);
        _isPickedUp = _chance.Happens(0.7);
        _isCancelled = _chance.Happens(0.01);
        _receiptCopies = _account.WantsReceipts && _chance.Happens(0.9) ? _chance.Between(1, 3) : 0;
    }

    private Station Origin => _route[0];

    private Station Destination => _route[^1];

    /// <param name="number">The waybill's number; with the seed it makes the ids of its events.</param>
    public static IReadOnlyList<Step> Steps(ulong seed, ulong ordinal, string number, DateTimeOffset receivedAt)
    {
        var journey = new Journey(seed, ordinal, number, receivedAt);
        journey.Live();
        return [.. journey._steps.OrderBy(step => step.At)];
    }

    private void Live()
    {
        Receive();
        if (_isCancelled)
        {
            After(1, 5);
            Report("cancelled", Origin, "dispatch", WireData.Of(("reason", "客户取消发货")));
            return;
        }

        Collect();
        for (var leg = 1; leg < _route.Count; leg++) Haul(_route[leg - 1], _route[leg], last: leg == _route.Count - 1);
        if (_chance.Happens(0.015)) BeRefused();
        else Deliver();
        if (_chance.Happens(0.12)) CallBack();
    }

    private Guid Report(string type, Station station, string role, JsonObject data) => ReportAt(_clock, type, station, role, data);

    private Guid ReportAt(DateTimeOffset at, string type, Station station, string role, JsonObject data)
    {
        var line = Line(at, type, station, role, data);
        _steps.Add(new Step(at, [line]));
        return line.Id;
    }

    /// <summary>An event was wrong: a correction and, where there is one, the event that replaces it.</summary>
    private Guid? Correct(Guid wrong, double hoursLater, Station station, string reason, EventLine? replacement = null)
    {
        var at = Whole(_clock.AddHours(hoursLater));
        var corrected = Line(at, "corrected", station, "clerk", WireData.Of(
            ("eventId", wrong.ToString()), ("reason", reason), ("replacedBy", replacement?.Id.ToString())));
        _steps.Add(new Step(at, replacement is null ? [corrected] : [corrected, replacement]));
        return replacement?.Id;
    }

    private EventLine Line(DateTimeOffset at, string type, Station station, string role, JsonObject data) => new(
        EventIds.From(EventSources.Demo, $"{_seed}/{_number}/{_events++}"), type, _number, WireData.Time(at), station.Code,
        $"{station.Code}.{role}{(at.Day % 3) + 1}".ToLowerInvariant(), data);

    private void After(double lowHours, double highHours) => _clock = Whole(_clock.AddHours(_chance.Between(lowHours, highHours)));

    /// <summary>Moves the clock on to working hours, if it is night.</summary>
    private void AtWork()
    {
        if (_clock.Hour is >= 8 and < 19) return;
        var day = _clock.Hour >= 19 ? _clock.Date.AddDays(1) : _clock.Date;
        _clock = new DateTimeOffset(day, _clock.Offset).AddMinutes(_chance.Between(8 * 60, 10 * 60));
    }

    private static DateTimeOffset Whole(DateTimeOffset time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), time.Offset);
}

/// <summary>What is reported at one time: one event, or a correction with the event that replaces the corrected one.</summary>
internal sealed record Step(DateTimeOffset At, IReadOnlyList<EventLine> Lines)
{
    /// <summary>Whether it is a supervisor's decision about a penalty.</summary>
    public bool IsDecision => Lines[0].Type is "penaltyConfirmed" or "penaltyWaived";
}
