using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.SampleEvents;
using static OrderTracking.Domain.Tests.Spec;

namespace OrderTracking.Domain.Tests;

public sealed class LaneTests
{
    [Fact]
    public void lanes_of_stations_with_hyphens_share_neither_a_stream_nor_a_key_of_the_views()
    {
        var (one, other) = (SampleReference.Lane(48) with { Origin = "A-B", Destination = "C" },
            SampleReference.Lane(48) with { Origin = "A", Destination = "B-C" });
        ReferenceStreams.Of(one).ShouldBe("lane:A-B~C");
        ReferenceStreams.Of(other).ShouldBe("lane:A~B-C");
        Lane.Key("A-B", "C").ShouldNotBe(Lane.Key("A", "B-C"));
        SearchRow.Rows(Given().When(Received() with { Origin = "A-B", Destination = "C" }).ThenHistory()).Single().Lane.ShouldBe("A-B~C");
    }

    [Fact]
    public void a_station_code_with_the_separator_of_lanes_is_refused()
    {
        Given().When(Received() with { Origin = "SH~A" }).ThenRefused("invalid-value", "data.origin");
        Given().When(Received() with { Destination = "~" }).ThenRefused("invalid-value", "data.destination");
        Given().When(Received(transfers: ["WUH", "A~B"])).ThenRefused("invalid-value", "data.transfers[1]");
        Given(Received()).When(Loaded(10, "SHA", "C~U", 5)).ThenRefused("invalid-value", "data.nextStation");
        Given(Received()).When(Loaded(10, "S~A", "CTU", 5)).ThenRefused("invalid-value", "station");
        ReferenceRules.Decide(ReferenceSnapshot.Empty, [new(Id(1), SampleReference.Lane(48) with { Origin = "A~B" })], Spec.Company, Now)
            .ShouldBeOfType<Refusal>().Field.ShouldBe("data.origin");
    }
}
