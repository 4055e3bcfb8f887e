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
/// 奖罚标准 holds each standard for itself (延迟派车…10元/票; 返单; 分理及时率): who could not help one of them answers for the others. So an
/// excuse names what it excuses.
/// </summary>
public sealed class ExcuseTests
{
    [Theory]
    [InlineData(Excusable.Promise, "arrival promise")]
    [InlineData(Excusable.Receipt, "receipt")]
    [InlineData(Excusable.Dwell, "dwellOrigin dwellTransit dwellDestination")]
    [InlineData(Excusable.Sorting, "sorting")]
    public void an_excuse_excuses_what_it_names_and_the_others_stay_accountable(Excusable named, string excused)
    {
        var history = History(Resolved([named]));

        var rules = DeadlineRow.Rows(history, Spec.Company).Where(row => row.Excused).Select(row => row.Rule.Wire());
        string.Join(' ', rules).ShouldBe(excused);
        OnTimeRow.Rows(history, Spec.Company).Single().Excused.ShouldBe(named == Excusable.Promise);
    }

    [Fact]
    public void an_excuse_that_names_nothing_or_lacks_evidence_excuses_nothing()
    {
        foreach (var resolved in new[] { Resolved(null), Resolved([]), Resolved([Excusable.Promise]) with { Evidence = null } })
        {
            var history = History(resolved);
            DeadlineRow.Rows(history, Spec.Company).ShouldAllBe(row => !row.Excused);
            OnTime.Verdict(OnTimeRow.Rows(history, Spec.Company).Single(), OnTimeClock.Signed, OnTimeBasis.Accountable, At(110))
                .ShouldBe(OnTimeVerdict.Late);
            ExceptionRow.Rows(history).Single().Excused.ShouldBeFalse();
        }
    }

    [Fact]
    public void two_excuses_add_up()
    {
        var history = History(Resolved([Excusable.Receipt]), Resolved([Excusable.Promise, Excusable.Sorting]));

        DeadlineRow.Rows(history, Spec.Company).Where(row => row.Excused).Select(row => row.Rule)
            .ShouldBe([DeadlineRule.Arrival, DeadlineRule.Promise, DeadlineRule.Sorting, DeadlineRule.Receipt]);
    }

    [Fact]
    public void what_is_named_twice_is_refused() =>
        Spec.Given(Received()).When(Resolved([Excusable.Dwell, Excusable.Dwell])).ThenRefused("invalid-value", "data.excuses");

    // Everything is late: loaded on the second day, five days on the road, sorted and signed for long after that.
    private static History History(params WaybillEvent[] resolved)
    {
        List<WaybillEvent> events =
        [
            Received(10, promisedAt: At(48), copies: 1), Raised, Loaded(10, "SHA", "CTU", 30), Arrived(10, "CTU", 90), Signed(10, 105),
            .. resolved,
        ];
        List<RecordedEvent<WaybillEvent>> recorded = [.. events.Select((item, index) => Entry(index + 1, item, EventSource.Person))];
        recorded.Insert(1, Entry(50, new TermsSet(4, 12, 24, 48, 24, 72, 7, ArrivalDueAt: At(40))
        {
            OccurredAt = At(0), Station = "SHA", By = "ordertracking",
        }, EventSource.System));
        return new("ZB1", recorded);
    }

    private static RecordedEvent<WaybillEvent> Entry(int number, WaybillEvent waybillEvent, EventSource source) =>
        new(Spec.Id(number), number, number, At(0), source, null, null, waybillEvent);

    private static ExceptionRaised Raised => new("E-1", ExceptionKind.Delay) { OccurredAt = At(20), Station = "SHA", By = "li.wei" };

    private static ExceptionResolved Resolved(Excusable[]? excuses) => new(
        "E-1", ExceptionCause.Weather, true, "R1", "photo", "wu.gang", Excuses: excuses)
    {
        OccurredAt = At(106), Station = "SHA", By = "li.wei",
    };
}
