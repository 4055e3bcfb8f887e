using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using OrderTracking.Testing.Freight;

namespace OrderTracking.Oracle.Tests.Life;

/// <summary>
/// The life of a claim: mostly in the order of the desk, with steps left out, late, corrected, and some that are impossible.
/// </summary>
internal sealed class ClaimLife
{
    private readonly List<Step> steps = [];
    private readonly Chance chance;
    private readonly string number;
    private readonly IReadOnlyList<string> stations;
    private DateTimeOffset at;

    public ClaimLife(
        Chance chance, string number, IReadOnlyList<string> accounts, IReadOnlyList<string> stations, IReadOnlyList<string> waybills,
        DateTimeOffset at)
    {
        (this.chance, this.number, this.stations, this.at) = (chance, number, stations, at);
        var (account, amount) = (chance.Of(accounts), chance.Of(300m, 2_500m, 40_000m, 150_000m));
        // Most name no waybill: which account a waybill has is not known here, and another account's is refused.
        var named = chance.In100(50) ? [chance.Of(waybills)] : Array.Empty<string>();
        foreach (var with in named.Length == 0 ? [named] : new[] { named, [] })
            Post(0, 1, ("claimFiled", new { account, amount, waybills = with, kind = chance.Maybe("damage"),
                claimant = new { name = "苏轼", phone = "13700001111" } }));
        if (chance.In100(75))
            Post(2, 90, ("claimInvestigated", new { findings = "已查", cause = chance.Maybe("loading"),
                responsibleStation = chance.Maybe(chance.Of(stations)) }));
        if (chance.In100(25)) Post(1, 60, ("deductionReported", new { amount = 50, waybill = chance.Maybe(chance.Of(waybills)) }));
        if (chance.In100(20)) Post(1, 20, ("goodwillProposed", new { amount = 90, reason = "老客户" }));
        if (chance.In100(30)) Suspend();
        for (var reports = chance.Between(0, 2); reports > 0; reports--) SignOff(amount / 2);
        if (chance.In100(20)) Suspend();
        if (chance.In100(25))
        {
            if (chance.In100(50)) Post(1, 20, ("deductionReported", new { amount = 30 }));
            Post(5, 200, ("claimRejected", new { reason = "免责" }));
        }
        if (chance.In100(80)) Post(1, 250, ("settlementAgreed", new { amount = chance.Of(amount / 2, amount / 4, amount) }));
        for (var payments = chance.Between(0, 3); payments > 0; payments--)
            Post(1, 40, ("claimPaid", new { amount = chance.Of(amount / 2, amount / 4) }));
        if (chance.In100(50)) Post(1, 30, ("salvageValued", new { amount = 70 }));
        if (chance.In100(60)) Post(1, 200, ("salvageSold", new { amount = 60 }));
        if (chance.In100(30)) Post(1, 50, ("recoveryReceived", new { amount = 30, from = chance.Of("insurer", "carrier") }));
    }

    public IReadOnlyList<Step> Steps => steps;

    private void SignOff(decimal amount)
    {
        Post(1, 80, ("claimReportSubmitted", new { amount }));
        if (chance.In100(85)) Post(1, 30, ("claimApproved", new { post = "desk", amount }));
        if (chance.In100(45)) Post(1, 30, chance.In100(50)
            ? ("claimDisapproved", new { post = "manager", reason = "单据不全" })
            : ("claimApproved", new { post = "manager", amount = amount / 2 }));
        if (chance.In100(20)) Post(1, 30, ("claimApproved", new { post = "manager", amount }));
        if (chance.In100(50)) Post(1, 120, ("claimEscalated", new { }));
        if (chance.In100(60)) Post(1, 60, ("claimArbitrated", new { amount }));
    }

    private void Suspend()
    {
        Post(1, 60, ("claimSuspended", new { paper = "P-1", approver = "wang" }));
        if (chance.In100(75)) Post(10, 120, ("claimResumed", new { }));
    }

    // Some time later, told at once or late; now and then corrected, with or without a replacement.
    private void Post(double least, double most, (string Type, object Data) what)
    {
        at += chance.Hours(least, most);
        var sent = Send.Event(what.Type, at, what.Data, chance.Id(), chance.Of(stations));
        var told = at + (chance.In100(80) ? TimeSpan.Zero : chance.Hours(1, 60));
        steps.Add(new CasePost(told, "claims", number, [sent]));
        if (!chance.In100(12)) return;
        var corrected = told + chance.Hours(1, 30);
        var again = Send.Event(what.Type, at + chance.Hours(-1, 1), what.Data, chance.Id(), chance.Of(stations));
        var replaces = chance.In100(60);
        var correction = Send.Event("corrected", corrected, new
        {
            eventId = sent["id"]!.GetValue<string>(), reason = "录错", replacedBy = replaces ? again["id"]!.GetValue<string>() : null,
        }, chance.Id(), chance.Of(stations));
        steps.Add(new CasePost(corrected, "claims", number, replaces ? [correction, again] : (JsonObject[])[correction]));
    }
}
