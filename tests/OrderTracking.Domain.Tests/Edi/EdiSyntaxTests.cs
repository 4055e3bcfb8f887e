using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using OrderTracking.Application.Codec;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Domain.Tests.Edi;

/// <summary>How interchanges are written: separators, counts, character sets, and what is none.</summary>
public class EdiSyntaxTests
{
    private static readonly string[] Departed =
    [
        "B10*zb-1*REF*SCAC", "LX*1", "AT7*P1*NS***20261120*0930*LT", "MS1*SHA*SH*CN", "MS2*SCAC*T7", "L11*9*CN", "AT8*G*L*120*4*1",
    ];

    private static readonly string[] Arrived =
    [
        "CNI+1+zb-1", "LOC+5+SHA", "CNT+11:12", "STS+1+1", "DTM+334:202611201800:203", "LOC+175+CTU", "TDT+20++3++:::CARRIER+++T7",
    ];

    [Fact]
    public void a_214_makes_a_line_of_each_status()
    {
        var line = EdiReading.Lines(EdiFiles.X12(Departed)).ShouldHaveSingleItem();

        line.Remove("id");
        JsonNode.DeepEquals(line, JsonNode.Parse("""
            { "waybill": "ZB-1", "type": "loaded", "occurredAt": "2026-11-20T09:30:00+08:00", "station": "SHA", "by": "PARTNER",
              "correlation": "000000001/0001", "data": { "pieces": 5, "vehicle": "T7" } }
            """)).ShouldBeTrue(line.ToJsonString());
    }

    [Fact]
    public void an_iftsta_makes_a_line_of_each_status()
    {
        var line = EdiReading.Lines(EdiFiles.Iftsta(Arrived)).ShouldHaveSingleItem();

        line.Remove("id");
        JsonNode.DeepEquals(line, JsonNode.Parse("""
            { "waybill": "ZB-1", "type": "arrived", "occurredAt": "2026-11-20T18:00:00+08:00", "station": "CTU", "by": "PARTNER",
              "correlation": "1/1", "data": { "pieces": 12, "vehicle": "T7" } }
            """)).ShouldBeTrue(line.ToJsonString());
    }

    [Fact]
    public void what_follows_the_statuses_of_one_lx_is_said_of_all_of_them_and_of_no_other()
    {
        var lines = EdiReading.Lines(EdiFiles.X12("B10*ZB-1", "LX*1", "AT7*CP*NS***20261120*0800*LT", "MS1*SHA",
            "AT7*P1*NS***20261120*0900*LT", "MS1*HGH", "AT8*G*L*1*3", "LX*2", "AT7*X4*NS***20261120*1000*LT", "MS1*CTU"));

        lines.Select(line => (line.Text("type"), line.Text("station"), line["data"]!["pieces"]?.GetValue<int>()))
            .ShouldBe([("pickedUp", "SHA", 3), ("loaded", "HGH", 3), ("arrived", "CTU", null)]);
    }

    [Fact]
    public void each_status_of_a_consignment_has_its_own_time_place_vehicle_and_goods()
    {
        var lines = EdiReading.Lines(EdiFiles.Iftsta("CNI+1+ZB-1", "CNT+8:9",
            "STS+1+127", "DTM+137:202611200000:203", "DTM+78:202611200100:203", "DTM+334:202611200200:203", "LOC+14+HGH", "LOC+175+SHA",
            "LOC+9+PVG", "TDT+20+++++++:::T7", "DTM+334:202611200300:203", "LOC+175+CTU", "GID+1+2:PK", "GID+2+3,0:PK",
            "STS+1+1", "CNI+2+ZB-2", "STS+1+21", "NAD+CN+++王芳", "NAD+CZ+++李伟", "GID+1+4"));

        lines.Select(line => (line.Text("waybill"), line.Text("type"), line.Text("occurredAt"), line.Text("station"),
                line["data"]!["vehicle"]?.ToString(), line["data"]!["pieces"]?.ToString(), line["data"]!["signer"]?["name"]?.ToString()))
            .ShouldBe(
            [
                ("ZB-1", "loaded", "2026-11-20T02:00:00+08:00", "SHA", "T7", "not whole numbers", null),
                ("ZB-1", "arrived", null, null, null, "9", null),
                ("ZB-2", "signed", null, null, null, "4", "王芳"),
            ]);
    }

    [Theory]
    [InlineData("|", "^", "\n")]
    [InlineData("\t", ":", "\r")]
    [InlineData("\u001d", "\u001f", "\u001c")]
    public void an_x12_interchange_names_its_own_separators(string element, string component, string terminator)
    {
        var text = EdiFiles.X12(Departed);

        var other = text.Replace("*", element, StringComparison.Ordinal).Replace(">", component, StringComparison.Ordinal)
            .Replace("~", terminator, StringComparison.Ordinal);

        EdiReading.Lines(other).Select(line => line.ToJsonString()).ShouldBe(EdiReading.Lines(text).Select(line => line.ToJsonString()));
    }

    [Fact]
    public void an_edifact_interchange_names_its_own_separators()
    {
        string[] segments = [.. Arrived, "GID+1+12.00:PK"];
        var text = EdiFiles.Iftsta(segments);

        var other = "UNA|*,!$~" + text.Replace(":", "|", StringComparison.Ordinal).Replace("+", "*", StringComparison.Ordinal)
            .Replace("12.00", "12,00", StringComparison.Ordinal).Replace("'", "~", StringComparison.Ordinal);

        foreach (var same in new[] { other.Replace("!$", "! ", StringComparison.Ordinal), "UNA:+.? '\r\n" + text })
            EdiReading.Lines(same).Select(line => line.ToJsonString()).ShouldBe(EdiReading.Lines(text).Select(line => line.ToJsonString()));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData(" \r\n\t")]
    public void lines_may_break_between_segments(string lineBreak)
    {
        EdiReading.Lines("\uFEFF\r\n" + EdiFiles.X12(Departed).Replace("~", "~" + lineBreak, StringComparison.Ordinal)).Count.ShouldBe(1);
        EdiReading.Lines("\uFEFF\r\n" + EdiFiles.Iftsta(Arrived).Replace("'", "'" + lineBreak, StringComparison.Ordinal)).Count.ShouldBe(1);
    }

    [Fact]
    public void a_released_separator_is_text()
    {
        var line = EdiReading.Lines(EdiFiles.Iftsta("CNI+1+ZB-1", "STS+1+21", "DTM+334:202611201800?+0530:205", "LOC+175+A?:B??",
            "NAD+CN+++O?'Brien ?+ Co")).ShouldHaveSingleItem();

        (line.Text("station"), line["data"]!["signer"]!["name"]!.ToString(), line.Text("occurredAt"))
            .ShouldBe(("A:B?", "O'Brien + Co", "2026-11-20T18:00:00+05:30"));
    }

    [Theory]
    [InlineData("UNOC", "Zürich", new byte[] { 0x5A, 0xFC, 0x72, 0x69, 0x63, 0x68 })]
    [InlineData("UNOW", "成都", new byte[] { 0xE6, 0x88, 0x90, 0xE9, 0x83, 0xBD })]
    [InlineData("UNOB", "CTU", new byte[] { 0x43, 0x54, 0x55 })]
    public void an_edifact_interchange_says_in_which_character_set_it_is(string charset, string station, byte[] bytes)
    {
        var body = In(charset, bytes);

        var line = JsonNode.Parse(EdiReading.Read(body, isX12: false).Lines.ShouldHaveSingleItem().Span)!;

        line["station"]!.GetValue<string>().ShouldBe(station);
    }

    [Theory]
    [InlineData("UNOA", MalformedCodes.InvalidEdi, "byte ")]
    [InlineData("UNOW", MalformedCodes.InvalidUtf8, "")]
    [InlineData("UNOX", MalformedCodes.InvalidEdi, "segment 1")]
    public void what_is_not_of_its_character_set_is_refused(string charset, string code, string field)
    {
        var fault = EdiReading.Read(In(charset, [0xFC, 0x72]), isX12: false).Fault.ShouldNotBeNull();

        fault.Code.ShouldBe(code);
        fault.Field.ShouldStartWith(field);
    }

    private static byte[] In(string charset, byte[] station)
    {
        var parts = EdiFiles.Iftsta("CNI+1+ZB-1", "STS+1+1", "LOC+175+?").Replace("UNOW", charset, StringComparison.Ordinal).Split("+?'");
        return [.. Encoding.ASCII.GetBytes(parts[0] + "+"), .. station, .. Encoding.ASCII.GetBytes("'" + parts[1])];
    }

    public static TheoryData<string, string, string> Broken => new()
    {
        { "SE*9*0001", "SE*8*0001", "segment 11" },
        { "SE*9*0001", "SE*9*0002", "segment 11" },
        { "SE*9*0001~", "", "segment 12" },
        { "ST*214*0001", "ST*990*0001", "segment 3" },
        { "GE*1*1", "GE*2*1", "segment 12" },
        { "GE*1*1", "GE*1*2", "segment 12" },
        { "GE*1*1~", "", "segment 12" },
        { "GS*QM", "ZZ*QM", "segment 2" },
        { "IEA*1*000000001", "IEA*2*000000001", "segment 13" },
        { "IEA*1*000000001", "IEA*1*000000002", "segment 13" },
        { "IEA*1*000000001~", "IEA*1*000000001~ISA~", "segment 14" },
        { "*0*P*", "*0*T*", "segment 1" },
        { "*P*>~", "*P*>*", "segment 1" },
        { "*ZZ*PARTNER ", "*ZZ*PARTNER", "segment 1" },
        { "MS1*SHA", "MS1*" + new string('x', 61), "segment 7" },
        { "MS1*SHA", "MS1*" + new string('x', 1_000_000), "segment 7" },
        { "MS1*SHA", "MS1" + new string('*', 101), "segment 7" },
        { "UNT+10+1", "UNT+9+1", "segment 11" },
        { "UNT+10+1", "UNT+10+2", "segment 11" },
        { "UNT+10+1'", "", "segment 11" },
        { "UNH+1+IFTSTA", "UNH+1+IFTMIN", "segment 2" },
        { "UNZ+1+1", "UNZ+1+2", "segment 12" },
        { "UNZ+1+1", "UNZ+2+1", "segment 12" },
        { "UNZ+1+1'", "UNZ+1+1'UNB'", "segment 13" },
        { "261120:1200+1'", "261120:1200+1++++++1'", "segment 1" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void an_interchange_whose_frame_does_not_fit_is_refused_with_its_segment(string right, string wrong, string segment)
    {
        var text = right.Contains('*', StringComparison.Ordinal) ? EdiFiles.X12(Departed) : EdiFiles.Iftsta(Arrived);
        text.ShouldContain(right);

        var fault = EdiReading.FaultOf(text.Replace(right, wrong, StringComparison.Ordinal));

        (fault.Code, fault.Field).ShouldBe((MalformedCodes.InvalidEdi, segment), fault.Expected);
    }

    [Fact]
    public void an_interchange_that_is_cut_off_is_refused_wherever_it_ends()
    {
        foreach (var text in new[] { EdiFiles.X12(Departed), EdiFiles.Iftsta(Arrived), "UNA:+.? '" + EdiFiles.Iftsta(Arrived) })
            for (var length = 0; length < text.Length; length++)
                EdiReading.Read(Encoding.ASCII.GetBytes(text[..length]), text.StartsWith("ISA", StringComparison.Ordinal)).Fault
                    .ShouldNotBeNull(text[..length]).Code.ShouldBe(MalformedCodes.InvalidEdi);
    }

    [Fact]
    public void an_interchange_without_a_status_is_refused()
    {
        EdiReading.FaultOf(EdiFiles.X12("B10*ZB-1")).Code.ShouldBe(MalformedCodes.MissingField);
        EdiReading.FaultOf(EdiFiles.Iftsta("CNI+1+ZB-1")).Code.ShouldBe(MalformedCodes.MissingField);
    }

    [Fact]
    public void groups_of_messages_are_read()
    {
        var text = EdiFiles.Iftsta(Arrived).Replace("UNH+", "UNG+IFTSTA+A+B+261120:1200+7+UN+D:96A'UNH+", StringComparison.Ordinal)
            .Replace("UNZ+", "UNE+1+7'UNZ+", StringComparison.Ordinal);

        EdiReading.Lines(text).Count.ShouldBe(1);
        EdiReading.FaultOf(text.Replace("UNE+1+7", "UNE+1+8", StringComparison.Ordinal)).Field.ShouldBe("segment 13");
    }

    [Fact]
    public void no_bytes_are_a_fault_of_the_reader()
    {
        var random = new Random(34);
        byte[][] seeds = [Encoding.UTF8.GetBytes(EdiFiles.X12(Departed)), Encoding.UTF8.GetBytes(EdiFiles.Iftsta(Arrived))];
        byte[] likely = [.. "*~>+:'?UNAISA0123456789 \r\n\0"u8, 0x80, 0xFF, 0xE6];
        for (var round = 0; round < 40_000; round++)
        {
            byte[] body = round % 10 == 0 ? new byte[random.Next(300)] : [.. seeds[round % 2]];
            if (round % 10 == 0) random.NextBytes(body);
            else
                for (var changes = random.Next(1, 6); changes > 0; changes--)
                    body[random.Next(body.Length)] = likely[random.Next(likely.Length)];

            var read = EdiReading.Read(body, isX12: round % 2 == 0);

            foreach (var line in read.Lines) JsonNode.Parse(line.Span);
            (read.Fault is not null || read.Lines.Count > 0).ShouldBeTrue();
        }
    }

    [Fact]
    public void a_hundred_thousand_statuses_are_read_in_seconds_and_no_more_than_asked_for()
    {
        var clock = Stopwatch.StartNew();
        var x12 = EdiFiles.X12(["B10*ZB-1", "LX*1", .. Enumerable.Repeat("AT7*P1*NS***20261120*0930*LT", 100_000), "AT8*G*L*1*3"]);
        var iftsta = EdiFiles.Iftsta(["CNI+1+ZB-1", .. Enumerable.Repeat("STS+1+1", 100_000)]);

        EdiReading.Read(x12).Lines.Count.ShouldBe(100_000);
        EdiReading.Read(iftsta).Lines.Count.ShouldBe(100_000);
        string[] many =
        [
            "B10*ZB-1", "LX*1", .. Enumerable.Repeat("AT7*P1", 100_000), .. Enumerable.Repeat("AT8*G*L*1*3", 500_000),
            .. Enumerable.Repeat("Q7*D", 500_000), .. Enumerable.Repeat("K1*fragile*goods", 500_000),
        ];
        EdiReading.Read(EdiFiles.X12(many)).Lines.Count.ShouldBe(100_000);
        EdiReading.Read(x12, most: 10).Lines.Count.ShouldBe(11);
        EdiReading.Read(iftsta, most: 10).Lines.Count.ShouldBe(11);
        EdiReading.Read(iftsta, mostBytes: 10_000).IsTooLarge.ShouldBeTrue();
        EdiReading.Read(EdiFiles.Iftsta("CNI+1+ZB-1", "STS+1+1", string.Concat(Enumerable.Repeat("GID+1+9'", 200_000)) + "GID+1+9",
            "FTX+AAI+++" + string.Concat(Enumerable.Repeat("??", 200)), new string('\'', 200_000))).Fault!.Field
            .ShouldStartWith("segment 4");

        // On one slow processor this takes two seconds; what grows with the square would take hours.
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60));
    }
}
