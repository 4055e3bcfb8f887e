using OrderTracking.Api.Testing;
using OrderTracking.Testing.Freight;

namespace OrderTracking.Oracle.Tests.Life;

/// <summary>The life of a complaint: mostly in order, with steps left out, late and impossible.</summary>
internal sealed class ComplaintLife
{
    private readonly List<Step> steps = [];
    private readonly Chance chance;
    private readonly string number;
    private readonly IReadOnlyList<string> stations;
    private DateTimeOffset at;

    public ComplaintLife(
        Chance chance, string number, IReadOnlyList<string> accounts, IReadOnlyList<string> stations, IReadOnlyList<string> waybills,
        DateTimeOffset at)
    {
        (this.chance, this.number, this.stations, this.at) = (chance, number, stations, at);
        var account = chance.Of(accounts);
        var origin = chance.In100(25) ? "internal" : chance.Maybe("external");
        var named = chance.In100(60) ? [chance.Of(waybills)] : Array.Empty<string>();
        // A waybill of another account is refused, and then it is sent without.
        foreach (var with in named.Length == 0 ? [named] : new[] { named, [] })
            Post(0, 1, "complaintReceived", new { account, channel = "phone", content = "晚到", origin, waybills = with });
        if (chance.In100(85)) Post(1, 20, "complaintJudged", new { founded = chance.In100(65), grounds = "属实",
            cause = chance.Maybe("loading"), responsibleStation = chance.Maybe(chance.Of(stations)) });
        for (var rounds = chance.Between(1, 3); rounds > 0; rounds--)
        {
            if (chance.In100(75)) Post(1, 40, "complaintAnswered", new { answer = "已答复" });
            if (chance.In100(40)) Post(1, 10, "complaintActionSet", new { actionId = chance.Of("A-1", "A-2"), owner = "dock",
                measure = "检查", dueAt = this.at + chance.Hours(20, 200) });
            if (chance.In100(75)) Post(1, 60, "complaintResolved", new { post = chance.Of("dock", "driver"), measure = "培训" });
            if (chance.In100(60)) Post(1, 150, "complainantCalledBack", new { satisfied = chance.Between(1, 5) });
            if (chance.In100(40)) Post(1, 100, "complaintActionVerified", new { actionId = chance.Of("A-1", "A-2") });
            if (rounds > 1) Post(1, 30, "complaintReopened", new { reason = "不满意" });
        }
    }

    public IReadOnlyList<Step> Steps => steps;

    private void Post(double least, double most, string type, object data)
    {
        at += chance.Hours(least, most);
        var sent = Send.Event(type, at, data, chance.Id(), chance.Of(stations));
        var told = at + (chance.In100(85) ? TimeSpan.Zero : chance.Hours(1, 60));
        steps.Add(new CasePost(told, "complaints", number, [sent]));
        if (!chance.In100(10)) return;
        var corrected = told + chance.Hours(1, 30);
        steps.Add(new CasePost(corrected, "complaints", number, [Send.Event("corrected", corrected,
            new { eventId = sent["id"]!.GetValue<string>(), reason = "录错" }, chance.Id(), chance.Of(stations))]));
    }
}
