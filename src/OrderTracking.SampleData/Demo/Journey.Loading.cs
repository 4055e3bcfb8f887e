using System.Globalization;
using OrderTracking.Cli.Wire;

namespace OrderTracking.SampleData.Demo;

/// <summary>Before a vehicle leaves in the evening: the plan, and whether it can be kept.</summary>
internal sealed partial class Journey
{
    /// <summary>Loaded in the evening; what cannot leave, or misses its vehicle, goes the next evening.</summary>
    private string PlanLoading(Station from, Station to)
    {
        var evening = Evening();
        if (evening < _clock) evening = Whole(_clock.AddHours(_chance.Between(0.5, 3)));
        _clock = Whole(_clock.AddMinutes(_chance.Between(5, 25)));
        var list = Plan(from, to, evening);
        var lastCall = new DateTimeOffset(evening.Date, evening.Offset).AddHours(16);
        if (_clock < lastCall)
        {
            // Known by four in the afternoon, mostly.
            var known = Whole(_clock.AddHours(_chance.Between(0.1, 0.9) * (lastCall - _clock).TotalHours));
            if (_chance.Happens(0.02)) return MoveLater(from, to, known);
            if (_chance.Happens(0.85)) Confirm(known, from, to, evening, newTime: null);
            else if (_chance.Happens(0.5)) Confirm(Whole(lastCall.AddMinutes(_chance.Between(65, 150))), from, to, evening, newTime: null);
        }

        if (evening > _clock) _clock = evening;
        if (!_chance.Happens(0.03)) return list;

        _clock = new DateTimeOffset(_clock.Date.AddDays(1), _clock.Offset).AddMinutes(_chance.Between(600, 660));
        Answer(Raise("missedLoading", from == Origin ? "origin" : "transfer", from, from, "十点核对:计划未装车"), from, "loading");
        _clock = Evening();
        return NewList(from);
    }

    /// <summary>It cannot leave today: planned anew for the next evening, and the customer is told, nearly always.</summary>
    private string MoveLater(Station from, Station to, DateTimeOffset known)
    {
        var today = known;
        _clock = known.AddDays(1);
        var evening = Evening();
        _clock = Whole(known.AddMinutes(10));
        Confirm(known, from, to, today, newTime: evening);
        var list = Plan(from, to, evening);
        if (_chance.Happens(0.85))
        {
            ReportAt(Whole(_clock.AddHours(_chance.Between(0.2, 1.5))), "customerNotified", from, "service", WireData.Of(
                ("channel", "phone"), ("about", "当日不能发运,改次日发运"), ("customerAgrees", _chance.Happens(0.8))));
        }

        _clock = evening;
        return list;
    }

    private string Plan(Station from, Station to, DateTimeOffset evening)
    {
        var list = NewList(from);
        Report("loadingPlanned", from, "dispatch", WireData.Of(
            ("plannedFor", Day(evening)), ("nextStation", to.Code), ("pieces", _pieces), ("loadingList", list),
            ("plannedTime", _chance.Happens(0.4) ? PlannedTime(evening) : null)));
        return list;
    }

    /// <summary>The half hour before which the vehicle is to leave; a few leave after it.</summary>
    private string? PlannedTime(DateTimeOffset evening)
    {
        var wanted = evening.AddMinutes(_chance.Between(-10, 45));
        var time = wanted.AddMinutes(30 - (wanted.Minute % 30));
        return time.Date == evening.Date && time > _clock ? time.ToString("HH:mm':00'", CultureInfo.InvariantCulture) : null;
    }

    private void Confirm(DateTimeOffset at, Station from, Station to, DateTimeOffset day, DateTimeOffset? newTime) =>
        ReportAt(at, "loadingConfirmed", from, "manager", WireData.Of(
            ("plannedFor", Day(day)), ("canLeave", newTime is null), ("nextStation", to.Code),
            ("reason", newTime is null ? null : _chance.Pick(["车辆不足", "货物未到齐", "路线封闭"])),
            ("newTime", newTime is { } later ? WireData.Time(later) : null)));

    private DateTimeOffset Evening() => new DateTimeOffset(_clock.Date, _clock.Offset).AddMinutes(_chance.Between(19 * 60, 23 * 60));

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
