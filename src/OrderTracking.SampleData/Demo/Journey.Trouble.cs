using System.Text.Json.Nodes;
using OrderTracking.Cli.Wire;

namespace OrderTracking.SampleData.Demo;

/// <summary>Exceptions, their report-backs and resolutions.</summary>
internal sealed partial class Journey
{
    private string Raise(string kind, string stage, Station station, Station responsible, string words)
    {
        var id = $"{_number}-E{++_exceptions}";
        Report("exceptionRaised", station, "clerk", WireData.Of(
            ("exceptionId", id), ("kind", kind), ("stage", stage), ("responsibleStation", responsible.Code), ("pieces", _pieces),
            ("description", words)));
        return id;
    }

    /// <summary>The id of the exception that the service itself raises because of an event: UUIDv5 of cause and kind.</summary>
    public static string Derived(Guid cause, string kind) =>
        EventIds.From(cause, $"{char.ToUpperInvariant(kind[0])}{kind[1..]}").ToString();

    /// <summary>
    /// Most are answered within the four hours that the company allows, some late, and a few only days later, when a supervisor looks at
    /// what is open.
    /// </summary>
    private void Answer(string exception, Station station, string cause, decimal? loss = null)
    {
        var draw = _chance.Next();
        var reported = _clock.AddHours(draw switch
        {
            < 0.74 => _chance.Between(0.3, 3.8),
            < 0.94 => _chance.Between(4.3, 26),
            _ => _chance.Between(28.0, 90.0),
        });
        ReportAt(Whole(reported), "exceptionReportedBack", station, "manager", WireData.Of(
            ("exceptionId", exception), ("report", draw < 0.74 ? "已核实,正在处理" : "核实完毕,复命超时"),
            ("measure", _chance.Happens(0.7) ? _chance.Pick(MadeUp.Measures) : null)));
        if (_chance.Happens(0.7))
        {
            ReportAt(Whole(reported.AddMinutes(_chance.Between(5, 50))), "customerNotified", station, "service", WireData.Of(
                ("channel", _chance.Pick(["phone", "sms", "wechat"])), ("about", "异常告知"), ("exceptionId", exception),
                ("customerAgrees", _chance.Happens(0.7) ? _chance.Happens(0.9) : null)));
        }

        var excuses = Excuses(cause);
        var resolved = reported.AddHours(_chance.Happens(0.85) ? _chance.Between(4.0, 70.0) : _chance.Between(70.0, 240.0));
        ReportAt(Whole(resolved), "exceptionResolved", station, "manager", WireData.Of(
            ("exceptionId", exception), ("cause", cause), ("excused", excuses is not null),
            ("reasonCode", excuses is null ? null : $"EX-{cause.ToUpperInvariant()}"),
            ("evidence", excuses is null ? null : $"photo:{_number}-{_exceptions}"),
            ("approver", $"{station.Code}.manager".ToLowerInvariant()),
            ("loss", loss), ("excuses", excuses)));
    }

    /// <summary>Weather keeps the truck from its way; a shipper or consignee, besides, keeps the goods where they are.</summary>
    private static JsonArray? Excuses(string cause) => cause switch
    {
        "weather" or "authority" or "forceMajeure" => WireData.ListOrNull(["promise"]),
        "consignee" or "shipper" => WireData.ListOrNull(["promise", "dwell"]),
        _ => null,
    };

    /// <summary>The new date agreed with the customer after a delay.</summary>
    private void PromiseAnew()
    {
        if (!_chance.Happens(0.25)) return;
        _promisedAt = null;
        ReportAt(_clock.AddMinutes(40), "promiseSet", Origin, "manager", WireData.Of(
            ("promisedAt", WireData.Time(EndOfDay(_chance.Between(2, 4)))), ("basis", "contract")));
    }
}
