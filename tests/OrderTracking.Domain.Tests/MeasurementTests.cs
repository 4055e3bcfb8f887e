using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.SampleEvents;
using static OrderTracking.Domain.Tests.Spec;

namespace OrderTracking.Domain.Tests;

/// <summary>
/// 6.2 「操作员对货物进行称重、量方,发现有异常及时跟客户经理联系,由客户经理反馈信息给发货人,给出解决方案」 (job book). The order says 120 kg and 0.8 m³.
/// </summary>
public sealed class MeasurementTests
{
    [Fact]
    public void a_measurement_that_is_not_the_orders_raises_an_exception_of_its_kind()
    {
        Raised(Weighed(126)).ShouldBeNull("5 % are the tolerance");
        Raised(Weighed(114)).ShouldBeNull();
        Raised(Weighed(126.1m)).ShouldBe("Measurement Origin SHA: 实测126.1kg,委托120kg");
        Raised(Weighed(100)).ShouldBe("Measurement Origin SHA: 实测100kg,委托120kg");
        Raised(Weighed(120, 0.9m)).ShouldBe("Measurement Origin SHA: 实测0.9m³,委托0.8m³");
        Raised(Weighed(130, 0.90m, "CTU")).ShouldBe("Measurement Destination CTU: 实测130kg,委托120kg;实测0.9m³,委托0.8m³");
        Raised(Weighed(130, at: "WUH")).ShouldBe("Measurement Transfer WUH: 实测130kg,委托120kg");
    }

    [Fact]
    public void what_was_not_measured_not_ordered_or_is_only_a_part_says_nothing()
    {
        Raised(Weighed(0)).ShouldBeNull();
        Raised(Weighed(null)).ShouldBeNull();
        Raised(Weighed(60) with { Pieces = 5 }).ShouldBeNull();
        Raised(Weighed(130) with { Pieces = null }).ShouldNotBeNull();
        Given(Received() with { WeightKg = null }).When(Weighed(130)).Then(Sent(100, Weighed(130)));
    }

    [Fact]
    public void the_exception_has_its_cause()
    {
        var weighed = Weighed(130);
        var id = DerivedExceptions.IdOf(Id(100), ExceptionKind.Measurement);
        Given(Received()).When(weighed).Then(Sent(100, weighed), new(id,
            new ExceptionRaised(id.ToString(), ExceptionKind.Measurement, ExceptionStage.Origin, null, null, "实测130kg,委托120kg")
            {
                OccurredAt = weighed.OccurredAt, Station = "SHA", By = "ordertracking",
            },
            EventSource.System, Id(100)));
    }

    [Fact]
    public void the_tolerance_is_one_of_the_accounts_terms()
    {
        var reference = Tolerating(10);

        Raised(reference, Weighed(131)).ShouldBeNull();
        Raised(reference, Weighed(133)).ShouldNotBeNull();
        // Sent together with the order, before anything is known of its terms.
        Kinds(Given(reference).When(Received(), Weighed(131)).ThenHistory()).ShouldBeEmpty();
        Kinds(Given(reference).When(Received(), Weighed(133)).ThenHistory()).ShouldBe(["Measurement"]);
    }

    [Fact]
    public void an_amendment_or_a_correction_that_takes_the_reason_away_withdraws_it()
    {
        var spec = Given(Received(), Weighed(130));
        var amended = new OrderAmended(WeightKg: 128) { OccurredAt = At(4), Station = "SHA", By = "chen.jing" };

        Kinds(spec.When(amended).ThenHistory()).ShouldBeEmpty();
        Kinds(spec.When(amended with { WeightKg = 100 }).ThenHistory()).ShouldBe(["Measurement"]);
        Kinds(spec.When(amended with { WeightKg = null, Goods = "仪器" }).ThenHistory()).ShouldBe(["Measurement"]);
        Kinds(spec.When(Corrected(Id(2))).ThenHistory()).ShouldBeEmpty();
        Kinds(spec.When(Corrected(Id(1), Id(101)), Received() with { WeightKg = 131 }).ThenHistory()).ShouldBeEmpty();
    }

    [Fact]
    public void an_amendment_that_gives_the_reason_raises_it() =>
        Kinds(Given(Received() with { WeightKg = null }, Weighed(130))
            .When(new OrderAmended(WeightKg: 100) { OccurredAt = At(4), Station = "SHA", By = "chen.jing" }).ThenHistory())
            .ShouldBe(["Measurement"]);

    [Fact]
    public void its_words_are_those_of_the_order_as_it_is_now()
    {
        var history = Given(Received(), Weighed(130))
            .When(new OrderAmended(WeightKg: 100) { OccurredAt = At(4), Station = "SHA", By = "chen.jing" }).ThenHistory();

        ExceptionRow.Rows(history).Single().Description.ShouldBe("实测130kg,委托100kg");
    }

    [Fact]
    public void terms_that_change_take_it_away_and_give_it_back()
    {
        var wide = Given(Tolerating(10), Received()).When(Weighed(131)).ThenHistory();
        var narrow = Waybill.Of(wide) is var waybill
            ? wide.With(FoldTests.Recorded(waybill, Rules.WaybillRules.HoldToStandards(waybill, Tolerating(5), Spec.Company))) : wide;
        Kinds(narrow).ShouldBe(["Measurement"]);

        waybill = Waybill.Of(narrow);
        Kinds(narrow.With(FoldTests.Recorded(waybill, Rules.WaybillRules.HoldToStandards(waybill, Tolerating(10), Spec.Company))))
            .ShouldBeEmpty();
    }

    private static Reference.ReferenceSnapshot Tolerating(int percent) =>
        SampleReference.As(SampleReference.Account("ACME", reportBackHours: 2) with { MeasurementTolerancePercent = percent });

    private static StockedIn Weighed(decimal? weight, decimal? volume = null, string at = "SHA") =>
        new(10, weight, volume) { OccurredAt = At(2), Station = at, By = "li.wei" };

    private static string? Raised(StockedIn measured) => Raised(Reference.ReferenceSnapshot.Empty, measured);

    private static string? Raised(Reference.ReferenceSnapshot reference, StockedIn measured) =>
        ExceptionRow.Rows(Given(reference, Received(transfers: ["WUH"])).When(measured).ThenHistory())
            .Select(row => $"{row.Kind} {row.Stage} {row.Station}: {row.Description}").SingleOrDefault();

    private static IEnumerable<string> Kinds(History history) => ExceptionRow.Rows(history).Select(row => row.Kind.ToString());
}
