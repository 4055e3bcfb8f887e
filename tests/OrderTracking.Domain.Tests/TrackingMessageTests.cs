using OrderTracking.Application.Reading;
using OrderTracking.Domain.Events;
using Shouldly;
using Xunit;

namespace OrderTracking.Domain.Tests;

/// <summary>手机短信: one message in Chinese holds 70 characters.</summary>
public sealed class TrackingMessageTests
{
    private static readonly DateTimeOffset At = new(2026, 12, 31, 23, 59, 0, TimeSpan.FromHours(8));

    [Fact]
    public void a_message_says_where_the_goods_were_last_and_what_is_promised() =>
        TrackingMessage.Of(Found("ZB-1", WaybillStatus.InTransit, "在途", "上海"), Spec.Company)
            .ShouldBe("运单ZB-1:在途,12-31 23:59上海,承诺12月31日。");

    [Fact]
    public void what_is_delivered_is_promised_no_more() =>
        TrackingMessage.Of(Found("ZB-1", WaybillStatus.Signed, "已签收", "成都"), Spec.Company).ShouldBe("运单ZB-1:已签收,12-31 23:59成都。");

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(200)]
    public void the_longest_numbers_and_names_leave_it_one_message(int length)
    {
        foreach (var status in Enum.GetValues<WaybillStatus>())
        {
            var name = new string('站', length);
            var message = TrackingMessage.Of(Found(new('Z', 32), status, Application.Localization.Labels.Of(status), name), Spec.Company);

            message.Length.ShouldBeLessThanOrEqualTo(TrackingMessage.MaxLength);
            message.ShouldEndWith("。");
            message.Contains(name, StringComparison.Ordinal).ShouldBe(length <= 9, message);
        }
    }

    private static TrackedWaybill Found(string number, WaybillStatus status, string label, string station) => new(
        number, status, label, new("SHA", "上海"), new("CTU", "成都"), At,
        [new("loaded", "装车", new(new('S', 64), station), At)]);
}
