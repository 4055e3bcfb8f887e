using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Application.Codec;
using OrderTracking.Cli.Reference;
using OrderTracking.Cli.Wire;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Rules;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;
using OrderTracking.SampleData.Demo;
using Shouldly;
using Xunit;

namespace OrderTracking.Cli.Tests;

/// <summary>The demonstration under the service's own rules: nothing of it is refused, and every list has something in it.</summary>
public class DemoRulesTests
{
    private const int Days = 90;
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 15, 30, 0, TimeSpan.FromHours(8));
    private static readonly Company Company = new(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));
    private static readonly (ReferenceSnapshot Reference, IReadOnlyCollection<Waybill> Waybills, IReadOnlyList<string> Refused) Recorded =
        Record();

    private static readonly IReadOnlyList<DeadlineRow> Deadlines =
        [.. Recorded.Waybills.SelectMany(waybill => DeadlineRow.Rows(waybill.History, Company))];

    [Fact]
    public void nothing_is_refused() => Recorded.Refused.ShouldBeEmpty();

    [Fact]
    public void every_deadline_of_a_waybill_is_kept_by_some_and_broken_by_others()
    {
        var rules = Enum.GetValues<DeadlineRule>().Except([DeadlineRule.Report]).ToList();

        // A report back counts from when it is recorded: of what is filled in, only those of the last hours are in time.
        Rules(DeadlineVerdict.Met).ShouldBe(rules, ignoreOrder: true);
        Rules(DeadlineVerdict.Late, DeadlineVerdict.Missed).ShouldBe(rules, ignoreOrder: true);

        static List<DeadlineRule> Rules(params DeadlineVerdict[] verdicts) =>
            [.. Deadlines.Where(row => verdicts.Contains(row.Verdict(Now))).Select(row => row.Rule).Distinct()];
    }

    [Fact]
    public void in_the_afternoon_some_of_the_days_plans_are_still_to_be_confirmed_and_one_of_yesterday_was_not_kept()
    {
        var yesterday = Company.Day(Now).AddDays(-1);

        Deadlines.Where(row => row.Rule == DeadlineRule.LoadingConfirmation && row.Verdict(Now) == DeadlineVerdict.Open).ShouldNotBeEmpty();
        Deadlines.Where(row => row.Rule == DeadlineRule.Loading && row.DueDay == yesterday
            && row.Verdict(Now) is DeadlineVerdict.Late or DeadlineVerdict.Missed).ShouldNotBeEmpty();
    }

    [Fact]
    public void penalties_are_proposed_confirmed_and_waived_and_some_only_because_of_a_complaint()
    {
        var breaches = Deadlines.Where(row => row.Verdict(Now) is DeadlineVerdict.Late or DeadlineVerdict.Missed).ToList();

        breaches.Select(row => row.Penalty?.Status()).Distinct().ShouldBe([null, PenaltyStatus.Confirmed, PenaltyStatus.Waived],
            ignoreOrder: true);
        // A founded complaint stands on its waybills, and makes what needs a complaint due.
        var waybills = Recorded.Waybills.ToDictionary(waybill => waybill.History.Waybill);
        var complained = DemoDesk.Make(2000, DemoFreight.Make(2000, Now, 3_000, Days), Now, Days)
            .Where(made => made.Route == "complaints" && made.Events.Count > 0).SelectMany(made => Decide(made).Accepted.OnWaybills)
            .Select(said => waybills[said.Waybill].History.With(
                [new(said.Event.Id, long.MaxValue, long.MaxValue, Now, said.Event.Source, null, null, (WaybillEvent)said.Event.Event)]));
        complained.SelectMany(history => DeadlineRow.Rows(history, Company))
            .Where(row => row.Verdict(Now) is DeadlineVerdict.Late or DeadlineVerdict.Missed && row.ComplaintId is not null
                && Recorded.Reference.ProposedFor(row, true) is { Event.NeedsComplaint: true })
            .ShouldNotBeEmpty();
        breaches.ShouldContain(row => row.Excused);
    }

    [Fact]
    public void exceptions_are_followed_through_every_step()
    {
        var steps = Recorded.Waybills.SelectMany(waybill => ExceptionRow.Rows(waybill.History)).SelectMany(row => row.Steps()).ToList();

        steps.Where(step => step.At is not null).Select(step => step.Step).Distinct()
            .ShouldBe(Enum.GetValues<FollowUpStep>(), ignoreOrder: true);
        steps.Where(step => step.At is null).Select(step => step.Step).Distinct()
            .ShouldBe(Enum.GetValues<FollowUpStep>(), ignoreOrder: true);
    }

    [Fact]
    public void some_freight_waits_for_the_customer_some_was_released_and_some_left_all_the_same()
    {
        var rows = Recorded.Waybills.SelectMany(waybill => WaybillRow.Rows(waybill.History)).ToList();
        var told = Deadlines.Where(row => row.Rule == DeadlineRule.CustomerNotification && row.About == "held")
            .Select(row => row.Verdict(Now)).Distinct();

        rows.ShouldContain(row => row.Held != null);
        told.ShouldContain(DeadlineVerdict.Met);
        told.ShouldContain(DeadlineVerdict.Missed);
        Remarks().ShouldContain(row => row.Odd == Oddities.LoadedWhileHeld);
        Deadlines.ShouldContain(row => row.Rule == DeadlineRule.DwellOrigin && row.Verdict(Now) == DeadlineVerdict.Met
            && row.DueAt - row.StartedAt > TimeSpan.FromHours(24));
    }

    [Fact]
    public void what_is_found_of_the_packing_and_measured_otherwise_than_ordered_is_on_the_ten_oclock_list()
    {
        var since = Company.Begin(Company.Day(Now).AddDays(-1));

        Remarks().ShouldContain(row => row.Type == "stockedIn" && row.OccurredAt >= since);
        Recorded.Waybills.SelectMany(waybill => ExceptionRow.Rows(waybill.History))
            .Where(row => row.Kind == ExceptionKind.Measurement && row.IsFollowed()).ShouldNotBeEmpty();
        Recorded.Waybills.SelectMany(waybill => waybill.History.Corrections.Keys.Select(waybill.Find))
            .ShouldContain(entry => entry!.Event is ExceptionRaised && ((ExceptionRaised)entry.Event).Kind == ExceptionKind.Measurement,
                "an amendment takes it back");
    }

    private static IEnumerable<RemarkRow> Remarks() => Recorded.Waybills.SelectMany(waybill => RemarkRow.Rows(waybill.History));

    [Fact]
    public void an_order_on_a_mandate_that_ran_out_lacks_one() =>
        Recorded.Waybills.Select(waybill => OrderGaps.Of(waybill.History)).OfType<OrderGaps>().SelectMany(gaps => gaps.Fields).Distinct()
            .ShouldContain(OrderField.Mandate);

    [Fact]
    public void a_waybill_ends_signed_for_or_returned_and_in_part_returned_or_written_off()
    {
        var endings = Recorded.Waybills.Select(waybill => (
                Signed: waybill.History.EffectiveEvents.Any(entry => entry.Event is Signed),
                Returned: waybill.History.EffectiveEvents.Any(entry => entry.Event is ReturnedToShipper),
                WrittenOff: waybill.History.EffectiveEvents.Any(entry => entry.Event is WrittenOff)))
            .Distinct().ToList();

        new[] { (true, false, false), (false, true, false), (true, true, false), (true, false, true) }.Except(endings).ShouldBeEmpty();
    }

    [Fact]
    public void an_account_of_each_tier_is_there_and_a_hand_over_is_open()
    {
        var reference = Recorded.Reference;

        reference.Accounts.Select(account => reference.AccountInForce(account, Now, long.MaxValue)!.Event.Tier).Distinct()
            .ShouldBe([AccountTier.Project, AccountTier.Key, AccountTier.Ordinary], ignoreOrder: true);
        reference.Accounts.Select(account => HandOver.Of(reference, account, Now)).ShouldContain(over => over != null && !over.IsComplete);
    }

    [Fact]
    public void claims_are_for_exceptions_of_the_freight_and_stand_in_several_states()
    {
        var waybills = Recorded.Waybills.ToDictionary(waybill => waybill.History.Waybill);
        var rows = Cases(AllCases.Claims, DemoClaims.Make(2000, DemoFreight.Make(2000, Now, 3_000, Days), Now));

        rows.Select(row => row.Status).Distinct().Count().ShouldBeGreaterThan(4);
        rows.ShouldAllBe(row => ExceptionRow.Rows(waybills[row.Waybills[0]].History)
            .Any(exception => exception.ExceptionId == row.Claim!.ExceptionId));
    }

    [Fact]
    public void freight_of_high_value_is_insured_and_some_of_it_is_lost_and_some_still_to_be_declared()
    {
        var rows = Cases(AllCases.Insurance, DemoInsurance.Make(2000, DemoFreight.Make(2000, Now, 3_000, Days), Now));

        rows.Select(row => row.Status).Distinct().Count().ShouldBeGreaterThan(2);
        rows.ShouldAllBe(row => row.Insurance!.Amount > 100_000);
    }

    [Fact]
    public void inquiries_come_by_every_channel_and_some_are_open()
    {
        var rows = Cases(AllCases.Inquiries, DemoInquiries.Make(2000, DemoFreight.Make(2000, Now, 3_000, Days), Now));

        rows.Select(row => row.Inquiry!.Channel).Distinct().Count().ShouldBe(3);
        rows.Select(row => row.Status).Distinct().Count().ShouldBe(2);
    }

    private static List<CaseRow> Cases(CaseType type, IReadOnlyList<DemoCase> made) =>
        [.. made.Select(one => type.Row(Decide(one).History)!)];

    // Decided by the rules, none refused.
    private static (CaseHistory History, CaseAccepted Accepted) Decide(DemoCase made)
    {
        var type = AllCases.All.Single(kind => kind.Route == made.Route);
        var history = new CaseHistory(type.Stream(made.Number), []);
        var submitted = made.Events.Select(line => WireEvent.Read(Bytes(line), namesWaybill: false, type.Events).Case!);
        var accepted = CaseRules.Decide(type, history, [.. submitted],
            number => Recorded.Waybills.FirstOrDefault(waybill => waybill.History.Waybill == number), _ => null, Recorded.Reference,
            Company, Now)
            .ShouldBeOfType<CaseAccepted>();
        return (history.With(accepted.Events.Select((entry, i) => Entry(entry, i + 1, i + 1))), accepted);
    }

    [Fact]
    public void complaints_rounds_and_desk_notes_stand_in_several_states()
    {
        var rounds = new Dictionary<string, CaseHistory>();
        var cases = DemoDesk.Make(2000, DemoFreight.Make(2000, Now, 3_000, Days), Now, Days).Where(made => made.Events.Count > 0);
        var rows = cases.Select(made =>
        {
            var (history, accepted) = Decide(made);
            rounds[history.Stream] = history;
            foreach (var sent in accepted.ToCases)
                CaseRules.Hear(sent, rounds.GetValueOrDefault(sent.Stream) ?? new(sent.Stream, []), Recorded.Reference, Company, Now)
                    .ShouldBeOfType<CaseAccepted>().Events.ShouldNotBeEmpty();
            return AllCases.All.Single(kind => kind.Route == made.Route).Row(history)!;
        }).ToLookup(row => row.Kind);

        rows["complaint"].Select(row => row.Status).Distinct().Count().ShouldBeGreaterThan(2);
        rows["complaint"].ShouldContain(row => row.Complaint!.Reopened > 0);
        rows["complaint"].ShouldContain(row => row.VerdictOf("answer", Now) == StepVerdict.Late);
        rows["complaint"].Select(row => row.Complaint!.Founded).ShouldBeSubsetOf([true, false, null]);
        rows["round"].Select(row => row.Status).ShouldBe(["reported", "opened"]);
        rows["desk"].Select(row => row.Status).Distinct().Count().ShouldBeGreaterThan(2);
    }

    [Fact]
    public void every_lane_that_is_used_has_a_standard() =>
        Recorded.Waybills.Select(waybill => waybill.Received!).ShouldAllBe(received =>
            Recorded.Reference.Standard(received.Origin, received.Destination, received.OccurredAt, long.MaxValue) != null);

    private static (ReferenceSnapshot, IReadOnlyCollection<Waybill>, IReadOnlyList<string>) Record()
    {
        var (reference, waybills, refused, position) = (ReferenceSnapshot.Empty, new Dictionary<string, Waybill>(), new List<string>(), 0L);
        foreach (var row in DemoReference.Make(Now, Days))
        {
            var submitted = WireEvent.Read(Bytes(row), namesWaybill: false, EventFamily.Reference).Reference;
            if (submitted is null || ReferenceRules.Decide(reference, [submitted], Company, Now) is not Accepted accepted)
            {
                refused.Add(row.Data.ToJsonString());
                continue;
            }

            var version = reference.VersionOf(submitted.Stream) + 1;
            reference = reference.With([(submitted.Stream, Entry(accepted.Events[0], ++position, version))]);
        }

        // Decisions come after the freight, as the command sends them.
        foreach (var step in DemoFreight.Make(2000, Now, 3_000, Days).Past.OrderBy(step => step.IsDecision))
        {
            var number = step.Lines[0].Waybill;
            var waybill = waybills.GetValueOrDefault(number) ?? Waybill.Of(new History(number, []));
            var submitted = step.Lines.Select(line => WireEvent.Read(Bytes(line), namesWaybill: false).Submitted).ToList();
            if (submitted.Contains(null)
                || WaybillRules.Decide(waybill, [.. submitted.OfType<SubmittedEvent>()], reference, Company, Now) is not Accepted accepted)
            {
                refused.Add(System.Text.Encoding.UTF8.GetString(Bytes(step.Lines[0])));
                continue;
            }

            waybills[number] = waybill.With([.. accepted.Events.Select((made, i) =>
                new RecordedEvent<WaybillEvent>(made.Id, ++position, waybill.History.Version + i + 1, Now, made.Source, null,
                    made.Causation, (WaybillEvent)made.Event))], areDecided: true);
        }

        return (reference, waybills.Values, refused);
    }

    private static RecordedEvent<DomainEvent> Entry(NewEvent made, long position, long version) =>
        new(made.Id, position, version, Now, made.Source, null, null, made.Event);

    // An event as in the array of its waybill's own route.
    private static byte[] Bytes(Client.EventLine line) => Client.EventLine.ToArray([line])[1..^1].ToArray();

    private static byte[] Bytes(ReferenceRow row) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["id"] = row.Id, ["type"] = row.Type, ["occurredAt"] = WireData.Time(DemoReference.Begin(Now, Days)), ["station"] = "HQ",
        ["by"] = "demo", ["data"] = row.Data.DeepClone(),
    });
}
