using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.SampleEvents;

namespace OrderTracking.Domain.Tests;

/// <summary>
/// 「每日10:00前网上查询所负责客户货物运单,对其中备注中的异常情况及时跟踪、协调」 (customer service handbook, account manager): what there is to look at.
/// </summary>
public sealed class RemarkTests
{
    [Fact]
    public void remarks_are_those_of_the_order_of_the_signature_and_the_reasons_why_goods_were_not_taken() => Rows(
        Received() with { Remarks = "易碎" },
        new OrderAmended(Remarks: "周六不送货") { OccurredAt = At(1), Station = "SHA", By = "li.wei" },
        Loaded(10, "SHA", "CTU", 5), Arrived(10, "CTU", 30) with { Condition = "完好" },
        new DeliveryFailed("无人") { OccurredAt = At(40), Station = "CTU", By = "li.wei" },
        new Refused(1, "外箱破损") { OccurredAt = At(50), Station = "CTU", By = "li.wei" },
        Signed(9, hour: 51, remark: new(ExceptionKind.Wet)), Signed(1, hour: 52))
        .ShouldBe(["received SHA 易碎", "orderAmended SHA 周六不送货", "deliveryFailed CTU 无人", "refused CTU 外箱破损",
            "signed CTU Wet"]);

    [Fact]
    public void odd_marks_are_those_of_the_timeline_that_are_about_the_freight() => Rows(
        Received(promisedAt: At(-1)), Loaded(10, "SHA", "WUH", 5), Arrived(10, "WUH", 10), Signed(10, hour: 20),
        Loaded(1, "CTU", "SHA", 30),
        new Cancelled { OccurredAt = At(40), Station = "SHA", By = "li.wei" }, Arrived(1, "SHA", 50))
        .ShouldBe(["received SHA promise-already-past", "arrived WUH off-lane", "loaded CTU after-signed",
            "arrived SHA after-cancelled,after-signed,revisited-station"]);

    [Fact]
    public void what_the_service_itself_appended_and_what_was_corrected_has_no_row()
    {
        var history = Spec.Given(Received(), Arrived(10, "WUH", 10)).When(Corrected(Spec.Id(2))).ThenHistory();

        RemarkRow.Rows(history).ShouldBeEmpty();
    }

    /// <summary>「核查是否及时制单」</summary>
    [Fact]
    public void a_waybill_is_issued_when_its_paper_is_made_out()
    {
        var history = Spec.Given(Received()).When(new WaybillIssued { OccurredAt = At(2), Station = "SHA", By = "li.wei" }).ThenHistory();

        WaybillRow.Rows(history).Single().IssuedAt.ShouldBe(At(2));
        WaybillRow.Rows(history).Single().Status.ShouldBe(WaybillStatus.Received, "making the paper out moves no goods");
    }

    private static IEnumerable<string> Rows(params WaybillEvent[] events) =>
        RemarkRow.Rows(Spec.Given(events[..^1]).When(events[^1]).ThenHistory())
            .Select(row => $"{row.Type} {row.Station} {row.Kind}{row.Text}{row.Odd}");
}
