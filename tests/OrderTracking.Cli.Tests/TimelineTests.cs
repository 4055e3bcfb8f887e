using OrderTracking.Cli.Wire;
using OrderTracking.Client;
using OrderTracking.SampleData.Timelines;
using Shouldly;
using Xunit;

namespace OrderTracking.Cli.Tests;

public class TimelineTests
{
    [Fact]
    public void each_timeline_with_events_is_a_waybill_of_its_own_with_a_valid_number()
    {
        var load = TimelineLines.From(Given.Timelines(), Given.NewYork);

        var waybills = load.Lines.Select(line => line.Waybill).Distinct().ToList();
        waybills.Count.ShouldBe(load.WithEvents);
        waybills.ShouldAllBe(number => System.Text.RegularExpressions.Regex.IsMatch(number, "^[A-Z0-9-]{3,32}$"));
        waybills.Count(number => number.StartsWith("9102901000462189604217-", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Theory]
    [InlineData(" 1z 12345e ", "1Z12345E")]
    [InlineData("a_1/b.2", "A1B2")]
    public void a_tracking_number_becomes_a_waybill_number(string tracking, string number) =>
        WaybillNumbers.For([Given.Timeline(tracking)]).Values.ShouldBe([number]);

    [Theory]
    [InlineData("")]
    [InlineData("x?")]
    public void a_tracking_number_of_no_use_gives_way_to_the_name_of_the_file(string tracking) =>
        WaybillNumbers.For([new CarrierTimeline("shipit/some_answer.xml", "Test", tracking, "", [])]).Values.Single()
            .ShouldStartWith("SOME-ANSWER-");

    [Fact]
    public void without_a_zone_a_bare_time_goes_out_as_it_stands()
    {
        Clocks.ToSend(Given.Event(0, "loaded", "2015-07-10T10:10:00", null), zone: null).ShouldBe("2015-07-10T10:10:00");
        Clocks.ToSend(Given.Event(0, "loaded", null, null), Given.NewYork).ShouldBeNull();
    }

    [Fact]
    public void with_a_zone_a_bare_time_gets_the_offset_of_that_day()
    {
        Clocks.ToSend(Given.Event(0, "loaded", "2015-07-10T10:10:00", null), Given.NewYork).ShouldBe("2015-07-10T10:10:00-04:00");
        Clocks.ToSend(Given.Event(0, "loaded", "2015-01-10T10:10:00", null), Given.NewYork).ShouldBe("2015-01-10T10:10:00-05:00");
        Clocks.ToSend(Given.Event(0, "loaded", "2015-07-10T10:10:00", 660), Given.NewYork).ShouldBe("2015-07-10T10:10:00+11:00");
    }

    [Fact]
    public void giving_a_zone_changes_no_event_that_could_be_recorded_without_it()
    {
        var timelines = Given.Timelines();
        var told = TimelineLines.From(timelines, Given.NewYork).Lines.ToDictionary(line => line.Id);

        var recorded = TimelineLines.From(timelines, null).Lines.Where(line => line.OccurredAt is { Length: > 19 }).ToList();

        recorded.Count.ShouldBeGreaterThan(20);
        foreach (var line in recorded) Text(line).ShouldBe(Text(told[line.Id]));
    }

    [Fact]
    public void a_received_is_made_from_the_earliest_event_where_the_carrier_tells_of_none()
    {
        var load = TimelineLines.From(Given.Timelines(), null);

        var received = load.Lines.Single(line => line is { Waybill: "AZI1000521088", Type: "received" });
        received.OccurredAt.ShouldBe("2013-10-07T09:10:00-05:00");
        received.Data["account"]!.GetValue<string>().ShouldBe("CARRIER-A1");
        received.Data["origin"]!.GetValue<string>().ShouldBe("WHITESTOWN, IN, US");
        received.Data["destination"]!.GetValue<string>().ShouldBe("CHICAGO, IL, US");
        received.Data["promisedAt"]!.GetValue<string>().ShouldBe("2013-10-07T23:59:59-05:00");
        load.MadeReceived.ShouldContain("shipit/a1_delivered.xml");
        load.Lines.CountBy(line => (line.Waybill, line.Type)).Where(pair => pair.Key.Type == "received")
            .ShouldAllBe(pair => pair.Value == 1);
    }

    [Fact]
    public void a_second_acceptance_of_the_same_goods_is_a_scan_in_stock()
    {
        var timeline = Given.Timeline("TWICE1",
            Given.Event(0, "received", "2015-07-11T10:00:00", 0), Given.Event(1, "received", "2015-07-10T10:00:00", 0));

        TimelineLines.From([timeline], null).Lines.Select(line => line.Type).ShouldBe(["stockedIn", "received"]);
    }

    [Fact]
    public void events_of_suggestion_other_are_left_out_and_counted()
    {
        var timelines = Given.Timelines();

        var load = TimelineLines.From(timelines, null);

        load.LeftOut.ShouldBe(3);
        load.Lines.Count.ShouldBe(timelines.Sum(timeline => timeline.Events.Count) - load.LeftOut + load.MadeReceived.Count);
    }

    [Theory]
    [InlineData("2013-10-07", "2013-10-07T23:59:59-05:00")]
    [InlineData("20141027", "2014-10-27T23:59:59-05:00")]
    [InlineData("10/20/2015", "2015-10-20T23:59:59-05:00")]
    [InlineData("February 13, 2014", "2014-02-13T23:59:59-05:00")]
    [InlineData("2015-12-12T00:00:00", "2015-12-12T23:59:59-05:00")]
    [InlineData("2019-02-04 23:59:00 GMT-08:00", "2019-02-04T23:59:00-08:00")]
    [InlineData("soon", null)]
    [InlineData("", null)]
    public void a_promised_date_is_kept_until_the_end_of_that_day(string promised, string? expected)
    {
        var timeline = Given.Timeline("PROMISE", Given.Event(0, "received", "2013-10-01T10:00:00", -300)) with { Promised = promised };

        var promise = Clocks.Promise(timeline, null);

        (promise is { } at ? WireData.Time(at) : null).ShouldBe(expected);
    }

    [Fact]
    public void a_promise_without_any_zone_is_no_promise() =>
        Clocks.Promise(Given.Timeline("PROMISE", Given.Event(0, "received", "2013-10-01T10:00:00", null)) with { Promised = "2013-10-07" },
            null).ShouldBeNull();

    [Fact]
    public void only_the_last_departure_from_a_place_names_where_it_went()
    {
        var timeline = Given.Timeline("DEPART",
            Given.Event(0, "arrived", "2015-07-10T14:00:00", 0, "LEIPZIG"), Given.Event(1, "loaded", "2015-07-10T12:00:00", 0, "LONDON"),
            Given.Event(2, "loaded", "2015-07-10T11:00:00", 0, "LONDON"), Given.Event(3, "received", "2015-07-10T10:00:00", 0, "LONDON"));

        var lines = TimelineLines.From([timeline], null).Lines;

        lines[1].Data["nextStation"]!.GetValue<string>().ShouldBe("LEIPZIG");
        lines[2].Data.ContainsKey("nextStation").ShouldBeFalse();
    }

    private static string Text(EventLine line) => System.Text.Encoding.UTF8.GetString(EventLine.ToNdjson([line]).Span);
}
