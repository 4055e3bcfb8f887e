using Npgsql;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Projections;
using OrderTracking.Engine.Contract;
using Shouldly;
using Xunit;

namespace OrderTracking.Postgres.Tests;

public sealed class SchemaTests : IAsyncLifetime
{
    private readonly PostgresUnderTest engine = new();

    public async ValueTask InitializeAsync() => await engine.CreateDatabase();

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    [Fact]
    public async Task eight_nodes_that_start_at_once_on_an_empty_database_make_one_schema()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => engine.OpenNode())));

        foreach (var node in nodes)
            (await node.Views.States(TestContext.Current.CancellationToken)).Select(state => state.View)
                .ShouldBe(AllViews.All.Select(view => view.Name), ignoreOrder: true);
        (await engine.AskAll("select number from tracking.schema_changes order by number"))
            .ShouldBe(SchemaFiles().Order(StringComparer.Ordinal).Select(NumberOf));
        (await Task.WhenAll(nodes.Select((node, i) => node.Append($"ZB-{i}", 0, Sample.Notes(1)))))
            .ShouldAllBe(result => result.Status == Application.Ports.AppendStatus.Appended);
    }

    [Fact]
    public async Task a_node_that_starts_later_changes_nothing()
    {
        var node = await engine.OpenNode();
        await node.Append("ZB-1", 0, Sample.Notes(3));
        var before = await engine.AskAll("select * from tracking.schema_changes order by number");

        await engine.OpenNode();

        (await engine.AskAll("select * from tracking.schema_changes order by number")).ShouldBe(before);
        (await engine.Ask("select count(*) from mt_events")).ShouldBe(3L);
    }

    [Fact]
    public async Task a_database_of_a_newer_version_is_not_touched()
    {
        await engine.OpenNode();
        await engine.Run("insert into tracking.schema_changes (number, name) values (9999, 'Schema.9999_tomorrow')");

        (await Should.ThrowAsync<InvalidOperationException>(engine.OpenNode())).Message.ShouldContain("9999");
    }

    [Fact]
    public async Task a_change_that_breaks_off_leaves_nothing_half_made()
    {
        // A function cannot be replaced by one with another result, so the upgrade fails when all tables are made.
        await engine.Run("create schema tracking; create function tracking.move_views(p_from bigint, p_to bigint) returns int language "
            + "sql as 'select 1'");
        await Should.ThrowAsync<PostgresException>(engine.OpenNode());
        (await engine.Ask("select to_regclass('tracking.waybills')::text")).ShouldBe(DBNull.Value);
        (await engine.Ask("select to_regclass('mt_events')::text")).ShouldBe(DBNull.Value);

        await engine.Run("drop function tracking.move_views(bigint, bigint)");
        (await (await engine.OpenNode()).Append("ZB-1", 0, Sample.Notes(1))).Status.ShouldBe(Application.Ports.AppendStatus.Appended);
    }

    [Fact]
    public async Task the_tables_of_the_log_have_the_columns_of_marten_9()
    {
        await engine.OpenNode();

        (await Columns("mt_streams")).ShouldBe(
        [
            "id | character varying | not null | null", "type | character varying | null | null", "version | bigint | null | null",
            "timestamp | timestamp with time zone | not null | now()", "created | timestamp with time zone | not null | now()",
            "tenant_id | character varying | null | '*DEFAULT*'::character varying", "is_archived | boolean | null | false",
        ]);
        (await Columns("mt_events")).ShouldBe(
        [
            "seq_id | bigint | not null | null", "id | uuid | not null | null", "stream_id | character varying | null | null",
            "version | bigint | not null | null",
            "data | jsonb | not null | null", "bdata | bytea | null | null", "type | character varying(500) | not null | null",
            "timestamp | timestamp with time zone | not null | now()",
            "tenant_id | character varying | null | '*DEFAULT*'::character varying",
            "mt_dotnet_type | character varying | null | null", "correlation_id | character varying | null | null",
            "causation_id | character varying | null | null",
            "headers | jsonb | null | null", "user_name | character varying | null | null", "is_archived | boolean | null | false",
        ]);
        (await Columns("mt_event_progression")).ShouldBe(
        [
            "name | character varying | not null | null", "last_seq_id | bigint | null | null",
            "last_updated | timestamp with time zone | null | transaction_timestamp()",
        ]);
    }

    [Fact]
    public async Task the_tables_of_the_log_have_the_constraints_and_indexes_of_marten_9()
    {
        await engine.OpenNode();

        (await engine.AskAll(
            """
            select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
            where conrelid in ('mt_streams'::regclass, 'mt_events'::regclass, 'mt_event_progression'::regclass) order by 2
            """)).ShouldBe(
        [
            "mt_events | fkey_mt_events_stream_id | FOREIGN KEY (stream_id) REFERENCES mt_streams(id) ON DELETE CASCADE",
            "mt_event_progression | pk_mt_event_progression | PRIMARY KEY (name)",
            "mt_events | pkey_mt_events_seq_id | PRIMARY KEY (seq_id)",
            "mt_streams | pkey_mt_streams_id | PRIMARY KEY (id)",
        ]);
        (await engine.AskAll("select indexdef from pg_indexes where schemaname = 'public' and tablename like 'mt\\_%' order by indexname"))
            .ShouldBe(
        [
            "CREATE UNIQUE INDEX idx_mt_events_event_id ON public.mt_events USING btree (id)",
            "CREATE UNIQUE INDEX pk_mt_event_progression ON public.mt_event_progression USING btree (name)",
            "CREATE UNIQUE INDEX pk_mt_events_stream_and_version ON public.mt_events USING btree (stream_id, version)",
            "CREATE UNIQUE INDEX pkey_mt_events_seq_id ON public.mt_events USING btree (seq_id)",
            "CREATE UNIQUE INDEX pkey_mt_streams_id ON public.mt_streams USING btree (id)",
        ]);
        (await engine.Ask("select pg_get_serial_sequence('mt_events', 'seq_id')")).ShouldBe("public.mt_events_sequence");
        (await engine.AskAll("select tablename from pg_tables where schemaname = 'public' order by 1"))
            .ShouldBe(["mt_event_progression", "mt_events", "mt_streams"]);
    }

    [Fact]
    public async Task rows_of_the_log_have_the_values_that_marten_expects()
    {
        var node = await engine.OpenNode();
        var events = Sample.Types.Select(type => Sample.New(AnyEvent.Of(type.Type))).ToArray();
        events[1] = events[1] with { Source = EventSource.System, Causation = events[0].Id, Correlation = "批次-7" };
        var appended = await node.Append("ZB-1", 0, events);

        (await engine.AskAll("select type from mt_events order by seq_id")).ShouldBe(Sample.Types.Select(type => type.Stored));
        (await engine.AskAll(
            "select stored from (select unnest(array_agg(type)) as stored from mt_events) t "
            + "where stored !~ '^waybill\\.[a-z-]+\\.v[0-9]+$'")).ShouldBeEmpty();
        (await engine.AskAll("select distinct mt_dotnet_type, bdata is null, tenant_id, is_archived, user_name from mt_events"))
            .ShouldBe(["null | True | *DEFAULT* | False | null"]);
        (await engine.AskAll($"select correlation_id, causation_id, headers from mt_events where seq_id = {appended.FirstPosition + 1}"))
            .ShouldBe([$"批次-7 | {events[0].Id} | {{\"source\": \"system\"}}"]);
        (await engine.AskAll("select id, type, version, tenant_id, is_archived, timestamp = created from mt_streams"))
            .ShouldBe([$"ZB-1 | waybill | {events.Length} | *DEFAULT* | False | True"]);
        // Marten inserts a projection's row when it begins, and would fail on an existing one.
        (await engine.AskAll("select name from mt_event_progression")).ShouldBeEmpty();
        await node.Views.Commit(0, appended.FirstPosition, new(), TestContext.Current.CancellationToken);
        (await engine.AskAll("select name from mt_event_progression order by 1")).ShouldBe(["Views:All"]);
        (await engine.Ask("select last_value from mt_events_sequence")).ShouldBe(appended.FirstPosition + events.Length - 1);
    }

    [Fact]
    public async Task appends_are_durable_before_they_are_answered()
    {
        await engine.OpenNode();

        (await engine.AskAll("select current_setting('fsync'), current_setting('synchronous_commit')")).ShouldBe(["on | on"]);
        (await engine.Ask("select count(*) from pg_proc where proname in ('append_event', 'append_events', 'append_checked') "
            + "and proconfig::text ~ 'synchronous_commit'")).ShouldBe(0L);
    }

    private Task<List<string>> Columns(string table) => engine.AskAll(
        $"""
        select a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' else 'null' end,
               coalesce(pg_get_expr(d.adbin, d.adrelid), 'null')
        from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = '{table}'::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum
        """);

    private static string NumberOf(string file) =>
        file[(file.IndexOf(".Schema.", StringComparison.Ordinal) + 8)..].Split('_')[0].TrimStart('0');

    private static IEnumerable<string> SchemaFiles() =>
        typeof(PostgresEngine).Assembly.GetManifestResourceNames().Where(name => name.Contains(".Sql.Schema.", StringComparison.Ordinal));
}
