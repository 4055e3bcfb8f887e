using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;
using Shouldly;
using Xunit;

namespace OrderTracking.Domain.Tests;

/// <summary>Counts that need no clock, judged at different times.</summary>
public class FigureTests
{
    private static readonly DateTimeOffset Promise = new(2026, 3, 2, 12, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData(OnTimeBasis.Gross)]
    [InlineData(OnTimeBasis.Accountable)]
    public void counted_waybills_get_the_same_verdicts_as_each_row(OnTimeBasis basis)
    {
        DateTimeOffset?[] promises = [null, Promise], stops = [null, Promise.AddHours(-1), Promise, Promise.AddTicks(10)];
        foreach (var now in new[] { Promise.AddTicks(-10), Promise, Promise.AddTicks(10) })
        {
            var rows = (from promise in promises from stop in stops from cancelled in new[] { true, false } from returned in new[] { true,
                false } from excused in new[] { true, false } select Row(promise, stop, cancelled, returned, excused)).ToList();

            var judged = rows.Select(row => Counts(row, now)).SelectMany(counts => OnTime.Verdicts(counts, basis))
                .GroupBy(count => count.Verdict)
                .Select(group => (group.Key, Waybills: group.Sum(count => count.Waybills))).Where(group => group.Waybills > 0);

            judged.ShouldBe(rows.CountBy(row => OnTime.Verdict(row, OnTimeClock.Signed, basis, now))
                .Select(group => (group.Key, (long)group.Value)), ignoreOrder: true);
        }
    }

    [Fact]
    public void an_open_deadline_counts_as_missed_once_it_is_past_due()
    {
        DeadlineCounts[] counts = [new(null, DuePhase.Over, 5, 2, 3, 1), new(null, DuePhase.Coming, 1, 0, 4, 0)];

        var rate = DeadlineRates.RateOf(null, DeadlineRule.ReportBack, counts);

        (rate.Numerator, rate.Denominator).ShouldBe((6, 11));
        rate.Excluded.ShouldBe(new Dictionary<string, long> { ["open"] = 4, ["recordedTooLate"] = 1 }, ignoreOrder: true);
        rate.Value.ShouldBe(0.5455m);
        DeadlineRates.RateOf(null, DeadlineRule.Sorting, counts).Excluded.Keys.ShouldBe(["open"]);
    }

    [Fact]
    public void a_receipt_not_returned_counts_as_late_once_its_own_time_is_over()
    {
        var counts = new ReceiptCounts("ACME", 10, 8, 5, 4, 6, 3, 1, 2, [0, 1, 0, 0, 1]);

        Rate(ReceiptFigureKind.Return).ShouldBe((5, 8, 2));
        Rate(ReceiptFigureKind.Timeliness).ShouldBe((4, 6, 4));
        Rate(ReceiptFigureKind.Accuracy).ShouldBe((3, 6, 4));

        (long, long, long) Rate(ReceiptFigureKind kind) =>
            Receipts.RateOf(kind, counts) is var rate ? (rate.Numerator, rate.Denominator, rate.Excluded.Values.Sum()) : default;
    }

    [Fact]
    public void loss_and_damage_rates_are_per_mille_of_pieces_or_waybills_and_null_without_freight()
    {
        var counts = new VolumeCounts(null, 200, 4_000, 0, 0, 0, 6, 3, 1, 1);

        counts.RateOf(LossOrDamage.Damage, LossAndDamageUnit.Pieces).Value.ShouldBe(1.5m);
        counts.RateOf(LossOrDamage.Damage, LossAndDamageUnit.Waybills).Value.ShouldBe(15m);
        counts.RateOf(LossOrDamage.Shortage, LossAndDamageUnit.Pieces).Value.ShouldBe(0.25m);
        counts.RateOf(LossOrDamage.Shortage, LossAndDamageUnit.Waybills).Value.ShouldBe(5m);
        VolumeCounts.None(null).RateOf(LossOrDamage.Damage, LossAndDamageUnit.Pieces).Value.ShouldBeNull();
    }

    [Theory]
    [InlineData("2026-11-01", "2026-12-01", 1, "2026-10-01", "2026-11-01")]
    [InlineData("2026-03-01", "2026-04-01", 1, "2026-02-01", "2026-03-01")]
    [InlineData("2026-02-01", "2026-03-01", 1, "2026-01-01", "2026-02-01")]
    [InlineData("2026-01-01", "2026-04-01", 3, "2025-10-01", "2026-01-01")]
    [InlineData("2026-11-11", "2026-11-21", 2, "2026-09-11", "2026-09-21")]
    [InlineData("2026-03-21", "2026-04-01", 1, "2026-02-21", "2026-03-01")]
    [InlineData("2026-03-30", "2026-03-31", 1, "2026-02-28", "2026-03-01")]
    [InlineData("2024-03-31", "2024-04-02", 1, "2024-02-29", "2024-03-02")]
    [InlineData("2026-12-31", "2027-01-03", 3, "2026-09-30", "2026-10-03")]
    public void a_period_is_compared_with_the_same_days_of_an_earlier_month(
        string from, string to, int months, string earlierFrom, string earlierTo) =>
        Comparison.Before(Day(from), Day(to), months).ShouldBe((Day(earlierFrom), Day(earlierTo)));

    [Fact]
    public void every_figure_has_a_definition_and_definition_names_are_unique()
    {
        var definitions = new Definitions("Asia/Shanghai").All;

        definitions.Select(definition => definition.Name).ShouldBeUnique();
        foreach (var figure in Figure.All) new Definitions("Asia/Shanghai").Of(figure).Name.ShouldBe(figure.Name);
        definitions.ShouldAllBe(definition => definition.Calendar.Contains("Asia/Shanghai") && definition.Version > 0
            && definition.Numerator.Length > 0);
        Figure.Find("on-time-arrived-accountable").ShouldBe(new OnTimeFigure(OnTimeClock.Arrived, OnTimeBasis.Accountable));
        Figure.Find("punctuality").ShouldBeNull();
    }

    private static OnTimeRow Row(DateTimeOffset? promise, DateTimeOffset? stop, bool cancelled, bool returned, bool excused) =>
        new()
        {
            Waybill = "ZB-1", Account = "ACME", Lane = "SHA~CTU", Destination = "CTU", PromisedAt = promise, SignedInFullAt = stop,
            Cancelled = cancelled, Returned = returned, Excused = excused,
        };

    private static OnTimeCounts Counts(OnTimeRow row, DateTimeOffset now)
    {
        var (counted, late, open) = (!row.Cancelled && row.PromisedAt is not null, row.SignedInFullAt > row.PromisedAt,
            row.SignedInFullAt is null && !row.Returned);
        var returned = counted && row.SignedInFullAt is null && row.Returned;
        return new(
            null, row.PromisedAt is null ? DuePhase.Undated : row.PromisedAt < now ? DuePhase.Over : DuePhase.Coming, 1,
            row.Cancelled ? 1 : 0, One(returned),
            One(counted && !late && !open && !returned), One(counted && late), One(counted && late && row.Excused), One(counted && open),
            One(counted && open && row.Excused));

        static long One(bool yes) => yes ? 1 : 0;
    }

    private static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
