using OrderTracking.Cli.Wire;

namespace OrderTracking.SampleData.Demo;

/// <summary>What is weighed and seen at the origin, and freight that waits there for the customer's instruction.</summary>
internal sealed partial class Journey
{
    private void StockIn()
    {
        After(0.4, 2);
        var isOtherwise = _chance.Happens(0.03);
        var found = (decimal)(isOtherwise ? _chance.Between(1.08, 1.3) : _chance.Between(0.97, 1.03));
        var (weight, volume) = (Math.Round(_weight * found, 1), Math.Round(_volume * found, 4));
        var remarks = _chance.Happens(0.1) ? _chance.Pick(MadeUp.PackingRemarks) : null;
        var stocked = Report("stockedIn", Origin, "warehouse", WireData.Of(
            ("pieces", _pieces), ("weightKg", weight), ("volumeM3", volume), ("packingRemarks", remarks)));
        if (isOtherwise)
        {
            if (_chance.Happens(0.7)) Hold("measurement", "称重量方与委托不符");
            // Either the order is amended, and the service takes its exception back, or the exception is answered.
            if (_chance.Happens(0.4))
                ReportAt(_clock.AddMinutes(20), "orderAmended", Origin, "desk", WireData.Of(("weightKg", weight), ("volumeM3", volume)));
            else Answer(Derived(stocked, "measurement"), Origin, "shipper");
        }
        else if (remarks is not null && _chance.Happens(0.3)) Hold("packing", remarks);
        else if (_chance.Happens(0.03)) Hold(_chance.Pick(["goodsException", "replacement"]), _chance.Pick(MadeUp.HoldNotes));
    }

    /// <summary>The customer is told, mostly in time, and says what is to be done; a few leave before anybody has said so.</summary>
    private void Hold(string reason, string note)
    {
        _clock = Whole(_clock.AddMinutes(_chance.Between(5, 20)));
        Report("heldForInstruction", Origin, "warehouse", WireData.Of(("reason", reason), ("note", note)));
        if (_chance.Happens(0.85))
            ReportAt(Whole(_clock.AddHours(_chance.Between(0.3, _chance.Happens(0.9) ? 1.9 : 6.0))), "customerNotified", Origin, "service",
                WireData.Of(("channel", "phone"), ("about", note)));
        if (_chance.Happens(0.05)) return;
        After(2.5, 40);
        AtWork();
        Report("releasedForDispatch", Origin, "manager", WireData.Of(("instruction", _chance.Pick(MadeUp.HoldInstructions))));
    }
}
