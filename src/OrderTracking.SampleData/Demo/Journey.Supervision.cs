using OrderTracking.Cli.Wire;

namespace OrderTracking.SampleData.Demo;

/// <summary>Calls to consignees, corrective actions, and the supervisor's decisions about penalties.</summary>
internal sealed partial class Journey
{
    private void CallBack()
    {
        After(20, 60);
        AtWork();
        if (_chance.Happens(0.85))
        {
            Report("consigneeCalledBack", Destination, "service", WireData.Of(("outcome", "满意"), ("satisfied", _chance.Between(4, 5))));
            return;
        }

        var problem = _chance.Pick(["送货晚点", "送货员未提前联系", "外箱破损", "卸货无人协助"]);
        Report("consigneeCalledBack", Destination, "service", WireData.Of(
            ("outcome", "不满意"), ("satisfied", _chance.Between(1, 3)), ("problem", problem)));
        if (_chance.Happens(0.4)) Mend(Destination, $"针对回访问题“{problem}”:培训当班人员,每周抽查", exception: null);
    }

    /// <summary>What the responsible department will do within ten days; most is verified in time, some late.</summary>
    private void Mend(Station responsible, string measure, string? exception)
    {
        var (id, from) = ($"{_number}-A1", Whole(_clock.AddHours(_chance.Between(20, 50))));
        ReportAt(from, "correctiveActionSet", responsible, "manager", WireData.Of(
            ("actionId", id), ("owner", $"{responsible.Code}.manager".ToLowerInvariant()), ("measure", measure),
            ("dueAt", WireData.Time(from.AddDays(10))), ("responsibleStation", responsible.Code), ("exceptionId", exception)));
        var days = _chance.Happens(0.75) ? _chance.Between(3.0, 9.0) : _chance.Between(11.0, 16.0);
        ReportAt(Whole(from.AddDays(days)), "correctiveActionVerified",
            responsible, "quality", WireData.Of(("actionId", id), ("note", "现场核查,已落实")));
    }

    /// <summary>Half of the penalties that are proposed are decided, a day or more after the breach.</summary>
    private void DecidePenalty(string deadline, DateTimeOffset brokenAt, int least, int most)
    {
        if (!_chance.Happens(0.5)) return;
        var at = Whole(brokenAt.AddHours(_chance.Between(20, 70)));
        if (_chance.Happens(0.7))
        {
            ReportAt(at, "penaltyConfirmed", Origin, "supervisor", WireData.Of(
                ("deadline", deadline), ("amount", _chance.Between(least, most)), ("reason", "核查属实")));
        }
        else
        {
            ReportAt(at, "penaltyWaived", Origin, "supervisor", WireData.Of(
                ("deadline", deadline), ("reason", "客户原因,已谅解")));
        }
    }
}
