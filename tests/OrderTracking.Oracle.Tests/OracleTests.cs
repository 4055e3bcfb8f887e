using Shouldly;
using Xunit;

namespace OrderTracking.Oracle.Tests;

/// <summary>The lives are lived once for all tests of them.</summary>
[CollectionDefinition]
public sealed class LivesCollection : ICollectionFixture<Lives>;

/// <summary>
/// Random lives of a company, by seed: two nodes that die and views that are rebuilt must give what the log alone gives.
/// ORDERTRACKING_SEEDS sets how many run, ORDERTRACKING_SEED runs one alone.
/// </summary>
[Collection<LivesCollection>]
public sealed class OracleTests(Lives lives)
{
    public static TheoryData<int> Seeds => [.. Lives.Seeds];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task every_row_and_figure_is_what_the_log_says(int seed)
    {
        var compared = await lives.Of(seed);
        compared.Differences.Count.ShouldBe(0, compared.ToString());
    }
}
