using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.Cases.CaseSpec;

namespace OrderTracking.Domain.Tests.Cases;

/// <summary>查询: 「负责受理日常的客户咨询、查询工作」「多渠道信息查询(网络、手机短信、客服热线等)」.</summary>
public sealed class InquiryTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 2, 10, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public void an_inquiry_is_received_and_answered()
    {
        // 「对客户提出的问题一般在24小时内从予以解决」
        Given(AllCases.Inquiries).When(Received()).Then(
            new NewEvent(Spec.Id(100), Received()), Step(100, "answer", Monday, Monday.AddHours(24))).ThenOnWaybills();
        var row = Given(AllCases.Inquiries, Received()).When(Answered(2)).Then(new NewEvent(Spec.Id(100), Answered(2))).ThenRecorded().Row;

        (row.Status, row.ClosedAt, row.NextDueAt, row.Inquiry).ShouldBe(
            ("answered", Hour(2), null, new InquiryPart(InquiryChannel.Hotline, InquiryTopic.Goods)));
        row.VerdictOf("answer", Spec.Now).ShouldBe(StepVerdict.Met);
    }

    [Fact]
    public void what_the_state_makes_impossible_is_refused()
    {
        Given(AllCases.Inquiries, Received(), Answered(2)).When(Answered(3)).ThenRefused(RefusalCodes.CaseClosed, "type");
        Given(AllCases.Inquiries).When(Answered(2)).ThenRefused(RefusalCodes.UnknownCase, "number");
        Given(AllCases.Inquiries, Received()).When(Received()).ThenRefused(RefusalCodes.AlreadyOpened, "type");
        Given(AllCases.Inquiries).When(Received() with { Waybills = ["ZB9"] }).ThenRefused(
            RefusalCodes.UnknownWaybill, "data.waybills[0]");
        Given(AllCases.Inquiries, Received()).When(Answered(1) with { Answer = " " }).ThenRefused(
            RefusalCodes.InvalidValue, "data.answer");
    }

    [Fact]
    public void inquiries_are_counted_by_channel_and_topic()
    {
        CaseRow[] rows =
        [
            Given(AllCases.Inquiries, Received(), Answered(2)).Row,
            Given(AllCases.Inquiries, Received(), Answered(30)).Row,
            Given(AllCases.Inquiries, Received(InquiryChannel.TextMessage, InquiryTopic.Business)).Row,
        ];
        var figures = AllCases.Inquiries.Figures(rows, new(null, null), Spec.Now, 0);

        (figures.Cases, figures.Open, figures.Amounts["answered"]).ShouldBe((3, 1, 2m));
        (figures.Rates[0].Rate.Numerator, figures.Rates[0].Rate.Denominator).ShouldBe((1, 3));
        figures.Groups.Where(group => group.Cases > 0).Select(group => $"{group.By} {group.Key}: {group.Cases}").ShouldBe(
            ["channel hotline: 2", "channel textMessage: 1", "topic business: 1", "topic goods: 2", "age 16-30: 1"]);
    }

    private static InquiryReceived Received(
        InquiryChannel channel = InquiryChannel.Hotline, InquiryTopic topic = InquiryTopic.Goods) =>
        new("ACME", channel, topic, "货到哪里了", "chen.jing", ["ZB1"], new("王芳", "13900001111"))
        { OccurredAt = Monday, Station = "SHA", By = "li.wei" };

    private static InquiryAnswered Answered(int hour) => new("在途") { OccurredAt = Hour(hour), Station = "SHA", By = "li.wei" };

    private static DateTimeOffset Hour(int hour) => Monday.AddHours(hour);
}
