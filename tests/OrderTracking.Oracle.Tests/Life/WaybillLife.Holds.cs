namespace OrderTracking.Oracle.Tests.Life;

/// <summary>Goods that wait for the customer's instruction, and what is found when they are measured.</summary>
internal sealed partial class WaybillLife
{
    // Held at the origin or on the way, once or twice, released soon, late or never; the customer told or not; and told to the service at
    // once or long afterwards.
    private void Holds(DateTimeOffset begun)
    {
        now = begun;
        for (var times = chance.Of(0, 0, 1, 1, 2); times > 0; times--)
        {
            Later(0.5, 14);
            var station = chance.In100(75) ? origin : chance.Of(stations);
            Happens("heldForInstruction", station, new { reason = chance.Of(Reasons), note = chance.In100(60) ? "外箱破损" : null });
            if (chance.In100(40)) Tell(Event("customerNotified", now + chance.Hours(0.2, 6), origin, new { channel = "phone" }), now);
            if (chance.In100(20)) Happens("heldForInstruction", station, new { reason = chance.Of(Reasons) });
            Later(1, chance.In100(60) ? 12 : 80);
            if (chance.In100(75)) Happens("releasedForDispatch", origin, new { instruction = chance.In100(60) ? "加固后发运" : null });
        }
        if (!chance.In100(40)) return;
        var weight = chance.Between(1, 4000) / 8m;
        Happens("stockedIn", chance.In100(80) ? origin : destination, new
        {
            pieces = chance.In100(80) ? pieces : (int?)null, weightKg = weight, volumeM3 = chance.In100(30) ? 1.25m : (decimal?)null,
            packingRemarks = chance.In100(50) ? "胶带脱落" : null,
        });
        if (!chance.In100(50)) return;
        Later(1, 20);
        Happens("orderAmended", origin, new { weightKg = weight * chance.Of(1m, 1m, 1.04m, 1.2m) });
    }
}
