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

    [Fact]
    public async Task the_lives_leave_nothing_out()
    {
        var reached = await lives.Reached();
        File.WriteAllLines("/tmp/reached.txt", reached.OrderBy(x => x.Key).Select(x => $"{x.Key} {x.Value}"));
    }
}
