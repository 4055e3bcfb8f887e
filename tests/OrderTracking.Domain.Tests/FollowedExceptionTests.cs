using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.SampleEvents;

namespace OrderTracking.Domain.Tests;

/// <summary>对异常提出解决方案跟踪落实,直到此票货物签收: an exception is followed until it is resolved and the waybill is closed.</summary>
public sealed class FollowedExceptionTests
{
    [Fact]
    public void an_exception_is_followed_until_it_is_resolved_and_the_waybill_is_closed()
    {
        var resolved = new ExceptionResolved("E-1") { OccurredAt = At(30), Station = "SHA", By = "li.wei" };
        var answered = new ExceptionReportedBack("E-1") { OccurredAt = At(12), Station = "SHA", By = "li.wei" };

        Followed(Raised).ShouldBeTrue();
        Followed(Raised, answered).ShouldBeTrue();
        Followed(Raised, answered, resolved).ShouldBeTrue();
        Followed(Raised, answered, Signed(10)).ShouldBeTrue();
        Followed(Raised, answered, resolved, Signed(9)).ShouldBeTrue();
        Followed(Raised, answered, resolved, Signed(10)).ShouldBeFalse();
        // A cancelled waybill ends too; what went wrong with it is still to be resolved.
        var cancelled = new Cancelled { OccurredAt = At(40), Station = "SHA", By = "li.wei" };
        Followed(Raised, cancelled).ShouldBeTrue();
        Followed(Raised, resolved, cancelled).ShouldBeFalse();

        static bool Followed(params WaybillEvent[] events) => Row(events).Followed;
    }

    [Fact]
    public void its_steps_are_the_report_back_the_customer_told_the_measure_the_agreement_the_resolution_and_the_closing()
    {
        // 提出解决方案跟踪落实,得到客户的认同。
        var row = Row(
            Raised, new ExceptionReportedBack("E-1", "已核实", "补发一件") { OccurredAt = At(12), Station = "SHA", By = "li.wei" },
            Told(13, null), Told(14, false), Told(20, true),
            new ExceptionResolved("E-1") { OccurredAt = At(30), Station = "SHA", By = "li.wei" }, Signed(10));

        row.Steps().ShouldBe(
        [
            (FollowUpStep.ReportedBack, Spec.Now), (FollowUpStep.CustomerTold, At(13)), (FollowUpStep.Measure, At(12)),
            (FollowUpStep.CustomerAgreed, At(20)), (FollowUpStep.Resolved, At(30)), (FollowUpStep.Closed, At(60)),
        ]);
        row.Measure.ShouldBe("补发一件");
    }

    [Fact]
    public void a_customer_who_says_no_has_not_agreed_and_one_who_is_told_of_something_else_was_not_told()
    {
        Row(Raised, Told(13, true), Told(14, false)).CustomerAgreedAt.ShouldBeNull();
        Row(Raised, Told(13, true), Told(14, null)).CustomerAgreedAt.ShouldBe(At(13));
        Row(Raised, new CustomerNotified("phone", "在途") { OccurredAt = At(13), Station = "SHA", By = "li.wei" })
            .CustomerToldAt.ShouldBeNull();
    }

    private static ExceptionRow Row(params WaybillEvent[] events) =>
        ExceptionRow.Rows(Spec.Given([Received(), .. events]).When().ThenHistory()).Single();

    private static ExceptionRaised Raised => new("E-1", ExceptionKind.Damage) { OccurredAt = At(10), Station = "CTU", By = "li.wei" };

    private static CustomerNotified Told(int hour, bool? agrees) =>
        new("phone", null, "E-1", agrees) { OccurredAt = At(hour), Station = "SHA", By = "li.wei" };
}
