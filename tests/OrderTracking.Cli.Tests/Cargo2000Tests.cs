using OrderTracking.Cli.Wire;
using OrderTracking.SampleData.Cargo2000;
using Shouldly;
using Xunit;

namespace OrderTracking.Cli.Tests;

public class Cargo2000Tests
{
    [Fact]
    public void every_milestone_of_the_excerpt_is_an_event_and_every_late_one_an_exception_besides()
    {
        var lines = Given.Cargo2000();

        lines.CountBy(line => line.Type).ToDictionary().ShouldBe(new Dictionary<string, int>
        {
            ["received"] = 7, ["loaded"] = 11, ["arrived"] = 11, ["signed"] = 7, ["exceptionRaised"] = 17
        }, ignoreOrder: true);
    }

    [Fact]
    public void the_whole_files_where_they_are_at_hand_come_to_the_published_counts()
    {
        if (Given.Whole("cargo2000") is not { } folder) return; // the excerpt stands for them elsewhere

        var lines = Given.Cargo2000(folder);

        lines.Count.ShouldBe(64_471);
        lines.Count(line => line.Type != "exceptionRaised").ShouldBe(56_082);
        lines.Count(line => line.Type == "received").ShouldBe(11_874);
        lines.Where(line => line.Type == "exceptionRaised").Select(line => line.Waybill).Distinct().Count().ShouldBe(4_317);
        lines.Select(line => line.Id).Distinct().Count().ShouldBe(lines.Count);
        Shuffle.BeforeTheirReceived(Shuffle.All(lines, 1)).ShouldBeGreaterThan(lines.Count / 2);
    }

    [Fact]
    public void a_received_carries_account_lane_transfers_and_the_planned_delivery_as_promise()
    {
        var received = Given.Cargo2000().Where(line => line.Type == "received").ToDictionary(line => line.Waybill);

        received["C2K-0-I1"].Data.ToJsonString().ShouldBe(
            """{"account":"C2K-IN","origin":"609","destination":"256","pieces":1,"promisedAt":"2015-01-02T12:24:00Z"}""");
        received["C2K-0-O"].Data["account"]!.GetValue<string>().ShouldBe("C2K-OUT");
        received["C2K-29-I1"].Data["transfers"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public void a_loaded_names_the_place_of_the_next_arrival()
    {
        var leg = Given.Cargo2000().Where(line => line.Waybill == "C2K-29-I1").ToList();

        var next = leg.Where(line => line.Type == "loaded").Select(line => line.Data["nextStation"]!.GetValue<string>());
        next.ShouldBe(leg.Where(line => line.Type == "arrived").Select(line => line.Station));
    }

    [Fact]
    public void a_late_milestone_raises_a_delay_at_its_own_time_and_place()
    {
        var delay = Given.Cargo2000().First(line => line.Type == "exceptionRaised" && line.Waybill == "C2K-0-I1");

        delay.OccurredAt.ShouldBe("2015-01-01T03:38:00Z");
        delay.Station.ShouldBe("609");
        delay.Data["kind"]!.GetValue<string>().ShouldBe("delay");
        delay.Data["responsibleStation"]!.GetValue<string>().ShouldBe("609");
    }

    [Fact]
    public void ids_come_from_the_source_rows_and_stay_what_they_were()
    {
        var lines = Given.Cargo2000();

        lines.Select(line => line.Id).ShouldBe(Given.Cargo2000().Select(line => line.Id));
        lines.Select(line => line.Id).Distinct().Count().ShouldBe(lines.Count);
        // A literal, because changing the ids would make every event that was ever loaded new.
        lines[0].Id.ShouldBe(new Guid("22bb3cb1-28a8-5744-8c7c-36ea3b5b7451"));
        lines[0].Id.Version.ShouldBe(5);
    }

    [Fact]
    public void uuids_of_version_5_are_those_of_the_standard() =>
        EventIds.From(new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com")
            .ShouldBe(new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"));

    [Fact]
    public void a_shuffle_keeps_every_line_and_the_seed_fixes_the_order()
    {
        var lines = Given.Cargo2000();

        var shuffled = Shuffle.All(lines, 7);

        shuffled.ShouldBe(Shuffle.All(lines, 7));
        shuffled.ShouldNotBe(Shuffle.All(lines, 8));
        shuffled.ShouldBe(lines, ignoreOrder: true);
    }
}
