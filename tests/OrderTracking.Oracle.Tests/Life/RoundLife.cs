using OrderTracking.Api.Testing;
using OrderTracking.Testing.Freight;

namespace OrderTracking.Oracle.Tests.Life;

/// <summary>
/// The call rounds of a company and the notes of its desks: mostly in order, with steps left out, late, corrected and impossible. They have
/// chances of their own, so that what else happens in a life does not depend on them.
/// </summary>
internal sealed class RoundLife
{
    private static readonly string[] Sites = ["B-1", "B-2", "B-3", "B-4"], Handles = ["li.wei", "chen.jing", "zhao.min"];

    private readonly List<Step> steps = [];
    private readonly Chance chance;
    private readonly IReadOnlyList<string> stations;
    private string route = "", number = "";
    private DateTimeOffset at;

    public RoundLife(
        int seed, IReadOnlyList<string> accounts, IReadOnlyList<string> stations, IReadOnlyList<string> waybills, DateTimeOffset begin)
    {
        (chance, this.stations) = (new(seed + 7_919), stations);
        foreach (var account in accounts)
            for (var sets = chance.Between(1, 3); sets > 0; sets--)
            {
                at = begin + chance.Hours(0, sets == 1 ? 1 : 300);
                steps.Add(new ReferenceHistory(at, Send.Event("accountSitesSet", at, new
                {
                    account, sites = Sites.Where(_ => chance.In100(70)).Select(code => new { code, name = $"{code} 店" }).ToArray(),
                }, chance.Id(), "HQ")));
            }
        for (var item = 1; item <= 6; item++)
        {
            (route, number, at) = ("rounds", $"RD{seed}-{item}", begin + chance.Hours(20, 200));
            Round(chance.Of(accounts), item > 1 && chance.In100(75) ? $"RD{seed}-{chance.Between(1, item - 1)}" : null, $"RC{seed}-{item}",
                waybills);
        }
        for (var item = 1; item <= 8; item++)
        {
            (route, number, at) = ("desk-notes", $"DN{seed}-{item}", begin + chance.Hours(20, 300));
            Note(accounts, waybills, $"round:RD{seed}-{chance.Between(1, 6)}");
        }
    }

    public IReadOnlyList<Step> Steps => steps;

    private void Round(string account, string? follows, string complaint, IReadOnlyList<string> waybills)
    {
        var some = chance.In100(30) ? Sites.Where(_ => chance.In100(60)).ToArray() : null;
        // What the account does not have is refused, and then all its sites are called; a round that cannot be followed is not named.
        foreach (var (sites, named) in new[] { (some, follows), (null, follows), (null, null) })
            Post(0, 1, "roundOpened", new { account, sites, follows = named });
        foreach (var site in Sites.Concat(Sites))
        {
            if (chance.In100(35)) continue;
            var reached = chance.In100(80);
            var fault = reached && chance.In100(40) ? chance.Of("damage", "delay") : null;
            Post(1, 20, "siteCalled", new
            {
                site, reached, satisfied = reached && chance.In100(80) ? chance.Between(1, 5) : (int?)null, fault,
                problem = fault is null ? null : "外箱破损", waybill = fault is null || chance.In100(60) ? null : chance.Of(waybills),
                complaintId = fault is null || chance.In100(50) ? null : complaint,
            });
            if (chance.In100(30)) Post(1, 20, "siteFaultResolved", new { site, measure = "已换" });
        }
        if (chance.In100(50)) Post(1, 20, "roundReported", new { });
        if (chance.In100(30)) Post(1, 20, "siteFaultResolved", new { site = chance.Of(Sites), measure = "已换" });
    }

    private void Note(IReadOnlyList<string> accounts, IReadOnlyList<string> waybills, string about)
    {
        var dueAt = chance.In100(50) ? at + chance.Hours(5, 60) : (DateTimeOffset?)null;
        Post(0, 0, "noteWritten", new
        {
            note = "等回电", account = chance.In100(50) ? chance.Of(accounts) : null,
            toStation = chance.In100(50) ? chance.Of(stations) : null,
            waybills = chance.In100(30) ? new[] { chance.Of(waybills) } : null,
            cases = chance.In100(30) ? new[] { about } : null, dueAt,
        });
        Post(0, 0, "noteWritten", new { note = "等回电", dueAt });
        if (chance.In100(35)) Post(1, 14, "noteRefused", new { reason = "不清楚" });
        if (chance.In100(70)) Post(1, 14, "noteAccepted", new { });
        if (chance.In100(40)) Post(1, 14, "noteReviewed", new { });
        if (chance.In100(70)) Post(1, 40, "noteDone", new { });
        if (chance.In100(50)) Post(1, 14, "noteReviewed", new { });
    }

    private void Post(double least, double most, string type, object said)
    {
        at += chance.Hours(least, most);
        var sent = Sent(type, said, at);
        var told = at + (chance.In100(85) ? TimeSpan.Zero : chance.Hours(1, 40));
        steps.Add(new CasePost(told, route, number, [sent]));
        if (!chance.In100(8)) return;
        var corrected = told + chance.Hours(1, 30);
        steps.Add(new CasePost(corrected, route, number, [Send.Event("corrected", corrected,
            new { eventId = sent["id"]!.GetValue<string>(), reason = "录错" }, chance.Id(), chance.Of(stations))]));
    }

    private System.Text.Json.Nodes.JsonObject Sent(string type, object said, DateTimeOffset occurredAt)
    {
        var data = System.Text.Json.JsonSerializer.SerializeToNode(said, System.Text.Json.JsonSerializerOptions.Web)!.AsObject();
        ReferenceLife.WithoutNulls(data);
        return Send.Event(type, occurredAt, data, chance.Id(), chance.Of(stations), chance.Of(Handles));
    }
}
