using OrderTracking.Postgres.Statements;
using OrderTracking.Postgres.Views;
using Shouldly;
using Xunit;

namespace OrderTracking.Postgres.Tests;

/// <summary>Queries about the past read temporary tables in the place of the views' tables.</summary>
public sealed class PastTableTests
{
    [Fact]
    public void each_view_has_its_rows_of_the_past()
    {
        foreach (var table in ViewTables.All)
            Past($"select from tracking.{table.Table} x").ShouldBe($"select from pg_temp.{table.Table} x");
    }

    [Fact]
    public void nothing_else_is_read_from_elsewhere()
    {
        foreach (var name in ViewTables.All.Select(table => table.Rollup).OfType<string>()
            .Concat(["on_time_outcome(a)", "receipt_is(a)", "views", "replays"]))
            Past($"select tracking.{name}").ShouldBe($"select tracking.{name}");
    }

    private static string Past(string sql) =>
        SnapshotConnection.ViewTable().Replace(sql, table => $"pg_temp.{table.Groups["name"].Value}");
}
