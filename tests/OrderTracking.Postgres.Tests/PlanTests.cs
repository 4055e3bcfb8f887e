using System.Text;
using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Access;
using OrderTracking.Postgres.Statements;
using OrderTracking.Postgres.Views;
using Shouldly;
using Xunit;

namespace OrderTracking.Postgres.Tests;

/// <summary>Tables of 20,000 rows and more, on which the plans of the service's own SQL files are checked.</summary>
public sealed class PlanFixture : IAsyncLifetime
{
    public PostgresUnderTest Engine { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Engine.CreateDatabase();
        await Engine.OpenNode();
        await Engine.Run(
            """
            insert into mt_streams (id, type, version) select 'ZB-' || to_char(n, 'FM00000'), 'waybill', 5 from generate_series(0, 9999) n;
            insert into mt_events (seq_id, id, stream_id, version, data, type)
            select n + 1, gen_random_uuid(), 'ZB-' || to_char(n % 10000, 'FM00000'), n / 10000 + 1, '{"pieces": 1}',
            'waybill.arrived.v1' from generate_series(0, 49999) n;
            insert into mt_streams (id, type, version) select 'lane:S' || n || '~S1', 'lane', 1 from generate_series(0, 199) n;
            insert into mt_events (seq_id, id, stream_id, version, data, type)
            select 50001 + n, gen_random_uuid(), 'lane:S' || n || '~S1', 1, '{}', 'lane.standard-set.v1' from generate_series(0, 199) n;
            insert into tracking.search (waybill, account, lane, received_at, order_number, consignee, phone_reversed, row)
            select 'ZB-' || to_char(n, 'FM00000'), 'A-' || n % 200, 'S' || n % 20 || '~S' || n / 20 % 20,
                   timestamptz '2026-01-01' + n * interval '6 minutes', 'PO-' || to_char(n * 7 % 20000, 'FM00000'), '客户' || n,
                   reverse(to_char(13800000000 + n * 37, 'FM00000000000')), jsonb_build_object('waybill', n, 'asWideAsRealOnes',
                   repeat(md5(n::text), 15))
            from generate_series(0, 19999) n;
            insert into tracking.waybills (waybill, status, received_at, row)
            select waybill, case when n % 100 = 0 then 'inTransit' else 'signed' end, received_at, row from (select *,
            row_number() over (order by waybill) n from tracking.search) s;
            insert into tracking.exceptions (waybill, exception_id, account, lane, kind, status, cause, responsible_station, raised_at,
            raised_recorded_at, due_at, row)
            select waybill, 'E-1', account, lane, case when n % 100 = 0 then 'wet' else 'delay' end,
            case when n % 100 = 1 then 'open' else 'resolved' end, null, 'S' || n % 100,
                   received_at, received_at, received_at + interval '4 hours', row from (select *,
                   row_number() over (order by waybill) n from tracking.search) s;
            insert into tracking.on_time (waybill, account, lane, destination, promised_at, promised_day, signed_at, cancelled, excused,
            row)
            select waybill, account, lane, 'S1', received_at + interval '2 days', (received_at + interval '2 days')::date,
            received_at + interval '1 day', false, false, row from tracking.search;
            insert into tracking.receipts (waybill, account, lane, status, destination, signed_at, signed_day, rejections, status_at, row)
            select waybill, account, lane, case when n % 100 = 0 then 'lost' else 'handedOver' end, 'S1', received_at, received_at::date, 0,
            received_at, row
            from (select *, row_number() over (order by waybill) n from tracking.search) s;
            insert into tracking.deadlines (waybill, deadline, rule, account, lane, station, started_at, due_at, due_day, kept_at, kept_day,
            known_in_time, to_be_raised, withdrawn, excused, row)
            select waybill, d.rule, d.rule, account, lane, 'S' || n % 20, received_at, received_at + interval '1 day',
            (received_at + interval '1 day')::date,
                   case when n % 50 > 0 then received_at + interval '20 hours' end,
                   case when n % 50 > 0 then (received_at + interval '20 hours')::date end, true, n % 500 = 0, false, false, row
            from (select *, row_number() over (order by waybill) n from tracking.search) s, (values ('promise'), ('dwellOrigin'),
            ('sorting')) d (rule);
            insert into tracking.station_visits (waybill, station)
            select waybill, s from tracking.search, lateral (select distinct s from unnest(string_to_array(lane,
            '~') || array['S' || 20 + hashtext(waybill) % 20]) s) t;
            insert into tracking.volumes (waybill, account, lane, station, day, pieces, weight_kg, volume_m3, freight, damaged_pieces,
            short_pieces, row)
            select waybill, account, lane, 'S1', received_at::date, 3, 100, 1, 50, 0, 0, row from tracking.search;
            insert into tracking.quarantine (sender, station, status, code, field, expected, waybill, line, line_hash, settled_at)
            select 'branch-' || n % 50, 'S' || n % 100, case when n % 100 = 0 then 'refused' else 'held' end,
            case when n % 100 = 0 then 'invalid-json' else 'unknown-waybill' end, '', '', 'ZB-' || n, ''::bytea, sha256(n::text::bytea),
                   case when n % 10 > 0 then now() end from generate_series(0, 19999) n;
            insert into tracking.set_aside (position, stream, version, type, recorded_at, code, field, expected, at, by, reason)
            select n, 'ZB-' || to_char(n % 10000, 'FM00000'), n, 'waybill.arrived.v1', now(), 'missing-field', 'station', 'a text', now(),
            'somebody', 'whatever' from generate_series(1, 20000) n;
            """);
        await Engine.Run("vacuum analyze");
    }

    public ValueTask DisposeAsync() => Engine.DisposeAsync();
}

public sealed class PlanTests(PlanFixture fixture) : IClassFixture<PlanFixture>
{
    private static readonly object None = DBNull.Value;
    private static readonly DateTime From = new(2026, 2, 1, 0, 0, 0, DateTimeKind.Utc), To = new(2026, 2, 2, 0, 0, 0, DateTimeKind.Utc),
        Now = new(2026, 12, 1, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("Log.read_streams")]
    [InlineData("Log.find_ids")]
    [InlineData("Log.read_all")]
    [InlineData("Log.changed_streams")]
    [InlineData("Log.read_stream")]
    [InlineData("Quarantine.find")]
    [InlineData("Quarantine.releasable")]
    public async Task prepared_statements_use_an_index_whatever_the_parameters(string file)
    {
        string[] types = file switch
        {
            "Log.read_streams" or "Quarantine.releasable" => ["text[]"],
            "Log.find_ids" => ["uuid[]"],
            "Log.read_stream" => ["text"],
            "Quarantine.find" => ["bigint", "text", "text[]"],
            _ => ["bigint", "int"],
        };
        string[] values = file switch
        {
            "Log.read_streams" or "Quarantine.releasable" => ["array['ZB-00007', 'ZB-09000']"],
            "Log.find_ids" => ["array[gen_random_uuid()]"],
            "Log.read_stream" => ["'ZB-00007'"],
            "Quarantine.find" => ["7", "'branch-7'", "array['S7']"],
            _ => ["49000", "500"],
        };
        foreach (var mode in new[] { "force_generic_plan", "force_custom_plan" })
            NoSeqScan(await Explain($"set plan_cache_mode = {mode}; prepare it ({string.Join(", ", types)}) as {Sql(file)}",
                $"explain execute it ({string.Join(", ", values)})"));
    }

    public static TheoryData<string> Waybills => Filters("account", "lane", "from", "period", "after", "account+period", "account+status");

    [Theory]
    [MemberData(nameof(Waybills))]
    public async Task a_search_of_waybills_uses_an_index(string filter) => NoSeqScan(await Explain(
        "Queries.waybills",
        Text(filter, "account", "A-7"), Text(filter, "status", "inTransit"), Text(filter, "lane", "S1~S2"), Time(filter, From),
        Time(filter, To),
        filter == "after" ? From : None, filter == "after" ? "ZB-07000" : None, 50));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_search_of_waybills_by_status_uses_an_index(bool period) => NoSeqScan(await Explain(
        "Queries.waybills_by_status", "inTransit", period ? From : None, period ? To : None, None, None, 50));

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task the_waybills_under_way_use_an_index(bool after, bool some) => NoSeqScan(await Explain(
        "Queries.open_waybills", "inTransit", after ? From : DateTime.MinValue.ToUniversalTime(), after ? "ZB-07000" : "",
        some ? new[] { "A-7" } : None, some ? new[] { "S1~S2" } : None, 500));

    [Theory]
    [InlineData("0")]
    [InlineData("50100")]
    public async Task reference_events_use_an_index_whatever_the_position(string after)
    {
        foreach (var mode in new[] { "force_generic_plan", "force_custom_plan" })
            NoSeqScan(await Explain($"set plan_cache_mode = {mode}; prepare it (bigint) as {Sql("Log.reference_events")}",
                $"explain execute it ({after})"));
    }

    [Theory]
    [InlineData("ZB-012", null)]
    [InlineData("PO-012", null)]
    [InlineData("客户123", null)]
    [InlineData("0138", "8310")]
    public async Task a_search_by_text_uses_an_index(string text, string? digits) => NoSeqScan(await Explain(
        "Queries.waybills_search", None, None, None, None, None, None, None, 50, text, text, text, (object?)digits ?? None));

    [Fact]
    public async Task public_tracking_asks_one_index_whatever_it_finds()
    {
        foreach (var key in new[] { "ZB-00007 9528", "ZB-00007 0000", "ZB-99999 0000" })
            (await Explain("Queries.track", (object)key)).ShouldContain("search_expr_idx");
    }

    public static TheoryData<string> Exceptions =>
        Filters("account", "lane", "kind", "status", "station", "period", "waybill", "after", "account+period");

    [Theory]
    [MemberData(nameof(Exceptions))]
    public async Task the_list_of_exceptions_uses_an_index(string filter) => NoSeqScan(await Explain(
        "Queries.exceptions",
        Text(filter, "account", "A-7"), Text(filter, "lane", "S1~S2"), Text(filter, "kind", "wet"), Text(filter, "status", "open"),
        Text(filter, "station", "S7"),
        Time(filter, From), Time(filter, To), Text(filter, "waybill", "ZB-00007"), filter == "after" ? From : None,
        filter == "after" ? "ZB-07000" : None,
        filter == "after" ? "E-1" : None, 50));

    public static TheoryData<string> ExceptionReports => Filters("account", "lane", "kind", "station", "period", "account+period");

    [Theory]
    [MemberData(nameof(ExceptionReports))]
    public async Task the_report_of_exceptions_uses_an_index(string filter) => NoSeqScan(await Explain(
        "Queries.exceptions_report",
        Text(filter, "account", "A-7"), Text(filter, "lane", "S1~S2"), Text(filter, "kind", "wet"), Text(filter, "station", "S7"),
        Time(filter, From), Time(filter, To),
        "kind", "Asia/Shanghai", Now));

    public static TheoryData<string> Rates => Filters("account", "lane", "period", "account+period");

    [Theory]
    [MemberData(nameof(Rates))]
    public async Task the_on_time_rate_and_its_waybills_use_an_index(string filter)
    {
        object[] common = [Text(filter, "account", "A-7"), Text(filter, "lane", "S1~S2"), Time(filter, From), Time(filter, To), "signed",
            "gross", Now];
        NoSeqScan(await Explain("Queries.on_time_waybills", [.. common, "late", None, 50, None]));
        NoSeqScan(await Explain("Queries.on_time_waybills", [.. common, None, "ZB-00500", 50, "S1"]));
    }

    /// <summary>Scope, its key, and the grouping.</summary>
    public static TheoryData<string, string?, string?> Sums => new()
    {
        { "all", null, null }, { "all", null, "day" }, { "lane", null, "lane" }, { "lane", "S1~S2", null }, { "account", "A-7", "month" },
        { "station", null, "station" },
    };

    [Theory]
    [MemberData(nameof(Sums))]
    public async Task figures_from_sums_use_an_index(string scope, string? key, string? grouping)
    {
        // February to the 20th of April, and the day that contains now.
        object[] spans = [new[] { "month", "day" }, new[] { new DateOnly(2026, 2, 1), new(2026, 4, 1) },
            new[] { new DateOnly(2026, 4, 1), new(2026, 4, 20) }];
        object[] common = [scope, key is null ? None : new[] { key }, .. spans];
        var group = (object?)grouping ?? None;
        object[] dimensions = [scope == "account" ? "A-7" : None, scope == "lane" && key is not null ? key : None, None];
        NoSeqScan(await Explain("Queries.on_time_rollup",
            [.. common, new[] { "over", "over" }, group, "signed", Now, From, To, .. dimensions]));
        NoSeqScan(await Explain("Queries.deadlines_rollup",
            [.. common, new[] { "over", "over" }, group, "sorting", Now, From, To, .. dimensions]));
        NoSeqScan(await Explain("Queries.receipts_rollup", [.. common, group, Now, From, To, .. dimensions, new[] { 1, 2, 3, 4 }]));
        NoSeqScan(await Explain("Queries.volumes_rollup", [.. common, group]));
    }

    public static TheoryData<string> Combined =>
        Filters("account+lane+period", "account+station+period", "lane+station+period", "account+lane", "station+period");

    [Theory]
    [MemberData(nameof(Combined))]
    public async Task figures_from_rows_use_an_index(string filter)
    {
        object[] dimensions = [Text(filter, "account", "A-7"), Text(filter, "lane", "S1~S2"), Text(filter, "station", "S1")];
        object[] days = [Time(filter, From) == None ? None : new DateOnly(2026, 2, 1), Time(filter, To) == None
            ? None : new DateOnly(2026, 2, 2)];
        object[] times = [Time(filter, From), Time(filter, To)];
        NoSeqScan(await Explain("Queries.on_time_rows", [.. dimensions, .. times, "lane", "signed", Now]));
        NoSeqScan(await Explain("Queries.deadlines_rows", [.. dimensions, .. days, "lane", "sorting", Now]));
        NoSeqScan(await Explain("Queries.receipts_rows", [.. dimensions, .. times, "lane", Now, new[] { 1, 2, 3, 4 }]));
        NoSeqScan(await Explain("Queries.volumes_rows", [.. dimensions, .. days, "lane"]));
        NoSeqScan(await Explain("Queries.volumes_waybills", [.. dimensions, .. days, "damaged", None, None, 50]));
        NoSeqScan(await Explain("Queries.dwell", [.. dimensions, .. days, "lane", "dwellOrigin"]));
        NoSeqScan(await Explain("Queries.deadlines_behind", [.. dimensions, .. days, "sorting", "others", Now, None, None, None, 50]));
        NoSeqScan(await Explain("Queries.stays_behind",
            [.. dimensions, .. days, "dwellOrigin", new DateOnly(2026, 2, 1), "ZB-00500", "dwellOrigin:1", 50]));
    }

    public static TheoryData<string> DeadlineLists =>
        Filters("account", "period", "waybill", "after", "account+period", "rule+period", "station+period");

    [Theory]
    [MemberData(nameof(DeadlineLists))]
    public async Task the_lists_of_deadlines_and_breaches_use_an_index(string filter)
    {
        var after = filter == "after";
        object[] common =
        [
            Text(filter, "rule", "promise"), filter.Contains("account", StringComparison.Ordinal) ? new[] { "A-7", "A-8" } : None, None,
            Text(filter, "station", "S7"),
            Time(filter, From), Time(filter, To), Text(filter, "waybill", "ZB-00007"),
        ];
        object[] page = [.. common, after ? From : None, after ? "ZB-07000" : None, after ? "promise" : None];

        foreach (var verdict in new object[] { None, "met", "late", "missed", "open" })
            NoSeqScan(await Explain("Queries.deadlines",
                [.. page, verdict, Now, 50, filter.Contains("period", StringComparison.Ordinal) ? DateOnly.FromDateTime(From) : None,
                    None]));
        NoSeqScan(await Explain("Queries.deadlines_open", [.. page, 50, new[] { "dwellOrigin", "sorting" }]));
        NoSeqScan(await Explain("Queries.breaches", [.. page, Now, 50]));
        NoSeqScan(await Explain("Queries.breaches_report",
            [.. common, Now, "rule", new[] { "promise" }, new[] { new DateOnly(2026, 1, 1) }, None, None]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task what_the_clock_and_account_managers_look_for_uses_an_index(bool ofAccounts)
    {
        object accounts = ofAccounts ? new[] { "A-7", "A-8" } : None;
        NoSeqScan(await Explain("Queries.deadlines_to_be_raised", From, 500));
        NoSeqScan(await Explain("Queries.exceptions_open", accounts, 50));
        NoSeqScan(await Explain("Queries.receipts_to_chase", accounts, Now, 50));
    }

    public static TheoryData<string> ReceiptLists => Filters("account", "lane", "status", "period", "waybill", "account+period");

    [Theory]
    [MemberData(nameof(ReceiptLists))]
    public async Task the_list_of_receipts_uses_an_index(string filter) => NoSeqScan(await Explain(
        "Queries.receipts",
        Text(filter, "account", "A-7"), Text(filter, "lane", "S1~S2"), Text(filter, "status", "lost"), Time(filter, From), Time(filter, To),
        Text(filter, "waybill", "ZB-00007"), None, 50,
        None, filter == "lane" ? "late" : None, Now));

    [Theory]
    [InlineData("held", null)]
    [InlineData("refused", null)]
    [InlineData(null, "invalid-json")]
    [InlineData("refused", "invalid-json")]
    [InlineData(null, null)]
    public async Task the_list_of_the_quarantine_uses_an_index(string? status, string? code) =>
        NoSeqScan(await Explain("Quarantine.list", (object?)status ?? None, (object?)code ?? None, None, 50, None, Array.Empty<string>()));

    public static TheoryData<string> Scopes => ["one account", "fifty accounts", "one station", "ten stations", "accounts and a station"];

    [Theory]
    [MemberData(nameof(Scopes))]
    public async Task a_page_within_an_access_scope_uses_an_index(string whose)
    {
        string[] fifty = [.. Enumerable.Range(0, 50).Select(n => $"A-{n}")], ten = [.. Enumerable.Range(0, 10).Select(n => $"S{n}")];
        var scope = whose switch
        {
            "one account" => new AccessScope(["A-7"], null),
            "fifty accounts" => new(fifty, null),
            "one station" => new(null, ["S7"]),
            "ten stations" => new(null, ten),
            _ => new(fifty, ["S7"]),
        };
        object[] none = [.. Enumerable.Repeat(None, 20)];
        NoSeqScan(await Explain(scope, "Queries.waybills", [.. none[..7], 50]));
        NoSeqScan(await Explain(scope, "Queries.waybills", [None, "inTransit", .. none[..5], 50]));
        NoSeqScan(await Explain(scope, "Queries.waybills_search", [.. none[..7], 50, "PO-012", "PO-012", "PO-012", None]));
        NoSeqScan(await Explain(scope, "Queries.exceptions", [.. none[..11], 50]));
        NoSeqScan(await Explain(scope, "Queries.exceptions_open", [None, 50]));
        NoSeqScan(await Explain(scope, "Queries.on_time_waybills", [None, None, From, To, "signed", "gross", Now, .. none[..2], 50, None]));
        NoSeqScan(await Explain(scope, "Queries.receipts", [.. none[..7], 50, .. none[..3]]));
        NoSeqScan(await Explain(scope, "Queries.receipts_to_chase", [None, Now, 50]));
        NoSeqScan(await Explain(scope, "Queries.deadlines", [.. none[..11], Now, 50, None, None]));
        NoSeqScan(await Explain(scope, "Queries.deadlines_open", [.. none[..10], 50, new[] { "dwellOrigin", "sorting" }]));
        NoSeqScan(await Explain(scope, "Queries.breaches", [.. none[..10], Now, 50]));
        NoSeqScan(await Explain(scope, "Queries.volumes_waybills", [.. none[..8], 50]));
        NoSeqScan(await Explain("Reports.list", [.. none[..4], 50, scope.Accounts is null ? Array.Empty<string>() : fifty]));
        NoSeqScan(await Explain("Quarantine.list", [.. none[..3], 50, "branch-7", ten]));
    }

    [Fact]
    public async Task events_that_cannot_be_read_are_looked_at_and_listed_by_an_index()
    {
        NoSeqScan(await Explain("Log.look_at", 49_000L));
        NoSeqScan(await Explain("Log.list_set_aside", 0L, long.MaxValue, 100));
        NoSeqScan(await Explain("Log.last_set_aside", (object)"ZB-00007"));
    }

    /// <summary>However many lines are held, and however long the log is, each waybill is looked up by an index.</summary>
    [Fact]
    public async Task whether_a_waybill_has_been_received_is_looked_up_for_each_by_itself()
    {
        string[] many = [.. Enumerable.Range(0, 2_000).Select(n => $"ZB-{n:00000}")];
        NoSeqScan(await Explain("Quarantine.received_meanwhile", (object)many));
        NoSeqScan(await Explain("Quarantine.releasable_any"));
        byte[][] lines = [.. many.Select(_ => Array.Empty<byte>())];
        var (ids, texts) = (Array.ConvertAll(many, _ => Guid.NewGuid()), Array.ConvertAll(many, _ => "held"));
        NoSeqScan(await Explain("Quarantine.keep", lines, many, ids, texts, texts, texts, texts, texts, texts, texts));
    }

    [Fact]
    public async Task the_views_position_is_found_without_reading_the_log()
    {
        NoSeqScan(await Explain("Queries.position"));
    }

    private static void NoSeqScan(string plan)
    {
        plan.ShouldContain("Index");
        foreach (var table in (string[])["mt_events", "mt_streams", "quarantine", "set_aside", .. ViewTables.Tables])
            plan.ShouldNotContain($"Seq Scan on {table} ", Case.Sensitive, plan);
    }

    private Task<string> Explain(string file, params object[] values) => Explain(AccessScope.Everything, file, values);

    private async Task<string> Explain(AccessScope scope, string file, params object[] values)
    {
        var (sql, parameters) = (Sql(file),
            Array.ConvertAll(values, value => value == None
                ? new NpgsqlParameter { Value = value } : new() { Value = value, NpgsqlDbType = TypeOf(value) }));
        if (sql.Contains("{in scope", StringComparison.Ordinal)) (sql, parameters) = AccessFilter.Of(scope, sql, parameters);
        await using var connection = await fixture.Engine.Open();
        await using var command = new NpgsqlCommand("explain " + sql, connection);
        command.Parameters.AddRange(parameters);
        return await Plan(command);
    }

    private async Task<string> Explain(string prepare, string explain)
    {
        await using var connection = await fixture.Engine.Open();
        await using (var command = new NpgsqlCommand(prepare, connection)) await command.ExecuteNonQueryAsync();
        await using var explaining = new NpgsqlCommand(explain, connection);
        return await Plan(explaining);
    }

    private static async Task<string> Plan(NpgsqlCommand command)
    {
        await using var reader = await command.ExecuteReaderAsync();
        var plan = new StringBuilder();
        while (await reader.ReadAsync()) plan.AppendLine(reader.GetString(0));
        return plan.ToString();
    }

    private static NpgsqlDbType TypeOf(object value) => value switch
    {
        string => NpgsqlDbType.Text,
        string[] => NpgsqlDbType.Array | NpgsqlDbType.Text,
        int[] => NpgsqlDbType.Array | NpgsqlDbType.Integer,
        int => NpgsqlDbType.Integer,
        long => NpgsqlDbType.Bigint,
        byte[][] => NpgsqlDbType.Array | NpgsqlDbType.Bytea,
        Guid[] => NpgsqlDbType.Array | NpgsqlDbType.Uuid,
        DateTime => NpgsqlDbType.TimestampTz,
        DateOnly => NpgsqlDbType.Date,
        DateOnly[] => NpgsqlDbType.Array | NpgsqlDbType.Date,
        TimeSpan => NpgsqlDbType.Interval,
        _ => throw new NotSupportedException(value.GetType().Name),
    };

    private static string Sql(string file)
    {
        using var reader = new StreamReader(typeof(PostgresEngine).Assembly
            .GetManifestResourceStream($"OrderTracking.Postgres.Sql.{file}.sql")!);
        return reader.ReadToEnd();
    }

    private static object Text(string filter, string name, string value) => filter.Split('+').Contains(name) ? value : None;

    private static object Time(string filter, DateTime bound) =>
        filter.Contains("period", StringComparison.Ordinal) || (filter == "from" && bound == From) ? bound : None;

    private static TheoryData<string> Filters(params string[] filters) => [.. filters];
}
