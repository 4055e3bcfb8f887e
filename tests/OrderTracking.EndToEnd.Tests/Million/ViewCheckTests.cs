using System.Globalization;
using Npgsql;
using OrderTracking.Api.Testing;
using OrderTracking.Bench.Million;
using OrderTracking.Domain.Projections;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.EndToEnd.Tests.Million;

/// <summary>
/// The check of ops/bench million on a small year: it finds nothing wrong with views that the service rebuilt, and names whatever is wrong
/// with them. It is measured with the engine postgres alone.
/// </summary>
[Trait("Engine", "any")]
public sealed class ViewCheckTests : IAsyncLifetime
{
    private const int Waybills = 400;

    private readonly YearOfFreight year = new(Waybills, DateTimeOffset.UtcNow);
    private TestDatabase database = null!;
    private RunningService service = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        await using (await StartAsync()) { }
        await LogLoad.RunAsync(database.ConnectionString, year);
        service = await StartAsync();
        for (var tries = 0; await IsRebuilding() && tries < 600; tries++) await Task.Delay(100, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await database.DisposeAsync();
    }

    /// <summary>A year of freight has no cases.</summary>
    private IEnumerable<KeyValuePair<string, long>> RowsOfFreight => year.Expected.Rows.Where(view => view.Key != AllViews.Cases.Name);

    [Fact]
    public async Task views_that_the_service_rebuilt_are_those_of_the_generator()
    {
        (await Differences()).ShouldBeEmpty();

        // Otherwise equal figures say nothing.
        RowsOfFreight.ShouldAllBe(view => view.Value > 0);
        year.Expected.Figures.ShouldAllBe(figure => figure.Groups.Values.Sum(group => group.First) > 0);
    }

    [Fact]
    public async Task a_row_that_is_missing_is_found_in_any_view()
    {
        string[] tables = ["waybills", "search", "exceptions", "on_time", "receipts", "deadlines", "volumes", "station_visits",
            "remarks", "loading_lists"];
        foreach (var table in tables)
            await Run($"delete from tracking.{table} where ctid = (select min(ctid) from tracking.{table})");

        var differences = await Differences();

        foreach (var (view, rows) in RowsOfFreight)
            differences.ShouldContain($"{view} has {Whole(rows - 1)} rows instead of {Whole(rows)}");
    }

    [Fact]
    public async Task a_figure_that_is_wrong_is_found()
    {
        await Run("""
            update tracking.on_time_rollup set signed_kept = signed_kept + 1;
            update tracking.volumes_rollup set pieces = pieces + 1;
            update tracking.receipts_rollup set returned = returned + 1;
            update tracking.deadlines_rollup set kept = kept + 1;
            update tracking.deadlines set kept_day = '2001-01-01' where rule = 'dwellDestination'
            """);

        var differences = await Differences();

        foreach (var figure in year.Expected.Figures)
            differences.ShouldContain(difference => difference.StartsWith(figure.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task views_that_are_behind_the_log_are_found()
    {
        // Whoever moves the views waits for this row.
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var hold = new NpgsqlCommand("select last_seq_id from mt_event_progression for update", connection, transaction))
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var received = await service.Post("/v1/waybills/LIVE1/events", new
        {
            id = Guid.NewGuid(), type = "received", occurredAt = DateTimeOffset.UtcNow, station = "ST01", by = "li.wei",
            data = new { account = "ACC-001", origin = "ST01", destination = "ST02", pieces = 1 },
        });
        received.Status.ShouldBe(201);

        (await Differences(TimeSpan.FromSeconds(1)))[0].ShouldStartWith("the views stand at ");
    }

    private async Task<IReadOnlyList<string>> Differences(TimeSpan? timeout = null) => await ViewCheck.DifferencesAsync(
        database.ConnectionString, service.Http, year.Expected, timeout ?? TimeSpan.FromSeconds(30));

    private async Task<bool> IsRebuilding() =>
        (await service.Get("/v1/views")).Items.Any(view => view.GetProperty("rebuilding").GetBoolean());

    private Task<RunningService> StartAsync() => RunningService.StartAsync(database.ConnectionString, engine: "postgres");

    private async Task Run(string sql)
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static string Whole(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
