using System.Text.Json.Nodes;
using OrderTracking.Api.Access;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;

namespace OrderTracking.Api.Tests.Access;

/// <summary>What a request is about: a waybill with its account, stations and consignee.</summary>
internal sealed record Target(string Waybill, string Account, string Origin, string Destination, string Consignee, string Phone)
{
    /// <summary>A refused line in quarantine, the id of its event, and a held line.</summary>
    public string Line { get; set; } = "999999999";

    public string LineEvent { get; } = Guid.NewGuid().ToString();

    public string HeldLine { get; set; } = "999999999";

    public string Report { get; set; } = Guid.Empty.ToString();

    public string Lane => $"{Origin}~{Destination}";

    /// <summary>Texts that reveal the target if an answer contains one of them.</summary>
    public IReadOnlyList<string> Marks => [Waybill, Account, Origin, Destination, Consignee, Phone];

    /// <summary>The template's path for this target.</summary>
    public string In(string template) => template
        .Replace("{waybill}", Waybill, StringComparison.Ordinal).Replace("{account}", Account, StringComparison.Ordinal)
        .Replace("{station}", Origin, StringComparison.Ordinal).Replace("{lane}", Lane, StringComparison.Ordinal)
        .Replace("{digits}", Phone[^4..], StringComparison.Ordinal)
        .Replace("{line}", Line, StringComparison.Ordinal).Replace("{report}", Report, StringComparison.Ordinal);

    /// <summary>A text with this target's own names replaced, so that it can be compared with another target's.</summary>
    public string Out(string text)
    {
        foreach (var mark in (string[])[.. Marks, Report]) text = text.Replace(mark, "…", StringComparison.Ordinal);
        return text;
    }
}

/// <summary>Two customers that share nothing, and a third that does not exist.</summary>
public sealed class World : ServiceFixture
{
    internal static readonly Target Own = new("OWNWB-1", "OWNACC", "OWNORI", "OWNDES", "沈梦溪", "13911112222");
    internal static readonly Target Foreign = new("FORWB-1", "FORACC", "FORORI", "FORDES", "苏东坡", "13733334444");
    internal static readonly Target Ghost = new("GHOWB-1", "GHOACC", "GHOORI", "GHODES", "无名氏", "13655556666");

    // All roles ask from one address, with wrong digits too.
    protected override LimitSettings Limits { get; } =
        new() { Rate = 100_000, Tracks = 100_000, WrongDigits = 100_000, WrongDigitsOfNetwork = 100_000, WrongDigitsOfAll = 100_000 };

    internal long Position { get; private set; }

    internal static Caller CallerOf(Role role) => role switch
    {
        Role.Dispatcher or Role.BranchSystem or Role.ServiceDesk =>
            Tokens.Caller($"at-{Own.Origin}", [role], [Own.Origin, Own.Destination]),
        // The other station of the branch follows from the reference data.
        Role.BranchService => Tokens.Caller($"at-{Own.Origin}", [role], [Own.Origin]),
        Role.AccountManager => Tokens.Caller("own.manager", [role]),
        Role.Customer => Tokens.Caller("own-customer", [role], accounts: [Own.Account]),
        _ => Tokens.Caller($"some-{role}", [role]),
    };

    protected override async Task Prepare()
    {
        foreach (var (target, manager) in new[] { (Own, "own.manager"), (Foreign, "foreign.manager") })
        {
            var at = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8));
            await RecordReference("accountSet",
                at, new { account = target.Account, name = $"{target.Account} 有限公司", tier = "key", reports = new[] { "weeklyAccount" } });
            await RecordReference("accountManagerAssigned", at,
                new { account = target.Account, manager = "prior.manager", from = "2025-01-01T00:00:00+08:00" });
            await RecordReference("accountManagerAssigned", at,
                new { account = target.Account, manager, from = "2026-01-01T00:00:00+08:00" });
            foreach (var code in new[] { target.Origin, target.Destination })
                await RecordReference("stationSet", at, new { code, branch = target == Own ? "NORTH" : "SOUTH" });
            var person = new { name = target.Consignee, phone = target.Phone, address = $"{target.Consignee}路1号" };
            var received = Send.Received(at, 10, target.Account, target.Origin, target.Destination, at.AddHours(30), copies: 2);
            received["data"]!["consignee"] = System.Text.Json.JsonSerializer
                .SerializeToNode(person, System.Text.Json.JsonSerializerOptions.Web);
            received["data"]!["freight"] = 120.5m;
            received["data"]!["insuredValue"] = 200_000;
            Position = await Record(
                target, received,
                Send.Event("loadingPlanned", at.AddHours(1),
                    new { plannedFor = "2026-03-03", nextStation = target.Destination, pieces = 10 }, station: target.Origin),
                Send.Event("arrived", at.AddHours(2), new { pieces = 10 }, station: target.Origin),
                Send.Event("heldForInstruction", at.AddHours(3), new { reason = "packing" }, station: target.Destination),
                Send.Event("loaded", at.AddHours(5), new { pieces = 10, nextStation = target.Destination, loadingList = target.Waybill },
                    station: target.Origin), Send.Arrived(at.AddHours(20), 9, target.Destination),
                Send.Event("exceptionRaised", at.AddHours(21),
                    new { exceptionId = $"{target.Waybill}-X", kind = "damage", stage = "lineHaul", responsibleStation = target.Destination,
                        pieces = 1, description = "破损" }, station: target.Destination),
                Send.Event("signed", at.AddHours(40), new { pieces = 9, signer = person }, station: target.Destination),
                Send.Event("receiptCollected", at.AddHours(41), new { copies = 2 }, station: target.Destination));
            var claim = await Service.Post($"/v1/claims/{target.Waybill}/events", Send.Event("claimFiled", at.AddHours(42),
                new { account = target.Account, amount = 120, waybills = new[] { target.Waybill }, claimant = person },
                station: target.Destination));
            if (claim.Status != 201) throw new InvalidOperationException(claim.ToString());
            var complaint = await Service.Post($"/v1/complaints/{target.Waybill}/events", Send.Event("complaintReceived", at.AddHours(43),
                new { account = target.Account, channel = "phone", content = "破损", waybills = new[] { target.Waybill },
                    complainant = person }, station: target.Destination));
            if (complaint.Status != 201) throw new InvalidOperationException(complaint.ToString());
            var insurance = await Service.Post($"/v1/insurance/{target.Waybill}/events", Send.Event("coverSubmitted", at.AddHours(1),
                new { account = target.Account, waybill = target.Waybill, amount = 200_000, reason = "insured" }, station: target.Origin));
            if (insurance.Status != 201) throw new InvalidOperationException(insurance.ToString());
            var inquiry = await Service.Post($"/v1/inquiries/{target.Waybill}/events", Send.Event("inquiryReceived", at.AddHours(44),
                new { account = target.Account, channel = "hotline", topic = "goods", waybills = new[] { target.Waybill },
                    inquirer = person }, station: target.Destination));
            if (inquiry.Status != 201) throw new InvalidOperationException(inquiry.ToString());
            await RecordReference("accountSitesSet", at, new { account = target.Account, sites = new[] { new { code = "B-1" } } });
            var round = await Service.Post($"/v1/rounds/{target.Waybill}/events", Send.Event("roundOpened", at.AddHours(44),
                new { account = target.Account }, station: target.Destination));
            if (round.Status != 201) throw new InvalidOperationException(round.ToString());
            var note = await Service.Post($"/v1/desk-notes/{target.Waybill}/events", Send.Event("noteWritten", at.AddHours(45),
                new { note = "等回电", account = target.Account, waybills = new[] { target.Waybill } }, station: target.Destination));
            if (note.Status != 201) throw new InvalidOperationException(note.ToString());
            Position = note.Position;
            var kept = await Service.PostLines("/v1/events",
                [Send.Arrived(at, 1, target.Origin, waybill: $"{target.Waybill}-HELD"),
                    Send.Arrived(at, 0, target.Origin, waybill: target.Waybill).With("id", target.LineEvent)]);
            if (kept.Body.GetProperty("held").GetInt32() != 1 || kept.Body.GetProperty("refused").GetInt32() != 1)
                throw new InvalidOperationException(kept.ToString());
        }
        foreach (var line in (await Service.Get("/v1/quarantine")).Items)
        {
            var target = line.GetProperty("waybill").GetString()!.StartsWith("OWN", StringComparison.Ordinal) ? Own : Foreign;
            if (line.GetProperty("status").GetString() == "held") target.HeldLine = line.GetProperty("id").ToString();
            else target.Line = line.GetProperty("id").ToString();
        }
        foreach (var target in new[] { Own, Foreign })
        {
            var report = await Service.Post(
                $"/v1/reports/weekly-account?account={target.Account}&from=2026-03-02&format=json&waitFor={Position}", [], null);
            if (report.Status is not (200 or 201)) throw new InvalidOperationException(report.ToString());
            target.Report = (await Service.Get($"/v1/reports/handed-out?account={target.Account}")).Items[0].GetProperty("id").ToString();
        }
    }

    private async Task RecordReference(string type, DateTimeOffset at, object data)
    {
        var answer = await Service.Post("/v1/reference/events", Send.Event(type, at, data, station: "HQ"));
        if (answer.Status != 201) throw new InvalidOperationException(answer.ToString());
    }

    private async Task<long> Record(Target target, params JsonObject[] events)
    {
        var position = 0L;
        foreach (var sent in events)
        {
            var answer = await Service.Post($"/v1/waybills/{target.Waybill}/events", sent);
            if (answer.Status != 201) throw new InvalidOperationException($"{sent} {answer}");
            position = answer.Position;
        }
        return position;
    }
}
