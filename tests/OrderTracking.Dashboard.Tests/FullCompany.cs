using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>
/// A company in which every list of every page has rows: of ACME (wang's) as many as a page shows, of BETA (li's) some, and of EVIL
/// (zhou's) some whose texts are made to do harm. What is said in ACME and BETA is in capitals, so that a test can tell it from the pages'
/// own texts.
/// </summary>
public sealed class FullCompany : IAsyncLifetime
{
    public const string Hostile = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">\u202Eمرحبا";

    /// <summary>The loading list of EVIL.</summary>
    public const string HostileList = "<b onmouseover=x>L\u202E1";

    private readonly DateTimeOffset now = DateTimeOffset.UtcNow;
    private ServiceOnDatabase running = null!;

    public RunningService Service => running.Service;

    public Uri Address => Service.Http.BaseAddress!;

    /// <summary>A hostile text of a length.</summary>
    public static string Harm(int length) =>
        Hostile.Length >= length ? Hostile[..length] : Hostile + new string('W', length - Hostile.Length);

    public async ValueTask InitializeAsync()
    {
        running = await ServiceOnDatabase.StartAsync();
        await SetReference();
        List<object> lines = [];
        for (var i = 1; i <= 60; i++) lines.AddRange(Life("ACME", i, text => text));
        for (var i = 1; i <= 14; i++) lines.AddRange(Life("BETA", i, text => text));
        for (var i = 1; i <= 7; i++) lines.AddRange(Life("EVIL", i, text => Harm(text.Length < 20 ? 60 : 2_000)));
        foreach (var part in lines.Chunk(1_000))
        {
            var answer = await Service.PostLines("/v1/events", part);
            answer.Status.ShouldBe(200, answer.ToString());
            answer.Body.GetProperty("refused").GetInt32().ShouldBe(0, answer.ToString());
            answer.Body.GetProperty("held").GetInt32().ShouldBe(0, answer.ToString());
        }
        for (var i = 1; i <= 60; i++) await File("ACME", i, text => text);
        for (var i = 1; i <= 3; i++) await File("BETA", i, text => text);
        for (var i = 1; i <= 3; i++) await File("EVIL", i, text => Harm(text.Length < 20 ? 60 : 2_000));
        foreach (var account in (string[])["ACME", "BETA", "EVIL"]) await Call(account);
        var dispatcher = Service.As(Tokens.Caller("dispatcher.SHA", [Role.Dispatcher], ["SHA"]));
        var refused = await dispatcher.PostLines("/v1/events",
        [
            .. Enumerable.Range(1, 15).Select(i => Send.Signed(now.AddHours(-1), 99, "SHA", waybill: $"ACME-{i}")),
            Send.Event("signed", now, new { pieces = 1, remark = new { kind = "damage", text = Harm(2_000) } }, waybill: "GHOST-1"),
        ]);
        refused.Status.ShouldBe(200, refused.ToString());
        (await Service.Post("/v1/keys", new { name = Harm(60), roles = new[] { "branchSystem" }, stations = new[] { "SHA" },
            expiresAt = now.AddDays(9) })).Status.ShouldBe(201);
        // Until the views have all of it.
        var last = await Service.Post("/v1/waybills/ACME-1/events", Send.Event("orderAmended", now, new { remarks = "LAST" }));
        (await Service.Get($"/v1/exceptions?waitFor={last.Position}")).Status.ShouldBe(200, last.ToString());
    }

    public ValueTask DisposeAsync() => running.DisposeAsync();

    private async Task Call(string account)
    {
        await Set("accountSitesSet", new { account, sites = Enumerable.Range(1, 40).Select(i => new { code = $"{account}-S{i}" }) });
        (await Service.Post($"/v1/rounds/{account}-R1/events", (JsonObject[])
        [
            Send.Event("roundOpened", now, new { account }),
            .. Enumerable.Range(1, 30).Select(i =>
                Send.Event("siteCalled", now, new { site = $"{account}-S{i}", reached = true, satisfied = 4 })),
        ])).Status.ShouldBe(201);
    }

    private async Task SetReference()
    {
        foreach (var (account, manager) in new[] { ("ACME", "wang"), ("BETA", "li"), ("EVIL", "zhou") })
        {
            await Set("accountSet", new
            {
                account, name = account == "EVIL" ? Harm(200) : $"{account} COMPANY", reports = new[] { "weeklyAccount", "monthlyAccount" },
                instructions = account == "EVIL" ? Harm(2_000) : "CALL BEFORE DELIVERY",
            });
            await Set("accountManagerAssigned", new { account, manager = "chen", from = now.AddDays(-60) });
            await Set("accountManagerAssigned", new
            {
                account, manager, from = now.AddDays(-50), handOver = account == "EVIL" ? Harm(2_000) : "PAYS LATE",
            });
        }
        await Set("stationSet", new { code = "SHA", name = "SHANGHAI", branch = "EAST" });
        await Set("stationSet", new { code = "XIY", name = Harm(60), branch = "<img src=x>" });
        await Set("laneStandardSet", new { origin = "SHA", destination = "CTU", hours = 60 });
    }

    /// <summary>One of seven lives: late, with a receipt, with exceptions, planned, held, listed, or standing still.</summary>
    private IEnumerable<JsonObject> Life(string account, int i, Func<string, string> say)
    {
        var (waybill, at) = ($"{account}-{i}", now.AddDays(-20).AddMinutes(i));
        var (kind, list) = (i % 7, account == "EVIL" ? HostileList : null);
        if (kind is 3 or 5) at = now.AddHours(-3).AddMinutes(i);
        var received = Send.Received(at, 10, account, destination: Destination(), promisedAt: at.AddDays(kind == 0 ? 10 : 19.9), copies: 1,
            waybill: waybill);
        var data = received["data"]!.AsObject();
        (data["goods"], data["orderNumber"]) = (say("PARTS"), say($"PO-{i}"));
        data["consignee"] = new JsonObject { ["name"] = say("ZHAO"), ["phone"] = "13912345678", ["address"] = say("7 HARBOUR ROAD") };
        if (kind == 5) data["insuredValue"] = 120_000;
        yield return received;
        yield return Event("orderAmended", 0.1, new { remarks = say("FRAGILE, KEEP UPRIGHT AT ALL TIMES") });
        switch (kind)
        {
            case 0 or 1:
                yield return Event("loaded", 24, new { pieces = 10, nextStation = Destination() });
                yield return Event("arrived", 72, new { pieces = 10 }, Destination());
                yield return Event("signed", 300, new { pieces = 10 }, Destination());
                break;
            case 2 or 4:
                var id = $"{waybill}-X";
                yield return Event("exceptionRaised", 30,
                    new { exceptionId = id, kind = "damage", description = say("BOX TORN OPEN ON ONE SIDE"), responsibleStation = "SHA" });
                if (kind == 2)
                    yield return Event("exceptionReportedBack", 31,
                        new { exceptionId = id, report = say("SEEN AND PHOTOGRAPHED"), measure = say("REPACKED IN A CRATE") });
                yield return Event("correctiveActionSet", 32, new
                {
                    actionId = $"CA-{i}", owner = "li.wei", measure = say("TRAIN THE LOADING CREW"), dueAt = now.AddDays(-1),
                    responsibleStation = "SHA",
                });
                break;
            case 3:
                yield return Event("loadingPlanned", 0.5,
                    new { plannedFor = Freight.Day(0), nextStation = Destination(), pieces = 10, loadingList = list ?? $"L-{i % 4}" });
                break;
            case 5:
                yield return Event("loadingListed", 0.5,
                    new { pieces = 10, loadingList = list ?? "L-1", nextStation = Destination(), vehicle = say("SHA-777") });
                yield return Event("loaded", 1, new { pieces = 6, nextStation = Destination(), loadingList = list ?? "L-1" });
                break;
            default:
                yield return Event("heldForInstruction", 1, new { reason = "measurement", note = say("WAITS FOR THE CUSTOMER TO DECIDE") });
                break;
        }

        string Destination() => i % 2 == 0 ? "CTU" : "XIY";

        JsonObject Event(string type, double hours, object about, string station = "SHA") =>
            Send.Event(type, at.AddHours(hours), about, station: station, waybill: waybill);
    }

    /// <summary>A claim; every other one was investigated.</summary>
    private async Task File(string account, int i, Func<string, string> say)
    {
        var (number, at) = ($"{account}-C{i}", now.AddDays(-i));
        var claimant = new { name = say("QIAN"), phone = "13912345678", address = say("9 HARBOUR ROAD") };
        List<JsonObject> events =
        [
            Send.Event("claimFiled", at, new
            {
                account, amount = 1_000 * i, waybills = new[] { $"{account}-2" }, exceptionId = $"{account}-2-X", kind = "damage", claimant,
                description = say("CRATE CRUSHED AT THE TRANSFER STATION"),
            }),
        ];
        if (i % 2 == 1)
            events.Add(Send.Event("claimInvestigated", at.AddHours(2),
                new { findings = say("SEEN ON THE CAMERA OF THE SECOND GATE"), evidence = new[] { say("PHOTO 7") }, cause = "loading" }));
        var answer = await Service.Post($"/v1/claims/{number}/events", events);
        answer.Status.ShouldBe(201, answer.ToString());
    }

    private async Task Set(string type, object data)
    {
        var answer = await Service.Post("/v1/reference/events", Send.Event(type, now.AddMinutes(-5), data, station: "HQ"));
        answer.Status.ShouldBe(201, answer.ToString());
    }
}
