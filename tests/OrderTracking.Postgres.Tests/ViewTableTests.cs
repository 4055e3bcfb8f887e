using NpgsqlTypes;
using OrderTracking.Domain.Projections;
using OrderTracking.Engine.Contract;
using OrderTracking.Postgres.Views;
using Shouldly;
using Xunit;

namespace OrderTracking.Postgres.Tests;

/// <summary>What ViewTables declares is what the domain declares, and what the database has.</summary>
public sealed class ViewTableTests : IAsyncLifetime
{
    private readonly PostgresUnderTest engine = new();

    public async ValueTask InitializeAsync()
    {
        await engine.CreateDatabase();
        await engine.OpenNode();
    }

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    [Fact]
    public void each_view_has_one_table() => ViewTables.All.Select(table => table.View).ShouldBe(AllViews.All);

    [Fact]
    public void a_table_has_a_key_beside_the_waybill_where_a_waybill_can_have_several_rows() =>
        ViewTables.All.ShouldAllBe(table => table.Key.Count == (table.View.HasMany ? 2 : 1));

    [Fact]
    public async Task the_columns_declared_are_those_of_the_table()
    {
        foreach (var table in ViewTables.All)
            (await engine.AskAll($"select column_name || ' ' || data_type from information_schema.columns "
                + $"where table_schema = 'tracking' and table_name = '{table.Table}'"))
                .ShouldBe(table.ColumnTypes.Select(column => $"{column.Name} {NameOf(column.Type)}"), ignoreOrder: true, table.Table);
    }

    [Fact]
    public async Task the_keys_declared_are_those_of_the_table()
    {
        foreach (var table in ViewTables.All)
            (await engine.AskAll("select a.attname from pg_index i "
                + "join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey) "
                + $"where i.indisprimary and i.indrelid = 'tracking.{table.Table}'::regclass order by array_position(i.indkey, a.attnum)"))
                .ShouldBe(table.Key, table.Table);
    }

    [Fact]
    public async Task the_roll_ups_declared_are_those_of_the_schema() =>
        (await engine.AskAll("select relname from pg_class where relnamespace = 'tracking'::regnamespace and relkind = 'r' "
            + "and relname like '%\\_rollup'"))
            .ShouldBe(ViewTables.All.Select(table => table.Rollup).OfType<string>(), ignoreOrder: true);

    [Fact]
    public void rows_are_written_by_the_columns_declared()
    {
        var changes = new ViewChanges();
        changes.Of(AllViews.StationVisits).Upserts.Add(new("ZB-1", "SHA", true));
        changes.Of(AllViews.Waybills).Deletes.Add(("ZB-1", ""));
        changes.Of(AllViews.Exceptions).Deletes.Add(("ZB-1", "E-1"));
        changes.Of(AllViews.Search).Upserts.Add(new("ZB-1", "ACME", "SHA~CTU", default, null, null, null));

        ViewTables.All.SelectMany(table => table.Commands(changes, table.Table))
            .Select(command => command.CommandText.ReplaceLineEndings(" "))
            .ShouldBe([
                "delete from tracking.waybills v using unnest($1::text[]) as gone (stream) where v.waybill = gone.stream ",
                Upsert("search (waybill, account, lane, received_at, order_number, name_hashes, phone_hashes, row)",
                    "$1, $2, $3, $4, $5, $6, $7, $8",
                    "(waybill) do update set account = excluded.account, lane = excluded.lane, received_at = excluded.received_at, "
                    + "order_number = excluded.order_number, name_hashes = excluded.name_hashes, phone_hashes = excluded.phone_hashes, "
                    + "row = excluded.row"),
                "delete from tracking.exceptions v using unnest($1::text[], $2::text[]) as gone (stream, key) "
                + "where v.waybill = gone.stream and v.exception_id = gone.key ",
                Upsert("station_visits (waybill, station, on_way)", "$1, $2, $3",
                    "(waybill, station) do update set on_way = excluded.on_way"),
            ]);
    }

    private static string Upsert(string table, string arrays, string action) =>
        "-- Writes rows of a view, one array for each column. The names of the columns are those declared in ViewTables. "
        + $"insert into tracking.{table} select * from unnest({arrays}) on conflict {action} ";

    private static string NameOf(NpgsqlDbType type) => type switch
    {
        NpgsqlDbType.TimestampTz => "timestamp with time zone",
        _ => type.ToString().ToLowerInvariant(),
    };
}
