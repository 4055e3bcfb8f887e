using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec.Edi;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Edi;

/// <summary>POST /v1/events with EDI interchanges: each status is a line of a batch.</summary>
public sealed class EdiTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset At = new(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8));

    private readonly string number = $"EDI-{Guid.NewGuid().ToString("N")[..8].ToUpperInvariant()}";

    private RunningService Service => fixture.Service;

    [Fact]
    public async Task a_214_is_recorded_and_counts_once_however_often_it_is_sent()
    {
        await Receive(number);
        string[] journey =
        [
            $"B10*{number}*PO-1*SCAC", "LX*1", "AT7*AF*NS***20260601*1000*LT", "MS1*SHA", "AT7*P1*NS***20260601*1200*LT", "MS1*SHA",
            "MS2*SCAC*T7", "AT7*SD*AO***20260601*2000*LT", "MS1*CTU", "AT7*X4*NS***20260602*0100*UT", "MS1*CTU",
            "AT7*D1*NS***20260602*1500*LT", "MS1*CTU", "AT8*G*L*10*3",
        ];

        var answer = await Post(EdiFiles.X12(journey));

        (answer.Status, answer.ContentType).ShouldBe((200, "application/json"));
        Results(answer, "status").ShouldAllBe(status => status == "accepted", answer.ToString());
        Results(answer, "waybill").ShouldAllBe(waybill => waybill == number);
        (await Types()).ShouldBe(["received", "pickedUp", "loaded", "exceptionRaised", "arrived", "signed"]);
        var loaded = (await Service.Get($"/v1/waybills/{number}/events")).Items.Single(item => Text(item, "type") == "loaded");
        (Text(loaded, "by"), Text(loaded, "station"), Text(loaded, "correlation"), Text(loaded.GetProperty("data"), "vehicle"))
            .ShouldBe(("PARTNER", "SHA", "000000001/0001", "T7"));

        // Again, and told again by the next interchange of the same sender.
        Results(await Post(EdiFiles.X12(journey)), "status").ShouldAllBe(status => status == "duplicate");
        var next = await Post(EdiFiles.X12(journey).Replace("000000001", "000000002", StringComparison.Ordinal));
        Results(next, "status").ShouldAllBe(status => status == "duplicate", next.ToString());
        // What it says otherwise is for a person to decide.
        var other = await Post(EdiFiles.X12(journey).Replace("AT8*G*L*10*3", "AT8*G*L*10*2", StringComparison.Ordinal));
        Results(other, "code").ShouldBe(["id-reused", "id-reused", null, "id-reused", "id-reused"], other.ToString());
    }

    [Fact]
    public async Task an_iftsta_with_chinese_names_is_recorded()
    {
        await Receive(number);
        var text = EdiFiles.Iftsta($"CNI+1+{number.ToLowerInvariant()}", "CNT+11:3", "STS+1+1", "DTM+334:202606012000:203",
            "LOC+175+成都", "STS+1+21", "DTM+334:202606020900?+0800:205", "LOC+175+成都", "NAD+CN+++王芳");

        var answer = await Post(text);

        Results(answer, "status").ShouldBe(["accepted", "accepted"], answer.ToString());
        var signed = (await Service.Get($"/v1/waybills/{number}/events")).Items.Single(item => Text(item, "type") == "signed");
        (Text(signed, "station"), Text(signed, "occurredAt"), Text(signed.GetProperty("data").GetProperty("signer"), "name"))
            .ShouldBe(("成都", "2026-06-02T09:00:00+08:00", "王芳"));
        Results(await Post(text), "status").ShouldBe(["duplicate", "duplicate"]);
    }

    [Fact]
    public async Task a_code_without_a_rule_is_kept_until_somebody_says_what_happened()
    {
        await Receive(number);

        var answer = await Post(EdiFiles.X12($"B10*{number}", "LX*1", "AT7*AM*NS***20260601*1200*LT", "MS1*SHA", "AT8*G*L*10*3"));

        (Results(answer, "status")[0], Results(answer, "code")[0], Results(answer, "field")[0])
            .ShouldBe(("refused", "unknown-status-code", "type"), answer.ToString());
        Results(answer, "expected")[0]!.ShouldContain("x12:AM");
        var kept = await Kept("unknown-status-code");
        var asKept = await Service.Post($"/v1/quarantine/{kept.GetProperty("id")}/retry", [], null);
        (asKept.Status, asKept.Code).ShouldBe((400, "unknown-status-code"));
        var mended = JsonNode.Parse(Text(kept, "line"))!.AsObject().With("type", "loaded");
        var recorded = await Service.Post($"/v1/quarantine/{kept.GetProperty("id")}/retry", mended);
        (recorded.Status, Text(recorded.Body, "status")).ShouldBe((200, "accepted"), recorded.ToString());
        (await Types()).ShouldBe(["received", "loaded"]);
    }

    [Fact]
    public async Task a_status_that_lacks_what_its_event_asks_for_is_completed_by_a_person()
    {
        await Receive(number);

        var answer = await Post(EdiFiles.Iftsta($"CNI+1+{number}", "STS+1+1", "DTM+334:20260601:102", "LOC+175+CTU",
            "STS+1+127", "DTM+334:202606011200:203", "LOC+175+SHA", "STS+1+45", "DTM+334:202606012100:203"));

        Results(answer, "code").ShouldBe(["invalid-time", "missing-field", "missing-field"], answer.ToString());
        Results(answer, "field").ShouldBe(["occurredAt", "data.pieces", "station"]);
        var kept = await Kept("missing-field", "data.pieces");
        var mended = JsonNode.Parse(Text(kept, "line"))!.AsObject();
        mended["data"]!["pieces"] = 3;
        var recorded = await Service.Post($"/v1/quarantine/{kept.GetProperty("id")}/retry", mended);
        Text(recorded.Body, "status").ShouldBe("accepted", recorded.ToString());
    }

    [Fact]
    public async Task a_status_of_a_waybill_that_is_not_received_yet_waits_for_it()
    {
        var text = EdiFiles.X12($"B10*{number}", "LX*1", "AT7*P1*NS***20260601*1200*LT", "MS1*SHA", "AT8*G*L*10*3");

        Results(await Post(text), "status").ShouldBe(["held"]);
        await Receive(number);

        (await Types()).ShouldBe(["received", "loaded"]);
        Results(await Post(text), "status").ShouldBe(["duplicate"]);
    }

    [Fact]
    public async Task with_rollback_all_or_none()
    {
        await Receive(number);
        string[] segments = [$"B10*{number}", "LX*1", "AT7*P1*NS***20260601*1200*LT", "MS1*SHA", "AT8*G*L*10*3"];

        var answer = await Post(EdiFiles.X12([.. segments, "LX*2", "AT7*QQ*NS***20260601*1300*LT", "MS1*SHA"]), "?onError=rollback");

        (answer.Status, answer.Code).ShouldBe((422, "rolled-back"));
        Results(answer, "status").ShouldBe(["rolledBack", "refused"]);
        (await Types()).ShouldBe(["received"]);
        (await Post(EdiFiles.X12(segments), "?onError=rollback")).Status.ShouldBe(200);
        var tooMany = EdiFiles.X12([$"B10*{number}", .. Enumerable.Repeat("AT7*QQ", 10_001)]);
        var bounded = await Post(tooMany, "?onError=rollback");
        (bounded.Status, bounded.Code).ShouldBe((413, "too-many-lines"));
    }

    [Fact]
    public async Task the_senders_rights_are_those_of_lines()
    {
        await Receive(number);
        var text = EdiFiles.X12($"B10*{number}", "LX*1", "AT7*P1*NS***20260601*1200*LT", "MS1*SHA", "AT8*G*L*10*3");

        var elsewhere = await Service.As(Tokens.Caller("d", [Role.Dispatcher], ["XIY"])).Post("/v1/events", Bytes(text), EdiLines.X12Type);
        (Results(elsewhere, "status")[0], Results(elsewhere, "code")[0]).ShouldBe(("refused", "not-your-station"));
        (await Service.As(Tokens.Caller("c", [Role.Customer], accounts: ["ACME"])).Post("/v1/events", Bytes(text), EdiLines.X12Type))
            .Status.ShouldBe(403);
        (await Service.As((string?)null).Post("/v1/events", Bytes(text), EdiLines.X12Type)).Status.ShouldBe(401);
        Results(await Service.Post("/v1/events", Bytes(text), "Application/EDI-X12; charset=utf-8"), "status").ShouldBe(["accepted"]);
        (await Service.Post("/v1/events", Bytes(text), "application/edi-consent")).Status.ShouldBe(415);
    }

    public static TheoryData<string> Hostile =>
    [
        "", " ", "ISA", "UNB", "UNA", "UNA:+.? '", "UNA''''''", "{}", "null", "\0", "UNB+UNOW:4", "UNB+UNOW:4'UNZ'",
        new string('*', 1_000_000), new string('\'', 1_000_000), "UNB+UNOW'" + new string('\'', 1_000_000),
        "UNB+UNOW:4+" + new string('A', 2_000_000) + "'", "UNB" + new string('+', 2_000_000) + "'", "UNB+UNOW" + new string('?', 999_999),
        "UNB+" + new string(':', 2_000_000) + "'",
        EdiFiles.X12("B10*" + new string('A', 1_000_000)), EdiFiles.X12("B10*\0*", "AT7*D1"),
        EdiFiles.X12("B10*ZB-1", "AT7*\u0001\0*\uFFFF", "MS1*\u2028"),
        EdiFiles.Iftsta("CNI+1+ZB-1", "STS+1+" + new string('9', 60), "DTM+334:" + new string('9', 60) + ":203"),
        EdiFiles.Iftsta("CNI+1+\0", "STS", "DTM", "LOC", "NAD", "TDT", "GID", "FTX", "CNT", "STS+++++++", "DTM+334", "LOC+175", "GID++?:"),
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task no_body_is_a_fault_of_the_service(string body)
    {
        foreach (var type in new[] { EdiLines.X12Type, EdiLines.EdifactType })
        {
            var answer = await Service.Post("/v1/events", Bytes(body), type);
            if (answer.Status == 200) Results(answer, "status").ShouldAllBe(status => status == "refused", answer.ToString());
            else (answer.Status, answer.ContentType).ShouldBe((400, "application/problem+json"), answer.ToString());
        }
    }

    [Fact]
    public async Task what_is_no_interchange_is_answered_with_its_place()
    {
        var text = EdiFiles.X12($"B10*{number}", "LX*1", "AT7*P1*NS***20260601*1200*LT");

        var miscounted = await Post(text.Replace("SE*5*", "SE*6*", StringComparison.Ordinal));
        var bytes = await Service.Post("/v1/events", [.. Bytes(text), 0xFF], EdiLines.X12Type);

        (miscounted.Status, miscounted.Code, miscounted.Field).ShouldBe((400, "invalid-edi", "segment 7"), miscounted.ToString());
        (bytes.Status, bytes.Code).ShouldBe((400, "invalid-utf8"));
    }

    private async Task Receive(string waybill)
    {
        var answer = await Service.PostLines("/v1/events", [Send.Received(At, 3, waybill: waybill)]);
        Results(answer, "status").ShouldBe(["accepted"], answer.ToString());
    }

    private Task<Answer> Post(string text, string query = "") => Service.Post($"/v1/events{query}", Bytes(text),
        text.StartsWith("ISA", StringComparison.Ordinal) ? EdiLines.X12Type : EdiLines.EdifactType);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    // What was sent; the service derives events of its own.
    private async Task<List<string>> Types() => [.. (await Service.Get($"/v1/waybills/{number}/events")).Items
        .Where(item => Text(item, "source") == "person").OrderBy(item => item.GetProperty("occurredAt").GetDateTimeOffset())
        .Select(item => Text(item, "type"))];

    private async Task<JsonElement> Kept(string code, string? field = null) =>
        (await Service.Get($"/v1/quarantine?code={code}&limit=1000")).Items.Single(line =>
            Text(line, "line").Contains(number, StringComparison.Ordinal) && (field is null || Text(line, "field") == field));

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private static List<string?> Results(Answer answer, string member) =>
    [
        .. answer.Body.GetProperty("results").EnumerateArray()
            .Select(line => line.TryGetProperty(member, out var value) ? value.GetString() : null),
    ];
}
