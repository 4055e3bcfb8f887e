using System.Globalization;
using System.Text;
using OrderTracking.Client;
using OrderTracking.Domain.Events;
using OrderTracking.SampleData.Demo;
using Shouldly;
using Xunit;

namespace OrderTracking.Cli.Tests;

public class DemoTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 15, 30, 0, TimeSpan.FromHours(8));
    private static readonly DemoFreight Freight = DemoFreight.Make(2000, Now, waybills: 3_000, days: 90);
    private static readonly IReadOnlyList<EventLine> Lines = [.. Freight.Past.SelectMany(step => step.Lines)];

    [Fact]
    public void the_same_seed_and_time_make_the_same_lines_to_the_byte()
    {
        var one = DemoFreight.Make(7, Now, 200, 30);
        var other = DemoFreight.Make(7, Now.ToUniversalTime(), 200, 30);

        Text(one).ShouldBe(Text(other));
        Text(one).ShouldNotBe(Text(DemoFreight.Make(8, Now, 200, 30)));
    }

    [Fact]
    public void every_kind_of_event_that_people_send_occurs() =>
        Lines.Select(line => line.Type).Distinct().ShouldBe(
            EventTypes.All.Where(type => type.IsOfWaybill).Select(type => type.Wire)
                .Except(["deadlineMissed", "termsSet", "personErased", "claimOpened", "claimSettled", "complaintLinked"]),
            ignoreOrder: true);

    [Fact]
    public void every_kind_of_reference_data_is_laid_down() =>
        DemoReference.Make(Now, 90).Select(row => row.Type).Distinct().ShouldBe(
            // The others come from taking over an account and from handing out reports.
            EventTypes.All.Where(type => type.Rank == 0).Select(type => type.Wire)
                .Except(["handOverAccepted", "reportHandedOut", "reportMissed", "reportNoted"]),
            ignoreOrder: true);

    [Fact]
    public void reference_data_are_the_same_for_the_same_time_to_the_byte() =>
        DemoReference.Make(Now.ToUniversalTime(), 30).Select(row => (row.Id, row.Data.ToJsonString()))
            .ShouldBe(DemoReference.Make(Now, 30).Select(row => (row.Id, row.Data.ToJsonString())));

    [Fact]
    public void there_are_as_many_waybills_as_asked_for_over_the_days_asked_for()
    {
        var received = Lines.Where(line => line.Type == "received").Select(At).ToList();

        Lines.Select(line => line.Waybill).Distinct().Count().ShouldBe(3_000);
        (received.Max() - received.Min()).TotalDays.ShouldBeInRange(88, 90);
    }

    [Fact]
    public void nothing_has_happened_in_the_future_and_what_was_filled_in_is_in_order_of_time()
    {
        Lines.ShouldAllBe(line => At(line) <= Now);
        Freight.Past.Select(step => step.At).ShouldBeInOrder();
        Freight.Ahead.ShouldAllBe(step => step.At > Now);
        Freight.Ahead.ShouldNotBeEmpty();
    }

    [Fact]
    public void no_more_pieces_are_signed_for_returned_or_written_off_than_were_received()
    {
        foreach (var waybill in ByWaybill())
        {
            var received = waybill.Value.Single(line => line.Type == "received").Data["pieces"]!.GetValue<int>();
            waybill.Value.Where(line => line.Type is "signed" or "returnedToShipper" or "writtenOff")
                .Sum(line => line.Data["pieces"]!.GetValue<int>())
                .ShouldBeLessThanOrEqualTo(received, waybill.Key);
        }
    }

    [Fact]
    public void nothing_happens_before_the_waybill_is_received() =>
    ByWaybill().Values.ShouldAllBe(lines => lines.Min(At) == At(lines.Single(line => line.Type == "received")));

    [Fact]
    public void ids_are_unique() => Lines.Select(line => line.Id).Distinct().Count().ShouldBe(Lines.Count);

    [Fact]
    public void a_correction_stands_right_before_what_replaces_it_and_after_what_it_corrects()
    {
        HashSet<Guid> sent = [];
        foreach (var step in Freight.Past)
        {
            if (step.Lines[0] is { Type: "corrected" } corrected)
            {
                sent.ShouldContain(Guid.Parse(corrected.Data["eventId"]!.GetValue<string>()));
                (corrected.Data["replacedBy"]?.GetValue<string>()).ShouldBe(step.Lines.Count == 2 ? step.Lines[1].Id.ToString() : null);
            }

            foreach (var line in step.Lines) sent.Add(line.Id);
        }
    }

    [Fact]
    public void freight_is_lifelike_most_is_on_time_and_some_is_late()
    {
        var due = ByWaybill().Values
            .Select(lines => (Promise: Promise(lines), Signed: lines.LastOrDefault(line => line.Type == "signed")))
            .Where(pair => pair.Promise is { } promise && promise < Now)
            .ToList();

        due.Count(pair => pair.Signed is { } signed && At(signed) <= pair.Promise)
            .ShouldBeInRange(due.Count * 75 / 100, due.Count * 95 / 100);
    }

    [Fact]
    public void shortages_and_split_deliveries_occur_and_reports_come_within_four_hours_and_late()
    {
        var raised = Lines.Where(line => line.Type == "exceptionRaised")
            .ToDictionary(line => line.Data["exceptionId"]!.GetValue<string>(), At);
        var delays = Lines.Where(line => line.Type == "exceptionReportedBack"
            && raised.ContainsKey(line.Data["exceptionId"]!.GetValue<string>()))
            .Select(line => At(line) - raised[line.Data["exceptionId"]!.GetValue<string>()]).ToList();

        delays.ShouldContain(delay => delay <= TimeSpan.FromHours(4));
        delays.ShouldContain(delay => delay > TimeSpan.FromHours(4));
        ByWaybill().Values.ShouldContain(lines => lines.Count(line => line.Type == "signed") > 1);
        Lines.ShouldContain(line => line.Type == "signed" && line.Data.ContainsKey("remark"));
        Lines.ShouldNotContain(line => line.Type == "exceptionRaised" && line.Data["kind"]!.GetValue<string>() == "shortage");
    }

    [Fact]
    public void people_are_invented_and_their_numbers_cannot_be_dialled() =>
        Lines.SelectMany(line => new[] { line.Data["shipper"], line.Data["consignee"], line.Data["signer"], line.Data["driver"] })
            .Where(person => person is not null)
            .ShouldAllBe(person => person!["phone"]!.GetValue<string>().StartsWith("100", StringComparison.Ordinal));

    [Fact]
    public void life_goes_on_with_what_is_due_and_with_new_waybills()
    {
        var live = new LiveFreight(2000, Now, Freight.Ahead);
        var known = Lines.Select(line => line.Id).ToHashSet();
        List<Step> steps = [];

        for (var minute = 0; minute < 3_000; minute++)
        {
            var now = Now.AddMinutes(minute);
            if (live.Next(now) is not { } step) continue;
            step.At.ShouldBeLessThanOrEqualTo(now);
            step.Lines.ShouldAllBe(line => known.Add(line.Id) && At(line) <= now);
            steps.Add(step);
        }

        steps.Count.ShouldBeGreaterThan(500);
        steps.ShouldContain(step => step.Lines[0].Type == "received");
        steps.ShouldContain(step => step.Lines[0].Type == "signed");
    }

    private static Dictionary<string, List<EventLine>> ByWaybill()
    {
        var struck = Lines.Where(line => line.Type == "corrected").Select(line => Guid.Parse(line.Data["eventId"]!.GetValue<string>()))
            .ToHashSet();
        return Lines.Where(line => !struck.Contains(line.Id)).GroupBy(line => line.Waybill)
            .ToDictionary(group => group.Key, group => group.ToList());
    }

    private static DateTimeOffset? Promise(List<EventLine> lines) =>
        (lines.LastOrDefault(line => line.Type == "promiseSet")
            ?? lines.Single(line => line.Type == "received")).Data["promisedAt"] is { } promise
            ? DateTimeOffset.Parse(promise.GetValue<string>(), CultureInfo.InvariantCulture)
            : null;

    private static DateTimeOffset At(EventLine line) => DateTimeOffset.Parse(line.OccurredAt!, CultureInfo.InvariantCulture);

    private static string Text(DemoFreight freight) =>
        Encoding.UTF8.GetString(EventLine.ToNdjson(freight.Past.Concat(freight.Ahead).SelectMany(step => step.Lines)).Span);
}
