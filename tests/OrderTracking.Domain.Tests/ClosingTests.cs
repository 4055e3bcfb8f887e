using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.SampleEvents;

namespace OrderTracking.Domain.Tests;

/// <summary>
/// A waybill is closed when every piece is signed for, returned or written off. The books follow freight 直到货物签收 (until it is signed
/// for) and count 运送准时率 and 返单 from there; a consignment of which a part never comes must not be open, or late, for ever.
/// </summary>
public sealed class ClosingTests
{
    [Fact]
    public void eleven_pieces_signed_in_time_and_one_returned_later_are_on_time()
    {
        // 对长时间处于“运输途中、等待派车、到货库存”等现象及时协调、解决并跟踪,直到货物签收。
        var history = History(Received(12, promisedAt: At(48)), Arrived(12, "CTU", 30), Signed(11, 40), Back(1, 90));

        OnTimeOf(history).SignedInFullAt.ShouldBe(At(40));
        Verdict(history, 100).ShouldBe(OnTimeVerdict.OnTime);
        Due(history, DeadlineRule.Promise).Single().ShouldBe((At(48), At(40)));
        // While the last piece was on its way back, the waybill was open, and so it was late.
        Verdict(history.AsOf(At(80)), 80).ShouldBe(OnTimeVerdict.Late);
    }

    [Fact]
    public void the_clock_of_a_waybill_signed_in_parts_stops_at_the_last_signature_of_what_was_delivered()
    {
        var history = History(Received(12, promisedAt: At(48)), Signed(5, 40), Back(1, 45), Signed(6, 50));

        OnTimeOf(history).SignedInFullAt.ShouldBe(At(50));
        Verdict(history, 100).ShouldBe(OnTimeVerdict.Late);
    }

    [Fact]
    public void pieces_written_off_close_a_waybill_and_do_not_make_it_late()
    {
        // 货损货差: what is lost is counted there, not by a consignment that stays open for ever.
        var history = History(Received(12, promisedAt: At(48), copies: 1), Arrived(12, "CTU", 30), Signed(11, 40), Off(1, 100));

        Verdict(history, 110).ShouldBe(OnTimeVerdict.OnTime);
        var waybill = WaybillRow.Rows(history).Single();
        (waybill.Status, waybill.OutstandingPieces, waybill.SignedInFullAt, waybill.ClosedAt)
            .ShouldBe((WaybillStatus.Signed, 0, At(40), At(100)));
        // 直到货物签收: freight at the destination is watched until the waybill is closed.
        Due(history, DeadlineRule.DwellDestination).Single().Kept.ShouldBe(At(100));
    }

    [Fact]
    public void no_more_is_written_off_than_is_outstanding() =>
        Spec.Given(Received(12), Signed(11, 40)).When(Off(2, 50)).ThenRefused("more-pieces-than-outstanding", "data.pieces");

    [Fact]
    public void a_receipt_is_due_from_the_closing()
    {
        // 对于客户要求返单的客户,要及时跟踪目的站返单管理员将返单及时返回发站公司。
        var history = History(Received(12, copies: 1), Signed(11, 40), Back(1, 90));

        var receipt = ReceiptRow.Rows(history, Spec.Company).Single();
        (receipt.Status, receipt.ClosedAt, receipt.DueAt).ShouldBe((ReceiptStatus.Awaited, At(90), At(90).AddDays(7)));
        Due(history, DeadlineRule.Receipt).Single().ShouldBe((At(90).AddDays(7), null));
        ReceiptRow.Rows(history.AsOf(At(80)), Spec.Company).Single().Status.ShouldBe(ReceiptStatus.NotDue);
    }

    [Fact]
    public void a_waybill_returned_altogether_is_excluded_with_its_own_reason_and_owes_neither_promise_nor_receipt()
    {
        var history = History(Received(12, promisedAt: At(48), copies: 1), Arrived(12, "CTU", 60), Back(7, 70), Back(5, 90));

        Verdict(history, 100).ShouldBe(OnTimeVerdict.Returned);
        OnTime.RateOf(null, OnTimeBasis.Gross, [new(null, DuePhase.Over, 5, 0, 2, 1, 1, 0, 1, 0)])
            .ShouldSatisfyAllConditions(
                rate => (rate.Numerator, rate.Denominator).ShouldBe((1, 3)), rate => rate.Excluded["returned"].ShouldBe(2));
        // The goods arrived too late all the same: that clock did stop.
        OnTime.Verdict(OnTimeOf(history), OnTimeClock.Arrived, OnTimeBasis.Gross, At(100)).ShouldBe(OnTimeVerdict.Late);
        Due(history, DeadlineRule.Promise).ShouldBeEmpty();
        ReceiptRow.Rows(history, Spec.Company).Single().Status.ShouldBe(ReceiptStatus.NotDue);
        WaybillRow.Rows(history).Single().Status.ShouldBe(WaybillStatus.ReturnedToShipper);
    }

    [Fact]
    public void a_waybill_lost_altogether_was_not_kept()
    {
        // Losing the freight must not mend the rate.
        var history = History(Received(12, promisedAt: At(48)), Off(12, 90));

        Verdict(history, 100).ShouldBe(OnTimeVerdict.Late);
        Due(history, DeadlineRule.Promise).Single().Kept.ShouldBeNull();
        WaybillRow.Rows(history).Single().Status.ShouldBe(WaybillStatus.WrittenOff);
    }

    [Fact]
    public void a_return_of_some_pieces_says_nothing_of_where_the_others_are()
    {
        var history = History(Received(12), Arrived(12, "CTU", 30), Back(1, 40));

        (WaybillRow.Rows(history).Single() is var row ? (row.Status, row.Station, row.OutstandingPieces) : default)
            .ShouldBe((WaybillStatus.Arrived, "CTU", 11));
    }

    // 直到货物签收: what nobody can keep any more is a breach, and not a thing to see to for ever.
    [Fact]
    public void what_was_missed_of_a_waybill_that_is_lost_or_cancelled_is_no_longer_to_be_seen_to()
    {
        var lost = History(Received(12, promisedAt: At(48), copies: 1), Arrived(12, "CTU", 30), Off(12, 100));
        Ended(lost).ShouldBe(["promise", "sorting"]);
        Ended(lost.AsOf(At(90))).ShouldBeEmpty();
        Due(lost, DeadlineRule.Promise).Single().Kept.ShouldBeNull();

        var cancelled = History(Received(12, promisedAt: At(48)),
            new Cancelled("客户取消") { OccurredAt = At(60), Station = "SHA", By = "li.wei" });
        Ended(cancelled).ShouldBe(["dwellOrigin", "promise"], ignoreOrder: true);

        static IEnumerable<string> Ended(History history) =>
            from row in DeadlineRow.Rows(history, Spec.Company) where row.Ended select row.Rule.Wire();
    }

    // A receipt that is due and an exception that nobody reported back are still to be seen to.
    [Fact]
    public void what_is_done_after_the_closing_does_not_end_with_it()
    {
        var damage = new ExceptionRaised("E-1", ExceptionKind.Damage) { OccurredAt = At(20), Station = "CTU", By = "li.wei" };
        var signed = History(Received(12, copies: 1), damage, Signed(12, 40));

        DeadlineRow.Rows(signed, Spec.Company).Where(row => row.KeptAt is null).Select(row => (row.Rule, row.Ended))
            .ShouldBe([(DeadlineRule.ReportBack, false), (DeadlineRule.Receipt, false)], ignoreOrder: true);
    }

    [Fact]
    public void the_definitions_before_are_still_told_in_their_own_words()
    {
        var definitions = new Definitions("Asia/Shanghai");

        foreach (var former in definitions.Former)
            definitions.All.Single(now => now.Name == former.Name).Version.ShouldBeGreaterThan(former.Version);
        definitions.Former.Single(former => former.Name == "on-time-signed-gross").Clock.ShouldBe("all pieces signed for");
        definitions.Former.Select(former => (former.Name, former.Version)).ShouldBeUnique();
    }

    private static History History(params WaybillEvent[] events) => Spec.Given(events).When().ThenHistory();

    private static ReturnedToShipper Back(int pieces, int hour) =>
        new(pieces, "拒收") { OccurredAt = At(hour), Station = "SHA", By = "li.wei" };

    private static WrittenOff Off(int pieces, int hour) =>
        new(pieces, "E-1", "遗失", "wu.gang") { OccurredAt = At(hour), Station = "CTU", By = "li.wei" };

    private static OnTimeRow OnTimeOf(History history) => OnTimeRow.Rows(history, Spec.Company).Single();

    private static OnTimeVerdict Verdict(History history, int hour) =>
        OnTime.Verdict(OnTimeOf(history), OnTimeClock.Signed, OnTimeBasis.Gross, At(hour));

    private static IEnumerable<(DateTimeOffset Due, DateTimeOffset? Kept)> Due(History history, DeadlineRule rule) =>
        from row in DeadlineRow.Rows(history, Spec.Company) where row.Rule == rule select (row.DueAt, row.KeptAt);
}
