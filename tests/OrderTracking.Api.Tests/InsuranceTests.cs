using System.Globalization;
using System.Text.Json;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>投保 over HTTP: the declaration list, the watch list, and an insurance by the same routes as claims.</summary>
public sealed class InsuranceTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8));

    private RunningService Service => fixture.Service;

    [Fact]
    public async Task a_days_freight_is_declared_confirmed_and_paid_for_after_a_loss()
    {
        await Receive("IN-A", new { insuredValue = 150_000, goods = "机床" });
        await Receive("IN-B", new { insured = true, goods = "水泥" });
        await Receive("IN-C", new { goods = "易碎品" });
        await Receive("IN-D", new { goods = "配件" });
        var position = await Receive("IN-E", new { collectOnDelivery = 100_001, goods = "配件" });

        var list = await Declarations("2026-03-02", position);
        list.Select(Text).ShouldBe(
            ["IN-A insured toDeclare", "IN-B insured excluded 水泥", "IN-C fragile toDeclare", "IN-E highValue toDeclare"]);
        // What nobody declared is on the next day's list; what insurers do not cover is not.
        (await Declarations("2026-03-03", position)).Select(line => $"{Text(line)} {line.GetProperty("carried")}").ShouldBe(
            ["IN-A insured toDeclare True", "IN-C fragile toDeclare True", "IN-E highValue toDeclare True"]);

        foreach (var (type, hour, data) in new (string, int, object)[]
        {
            ("coverSubmitted", 1, new { account = "INACC", waybill = "IN-A", amount = 150_000, reason = "insured" }),
            ("coverConfirmed", 2, new { policy = "P-7", premium = 90 }),
            ("lossReported", 20, new { description = "破损", amount = 80_000 }),
            ("lossPapersSubmitted", 30, new { papers = new[] { "scan/9" } }),
            ("insurerClaimFiled", 31, new { amount = 80_000 }), ("insurerPaid", 60, new { amount = 60_000 }),
        })
            (await Service.Post("/v1/insurance/IN-1/events", Send.Event(type, At.AddHours(hour), data))).Status.ShouldBe(201, type);
        (await Service.Post("/v1/insurance/IN-1/events", Send.Event("insurerPaid", At.AddHours(61), new { amount = 20_001 }))).Code
            .ShouldBe("more-than-filed");
        var last = await Service.Post("/v1/insurance/IN-1/events",
            Send.Event("insurerRefused", At.AddHours(62), new { reason = "折旧" }));

        var found = (await Service.Get("/v1/insurance/IN-1")).Body;
        (found.GetProperty("status").GetString(), found.GetProperty("statusLabel").GetString(),
            found.GetProperty("insurance").GetProperty("paid").GetDecimal()).ShouldBe(("refused", "保险拒赔", 60_000));
        found.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("verdict").GetString()).ShouldBe(["met"]);
        var report = (await Service.Get($"/v1/insurance/report?account=INACC&waitFor={last.Position}")).Body;
        report.GetProperty("amounts").GetProperty("cover").GetDecimal().ShouldBe(150_000);
        report.GetProperty("rates").GetProperty("recovered-of-claimed").GetProperty("rate").GetProperty("rate").GetDecimal()
            .ShouldBe(0.75m);
        var declared = (await Declarations("2026-03-02", last.Position))[0];
        (Text(declared), declared.GetProperty("insurance").GetProperty("policy").GetString()).ShouldBe(("IN-A insured declared", "P-7"));
        // As it was before the cover was handed in.
        Text((await Declarations("2026-03-02", last.Position, "&asOf=2026-03-02T09:30:00%2B08:00"))[0]).ShouldBe("IN-A insured toDeclare");

        var csv = (await Service.Get("/v1/insurance/declarations.csv?account=INACC&date=2026-03-02")).Text;
        csv.Split('\n').Count(line => line.Contains("IN-", StringComparison.Ordinal)).ShouldBe(4);
        csv.ShouldContain("机床");
        // Without a date the list and its file are of the same day: that of the time that is asked about.
        foreach (var past in (string[])["asOf=2026-03-02T20:00:00%2B08:00", "asOf=2026-03-09T20:00:00%2B08:00"])
        {
            var listed = (await Service.Get($"/v1/insurance/declarations?account=INACC&{past}")).Items
                .Select(line => line.GetProperty("waybill").GetString()!).ToList();
            var file = await Service.Get($"/v1/insurance/declarations.csv?account=INACC&{past}");
            listed.ShouldNotBeEmpty();
            listed.ShouldAllBe(waybill => file.Text.Contains(waybill, StringComparison.Ordinal), past);
            file.Text.Split('\n').Count(line => line.Contains("IN-", StringComparison.Ordinal)).ShouldBe(listed.Count, past);
            file.ContentHeaders.ContentDisposition!.FileName.ShouldBe($"declarations-{past[5..15]}.csv");
        }
        (await Service.Get("/v1/insurance/declarations.xlsx?account=INACC&date=2026-03-02")).ContentType.ShouldBe(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    }

    [Fact]
    public async Task what_is_insured_for_much_is_watched_until_it_is_delivered_and_silent_after_twelve_hours()
    {
        await Receive("INW-A", new { insuredValue = 100_000, goods = "机床" }, "INWACC");
        await Receive("INW-B", new { insuredValue = 100_000.01m, goods = "机床" }, "INWACC");
        await Receive("INW-C", new { goods = "机床" }, "INWACC");
        // Insured by us for more, though the customer did not insure it.
        (await Service.Post("/v1/insurance/INW-1/events", Send.Event("coverSubmitted", At.AddHours(1),
            new { account = "INWACC", waybill = "INW-C", amount = 500_000, reason = "highValue" }))).Status.ShouldBe(201);
        var loaded = await Service.Post("/v1/waybills/INW-C/events",
            Send.Event("loaded", At.AddHours(5), new { pieces = 3, nextStation = "CTU" }));

        (await Watched("&asOf=2026-03-02T20:59:00%2B08:00")).ShouldBe(["INW-B 100000.01 False", "INW-C 500000 False"]);
        (await Watched("&asOf=2026-03-02T21:01:00%2B08:00")).ShouldBe(["INW-B 100000.01 True", "INW-C 500000 False"]);
        (await Watched("&only=silent&asOf=2026-03-02T21:01:00%2B08:00")).ShouldBe(["INW-B 100000.01 True"]);
        (await Service.Get($"/v1/worklist?account=INWACC&waitFor={loaded.Position}&asOf=2026-03-02T21:01:00%2B08:00")).Body
            .GetProperty("silentInsured").EnumerateArray().Select(item => item.GetProperty("waybill").GetString()).ShouldBe(["INW-B"]);
        await Service.Post("/v1/waybills/INW-B/events", Send.Event("signed", At.AddHours(30), new { pieces = 3 }, station: "CTU"));
        (await Watched("&asOf=2026-03-04T09:00:00%2B08:00")).ShouldBe(["INW-C 500000 True"]);

        var reset = await Service.Post("/v1/reference/events", Send.Event("companySet", At.AddDays(2),
            new { insurance = new { watchAbove = 500_000, silenceHours = 48 } }));
        reset.Status.ShouldBe(201, reset.ToString());
        (await Watched("&asOf=2026-03-04T09:30:00%2B08:00")).ShouldBe([]);
        (await Service.Get("/v1/insurance/watchlist?only=loud")).Status.ShouldBe(400);
        (await Service.As(Tokens.Caller("desk-xiy", [Role.ServiceDesk], ["XIY"])).Get("/v1/insurance/watchlist?account=INWACC")).Items
            .ShouldBeEmpty();
    }

    private static string Text(JsonElement line) => string.Join(' ', new[] { "waybill", "reason", "state", "excluded" }
        .Select(member => line.TryGetProperty(member, out var value) ? value.GetString() : null).OfType<string>());

    private async Task<List<JsonElement>> Declarations(string date, long position, string more = "") =>
        [.. (await Service.Get($"/v1/insurance/declarations?account=INACC&date={date}&waitFor={position}{more}")).Items];

    private async Task<List<string>> Watched(string more) =>
        [.. (await Service.Get($"/v1/insurance/watchlist?account=INWACC{more}")).Items.Select(item => string.Create(
            CultureInfo.InvariantCulture,
            $"{item.GetProperty("waybill")} {item.GetProperty("value").GetDecimal():0.##} {item.GetProperty("silent")}"))];

    private async Task<long> Receive(string number, object order, string account = "INACC")
    {
        var received = Send.Received(At, 3, account: account);
        foreach (var member in JsonSerializer.SerializeToElement(order).EnumerateObject())
            received["data"]![member.Name] = System.Text.Json.Nodes.JsonNode.Parse(member.Value.GetRawText());
        var answer = await Service.Post($"/v1/waybills/{number}/events", received);
        answer.Status.ShouldBe(201, answer.ToString());
        return answer.Position;
    }
}
