using OrderTracking.Client;
using OrderTracking.SampleData.Sending;
using OrderTracking.SampleData.Timelines;
using Shouldly;
using Xunit;

namespace OrderTracking.Cli.Tests;

public class ExpectationTests
{
    [Fact]
    public void a_bare_time_and_a_missing_one_are_refused_by_their_codes() =>
        Codes(Given.Line("W-1", "received", 0), Given.Line("W-1", "loaded", 1, "2026-01-01T00:00:00"), Given.Line("W-1", "loaded", 2, null))
            .ShouldBe(["Accepted ", "Refused invalid-time", "Refused missing-field"]);

    [Fact]
    public void what_belongs_to_a_waybill_that_is_not_received_is_held_unless_it_is_malformed() =>
        Codes(Given.Line("W-1", "received", 0, "2026-01-01T00:00:00"), Given.Line("W-1", "loaded", 1), Given.Line("W-1", "loaded", 2, ""))
            .ShouldBe(["Refused invalid-time", "Held unknown-waybill", "Refused missing-field"]);

    [Fact]
    public void a_second_signature_for_the_only_piece_is_refused() =>
        Codes(Given.Line("W-1", "signed", 1), Given.Line("W-1", "signed", 2), Given.Line("W-1", "received", 3))
            .ShouldBe(["Accepted ", "Refused more-pieces-than-outstanding", "Accepted "]);

    [Fact]
    public void a_split_delivery_of_two_pieces_is_accepted() =>
        Codes(Given.Line("W-1", "received", 0, pieces: 2), Given.Line("W-1", "signed", 1), Given.Line("W-1", "signed", 2))
            .ShouldBe(["Accepted ", "Accepted ", "Accepted "]);

    [Fact]
    public void the_excerpt_without_a_zone() => Sums(Given.Timelines(), null).ShouldBe(new Dictionary<string, int>
    {
        ["Accepted "] = 29, ["Held unknown-waybill"] = 9, ["Refused invalid-time"] = 43, ["Refused missing-field"] = 1,
        ["Refused more-pieces-than-outstanding"] = 1
    }, ignoreOrder: true);

    [Fact]
    public void the_excerpt_with_a_zone() => Sums(Given.Timelines(), Given.NewYork).ShouldBe(new Dictionary<string, int>
    {
        ["Accepted "] = 80, ["Refused missing-field"] = 1, ["Refused more-pieces-than-outstanding"] = 2
    }, ignoreOrder: true);

    [Fact]
    public void the_whole_file_where_it_is_at_hand_comes_to_its_own_counts()
    {
        if (Given.Whole("carrier-timelines.json") is not { } file) return; // the excerpt stands for it elsewhere

        var timelines = Given.Timelines(file);
        timelines.Count.ShouldBe(55);
        timelines.Count(timeline => timeline.Events.Count > 0).ShouldBe(39);
        Sums(timelines, null).ShouldBe(new Dictionary<string, int>
        {
            ["Accepted "] = 124, ["Held unknown-waybill"] = 9, ["Refused invalid-time"] = 110, ["Refused missing-field"] = 1,
            ["Refused more-pieces-than-outstanding"] = 1
        }, ignoreOrder: true);
        Sums(timelines, Given.NewYork).ShouldBe(new Dictionary<string, int>
        {
            ["Accepted "] = 242, ["Refused missing-field"] = 1, ["Refused more-pieces-than-outstanding"] = 2
        }, ignoreOrder: true);
    }

    [Fact]
    public void the_table_sets_what_was_counted_beside_what_was_expected()
    {
        EventLine[] lines = [Given.Line("W-1", "received", 0), Given.Line("W-1", "loaded", 1, null)];
        var ledger = new Ledger();
        ledger.Record(lines, Answer.To(lines, "accepted", "refused:missing-field"));

        var table = OutcomeTable.Compare(ledger, [.. Expectation.Of(lines).Values], again: false);

        table.Agrees.ShouldBeTrue();
        table.Rows.ShouldBe([new("accepted", "", 1, 1), new("duplicate", "", 0, 0), new("refused", "missing-field", 1, 1)]);
    }

    [Fact]
    public void the_table_disagrees_when_the_service_accepts_what_it_should_refuse()
    {
        EventLine[] lines = [Given.Line("W-1", "received", 0), Given.Line("W-1", "loaded", 1, null)];
        var ledger = new Ledger();
        ledger.Record(lines, Answer.To(lines, "accepted", "accepted"));

        var table = OutcomeTable.Compare(ledger, [.. Expectation.Of(lines).Values], again: false);

        table.Agrees.ShouldBeFalse();
        table.AgreesButForDuplicates.ShouldBeFalse();
    }

    [Fact]
    public void a_file_loaded_again_is_expected_to_be_duplicates()
    {
        EventLine[] lines = [Given.Line("W-1", "received", 0)];
        var ledger = new Ledger();
        ledger.Record(lines, Answer.To(lines, "duplicate"));
        SendingOutcome[] expected = [.. Expectation.Of(lines).Values];

        OutcomeTable.Compare(ledger, expected, again: true).Agrees.ShouldBeTrue();
        OutcomeTable.Compare(ledger, expected, again: false).Agrees.ShouldBeFalse();
        OutcomeTable.Compare(ledger, expected, again: false).AgreesButForDuplicates.ShouldBeTrue();
    }

    private static string[] Codes(params EventLine[] lines)
    {
        var expected = Expectation.Of(lines);
        return [.. lines.Select(line => $"{expected[line.Id].Status} {expected[line.Id].Code}")];
    }

    private static Dictionary<string, int> Sums(IReadOnlyList<CarrierTimeline> timelines, TimeZoneInfo? zone) =>
        Expectation.Of(TimelineLines.From(timelines, zone).Lines).Values.CountBy(outcome => $"{outcome.Status} {outcome.Code}")
            .ToDictionary();
}
