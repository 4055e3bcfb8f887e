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
/// 对于客户办理的送货业务,客户经理要根据既定的运行时间在信息系统里查看派车情况,跟踪到货时间: a lane's standard says hours to the arrival and from
/// there to the consignee. Hours count from the reception.
/// </summary>
public sealed class DeliveryTests
{
    private static readonly Reference.ReferenceSnapshot Lane = SampleReference.As(SampleReference.Lane(48) with { DeliveryHours = 12 });

    [Fact]
    public void the_promise_is_the_sum_of_the_hours_to_the_arrival_and_to_the_delivery()
    {
        var history = Spec.Given(Lane).When(Received()).ThenHistory();

        (OnTimeRow.Rows(history, Spec.Company).Single().PromisedAt, Terms.Of(history).ArrivalDueAt).ShouldBe((At(60), At(48)));
    }

    [Fact]
    public void a_lane_without_hours_to_the_delivery_promises_the_arrival()
    {
        var history = Spec.Given(SampleReference.As(SampleReference.Lane(48)), Received()).When(Arrived(10, "CTU", 30)).ThenHistory();

        OnTimeRow.Rows(history, Spec.Company).Single().PromisedAt.ShouldBe(At(48));
        Rows(history).ShouldBe(["promise 48"]);
    }

    [Fact]
    public void what_is_delivered_is_signed_for_within_the_hours_from_its_arrival() =>
        Rows(Spec.Given(Lane, Received() with { Service = ServiceKind.Delivery }, Arrived(10, "CTU", 30)).When(Signed(10, 45))
            .ThenHistory())
            .ShouldBe(["delivery 42 kept 45", "promise 60 kept 45"]);

    // 对于客户办理的自提业务: the consignee fetches the goods; until then it counts that the consignee knows that they are there.
    [Fact]
    public void of_what_the_consignee_fetches_it_counts_that_notice_was_given()
    {
        var fetched = Received() with { Service = ServiceKind.SelfPickup };

        Rows(Spec.Given(Lane, fetched, Arrived(10, "CTU", 30)).When(Notice(33)).ThenHistory())
            .ShouldBe(["delivery 42 kept 33", "promise 60 kept 33"]);
        // Before all pieces were there it was too early; a contract's promise is kept by the signature alone.
        Rows(Spec.Given(Lane, fetched, Notice(20)).When(Arrived(10, "CTU", 30)).ThenHistory()).ShouldBe(["delivery 42", "promise 60"]);
        Rows(Spec.Given(Lane, fetched with { PromisedAt = At(50) }, Arrived(10, "CTU", 30)).When(Notice(33)).ThenHistory())
            .ShouldBe(["delivery 42 kept 33", "promise 50"]);
    }

    // The rate must not call late what its deadline calls kept.
    [Fact]
    public void the_on_time_rate_stops_at_the_notice_where_the_promise_does()
    {
        var fetched = Received() with { Service = ServiceKind.SelfPickup };
        var given = Spec.Given(Lane, fetched, Arrived(10, "CTU", 30));

        Stopped(given.When(Notice(33)).ThenHistory()).ShouldBe(At(33));
        Stopped(Spec.Given(Lane, fetched, Arrived(10, "CTU", 30), Notice(33)).When(Signed(10, 90)).ThenHistory()).ShouldBe(At(33));
        Stopped(Spec.Given(Lane, fetched, Arrived(10, "CTU", 30)).When(Signed(10, 32)).ThenHistory()).ShouldBe(At(32));
        // Of a contract, of goods that are delivered, and of goods that all went back, the notice says nothing.
        Stopped(Spec.Given(Lane, fetched with { PromisedAt = At(50) }, Arrived(10, "CTU", 30)).When(Notice(33)).ThenHistory())
            .ShouldBeNull();
        Stopped(Spec.Given(Lane, fetched with { Service = ServiceKind.Delivery }, Arrived(10, "CTU", 30)).When(Notice(33)).ThenHistory())
            .ShouldBeNull();
        Stopped(Spec.Given(Lane, fetched, Arrived(10, "CTU", 30), Notice(33)).When(new ReturnedToShipper(10, "拒收") { OccurredAt = At(60),
            Station = "SHA", By = "li.wei" }).ThenHistory()).ShouldBeNull();

        static DateTimeOffset? Stopped(History history) =>
            OnTime.StoppedAt(OnTimeRow.Rows(history, Spec.Company).Single(), OnTimeClock.Signed);
    }

    private static ConsigneeNotified Notice(int hour) => new("phone") { OccurredAt = At(hour), Station = "CTU", By = "li.wei" };

    private static IEnumerable<string> Rows(History history) =>
        from row in DeadlineRow.Rows(history, Spec.Company)
        where row.Rule is DeadlineRule.Delivery or DeadlineRule.Promise
        select $"{row.Rule.Wire()} {(row.DueAt - At(0)).TotalHours}" + (row.KeptAt is { } kept ? $" kept {(kept - At(0)).TotalHours}" : "");
}
