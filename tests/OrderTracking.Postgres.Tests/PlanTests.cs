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
            insert into tracking.search (waybill, account, lane, received_at, order_number, name_hashes, phone_hashes, row)
            select 'ZB-' || to_char(n, 'FM00000'), 'A-' || n % 200, 'S' || n % 20 || '~S' || n / 20 % 20,
                   timestamptz '2026-01-01' + n * interval '6 minutes', 'PO-' || to_char(n * 7 % 20000, 'FM00000'), '客户' || n,
                   reverse(to_char(13800000000 + n * 37, 'FM00000000000')), jsonb_build_object('waybill', n, 'asWideAsRealOnes',
                   repeat(md5(n::text), 15))
            from generate_series(0, 19999) n;
            insert into tracking.waybills (waybill, account, status, received_at, issued, held_since, insured_value, row)
            select waybill, account, case when n % 100 = 0 then 'inTransit' else 'signed' end, received_at, false,
            case when n % 500 = 0 then received_at end, case when n % 50 = 0 then n * 10 end, row from (select *,
            row_number() over (order by waybill) n from tracking.search) s;
            insert into tracking.exceptions (waybill, exception_id, account, lane, kind, status, cause, responsible_station, raised_at,
            raised_recorded_at, due_at, followed, row)
            select waybill, 'E-1', account, lane, case when n % 100 = 0 then 'wet' else 'delay' end,
            case when n % 100 = 1 then 'open' else 'resolved' end, null, 'S' || n % 100,
                   received_at, received_at, received_at + interval '4 hours', n % 100 = 1, row from (select *,
                   row_number() over (order by waybill) n from tracking.search) s;
            insert into tracking.on_time (waybill, account, lane, destination, promised_at, promised_day, signed_at, cancelled, returned,
            excused, row)
            select waybill, account, lane, 'S1', received_at + interval '2 days', (received_at + interval '2 days')::date,
            received_at + interval '1 day', false, false, false, row from tracking.search;
            insert into tracking.receipts (waybill, account, lane, status, destination, closed_at, closed_day, rejections, status_at, row)
            select waybill, account, lane, case when n % 100 = 0 then 'lost' else 'handedOver' end, 'S1', received_at, received_at::date, 0,
            received_at, row
            from (select *, row_number() over (order by waybill) n from tracking.search) s;
            insert into tracking.deadlines (waybill, deadline, rule, account, lane, station, started_at, due_at, due_day, kept_at, kept_day,
            known_in_time, to_be_raised, withdrawn, ended, excused, row)
            select waybill, d.rule, d.rule, account, lane, 'S' || n % 20, received_at, received_at + interval '1 day',
            (received_at + interval '1 day')::date,
                   case when n % 50 > 0 then received_at + interval '20 hours' end,
                   case when n % 50 > 0 then (received_at + interval '20 hours')::date end, true, n % 500 = 0, false, false, false, row
            from (select *, row_number() over (order by waybill) n from tracking.search) s, (values ('promise'), ('dwellOrigin'),
            ('sorting')) d (rule);
            insert into tracking.cases (stream, kind, number, account, station, status, opened_at, closed_at, due_at, next_due_at, row)
            select 'claim:' || waybill, 'claim', waybill, account, 'S' || n % 20, case when n % 100 = 0 then 'filed' else 'paid' end,
            received_at, case when n % 100 > 0 then received_at + interval '9 days' end, received_at + interval '15 days',
            case when n % 100 = 0 then received_at + interval '2 days' end, row || jsonb_build_object('waybills', array[waybill])
            from (select *, row_number() over (order by waybill) n from tracking.search) s;
            insert into tracking.cases (stream, kind, number, account, station, status, opened_at, row)
            select 'insurance:' || waybill, 'insurance', waybill, account, 'S1', 'confirmed', received_at, row || jsonb_build_object(
            'waybills', array[waybill], 'insurance', jsonb_build_object('amount', n * 10))
            from (select *, row_number() over (order by waybill) n from tracking.search) s where n % 5 = 0;
            insert into tracking.remarks (waybill, event_id, account, lane, recorded_at, row)
            select waybill, 'E-1', account, lane, received_at, row from tracking.search;
            insert into tracking.loading_lists (waybill, loading_list, account, lane, station, day, row)
            select waybill, 'ZZ-' || n / 40, account, lane, 'S' || n % 20, received_at::date, row from (select *,
            row_number() over (order by waybill) n from tracking.search) s;
            insert into tracking.station_visits (waybill, station, on_way)
            select waybill, s, true from tracking.search, lateral (select distinct s from unnest(string_to_array(lane,
            '~') || array['S' || 20 + hashtext(waybill) % 20]) s) t;
            insert into tracking.volumes (waybill, account, lane, station, day, pieces, weight_kg, volume_m3, freight, damaged_pieces,
            short_pieces, row)
            select waybill, account, lane, 'S1', received_at::date, 3, 100, 1, 50, 0, 0, row from tracking.search;
            insert into tracking.quarantine (sender, station, status, code, field, expected, waybill, line, bytes, line_hash, settled_at)
            select 'branch-' || n % 50, 'S' || n % 100, case when n % 100 = 0 then 'refused' else 'held' end,
            case when n % 100 = 0 then 'invalid-json' else 'unknown-waybill' end, '', '', 'ZB-' || n, ''::bytea, 0, sha256(n::text::bytea),
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
    [InlineData("Log.read_stream_after")]
    [InlineData("Quarantine.find")]
    [InlineData("Quarantine.releasable")]
    public async Task prepared_statements_use_an_index_whatever_the_parameters(string file)
    {
        string[] types = file switch
        {
            "Log.read_streams" => ["text[]"],
            "Quarantine.releasable" => ["text[]", "bigint", "bigint"],
            "Log.read_stream_after" => ["text", "bigint"],
            "Log.find_ids" => ["uuid[]"],
            "Log.read_stream" => ["text"],
            "Quarantine.find" => ["bigint", "text", "text[]"],
            _ => ["bigint", "int"],
        };
        string[] values = file switch
        {
            "Log.read_streams" => ["array['ZB-00007', 'ZB-09000']"],
            "Quarantine.releasable" => ["array['ZB-00007', 'ZB-09000']", "0", "1000"],
            "Log.read_stream_after" => ["'ZB-00007'", "3"],
            "Log.find_ids" => ["array[gen_random_uuid()]"],
            "Log.read_stream" => ["'ZB-00007'"],
            "Quarantine.find" => ["7", "'branch-7'", "array['S7']"],
            _ => ["49000", "500"],
        };
        foreach (var mode in new[] { "force_generic_plan", "force_custom_plan" })
            NoSeqScan(await Explain($"set plan_cache_mode = {mode}; prepare it ({string.Join(", ", types)}) as {Sql.Statement(file).Text}",
                $"explain execute it ({string.Join(", ", values)})"));
    }

    public static TheoryData<string> Waybills => Filters("account", "lane", "from", "period", "after", "account+period", "account+status");

    [Theory]
    [MemberData(nameof(Waybills))]
    public async Task a_search_of_waybills_uses_an_index(string filter) => NoSeqScan(await Explain(
        "Queries.waybills",
        [Text(filter, "account", "A-7"), Text(filter, "status", "inTransit"), Text(filter, "lane", "S1~S2"), .. Period(filter, "received"),
            .. After(filter, ("after_received_at", From), ("after_waybill", "ZB-07000")), ("limit", 50)]));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_search_of_waybills_by_status_uses_an_index(bool period) => NoSeqScan(await Explain(
        "Queries.waybills_by_status", ("status", "inTransit"), ("received_from", period ? From : None), ("received_to", period ? To : None),
        ("limit", 50)));

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task the_waybills_under_way_use_an_index(bool after, bool some) => NoSeqScan(await Explain(
        "Queries.open_waybills", ("status", "inTransit"), ("after_received_at", after ? From : DateTime.MinValue.ToUniversalTime()),
        ("after_waybill", after ? "ZB-07000" : ""), ("accounts", some ? new[] { "A-7" } : None),
        ("lanes", some ? new[] { "S1~S2" } : None), ("limit", 500)));

    [Theory]
    [InlineData("0")]
    [InlineData("50100")]
    public async Task reference_events_use_an_index_whatever_the_position(string after)
    {
        foreach (var mode in new[] { "force_generic_plan", "force_custom_plan" })
            NoSeqScan(await Explain($"set plan_cache_mode = {mode}; prepare it (bigint) as {Sql.Text("Log.reference_events")}",
                $"explain execute it ({after})"));
    }

    [Theory]
    [InlineData("ZB-012", null)]
    [InlineData("PO-012", null)]
    [InlineData("客户123", null)]
    [InlineData("0138", "8310")]
    public async Task a_search_by_text_uses_an_index(string text, string? digits) => NoSeqScan(await Explain(
        "Queries.waybills_search", ("number", text), ("order_number", text), ("name_hashes", text),
        ("phone_hashes", (object?)digits ?? None), ("limit", 50)));

    [Fact]
    public async Task public_tracking_asks_one_index_whatever_it_finds()
    {
        foreach (var key in new[] { "ZB-00007 9528", "ZB-00007 0000", "ZB-99999 0000" })
            (await Explain("Queries.track", ("number_and_phone", key))).ShouldContain("search_expr_idx");
    }

    public static TheoryData<string> Exceptions =>
        Filters("account", "lane", "kind", "status", "station", "period", "waybill", "after", "account+period");

    [Theory]
    [MemberData(nameof(Exceptions))]
    public async Task the_list_of_exceptions_uses_an_index(string filter) => NoSeqScan(await Explain(
        "Queries.exceptions",
        [Text(filter, "account", "A-7"), Text(filter, "lane", "S1~S2"), Text(filter, "kind", "wet"), Text(filter, "status", "open"),
            Text(filter, "station", "S7", "responsible_station"), .. Period(filter, "raised"), Text(filter, "waybill", "ZB-00007"),
            .. After(filter, ("after_raised_at", From), ("after_waybill", "ZB-07000"), ("after_exception_id", "E-1")), ("limit", 50)]));

    public static TheoryData<string> ExceptionReports => Filters("account", "lane", "kind", "station", "period", "account+period");

    [Theory]
    [MemberData(nameof(ExceptionReports))]
    public async Task the_report_of_exceptions_uses_an_index(string filter) => NoSeqScan(await Explain(
        "Queries.exceptions_report",
        [Text(filter, "account", "A-7"), Text(filter, "lane", "S1~S2"), Text(filter, "kind", "wet"),
            Text(filter, "station", "S7", "responsible_station"), .. Period(filter, "raised"),
            ("grouping", "kind"), ("zone", "Asia/Shanghai"), ("now", Now)]));

    public static TheoryData<string> Rates => Filters("account", "lane", "period", "account+period");

    [Theory]
    [MemberData(nameof(Rates))]
    public async Task the_on_time_rate_and_its_waybills_use_an_index(string filter)
    {
        (string, object)[] common = [Text(filter, "account", "A-7"), Text(filter, "lane", "S1~S2"), .. Period(filter, "promised"),
            ("clock", "signed"), ("basis", "gross"), ("now", Now), ("limit", 50)];
        NoSeqScan(await Explain("Queries.on_time_waybills", [.. common, ("verdict", "late")]));
        NoSeqScan(await Explain("Queries.on_time_waybills", [.. common, ("after_waybill", "ZB-00500"), ("station", "S1")]));
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
        (string, object)[] spans = [("span_grains", new[] { "month", "day" }),
            ("span_firsts", new[] { new DateOnly(2026, 2, 1), new(2026, 4, 1) }),
            ("span_pasts", new[] { new DateOnly(2026, 4, 1), new(2026, 4, 20) })];
        (string, object)[] common =
            [("scope", scope), ("keys", key is null ? None : new[] { key }), .. spans, ("grouping", (object?)grouping ?? None)];
        (string, object)[] dimensions =
            [("account", scope == "account" ? "A-7" : None), ("lane", scope == "lane" && key is not null ? key : None)];
        (string, object)[] today = [("span_phases", new[] { "over", "over" }), ("now", Now), ("today_from", From), ("today_to", To)];
        NoSeqScan(await Explain("Queries.on_time_rollup", [.. common, .. today, ("clock", "signed"), .. dimensions]));
        NoSeqScan(await Explain("Queries.deadlines_rollup", [.. common, .. today, ("rule", "sorting"), .. dimensions]));
        NoSeqScan(await Explain("Queries.receipts_rollup",
            [.. common, ("now", Now), ("from", From), ("to", To), .. dimensions, ("age_bounds", new[] { 1, 2, 3, 4 })]));
        NoSeqScan(await Explain("Queries.volumes_rollup", common));
    }

    public static TheoryData<string> Combined =>
        Filters("account+lane+period", "account+station+period", "lane+station+period", "account+lane", "station+period");

    [Theory]
    [MemberData(nameof(Combined))]
    public async Task figures_from_rows_use_an_index(string filter)
    {
        (string, object)[] dimensions = [Text(filter, "account", "A-7"), Text(filter, "lane", "S1~S2"), Text(filter, "station", "S1")];
        (string, object)[] days = [.. dimensions, ("from_day", Time(filter, From) == None ? None : new DateOnly(2026, 2, 1)),
            ("to_day", Time(filter, To) == None ? None : new DateOnly(2026, 2, 2))];
        (string, object)[] times = [.. dimensions, ("from", Time(filter, From)), ("to", Time(filter, To))];
        (string, object) byLane = ("grouping", "lane"), now = ("now", Now), limit = ("limit", 50);
        NoSeqScan(await Explain("Queries.on_time_rows", [.. times, byLane, ("clock", "signed"), now]));
        NoSeqScan(await Explain("Queries.deadlines_rows", [.. days, byLane, ("rule", "sorting"), now]));
        NoSeqScan(await Explain("Queries.receipts_rows", [.. times, byLane, now, ("age_bounds", new[] { 1, 2, 3, 4 })]));
        NoSeqScan(await Explain("Queries.volumes_rows", [.. days, byLane]));
        NoSeqScan(await Explain("Queries.volumes_waybills", [.. days, ("verdict", "damaged"), limit]));
        NoSeqScan(await Explain("Queries.dwell", [.. days, byLane, ("rule", "dwellOrigin")]));
        NoSeqScan(await Explain("Queries.deadlines_behind", [.. days, ("rule", "sorting"), ("side", "others"), now, limit]));
        NoSeqScan(await Explain("Queries.stays_behind", [.. days, ("rule", "dwellOrigin"), ("after_day", new DateOnly(2026, 2, 1)),
            ("after_waybill", "ZB-00500"), ("after_deadline", "dwellOrigin:1"), limit]));
    }

    public static TheoryData<string> DeadlineLists =>
        Filters("account", "period", "waybill", "after", "account+period", "rule+period", "station+period");

    [Theory]
    [MemberData(nameof(DeadlineLists))]
    public async Task the_lists_of_deadlines_and_breaches_use_an_index(string filter)
    {
        (string, object)[] common =
        [
            Text(filter, "rule", "promise"),
            ("accounts", filter.Contains("account", StringComparison.Ordinal) ? new[] { "A-7", "A-8" } : None),
            Text(filter, "station", "S7"), .. Period(filter, "due"), Text(filter, "waybill", "ZB-00007"),
        ];
        (string, object)[] page = [.. common, .. After(filter, ("after_due_at", From), ("after_waybill", "ZB-07000"),
            ("after_deadline", "promise")), ("limit", 50)];

        foreach (var verdict in new object[] { None, "met", "late", "missed", "open" })
            NoSeqScan(await Explain("Queries.deadlines", [.. page, ("verdict", verdict), ("now", Now),
                ("due_from_day", filter.Contains("period", StringComparison.Ordinal) ? DateOnly.FromDateTime(From) : None)]));
        (string, object) rules = ("rules", new[] { "dwellOrigin", "sorting" });
        if (filter.Contains("account", StringComparison.Ordinal))
        {
            var ofAccounts = await Explain("Queries.deadlines_open_of_accounts", [.. page, rules]);
            NoSeqScan(ofAccounts);
            // A page of each account, in order, and not what is overdue of all of them.
            ofAccounts.ShouldMatch("deadlines_account_(rule_)?due_at_waybill_deadline_idx");
            // Of one rule, and none of those that were kept.
            (string, object)[] toTell = [.. page, ("rules", new[] { "promise" })];
            if (filter == "account")
                (await Explain("Queries.deadlines_open_of_accounts", toTell)).ShouldContain(
                    "deadlines_account_rule_due_at_waybill_deadline_idx");
        }
        else NoSeqScan(await Explain("Queries.deadlines_open", [.. page.Where(given => given.Item1 != "accounts"), rules]));
        NoSeqScan(await Explain("Queries.breaches", [.. page, ("now", Now)]));
        NoSeqScan(await Explain("Queries.breaches_report", [.. common, ("now", Now), ("grouping", "rule"),
            ("penalty_rules", new[] { "promise" }), ("penalty_from_days", new[] { new DateOnly(2026, 1, 1) })]));
    }

    [Fact]
    public async Task cases_are_found_by_an_index()
    {
        (string, object) kind = ("kind", "claim"), limit = ("limit", 50);
        NoSeqScan(await Explain("Queries.cases", kind, limit));
        NoSeqScan(await Explain("Queries.cases", kind, ("account", "A-7"), limit));
        NoSeqScan(await Explain("Queries.cases", kind, ("status", "filed"), limit));
        NoSeqScan(await Explain("Queries.cases", kind, ("waybill", "ZB-00007"), limit));
        NoSeqScan(await Explain("Queries.cases", kind, ("opened_from", From), ("opened_to", To), limit));
        NoSeqScan(await Explain(new AccessScope(["A-7"], null), "Queries.cases", kind, limit));
        NoSeqScan(await Explain("Queries.cases_counted", kind, ("opened_from", From), ("opened_to", To)));
        NoSeqScan(await Explain("Queries.cases_due", ("due_before", From), limit));
        NoSeqScan(await Explain("Queries.cases_due", ("due_before", From), ("accounts", new[] { "A-7", "A-8" }), limit));
    }

    [Fact]
    public async Task what_is_insured_or_to_be_insured_is_found_by_an_index()
    {
        (string, object) limit = ("limit", 50), account = ("account", "A-7");
        (string, object)[] day = [("received_from", From), ("received_to", To), ("carried_from", From.AddDays(-7)),
            ("words", new[] { "易碎" }), ("excluded", new[] { "水泥" }), ("including", new[] { "A-7" }), ("high_value", 100_000m), limit];
        foreach (var scope in new[] { AccessScope.Everything, new AccessScope(["A-7"], null) })
        {
            NoSeqScan(await Explain(scope, "Queries.insurance_to_declare", day));
            NoSeqScan(await Explain(scope, "Queries.insurance_to_declare", [.. day, account]));
            NoSeqScan(await Explain(scope, "Queries.insurance_watched", ("above", 199_000m), limit));
            NoSeqScan(await Explain(scope, "Queries.insurance_covers", ("waybills", new[] { "ZB-00007", "ZB-00010" })));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task what_the_clock_and_account_managers_look_for_uses_an_index(bool ofAccounts)
    {
        (string, object) accounts = ("accounts", ofAccounts ? new[] { "A-7", "A-8" } : None);
        NoSeqScan(await Explain("Queries.deadlines_to_be_raised", ("now", From), ("limit", 500)));
        NoSeqScan(await Explain("Queries.exceptions_followed", accounts, ("limit", 50)));
        NoSeqScan(await Explain("Queries.receipts_to_chase", accounts, ("now", Now), ("limit", 50)));
        NoSeqScan(await Explain("Queries.remarks", accounts, ("recorded_from", From), ("limit", 50)));
        NoSeqScan(await Explain("Queries.held_freight", accounts, ("limit", 50)));
        NoSeqScan(await Explain("Queries.waybills_not_issued", accounts, ("received_before", To), ("limit", 50)));
    }

    [Fact]
    public async Task loading_lists_are_found_by_an_index()
    {
        NoSeqScan(await Explain("Queries.loading_list_numbers", ("from_day", DateOnly.FromDateTime(From)),
            ("to_day", DateOnly.FromDateTime(To)), ("limit", 50)));
        NoSeqScan(await Explain("Queries.loading_list_lines", ("loading_lists", new[] { "ZZ-7", "ZZ-8" })));
    }

    public static TheoryData<string> ReceiptLists => Filters("account", "lane", "status", "period", "waybill", "account+period");

    [Theory]
    [MemberData(nameof(ReceiptLists))]
    public async Task the_list_of_receipts_uses_an_index(string filter) => NoSeqScan(await Explain(
        "Queries.receipts",
        [Text(filter, "account", "A-7"), Text(filter, "lane", "S1~S2"), Text(filter, "status", "lost"), .. Period(filter, "closed"),
            Text(filter, "waybill", "ZB-00007"), Text(filter, "lane", "late", "verdict"), ("now", Now), ("limit", 50)]));

    [Theory]
    [InlineData("held", null)]
    [InlineData("refused", null)]
    [InlineData(null, "invalid-json")]
    [InlineData("refused", "invalid-json")]
    [InlineData(null, null)]
    public async Task the_list_of_the_quarantine_uses_an_index(string? status, string? code) =>
        NoSeqScan(await Explain("Quarantine.list",
            ("status", (object?)status ?? None), ("code", (object?)code ?? None), ("stations", Array.Empty<string>()), ("limit", 50)));

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
        (string, object) limit = ("limit", 50), now = ("now", Now);
        NoSeqScan(await Explain(scope, "Queries.waybills", limit));
        NoSeqScan(await Explain(scope, "Queries.waybills", ("status", "inTransit"), limit));
        NoSeqScan(await Explain(scope, "Queries.waybills_search",
            ("number", "PO-012"), ("order_number", "PO-012"), ("name_hashes", "PO-012"), limit));
        NoSeqScan(await Explain(scope, "Queries.exceptions", limit));
        NoSeqScan(await Explain(scope, "Queries.exceptions_followed", limit));
        NoSeqScan(await Explain(scope, "Queries.on_time_waybills",
            ("promised_from", From), ("promised_to", To), ("clock", "signed"), ("basis", "gross"), now, limit));
        NoSeqScan(await Explain(scope, "Queries.receipts", limit));
        NoSeqScan(await Explain(scope, "Queries.receipts_to_chase", now, limit));
        NoSeqScan(await Explain(scope, "Queries.deadlines", now, limit));
        NoSeqScan(await Explain(scope, "Queries.deadlines_open", ("rules", new[] { "dwellOrigin", "sorting" }), limit));
        NoSeqScan(await Explain(scope, "Queries.deadlines_open_of_accounts", ("accounts", fifty),
            ("rules", new[] { "dwellOrigin", "sorting" }), limit));
        NoSeqScan(await Explain(scope, "Queries.breaches", now, limit));
        NoSeqScan(await Explain(scope, "Queries.volumes_waybills", limit));
        NoSeqScan(await Explain("Reports.list", ("accounts", scope.Accounts is null ? Array.Empty<string>() : fifty), limit));
        NoSeqScan(await Explain("Quarantine.list", ("sender", "branch-7"), ("stations", ten), limit));
    }

    [Fact]
    public async Task events_that_cannot_be_read_are_looked_at_and_listed_by_an_index()
    {
        NoSeqScan(await Explain("Log.look_at", ("position", 49_000L)));
        NoSeqScan(await Explain("Log.list_set_aside", ("after", 0L), ("up_to", long.MaxValue), ("limit", 100)));
        NoSeqScan(await Explain("Log.last_set_aside", ("stream", "ZB-00007")));
    }

    /// <summary>However many lines are held, and however long the log is, each waybill is looked up by an index.</summary>
    [Fact]
    public async Task whether_a_waybill_has_been_received_is_looked_up_for_each_by_itself()
    {
        string[] many = [.. Enumerable.Range(0, 2_000).Select(n => $"ZB-{n:00000}")];
        NoSeqScan(await Explain("Quarantine.received_meanwhile", ("waybills", many)));
        NoSeqScan(await Explain("Quarantine.releasable_any", ("after", 0L), ("limit", 1_000)));
        NoSeqScan(await Explain("Quarantine.erase", ("settled_before", Now), ("limit", 1_000)));
    }

    /// <summary>The plans inside functions are not shown, so what they read is counted.</summary>
    [Fact]
    public async Task lines_are_kept_and_settled_without_reading_the_quarantine_whole()
    {
        const string Scans = "select {0} from pg_stat_user_tables where schemaname = 'tracking' and relname = 'quarantine'";
        var (sequential, index) = ((long)(await fixture.Engine.Ask(Scans.Replace("{0}", "seq_scan", StringComparison.Ordinal)))!,
            (long)(await fixture.Engine.Ask(Scans.Replace("{0}", "idx_scan", StringComparison.Ordinal)))!);

        await fixture.Engine.Run(
            """
            select tracking.keep_lines(array_agg(convert_to('new ' || n, 'UTF8')), array_agg(null::bytea),
                array_agg(sha256(convert_to('new ' || n, 'UTF8'))), array_agg(8), array_agg('ZB-' || n), array_agg(gen_random_uuid()),
                array_agg('held'::text), array_agg(''::text), array_agg(''::text), array_agg(''::text), array_agg('a sender'::text),
                array_agg(null::text), array_agg(null::text), array_agg(null::bytea), '{}', '{}', 100000000)
            from generate_series(1, 2000) n
            """);
        await fixture.Engine.Run(
            """
            select tracking.settle_lines(array_agg(id), array_agg('released'::text), array_agg(''::text), array_agg(''::text),
                array_agg(''::text), array_agg(null::text), array_agg(null::text))
            from (select id from tracking.quarantine where sender = 'a sender' order by id limit 10) q
            """);

        // Counts arrive when a session has ended.
        while ((long)(await fixture.Engine.Ask(Scans.Replace("{0}", "idx_scan", StringComparison.Ordinal)))! < index + 2_010)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        ((long)(await fixture.Engine.Ask(Scans.Replace("{0}", "seq_scan", StringComparison.Ordinal)))!).ShouldBe(sequential);
        (await fixture.Engine.Ask("select bytes from tracking.quarantine_senders where sender = 'a sender'"))
            .ShouldBe(await fixture.Engine.Ask("select sum(bytes + 500)::bigint from tracking.quarantine where sender = 'a sender' and "
                + "settled_at is null"));
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

    private Task<string> Explain(string file, params (string Name, object Value)[] given) =>
        Explain(AccessScope.Everything, file, given);

    /// <summary>Parameters that are not given are null.</summary>
    private async Task<string> Explain(AccessScope scope, string file, params (string Name, object Value)[] given)
    {
        var statement = Sql.Statement(file);
        var others = statement.Names.Except(given.Select(parameter => parameter.Name)).Select(name => (Name: name, Value: None));
        var (sql, parameters) = (statement.Text, statement.Bind([.. given.Concat(others).Select(parameter => parameter.Value == None
            ? new NpgsqlParameter(parameter.Name, None) : new(parameter.Name, TypeOf(parameter.Value)) { Value = parameter.Value })]));
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
        decimal => NpgsqlDbType.Numeric,
        long => NpgsqlDbType.Bigint,
        byte[][] => NpgsqlDbType.Array | NpgsqlDbType.Bytea,
        Guid[] => NpgsqlDbType.Array | NpgsqlDbType.Uuid,
        DateTime => NpgsqlDbType.TimestampTz,
        DateOnly => NpgsqlDbType.Date,
        DateOnly[] => NpgsqlDbType.Array | NpgsqlDbType.Date,
        TimeSpan => NpgsqlDbType.Interval,
        _ => throw new NotSupportedException(value.GetType().Name),
    };

    /// <param name="parameter">Where it is called otherwise than the filter.</param>
    private static (string Name, object Value) Text(string filter, string name, string value, string? parameter = null) =>
        (parameter ?? name, filter.Split('+').Contains(name) ? value : None);

    private static (string Name, object Value)[] After(string filter, params (string Name, object Value)[] given) =>
        filter == "after" ? given : [];

    private static (string Name, object Value)[] Period(string filter, string of) =>
        [($"{of}_from", Time(filter, From)), ($"{of}_to", Time(filter, To))];

    private static object Time(string filter, DateTime bound) =>
        filter.Contains("period", StringComparison.Ordinal) || (filter == "from" && bound == From) ? bound : None;

    private static TheoryData<string> Filters(params string[] filters) => [.. filters];
}
