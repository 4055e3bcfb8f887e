using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Codec.Edi;
using OrderTracking.Domain.Events;
using OrderTracking.Testing;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.SampleEvents;
using static OrderTracking.Domain.Tests.Spec;

namespace OrderTracking.Domain.Tests.Edi;

/// <summary>What status codes become, by EdiRules.json.</summary>
public class EdiRulesTests
{
    private static readonly JsonSerializerOptions Readable =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    public static TheoryData<string, string, string?> Rules
    {
        get
        {
            var rows = new TheoryData<string, string, string?>();
            foreach (var rules in new[] { EdiRules.X12, EdiRules.Edifact })
                foreach (var rule in rules.Statuses) rows.Add(rules.Name, rule.Code, rule.Reason);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void a_status_by_each_rule_is_accepted_once_its_waybill_is_received(string standard, string code, string? reason)
    {
        var rules = standard == "x12" ? EdiRules.X12 : EdiRules.Edifact;
        var rule = rules.Statuses.Single(one => one.Code == code && one.Reason == reason);
        rule.Meaning.ShouldNotBeEmpty();

        var read = EdiReading.Read(Status(standard, code, reason));

        read.Fault.ShouldBeNull();
        var line = WireEvent.Read(read.Lines.ShouldHaveSingleItem().Span, namesWaybill: true);
        line.Malformed.ShouldBeNull();
        line.Waybill.ShouldBe("ZB1");
        var said = line.Submitted!.Event;
        EventTypes.Of(said).Wire.ShouldBe(rule.Event);
        (said.Station, said.By, said.OccurredAt.ToString("O")).ShouldBe(("CTU", "PARTNER", "2026-11-20T18:00:00.0000000+08:00"));
        Given(Received(pieces: 10)).When(said).ThenHistory().Events[^1].ShouldNotBeNull();
    }

    [Fact]
    public void nothing_of_the_event_is_lost_on_the_way()
    {
        Said(Status("x12", "D1", null)).ShouldBe(
            """Signed { "pieces": 10 }""");
        Said(Status("edifact", "21", null)).ShouldBe(
            """Signed { "pieces": 10, "signer": { "name": "王芳" } }""");
        Said(Status("edifact", "127", null)).ShouldBe("""Loaded { "pieces": 10, "vehicle": "T7" }""");
        Said(Status("x12", "AP", "B1")).ShouldBe("""DeliveryFailed { "reason": "B1: the consignee is closed; ring the bell" }""");
        Said(Status("x12", "AP", "BS")).ShouldBe("""Refused { "reason": "BS: the customer refused; ring the bell" }""");
        Said(Status("x12", "A7", "ZZ")).ShouldBe("""Refused { "reason": "ZZ; ring the bell" }""");
        var raised = Event(Status("x12", "SD", "AI")).ShouldBeOfType<ExceptionRaised>();
        (raised.Kind, raised.Stage, raised.Pieces, raised.Description)
            .ShouldBe((ExceptionKind.Delay, null, null, "AI: breakdown of the vehicle; ring the bell"));
        Guid.Parse(raised.ExceptionId).Version.ShouldBe(5);
    }

    [Theory]
    [InlineData("x12", "AM", null, "x12:AM")]
    [InlineData("x12", "QQ", "AI", "x12:QQ")]
    [InlineData("edifact", "82", null, "edifact:82")]
    [InlineData("edifact", "D1", null, "edifact:D1")]
    public void a_code_without_a_rule_is_refused_by_its_name(string standard, string code, string? reason, string named)
    {
        var line = EdiReading.Read(Status(standard, code, reason)).Lines.ShouldHaveSingleItem();

        var refused = WireEvent.Read(line.Span, namesWaybill: true);

        (refused.Malformed!.Code, refused.Malformed.Field).ShouldBe((MalformedCodes.UnknownStatusCode, "type"));
        refused.Malformed.Expected.ShouldContain(named);
        (refused.Id is not null, refused.Waybill, refused.Station).ShouldBe((true, "ZB1", "CTU"));
        Encoding.UTF8.GetString(line.Span).ShouldContain("\"pieces\":10");
    }

    [Theory]
    [InlineData("STS+2+21", "edifact:21 with category 2")]
    [InlineData("STS+1+21::87", "edifact:21 with code list of 87")]
    [InlineData("STS+1+21:ZZZ", "edifact:21 with code list ZZZ")]
    [InlineData("STS+1:D2:21", "edifact:")]
    [InlineData("STS+1+21:113:6", "signed")]
    [InlineData("STS++21", "signed")]
    public void only_the_codes_of_the_recommendation_have_rules(string status, string type)
    {
        EdiReading.Lines(EdiFiles.Iftsta("CNI+1+ZB1", status)).ShouldHaveSingleItem().Text("type").ShouldBe(type);
    }

    [Fact]
    public void what_a_message_takes_back_or_replaces_is_for_a_person_to_decide()
    {
        var sent = Status("edifact", "21", null);

        EdiReading.Lines(sent.Replace("BGM+23+1+9", "BGM+23+1+1", StringComparison.Ordinal))[0].Text("type")
            .ShouldBe("edifact:21 with BGM function 1");
        EdiReading.Lines(sent.Replace("BGM+23+1+9", "BGM+23+1", StringComparison.Ordinal))[0].Text("type").ShouldBe("signed");
    }

    [Fact]
    public void a_delivery_with_something_wrong_is_not_signed_for_clean()
    {
        EdiReading.Lines(EdiFiles.X12("B10*ZB1", "LX*1", "AT7*D1*NS***20261120*1800", "MS1*CTU", "Q7*D**1", "AT8*G*L*1*10"))[0]
            .Text("type").ShouldBe("x12:D1 with Q7 D");
        EdiReading.Lines(EdiFiles.X12("B10*ZB1", "LX*1", "AT7***AB*NA*20261120*1800", "MS1*CTU"))[0].Text("type")
            .ShouldBe("x12:AB with an appointment");
    }

    [Theory]
    [InlineData("20261120", "1800", "LT", "2026-11-20T18:00:00+08:00")]
    [InlineData("20261120", "1800", null, "2026-11-20T18:00:00+08:00")]
    [InlineData("20261120", "180059", "UT", "2026-11-20T18:00:59+00:00")]
    [InlineData("20261120", "18005925", "09", "2026-11-20T18:00:59.25+09:00")]
    [InlineData("20260701", "1800", "ET", "2026-07-01T18:00:00-04:00")]
    [InlineData("20261120", "1800", "ET", "2026-11-20T18:00:00-05:00")]
    // A time that occurs twice is the first, one that is skipped the first behind the gap: as everywhere.
    [InlineData("20261101", "0130", "ET", "2026-11-01T01:30:00-04:00")]
    [InlineData("20260308", "0230", "ET", "2026-03-08T03:00:00-04:00")]
    [InlineData("20261120", "1800", "XX", "20261120 1800 XX")]
    [InlineData("20261120", "2460", "LT", "20261120 2460 LT")]
    [InlineData("20261120", "800", "LT", "20261120 800 LT")]
    [InlineData("261120", "1800", "LT", "261120 1800 LT")]
    [InlineData("00010101", "0000", "LT", "00010101 0000 LT")]
    [InlineData("20261120", null, null, "20261120")]
    public void a_time_of_x12_is_of_its_zone(string date, string? time, string? code, string occurredAt)
    {
        EdiReading.Lines(EdiFiles.X12("B10*ZB1", "LX*1", $"AT7*D1*NS***{date}*{time}*{code}"))[0].Text("occurredAt").ShouldBe(occurredAt);
    }

    [Theory]
    [InlineData("202611201800:203", "2026-11-20T18:00:00+08:00")]
    [InlineData("20261120180059:204", "2026-11-20T18:00:59+08:00")]
    [InlineData("202611201800?+0530:205", "2026-11-20T18:00:00+05:30")]
    [InlineData("202611201800-0330:205", "2026-11-20T18:00:00-03:30")]
    [InlineData("202611201800UTC:303", "2026-11-20T18:00:00+00:00")]
    [InlineData("202611201800?+08:303", "2026-11-20T18:00:00+08:00")]
    [InlineData("20261120180059GMT:304", "2026-11-20T18:00:59+00:00")]
    [InlineData("202611201800CET:303", "202611201800CET (303)")]
    [InlineData("202611201800?+1500:205", "202611201800+1500 (205)")]
    [InlineData("202611201800:205", "202611201800 (205)")]
    [InlineData("202611201860:203", "202611201860 (203)")]
    [InlineData("20261120:102", "20261120 (102)")]
    [InlineData("20261120", "20261120")]
    public void a_time_of_edifact_is_of_its_offset_or_the_companys(string value, string occurredAt)
    {
        EdiReading.Lines(EdiFiles.Iftsta("CNI+1+ZB1", "STS+1+21", $"DTM+334:{value}"))[0].Text("occurredAt").ShouldBe(occurredAt);
    }

    [Fact]
    public void the_same_status_of_the_same_sender_has_the_same_id_in_each_interchange()
    {
        var sent = Status("x12", "D1", null);
        var first = Id(sent);

        // Named here, so that a change of what ids are made of is seen: what was recorded before would be recorded again.
        first.ShouldBe(Guid.Parse("2b6f2734-3fa1-51e3-a668-5fccc9602455"));
        Id(sent.Replace("000000001", "000000002", StringComparison.Ordinal)).ShouldBe(first);
        Id(sent.Replace("*0001~", "*0007~", StringComparison.Ordinal)).ShouldBe(first);
        Id(sent.Replace("ZB1", " zb1 ", StringComparison.Ordinal)).ShouldBe(first);
        Id(sent.Replace("1800*LT", "1000*UT", StringComparison.Ordinal)).ShouldBe(first);
        Id(sent.Replace("AT8*G*L*1*10", "AT8*G*L*1*9", StringComparison.Ordinal)).ShouldBe(first);
        foreach (var (said, other) in new[]
            {
                ("*PARTNER   ", "*PARTNER2  "), ("ZB1", "ZB2"), ("AT7*D1", "AT7*X1"), ("1800*LT", "1801*LT"), ("MS1*CTU", "MS1*SHA"),
            }) Id(sent.Replace(said, other, StringComparison.Ordinal)).ShouldNotBe(first, other);
        Id(Status("x12", "D1", "AI")).ShouldNotBe(first);

        static Guid Id(string text) => Guid.Parse(EdiReading.Lines(text).ShouldHaveSingleItem().Text("id")!);
    }

    private static string Status(string standard, string code, string? reason) => standard == "x12"
        ? EdiFiles.X12("B10*ZB1", "LX*1", $"AT7*{code}*{reason ?? "NS"}***20261120*1800*LT", "MS1*CTU", "MS2*SCAC*T7",
            reason is null ? "L11*1*PO" : "K1*ring the bell", "AT8*G*L*1*10")
        : EdiFiles.Iftsta("CNI+1+ZB1", "CNT+11:10", reason is null ? $"STS+1+{code}" : $"STS+1+{code}+{reason}",
            "DTM+334:202611201800:203", "LOC+175+CTU", "NAD+CN+++王芳", "TDT+20+++++++T7");

    private static WaybillEvent Event(string text) =>
        WireEvent.Read(EdiReading.Read(text).Lines.ShouldHaveSingleItem().Span, namesWaybill: true).Submitted!.Event;

    private static string Said(string text)
    {
        var data = EdiReading.Lines(text).ShouldHaveSingleItem()["data"]!.ToJsonString(Readable);
        return $"{Event(text).GetType().Name} {string.Join(' ', data.Split('\n').Select(part => part.Trim()))}";
    }
}
