using System.Text.Json.Nodes;
using OrderTracking.Application.Epcis;
using OrderTracking.Domain.Events;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.Epcis.EpcisSpec;

namespace OrderTracking.Domain.Tests.Epcis;

/// <summary>EPCIS events that others send: how they may write them, and what is refused.</summary>
public class EpcisCaptureTests
{
    private static readonly JsonObject Loading = JsonNode.Parse(
        $$"""
        {
          "type": "AggregationEvent", "eventID": "urn:uuid:0198c1c2-0000-4000-8000-000000000002",
          "eventTime": "2026-03-02T01:30:00Z", "eventTimeZoneOffset": "+08:00", "action": "ADD", "bizStep": "loading",
          "parentID": "{{Base}}/vehicles/A1", "childEPCs": ["{{Base}}/401/ZB-1"],
          "childQuantityList": [{ "epcClass": "{{Base}}/pieces/ZB-1", "quantity": 12 }], "readPoint": { "id": "{{Base}}/stations/SHA" }
        }
        """)!.AsObject();

    public static TheoryData<string, string?, string, string> Refusals => new()
    {
        { "type", "\"TransformationEvent\"", "epcis-not-mapped", "type" },
        { "type", null, "missing-field", "type" },
        { "action", "\"OBSERVE\"", "epcis-not-mapped", "bizStep" },
        { "bizStep", "\"packing\"", "epcis-not-mapped", "bizStep" },
        { "disposition", "\"damaged\"", "epcis-not-mapped", "disposition" },
        { "childEPCs", """["urn:epc:id:sgtin:0614141.107346.2018"]""", "epcis-not-ours", "childEPCs" },
        { "childEPCs", """["https://elsewhere.example/401/ZB-1"]""", "epcis-not-ours", "childEPCs" },
        { "childEPCs", "[]", "missing-field", "childEPCs" },
        { "childQuantityList", """[{ "epcClass": "urn:epc:class:lgtin:4012345.012345.998877", "quantity": 1 }]""", "epcis-not-ours",
            "childQuantityList.epcClass" },
        { "childQuantityList", $$"""[{ "epcClass": "{{Base}}/pieces/ZB-2", "quantity": 1 }]""", "epcis-not-ours",
            "childQuantityList.epcClass" },
        { "childQuantityList", $$"""[{ "epcClass": "{{Base}}/pieces/ZB-1", "quantity": 1, "uom": "KGM" }]""", "epcis-not-kept",
            "childQuantityList.uom" },
        { "readPoint", null, "missing-field", "readPoint" },
        { "readPoint", """{ "id": "urn:epc:id:sgln:0614141.07346.1234" }""", "epcis-not-ours", "readPoint" },
        { "bizLocation", $$"""{ "id": "{{Base}}/stations/SHA" }""", "epcis-not-kept", "bizLocation" },
        { "parentID", null, "missing-field", "parentID" },
        { "parentID", "\"urn:epc:id:sscc:0614141.1234567890\"", "epcis-not-ours", "parentID" },
        { "bizTransactionList", $$"""[{ "type": "bol", "bizTransaction": "{{Base}}/401/ZB-2" }]""", "epcis-not-ours",
            "bizTransactionList" },
        { "bizTransactionList", """[{ "type": "po", "bizTransaction": "urn:x:1" }]""", "epcis-not-kept", "bizTransactionList" },
        { "sourceList", $$"""[{ "type": "location", "source": "{{Base}}/stations/CTU" }]""", "epcis-contradiction", "sourceList" },
        { "sourceList", $$"""[{ "type": "possessing_party", "source": "{{Base}}/accounts/A" }]""", "epcis-not-kept", "sourceList" },
        { "sensorElementList", "[]", "epcis-not-kept", "sensorElementList" },
        { "example:myField", "\"x\"", "epcis-not-kept", "example:myField" },
        { "ot:driver", """{ "ot:name": "王五" }""", "epcis-not-kept", "ot:driver" },
        { "ot:pieces", "3", "epcis-not-kept", "ot:pieces" },
        { "eventTime", "\"2026-03-02T01:30:00\"", "invalid-time", "eventTime" },
        { "eventTimeZoneOffset", null, "missing-field", "eventTimeZoneOffset" },
        { "eventTimeZoneOffset", "\"8\"", "invalid-time", "eventTimeZoneOffset" },
        { "eventID", "\"no uri\"", "invalid-text", "eventID" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void what_cannot_be_kept_is_refused_with_its_reason(string member, string? value, string code, string field) =>
        Loading.With(member, value is null ? null : JsonNode.Parse(value)).ShouldBeRefused(code, field);

    [Theory]
    [InlineData("""{ "a": 1, "a": 2 }""", "invalid-json")]
    [InlineData("""{ "a": "\u0000" }""", "invalid-text")]
    [InlineData("""{ "a": "\ud800" }""", "invalid-text")]
    [InlineData("""{ "\ud800": 1 }""", "invalid-text")]
    [InlineData("[]", "invalid-type")]
    [InlineData("{", "invalid-json")]
    public void a_body_that_cannot_be_stored_is_refused_as_a_whole(string body, string code) =>
        EpcisDocument.Parse(System.Text.Encoding.UTF8.GetBytes(body)).Wrong!.Code.ShouldBe(code);

    [Fact]
    public void a_member_of_ours_that_is_named_twice_in_two_ways_is_refused()
    {
        Loading.With("ot:by", "x").With($"{Base}/vocabulary/by", "y").ShouldBeRefused("duplicate-field", $"{Base}/vocabulary/by");
        Loading.With("ot:x", JsonNode.Parse($$"""{ "ot:a": 1, "{{Base}}/vocabulary/a": 2 }"""))
            .ShouldBeRefused("duplicate-field", $"{Base}/vocabulary/a");
        In(Loading.With("ot:eventId", 5)).Refusal.ShouldBeNull();
    }

    [Fact]
    public void what_the_mapping_implies_may_be_missing_and_times_keep_their_offset()
    {
        var loaded = (Loaded)Read(In(Loading).Lines.Single()).Event;

        (loaded.Pieces, loaded.Vehicle, loaded.Station, loaded.By, loaded.NextStation).ShouldBe((12, "A1", "SHA", "epcis", null));
        loaded.OccurredAt.ToString("O").ShouldBe("2026-03-02T09:30:00.0000000+08:00");
    }

    [Theory]
    [InlineData("urn:epcglobal:cbv:bizstep:loading")]
    [InlineData("https://ref.gs1.org/cbv/BizStep-loading")]
    [InlineData("cbv:BizStep-loading")]
    public void words_of_the_vocabulary_may_be_written_in_any_of_its_forms(string bizStep) =>
        In(Loading.With("bizStep", bizStep)).Refusal.ShouldBeNull();

    [Fact]
    public void our_vocabulary_may_have_any_prefix()
    {
        var sent = Loading.With("x:by", "li.wei");

        ((Loaded)Read(In(sent, $$"""[{ "x": "{{Base}}/vocabulary/" }]""").Lines.Single()).Event).By.ShouldBe("li.wei");
        ((Loaded)Read(In(Loading.With($"{Base}/vocabulary/by", "li.wei")).Lines.Single()).Event).By.ShouldBe("li.wei");
        sent.ShouldBeRefused("epcis-not-kept", "x:by");
    }

    [Fact]
    public void an_id_that_is_no_uuid_is_known_again()
    {
        const string Hash = "ni:///sha-256;9fa42e8bf64e1cfe152d582a248646ce0ad2b0c6826c7e8ed95442a7a1545f33?ver=CBV2.0";
        var line = In(Loading.With("eventID", Hash)).Lines.Single();
        var submitted = Read(line);

        (line.EventId, submitted.Correlation).ShouldBe((Hash, Hash));
        Out(Recorded(submitted.Event, submitted.Id, submitted.Correlation))[0]["eventID"]!.GetValue<string>().ShouldBe(Hash);
        EpcisIds.IdOf(Hash).ShouldBe(submitted.Id);
    }

    [Fact]
    public void without_an_id_the_same_content_has_the_same_one()
    {
        var sent = Loading.With("eventID", null);
        var turned = new JsonObject(sent.DeepClone().AsObject().Reverse().Select(member =>
            KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

        In(turned).Lines.Single().Id.ShouldBe(In(sent).Lines.Single().Id);
        In(sent.With("bizStep", "urn:epcglobal:cbv:bizstep:loading")).Lines.Single().Id.ShouldBe(In(sent).Lines.Single().Id);
        In(sent.With("parentID", $"{Base}/vehicles/A2")).Lines.Single().Id.ShouldNotBe(In(sent).Lines.Single().Id);
    }

    [Fact]
    public void an_event_about_several_waybills_is_a_line_of_each_with_its_own_pieces()
    {
        var sent = Loading.With("childEPCs", new JsonArray($"{Base}/401/ZB-1", $"{Base}/401/zb-2")).With("childQuantityList",
            JsonNode.Parse($$"""
                [{ "epcClass": "{{Base}}/pieces/ZB-2", "quantity": 5 }, { "epcClass": "{{Base}}/pieces/ZB-1", "quantity": 7 }]
                """));

        var lines = In(sent).Lines;

        lines.Select(line => (line.Waybill, ((Loaded)Read(line).Event).Pieces)).ShouldBe([("ZB-1", 7), ("ZB-2", 5)]);
        lines.Select(line => line.Id).Distinct().Count().ShouldBe(2);
        In(sent).Lines.Select(line => line.Id).ShouldBe(lines.Select(line => line.Id));
        sent.With("childEPCs", new JsonArray($"{Base}/401/ZB-1", $"{Base}/401/ZB-1")).ShouldBeRefused("duplicate-field", "childEPCs");
    }

    [Fact]
    public void a_declaration_of_another_repository_is_a_correction()
    {
        var declared = Loading.With("errorDeclaration", JsonNode.Parse(
            """{ "declarationTime": "2026-03-02T12:00:00+08:00", "reason": "did_not_occur" }"""));

        var line = In(declared).Lines.Single();

        var correction = (Corrected)Read(line).Event;
        (correction.EventId, correction.Reason, correction.ReplacedBy, correction.Station).ShouldBe(
            (new Guid("0198c1c2-0000-4000-8000-000000000002"), "did_not_occur", null, "SHA"));
        In(declared).Lines.Single().Id.ShouldBe(line.Id);
        Loading.With("errorDeclaration", JsonNode.Parse(
            """{ "declarationTime": "2026-03-02T12:00:00+08:00", "reason": "incorrect_data" }"""))
            .ShouldBeRefused("epcis-not-mapped", "errorDeclaration.reason");
        declared.With("eventID", null).ShouldBeRefused("missing-field", "eventID");
    }

    [Fact]
    public void a_signature_says_by_its_disposition_what_was_wrong()
    {
        var signing = JsonNode.Parse(
            $$"""
            {
              "type": "ObjectEvent", "eventTime": "2026-03-02T09:30:00+08:00", "eventTimeZoneOffset": "+08:00", "action": "OBSERVE",
              "bizStep": "accepting", "disposition": "damaged", "epcList": ["{{Base}}/401/ZB-1"],
              "quantityList": [{ "epcClass": "{{Base}}/pieces/ZB-1", "quantity": 12 }], "readPoint": { "id": "{{Base}}/stations/CTU" }
            }
            """)!.AsObject();

        ((Signed)Read(In(signing).Lines.Single()).Event).Remark.ShouldBe(new Remark(ExceptionKind.Damage));
        ((Signed)Read(In(signing.With("disposition", "mismatch_quantity")).Lines.Single()).Event).Remark
            .ShouldBe(new Remark(ExceptionKind.Shortage));
        ((Signed)Read(In(signing.With("disposition", "completeness_verified")).Lines.Single()).Event).Remark.ShouldBeNull();
        signing.With("disposition", null).ShouldBeRefused("epcis-not-mapped", "disposition");
        signing.With("ot:remark", JsonNode.Parse("""{ "ot:kind": "shortage" }""")).ShouldBeRefused("epcis-contradiction", "disposition");
    }
}
