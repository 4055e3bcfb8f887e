using Shouldly;
using Xunit;

namespace OrderTracking.Oracle.Tests;

/// <summary>
/// Random lives of a company, by seed: what the service made of them, on two nodes that die, with views rebuilt in between, is what
/// the log alone says. ORDERTRACKING_SEEDS runs more of them, ORDERTRACKING_SEED one alone.
/// </summary>
public sealed class OracleTests(Lives lives) : IClassFixture<Lives>
{
    public static TheoryData<int> Seeds => [.. Lives.Seeds];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task every_row_and_figure_is_what_the_log_says(int seed)
    {
        var compared = await lives.Of(seed);
        compared.Differences.Count.ShouldBe(0, compared.ToString());
    }

    /// <summary>Lives that leave something out prove nothing of it.</summary>
    [Fact]
    public async Task the_lives_leave_nothing_out()
    {
        if (Lives.Seeds.Count() < 20) Assert.Skip("Too few lives.");
        var reached = await lives.Reached();
        string[] rules =
        [
            "reportBack", "pickup", "loading", "arrival", "sorting", "promise", "receipt", "dwellOrigin", "dwellTransit", "dwellTransfer", "dwellDestination",
        ];
        string[] others =
        [
            "deadlineMissed from clock", "reportMissed from clock", "termsSet from system", "promiseSet from system", "promiseSet from person", "exceptionRaised from system",
            "corrected from system", "corrected struck", "received struck", "signed struck", "exceptionRaised struck", "cancelled from person", "loading wrong", "excused",
            "penaltyScheduleSet from person", "calendarSet from person", "accountManagerAssigned from person", "reportHandedOut from person", "weekly-account met",
            "weekly-account missed", "receipt is lost", "receipt is rejected", "receipt is handedOver", "waybill is cancelled", "waybill is partlySigned",
        ];
        rules.SelectMany(rule => new[] { $"{rule} met", $"{rule} raised", $"{rule} withdrawn" }).Concat(others).Where(what => !reached.ContainsKey(what)).ShouldBeEmpty();
    }
}
