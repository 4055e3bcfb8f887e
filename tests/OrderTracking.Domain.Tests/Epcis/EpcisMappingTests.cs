using System.Text.Json.Nodes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Epcis;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.Epcis.EpcisSpec;

namespace OrderTracking.Domain.Tests.Epcis;

/// <summary>Which EPCIS events a waybill's events are, and back.</summary>
public class EpcisMappingTests
{
    private static readonly Guid Id = new("0198c1c2-0000-4000-8000-000000000001");

    private static readonly Received Order = At09(new Received("ACME", "SHA", "CTU", 12, OrderNumber: "PO-7", WeightKg: 120.5m,
        Consignee: new("张三", "13900000000")) { OccurredAt = default, Station = "", By = "" });

    private static readonly Loaded OnLorry =
        At09(new Loaded(12, "CTU", "ZZ-1120-07", "沪A·D1234") { OccurredAt = default, Station = "", By = "" });

    private static readonly Arrived OffLorry =
        At09(new Arrived(11, "good", "ZZ-1120-07", "沪A·D1234") { OccurredAt = default, Station = "", By = "" }, "CTU");

    public static TheoryData<string, WaybillEvent> Steps => new()
    {
        { "ObjectEvent OBSERVE accepting active", Order },
        { "ObjectEvent OBSERVE accepting in_progress", At09(new PickedUp(12) { OccurredAt = default, Station = "", By = "" }) },
        { "AggregationEvent ADD loading in_transit", OnLorry },
        { "ObjectEvent OBSERVE arriving in_progress; AggregationEvent DELETE unloading in_progress", OffLorry },
        { "ObjectEvent OBSERVE arriving in_progress", At09(new Arrived(11) { OccurredAt = default, Station = "", By = "" }) },
        { "ObjectEvent OBSERVE holding unavailable",
            At09(new HeldForInstruction(HoldReason.Packing) { OccurredAt = default, Station = "", By = "" }) },
        { "ObjectEvent OBSERVE departing in_transit", At09(new OutForDelivery(12) { OccurredAt = default, Station = "", By = "" }) },
        { "ObjectEvent OBSERVE accepting completeness_verified", At09(new Signed(12) { OccurredAt = default, Station = "", By = "" }) },
        { "ObjectEvent OBSERVE accepting damaged",
            At09(new Signed(12, Remark: new(ExceptionKind.Wet)) { OccurredAt = default, Station = "", By = "" }) },
        { "ObjectEvent OBSERVE accepting mismatch_quantity",
            At09(new Signed(11, Remark: new(ExceptionKind.Shortage, "少一件")) { OccurredAt = default, Station = "", By = "" }) },
        { "", At09(new Sorted(12) { OccurredAt = default, Station = "", By = "" }) },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void each_event_is_the_step_that_the_mapping_says_and_comes_back_as_itself(string steps, WaybillEvent waybillEvent)
    {
        var entry = Recorded(waybillEvent, Id);

        var given = Out(entry);

        string.Join("; ", given.Select(one => $"{one["type"]} {one["action"]} {one["bizStep"]} {one["disposition"]}")).ShouldBe(steps);
        foreach (var one in given) ShouldComeBackAs(entry, one);
    }

    [Fact]
    public void a_loading_stands_in_the_members_that_epcis_has_for_it()
    {
        Out(Recorded(OnLorry, Id)).Single().ToJsonString().ShouldBe(JsonNode.Parse(
            $$"""
            {
              "type": "AggregationEvent", "eventID": "urn:uuid:{{Id}}",
              "eventTime": "2026-03-02T09:30:00+08:00", "eventTimeZoneOffset": "+08:00", "recordTime": "2026-03-02T02:30:00+00:00",
              "parentID": "{{Base}}/vehicles/%E6%B2%AAA%C2%B7D1234", "childEPCs": ["{{Base}}/401/ZB-1"],
              "childQuantityList": [{ "epcClass": "{{Base}}/pieces/ZB-1", "quantity": 12 }],
              "action": "ADD", "bizStep": "loading", "disposition": "in_transit", "readPoint": { "id": "{{Base}}/stations/SHA" },
              "bizTransactionList": [{ "type": "bol", "bizTransaction": "{{Base}}/401/ZB-1" },
                { "type": "ot:loadingList", "bizTransaction": "{{Base}}/loading-lists/ZZ-1120-07" }],
              "sourceList": [{ "type": "location", "source": "{{Base}}/stations/SHA" }],
              "destinationList": [{ "type": "location", "destination": "{{Base}}/stations/CTU" }],
              "ot:by": "li.wei"
            }
            """)!.ToJsonString());
    }

    [Fact]
    public void an_arrival_and_its_unloading_are_one_event_and_an_unloading_alone_would_count_twice()
    {
        var entry = Recorded(OffLorry, Id);
        var (arriving, unloading) = (Out(entry)[0], Out(entry)[1]);

        unloading["eventID"]!.GetValue<string>().ShouldBe(EpcisIds.Of(EpcisIds.UnloadingOf(Id)));
        EpcisIds.UnloadingOf(EpcisIds.UnloadingOf(Id)).ShouldBe(Id);
        In(arriving).Lines.Single().IsSameAs(In(unloading).Lines.Single()).ShouldBeTrue();
        unloading.With("ot:arrival", null).ShouldBeRefused("epcis-not-mapped", "ot:arrival");
        unloading.With("eventID", "urn:uuid:0198c1c2-0000-4000-8000-00000000000f").ShouldBeRefused("epcis-contradiction", "eventID");
    }

    [Fact]
    public void persons_are_in_no_answer_and_customers_are_shown_what_is_theirs()
    {
        var received = Out(Recorded(Order, Id)).Single();
        received.ToJsonString().ShouldNotContain("13900000000");
        received.ContainsKey("ot:consignee").ShouldBeFalse();
        received["ot:weightKg"]!.GetValue<decimal>().ShouldBe(120.5m);

        var loaded = Out(Recorded(OnLorry, Id), Disclosure.Customer).Single();
        loaded.ContainsKey("ot:by").ShouldBeFalse();
        loaded["parentID"]!.GetValue<string>().ShouldBe($"{Base}/loads/{Id}");
        loaded.ToJsonString().ShouldNotContain("ZZ-1120-07");
        Out(Recorded(OffLorry, Id), Disclosure.Customer).Count.ShouldBe(1);
    }

    [Fact]
    public void a_correction_is_the_event_once_more_with_an_error_declaration()
    {
        var replaced = Guid.NewGuid();
        var (corrected, correction) = (Recorded(OffLorry, Id), Recorded(At09(
            new Corrected(Id, "件数录错", replaced) { OccurredAt = default, Station = "", By = "" }, "CTU"), position: 3));
        var history = new History("ZB-1",
            [corrected, Recorded(OffLorry with { Pieces = 12 }, replaced, position: 2), correction]);

        var declared = Out(correction, history: history);

        declared.Count.ShouldBe(2);
        foreach (var (one, original) in declared.Zip(Out(corrected)))
        {
            var error = one["errorDeclaration"]!.AsObject();
            one["eventID"]!.GetValue<string>().ShouldBe(original["eventID"]!.GetValue<string>());
            error["reason"]!.GetValue<string>().ShouldBe("incorrect_data");
            error["correctiveEventIDs"]!.ToJsonString().ShouldBe($"[\"urn:uuid:{replaced}\"]");
            error["ot:reason"]!.GetValue<string>().ShouldBe("件数录错");
            ShouldComeBackAs(correction, one);
        }
        Out(correction, Disclosure.Customer, history)[0].ToJsonString().ShouldNotContain("件数录错");
    }

    [Fact]
    public void a_random_event_comes_back_as_itself()
    {
        var random = new Random(20_260_302);
        for (var i = 0; i < 2_000; i++)
        {
            var entry = Recorded(RandomEvents.One(random), correlation: i % 7 == 0 ? "4bf92f3577b34da6a3ce929d0e0e4736" : null);
            foreach (var one in Out(entry)) ShouldComeBackAs(entry, one);
        }
    }

    private static void ShouldComeBackAs(RecordedEvent<WaybillEvent> entry, JsonObject given)
    {
        var (lines, refusal) = In(given);
        refusal.ShouldBeNull(given.ToJsonString());
        var submitted = Read(lines.Single());
        submitted.Id.ShouldBe(entry.Id);
        lines[0].Waybill.ShouldBe("ZB-1");
        EventCodec.SameContent(Persons.Change(entry.Event, (_, _) => null), submitted.Event).ShouldBeTrue(given.ToJsonString());
    }
}
