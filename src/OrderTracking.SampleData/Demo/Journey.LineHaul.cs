using OrderTracking.Cli.Wire;

namespace OrderTracking.SampleData.Demo;

/// <summary>From station to station.</summary>
internal sealed partial class Journey
{
    /// <summary>Pieces at the destination, including those that are found later.</summary>
    private int _here;
    private int _found;

    private void Haul(Station from, Station to, bool last)
    {
        var list = PlanLoading(from, to);
        var vehicle = MadeUp.Plate(_chance, from);
        ReportAt(Whole(_clock.AddMinutes(-_chance.Between(20, 60))), "loadingListed", from, "clerk", WireData.Of(
            ("pieces", _chance.Happens(0.995) ? _pieces : _pieces + 1), ("loadingList", list), ("nextStation", to.Code),
            ("vehicle", vehicle)));
        Report("loaded", from, "dock", WireData.Of(
            ("pieces", _pieces), ("nextStation", to.Code), ("loadingList", list), ("vehicle", vehicle)));

        After(0, 0.5);
        Drive(from, to);
        if (last && _chance.Happens(0.006)) (from, list, vehicle) = GoAstray(from, to, list, vehicle);
        _here = _pieces;
        if (last && _pieces > 1 && _chance.Happens(0.015)) _here -= _chance.Between(1, Math.Max(1, _pieces / 5));
        var arrived = Report("arrived", to, "dock", WireData.Of(
            ("pieces", _here), ("condition", _chance.Happens(0.95) ? "完好" : "外包装轻微破损"), ("loadingList", list), ("vehicle", vehicle)));
        if (_here < _pieces) MissSome(arrived, to, list, vehicle);
        else if (_chance.Happens(0.006))
        {
            var twice = ReportAt(_clock.AddMinutes(6), "arrived", to, "dock",
                WireData.Of(("pieces", _here), ("loadingList", list), ("vehicle", vehicle)));
            Correct(twice, 0.7, to, "重复录入");
        }

        After(0.5, 3);
        if (!last) Report("stockedIn", to, "warehouse", WireData.Of(("pieces", _pieces)));
    }

    private void Drive(Station from, Station to)
    {
        var hours = Network.DrivingHours(from, to) * _chance.Between(0.92, 1.15);
        if (!_chance.Happens(0.07))
        {
            After(hours, hours);
            return;
        }

        After(hours * 0.3, hours * 0.7);
        var words = _chance.Pick(MadeUp.RoadTrouble);
        var cause = words[0] is '车' or '轮' ? "vehicleBreakdown" : words[0] is '暴' or '大' ? "weather" : "traffic";
        Answer(Raise("delay", "lineHaul", to, from, words), to, cause);
        PromiseAnew();
        After(hours * 0.5, hours * 0.6);
        After(5, 36);
    }

    /// <summary>Unloaded at a station off the lane. The service raises the misroute itself; people only report back.</summary>
    private (Station From, string List, string Vehicle) GoAstray(Station from, Station to, string list, string vehicle)
    {
        var wrong = Network.Stations.First(station => !_route.Contains(station));
        var arrived = Report("arrived", wrong, "dock", WireData.Of(("pieces", _pieces), ("loadingList", list), ("vehicle", vehicle)));
        Answer(Derived(arrived, "misroute"), wrong, "loading");
        After(6, 14);
        (list, vehicle) = (NewList(wrong), MadeUp.Plate(_chance, wrong));
        Report("loaded", wrong, "dock", WireData.Of(
            ("pieces", _pieces), ("nextStation", to.Code), ("loadingList", list), ("vehicle", vehicle)));
        var hours = Network.DrivingHours(wrong, to);
        After(hours, hours * 1.2);
        return (wrong, list, vehicle);
    }

    /// <summary>Fewer pieces arrive than were loaded, and the service raises the shortage. Two in three times the rest is found.</summary>
    private void MissSome(Guid arrived, Station station, string list, string vehicle)
    {
        var missing = _pieces - _here;
        var shortage = Derived(arrived, "shortage");
        if (_chance.Happens(0.66))
        {
            _found = missing;
            ReportAt(Whole(_clock.AddHours(_chance.Between(0.5, 3.5))), "exceptionReportedBack", station, "manager", WireData.Of(
                ("exceptionId", shortage), ("report", $"缺{missing}件,装车站查找中")));
            ReportAt(Whole(_clock.AddHours(_chance.Between(10, 16))), "arrived", station, "dock", WireData.Of(
                ("pieces", missing), ("condition", "后到补齐"), ("loadingList", list), ("vehicle", vehicle)));
        }
        else
        {
            var loss = Math.Round(missing * (decimal)_chance.Between(80, 600), 2);
            Answer(shortage, station, "loading", loss);
            ReportAt(Whole(_clock.AddDays(_chance.Between(8.0, 20.0))), "writtenOff", station, "manager", WireData.Of(
                ("pieces", missing), ("exceptionId", shortage), ("reason", "查找无果,按丢失核销"),
                ("approver", $"{station.Code}.manager".ToLowerInvariant())));
        }
    }
}
