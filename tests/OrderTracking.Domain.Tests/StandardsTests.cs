using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Rules;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.SampleEvents;

namespace OrderTracking.Domain.Tests;

/// <summary>How reference data reach the waybill's own stream. The waybill is received on 2026-11-15, a Sunday, at 21:00.</summary>
public sealed class StandardsTests
{
    private static readonly Reference.ReferenceSnapshot Lane48 = SampleReference.As(SampleReference.Lane(48));

    [Fact]
    public void a_received_without_a_promise_gets_that_of_the_lanes_standard()
    {
        var received = Received();

        var history = Spec.Given(Lane48).When(received).ThenHistory();

        history.Events.Select(entry => (entry.Event.GetType().Name, entry.Source, entry.Causation, entry.Event.OccurredAt)).ShouldBe(
            [("Received", EventSource.Person, null, At(0)), ("PromiseSet", EventSource.System, Spec.Id(100), At(0)),
                ("TermsSet", EventSource.System, Spec.Id(100), At(0))]);
        history.Events[1].Event.ShouldBe(
            new PromiseSet(At(48), PromiseBasis.LaneStandard, "lane:SHA~CTU", 1) { OccurredAt = At(0), Station = "SHA",
                By = "ordertracking" });
        Terms.Of(history).ShouldBe(
            new TermsSet(4, 12, 24, 48, 24, 72, 7, At(48), null, null, null, "lane:SHA~CTU", 1, new(17, 0), 2, 24, null, 4, null, 5)
            {
                OccurredAt = At(0), Station = "SHA", By = "ordertracking",
            });
    }

    [Fact]
    public void a_contracts_promise_stays_and_the_standard_gives_the_arrival_due_time()
    {
        var history = Spec.Given(Lane48).When(Received(promisedAt: At(30))).ThenHistory();

        history.Events.ShouldNotContain(entry => entry.Event is PromiseSet);
        Terms.Of(history).ArrivalDueAt.ShouldBe(At(48));
    }

    [Fact]
    public void a_waybill_without_reference_data_gets_no_terms()
    {
        var elsewhere = SampleReference.As(SampleReference.Lane(48, destination: "KMG"),
            SampleReference.Account("BETA", reportBackHours: 1), SampleReference.Lane(24, from: At(1)));

        foreach (var reference in new[] { Reference.ReferenceSnapshot.Empty, elsewhere })
            Spec.Given(reference).When(Received()).Then(Spec.Sent(100, Received()));
    }

    [Fact]
    public void the_standard_is_that_of_the_time_of_reception()
    {
        var reference = SampleReference.As(SampleReference.Lane(48), SampleReference.Lane(24, from: At(-1)),
            SampleReference.Lane(12, from: At(1)));

        var set = Spec.Given(reference).When(Received()).ThenHistory().Events[1].Event.ShouldBeOfType<PromiseSet>();

        (set.PromisedAt, set.StandardVersion).ShouldBe((At(24), 2));
    }

    [Fact]
    public void an_accounts_terms_are_completed_with_the_companys_defaults()
    {
        var reference = SampleReference.As(SampleReference.Account("ACME", reportBackHours: 2, receiptDays: 10,
            limits: new(SortingHours: 6, DestinationHours: 100)));

        var terms = Terms.Of(Spec.Given(reference).When(Received()).ThenHistory());

        (terms.ReportBackHours, terms.SortingHours, terms.OriginHours, terms.TransitHours, terms.TransferHours, terms.DestinationHours,
            terms.ReceiptDays).ShouldBe((2, 6, 24, 48, 24, 100, 10));
        (terms.Account, terms.AccountVersion, terms.ArrivalDueAt, terms.ReceiptDueAt).ShouldBe(("ACME", 1, null, null));
    }

    [Fact]
    public void terms_equal_to_the_companys_defaults_are_not_recorded() =>
        Spec.Given(SampleReference.As(SampleReference.Account("ACME", "客户一", reportBackHours: 4))).When(Received())
            .Then(Spec.Sent(100, Received()));

    [Fact]
    public void a_receipt_counted_in_workdays_is_due_at_the_end_of_the_last_one()
    {
        var reference = SampleReference.As(SampleReference.Calendar("cn", holidays: [new(2026, 11, 19)]),
            SampleReference.Account("ACME", calendar: "cn", receiptDays: 3));

        // All pieces are signed for on Wednesday 18 November; Thursday is a holiday, so the three workdays are Friday, Monday and Tuesday.
        var given = Spec.Given(reference, Received(copies: 1), Signed(4, hour: 50));
        var history = given.When(Signed(6, hour: 60)).ThenHistory();

        history.Events[^1].Causation.ShouldBe(Spec.Id(100));
        Terms.Of(history).ReceiptDueAt.ShouldBe(new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.FromHours(8)));
        ReceiptRow.Rows(history, Spec.Company).Single().DueAt.ShouldBe(new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.FromHours(8)));
    }

    [Fact]
    public void a_corrected_signature_removes_the_receipts_due_time()
    {
        var reference = SampleReference.As(SampleReference.Calendar("cn"), SampleReference.Account("ACME", calendar: "cn", receiptDays: 3));

        var history = Spec.Given(reference, Received(copies: 1), Signed(10)).When(Corrected(Spec.Id(2))).ThenHistory();

        Terms.Of(history).ReceiptDueAt.ShouldBeNull();
        history.Events[^1].Causation.ShouldBe(Spec.Id(100));
    }

    [Fact]
    public void receipts_not_wanted_or_counted_in_calendar_days_have_no_due_time_in_the_terms()
    {
        var plain = SampleReference.As(SampleReference.Account("ACME", receiptDays: 3));
        var calendar = SampleReference.As(SampleReference.Calendar("cn"), SampleReference.Account("ACME", calendar: "cn", receiptDays: 3));

        Terms.Of(Spec.Given(plain, Received(copies: 1)).When(Signed(10)).ThenHistory()).ReceiptDueAt.ShouldBeNull();
        Terms.Of(Spec.Given(calendar, Received(copies: 0)).When(Signed(10)).ThenHistory()).ReceiptDueAt.ShouldBeNull();
    }

    [Fact]
    public void a_corrected_received_gets_the_terms_of_the_new_lane()
    {
        var reference = SampleReference.As(SampleReference.Lane(48), SampleReference.Lane(24, destination: "KMG"));

        var history = Spec.Given(reference, Received()).When(Received(destination: "KMG"), Corrected(Spec.Id(1), Spec.Id(100)))
            .ThenHistory();

        OnTimeRow.Rows(history, Spec.Company).Single().PromisedAt.ShouldBe(At(24));
        (Terms.Of(history).ArrivalDueAt, Terms.Of(history).Standard).ShouldBe((At(24), "lane:SHA~KMG"));
        history.Events[^1].Causation.ShouldBe(Spec.Id(100));
    }

    [Fact]
    public void a_received_corrected_to_a_lane_without_a_standard_has_no_promise_and_no_arrival_due_time()
    {
        var history = Spec.Given(Lane48, Received()).When(Received(destination: "KMG"), Corrected(Spec.Id(1), Spec.Id(100))).ThenHistory();

        OnTimeRow.Rows(history, Spec.Company).Single().PromisedAt.ShouldBeNull();
        (Terms.Of(history).ArrivalDueAt, Terms.Of(history).Standard).ShouldBe((null, null));
        DeadlineRow.Rows(history, Spec.Company)
            .ShouldNotContain(row => row.Rule == DeadlineRule.Arrival || row.Rule == DeadlineRule.Promise);
    }

    [Fact]
    public void a_received_corrected_back_gets_its_promise_again()
    {
        var there = Spec.Given(Lane48, Received()).When(Received(destination: "KMG"), Corrected(Spec.Id(1), Spec.Id(100))).ThenHistory();
        SubmittedEvent[] back = [new(Spec.Id(200), Received()), new(Spec.Id(201), Corrected(Spec.Id(100), Spec.Id(200)))];

        var newEvents = WaybillRules.Decide(Waybill.Of(there), back, Lane48, Spec.Company, Spec.Now).ShouldBeOfType<Accepted>().Events;

        newEvents.Select(item => item.Event).OfType<PromiseSet>().Single().PromisedAt.ShouldBe(At(48));
        newEvents.Select(item => item.Id).Concat(there.Events.Select(entry => entry.Id)).ShouldBeUnique();
    }

    [Fact]
    public void a_changed_standard_applies_to_waybills_under_way_and_is_the_causation()
    {
        var history = Spec.Given(Lane48, Received()).When(Loaded(10, "SHA", "CTU", 5)).ThenHistory();
        var later = Lane48.Later(SampleReference.Lane(36));

        var changes = StandardsRule.Changes(Waybill.Of(history), later, Spec.Company);

        changes.Select(item => (item.Event.GetType().Name, item.Source, item.Causation, item.Event.OccurredAt)).ShouldBe(
            [("PromiseSet", EventSource.System, SampleReference.IdAt(10_000), At(0)),
                ("TermsSet", EventSource.System, SampleReference.IdAt(10_000), At(0))]);
        changes.Select(item => item.Event).OfType<PromiseSet>().Single()
            .ShouldSatisfyAllConditions(set => set.PromisedAt.ShouldBe(At(36)), set => set.StandardVersion.ShouldBe(2));
    }

    [Fact]
    public void a_standard_that_changes_back_and_forth_is_recorded_each_time_under_new_ids()
    {
        var history = Spec.Given(Lane48).When(Received()).ThenHistory();
        var ids = history.Events.Select(entry => entry.Id).ToList();
        var reference = Lane48;
        foreach (var hours in new[] { 36, 48, 36 })
        {
            reference = reference.Later(SampleReference.Lane(hours));
            var changes = StandardsRule.Changes(Waybill.Of(history), reference, Spec.Company);
            changes.Count.ShouldBe(2);
            StandardsRule.Changes(Waybill.Of(history), reference, Spec.Company).Select(item => item.Id)
                .ShouldBe(changes.Select(item => item.Id), "the same decision gives the same ids");
            ids.AddRange(changes.Select(item => item.Id));
            history = history.With([.. changes.Select((item, i) => new RecordedEvent<WaybillEvent>(
                item.Id, history.Position + 1 + i, history.Version + 1 + i, Spec.Now, item.Source, null, item.Causation,
                (WaybillEvent)item.Event))]);
            StandardsRule.Changes(Waybill.Of(history), reference, Spec.Company).ShouldBeEmpty();
        }
        ids.ShouldBeUnique();
        Terms.Of(history).ArrivalDueAt.ShouldBe(At(36));
    }

    [Fact]
    public void terms_from_a_node_with_old_reference_data_are_superseded_under_new_ids()
    {
        var changed = Lane48.Later(SampleReference.Lane(36));
        var history = Spec.Given(Lane48).When(Received()).ThenHistory();
        foreach (var known in new[] { changed, Lane48, changed })
            history = history.With([.. StandardsRule.Changes(Waybill.Of(history), known, Spec.Company)
                .Select((item, i) => new RecordedEvent<WaybillEvent>(
                item.Id, history.Position + 1 + i, history.Version + 1 + i, Spec.Now, item.Source, null, item.Causation,
                (WaybillEvent)item.Event))]);

        history.Events.Count.ShouldBe(9);
        history.Events.Select(entry => entry.Id).ShouldBeUnique();
        Terms.Of(history).ArrivalDueAt.ShouldBe(At(36));
    }

    [Fact]
    public void a_new_version_with_the_same_values_records_nothing()
    {
        var history = Spec.Given(Lane48).When(Received()).ThenHistory();

        StandardsRule.Changes(Waybill.Of(history), Lane48.Later(SampleReference.Lane(48), SampleReference.Lane(12, from: At(10))),
            Spec.Company).ShouldBeEmpty();
    }

    [Fact]
    public void a_finished_waybill_is_not_changed_by_later_reference_data()
    {
        var later = Lane48.Later(SampleReference.Lane(36));
        WaybillEvent[][] ends =
        [
            [Signed(10)], [new ReturnedToShipper(10) { OccurredAt = At(60), Station = "SHA", By = "li.wei" }],
            [new Cancelled { OccurredAt = At(60), Station = "SHA", By = "li.wei" }],
            [Signed(4), new ReturnedToShipper(6) { OccurredAt = At(60), Station = "SHA", By = "li.wei" }],
        ];
        foreach (var end in ends)
            StandardsRule.Changes(Waybill.Of(Spec.Given(Lane48, Received()).When(end).ThenHistory()), later, Spec.Company).ShouldBeEmpty();

        StandardsRule.Changes(Waybill.Of(Spec.Given(Lane48, Received()).When(Signed(4)).ThenHistory()), later, Spec.Company)
            .ShouldNotBeEmpty();
    }

    [Fact]
    public void a_waybill_finished_after_a_change_still_gets_it()
    {
        // Decided by a node that did not know of the change yet.
        var history = Spec.Given(Lane48, Received()).When(Signed(10)).ThenHistory();
        var unknown = Lane48.With(
            [("lane:SHA~CTU", new(SampleReference.IdAt(500), 500, 2, Spec.Now, EventSource.Person, null, null, SampleReference.Lane(36)))]);

        StandardsRule.Changes(Waybill.Of(history), unknown, Spec.Company).Count.ShouldBe(2);
    }

    [Fact]
    public void a_corrected_promise_leaves_that_of_the_standard()
    {
        var promised = new PromiseSet(At(20), PromiseBasis.Contract) { OccurredAt = At(1), Station = "SHA", By = "li.wei" };
        var reference = Lane48.Later(SampleReference.Lane(36));

        var history = Spec.Given(Lane48, Received(), promised).When(Loaded(1, "SHA", "CTU", 5)).ThenHistory();
        StandardsRule.Changes(Waybill.Of(history), reference, Spec.Company).Select(item => item.Event.GetType().Name)
            .ShouldBe(["TermsSet"]);
        var struck = WaybillRules.Decide(Waybill.Of(history), new SubmittedEvent(Spec.Id(300), Corrected(Spec.Id(2))), reference,
            Spec.Company, Spec.Now).ShouldBeOfType<Accepted>();

        struck.Events.Select(item => item.Event).OfType<PromiseSet>().Single().PromisedAt.ShouldBe(At(36));
    }
}
