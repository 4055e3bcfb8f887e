using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Engine.Contract;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Postgres.Tests;

/// <summary>What the database denies to the service's and the auditor's role. All other tests show that the service can work.</summary>
public sealed class RolesTests(RolesTests.Recorded recorded) : IClassFixture<RolesTests.Recorded>
{
    private const string Denied = PostgresErrorCodes.InsufficientPrivilege;

    [Theory]
    [InlineData("update mt_events set data = '{}'")]
    [InlineData("update mt_events set timestamp = now()")]
    [InlineData("update mt_events set is_archived = true")]
    [InlineData("delete from mt_events")]
    [InlineData("truncate mt_events")]
    [InlineData("truncate mt_streams cascade")]
    [InlineData("delete from mt_streams")]
    [InlineData("update mt_streams set id = id || 'x'")]
    [InlineData("update mt_streams set is_archived = true")]
    [InlineData("delete from mt_event_progression")]
    [InlineData("drop table mt_events")]
    [InlineData("drop table tracking.waybills")]
    [InlineData("drop schema tracking cascade")]
    [InlineData("alter table mt_events disable trigger all")]
    [InlineData("alter table mt_events add column more text")]
    [InlineData("alter table tracking.handed_out disable trigger keep_handed_out")]
    [InlineData("alter table tracking.waybills owner to ordertracking_service")]
    [InlineData("update tracking.handed_out set by = ''")]
    [InlineData("delete from tracking.handed_out")]
    [InlineData("update tracking.epochs set origin = ''")]
    [InlineData("insert into tracking.imports (position) values (1)")]
    [InlineData("delete from tracking.quarantine")]
    [InlineData("delete from tracking.reference_streams")]
    [InlineData("delete from tracking.case_streams")]
    [InlineData("insert into tracking.set_aside values (1, '', 1, '', now(), '', '', '', now(), '', '')")]
    [InlineData("update tracking.set_aside set by = ''")]
    [InlineData("delete from tracking.set_aside")]
    [InlineData("truncate tracking.set_aside")]
    [InlineData("alter table tracking.set_aside disable trigger all")]
    [InlineData("create or replace function tracking.set_aside_event(bigint, text, text, text, text, text, out timestamptz) language sql "
        + "as 'select now()'")]
    [InlineData("delete from transparency.tiles")]
    [InlineData("truncate transparency.tiles")]
    [InlineData("update transparency.tiles set number = 1")]
    [InlineData("delete from transparency.entries")]
    [InlineData("update transparency.entries set first_position = 1")]
    [InlineData("insert into transparency.logs default values")]
    [InlineData("delete from transparency.logs")]
    [InlineData("update transparency.logs set origin = ''")]
    [InlineData("update transparency.logs set reason = ''")]
    [InlineData("update transparency.timestamps set token = ''")]
    [InlineData("delete from transparency.timestamps")]
    [InlineData("select tracking.begin_log('')")]
    [InlineData("drop schema transparency cascade")]
    [InlineData("create table transparency.something ()")]
    [InlineData("delete from person_keys.keys")]
    [InlineData("truncate person_keys.keys")]
    [InlineData("update person_keys.keys set stream = ''")]
    [InlineData("delete from person_keys.hash_key")]
    [InlineData("update person_keys.hash_key set id = 2")]
    [InlineData("update person_keys.phones set hash = 1")]
    [InlineData("truncate person_keys.phones")]
    [InlineData("delete from person_keys.destructions")]
    [InlineData("update person_keys.destructions set at = now()")]
    [InlineData("drop schema person_keys cascade")]
    [InlineData("create table person_keys.something ()")]
    [InlineData("delete from tracking.erasures")]
    [InlineData("update tracking.erasures set person = ''")]
    [InlineData("update tracking.erasures set waybill = '', role = ''")]
    [InlineData("insert into tracking.view_tables values ('handed_out')")]
    [InlineData("delete from tracking.schema_changes")]
    [InlineData("update tracking.schema_functions set hash = ''")]
    [InlineData("create role somebody")]
    [InlineData("create schema somewhere")]
    [InlineData("create database something")]
    [InlineData("create table public.something ()")]
    [InlineData("create table tracking.something ()")]
    [InlineData("create function tracking.something() returns int language sql as 'select 1'")]
    [InlineData("create or replace function tracking.now() returns timestamptz language sql as 'select now()'")]
    [InlineData("create trigger something before insert on mt_events for each row execute function tracking.note_reference_stream()")]
    [InlineData("grant ordertracking_auditor to current_user")]
    [InlineData("copy mt_events to program 'true'")]
    [InlineData("select tracking.make_rebuild('handed_out', '00000000', false)")]
    [InlineData("select tracking.swap_rebuild('handed_out', null, '00000000')")]
    [InlineData("select tracking.drop_rebuild('waybills', '; drop')")]
    [InlineData("select tracking.sum_rebuild('on_time', 'quarantine', '00000000')")]
    public async Task the_service_is_denied(string statement) =>
        (await Should.ThrowAsync<PostgresException>(recorded.Engine.AsService(statement))).SqlState.ShouldBe(Denied);

    [Theory]
    [InlineData("insert into mt_streams (id) values ('X')")]
    [InlineData("insert into mt_events (seq_id, id, data, type) values (99, gen_random_uuid(), '{}', 'x')")]
    [InlineData("update mt_events set data = '{}'")]
    [InlineData("delete from mt_events")]
    [InlineData("truncate mt_events")]
    [InlineData("select setval('mt_events_sequence', 1)")]
    [InlineData("update tracking.waybills set status = ''")]
    [InlineData("update tracking.views set rebuild_requested_at = now()")]
    [InlineData("delete from tracking.quarantine")]
    [InlineData("insert into tracking.handed_out select * from tracking.handed_out")]
    [InlineData("select tracking.append_events(array['X'], array[0::bigint], array[0::bigint], '{}', '{}', '{}', '{}', '{}', '{}', '{}', "
        + "'{}', '{}')")]
    [InlineData("select tracking.drop_rebuild('waybills', '00000000')")]
    [InlineData("select tracking.set_aside_event(1, '', '', '', '', '')")]
    [InlineData("delete from tracking.set_aside")]
    [InlineData("update transparency.logs set checkpoint = ''")]
    [InlineData("insert into transparency.tiles values (0, 0, '')")]
    [InlineData("delete from transparency.timestamps")]
    [InlineData("select count(*) from person_keys.keys")]
    [InlineData("select count(*) from person_keys.hash_key")]
    [InlineData("select count(*) from person_keys.phones")]
    [InlineData("update tracking.erasures set persons = 0")]
    [InlineData("select count(*) from tracking.webhooks")]
    [InlineData("update tracking.webhook_deliveries set status = ''")]
    [InlineData("create schema somewhere")]
    [InlineData("create table tracking.something ()")]
    public async Task the_auditor_is_denied(string statement) =>
        (await Should.ThrowAsync<PostgresException>(recorded.Engine.AsAuditor(statement))).SqlState.ShouldBe(Denied);

    [Fact]
    public async Task the_auditor_reads_the_log_the_views_and_what_was_kept_beside_them()
    {
        (await recorded.Engine.AsAuditor("select count(*) from mt_events")).ShouldBe(3L);
        (await recorded.Engine.AsAuditor("select count(*) from mt_streams")).ShouldBe(1L);
        foreach (var table in await recorded.Engine
            .AskAll("select name from tracking.view_tables union all select unnest(array['views', 'quarantine', "
                + "'quarantine_senders', 'quarantine_authors', 'epochs', 'handed_out', 'reference_streams', 'case_streams', 'set_aside', "
                + "'replays', 'replay_changes', 'imports', 'webhook_deliveries', 'epcis_captures'])"))
            await recorded.Engine.AsAuditor($"select count(*) from tracking.{table}");
    }

    /// <summary>A table that a later change adds must be granted here, or be the owner's alone.</summary>
    [Fact]
    public async Task roles_other_than_the_owner_have_only_the_rights_listed_here()
    {
        (await recorded.Engine.AskAll(
            """
            select c.oid::regclass::text, string_agg(distinct lower(a.privilege_type), ', ' order by lower(a.privilege_type))
            from pg_class c, aclexplode(c.relacl) a
            where a.grantee = 'ordertracking_service'::regrole
              and c.relnamespace in ('tracking'::regnamespace, 'public'::regnamespace, 'transparency'::regnamespace,
                                     'person_keys'::regnamespace)
              and c.relname not in (select name from tracking.view_tables)
              and c.relname not in ('access_log', 'repeated_accesses', 'api_keys', 'idempotency')
            group by c.oid order by 1
            """)).ShouldBe(
        [
            "mt_event_progression | insert, select", "mt_events | insert, select", "mt_events_sequence | select, update",
            "mt_streams | insert, select",
            "person_keys.destructions | insert, select", "person_keys.hash_key | insert, select", "person_keys.keys | insert, select",
            "person_keys.phones | delete, insert, select",
            "tracking.administrative_acts | insert, select", "tracking.case_streams | insert, select",
            "tracking.epcis_captures | delete, insert, select, update", "tracking.epcis_queries | delete, insert, select, update",
            "tracking.epcis_subscriptions | delete, insert, select, update", "tracking.epochs | insert, select",
            "tracking.erasures | insert, select", "tracking.handed_out | insert, select", "tracking.imports | select",
            "tracking.quarantine | insert, select, update", "tracking.quarantine_authors | insert, select",
            "tracking.quarantine_senders | insert, select, update",
            "tracking.reference_streams | insert, select",
            "tracking.replay_changes | delete, insert, select, update", "tracking.replays | delete, insert, select, update",
            "tracking.schema_changes | select", "tracking.schema_functions | select", "tracking.set_aside | select",
            "tracking.view_tables | select",
            "tracking.views | insert, select, update",
            "tracking.webhook_deliveries | delete, insert, select, update", "tracking.webhooks | delete, insert, select, update",
            "transparency.entries | insert, select", "transparency.logs | select", "transparency.tiles | insert, select",
            "transparency.timestamps | insert, select",
        ]);
        (await recorded.Engine.AskAll(
            """
            select c.attrelid::regclass::text, string_agg(c.attname, ', ' order by c.attname)
            from pg_attribute c, aclexplode(c.attacl) a
            where a.grantee = 'ordertracking_service'::regrole and a.privilege_type = 'UPDATE'
            group by c.attrelid order by 1
            """)).ShouldBe(
        [
            "mt_event_progression | last_seq_id, last_updated", "mt_streams | timestamp, version",
            "person_keys.hash_key | kek, wrapped", "person_keys.keys | generations, kek, wrapped",
            "tracking.erasures | approved_at, approved_by, done_at, persons, phone",
            "transparency.entries | entries, positions",
            "transparency.logs | checkpoint, cosigned, key, position, refusal, refused_at, signed_at, size",
            "transparency.tiles | hashes",
        ]);
        (await recorded.Engine.AskAll(
            "select distinct lower(a.privilege_type) from pg_class c, aclexplode(c.relacl) a where a.grantee = "
            + "'ordertracking_auditor'::regrole")).ShouldBe(["select"]);
        (await recorded.Engine.AskAll(
            """
            select distinct c.relname from pg_class c, aclexplode(c.relacl) a
            where c.relnamespace in ('tracking'::regnamespace, 'public'::regnamespace, 'transparency'::regnamespace,
                                     'person_keys'::regnamespace)
              and (a.grantee = 0 or a.grantee = 'ordertracking_auditor'::regrole
                   and (c.relname in ('api_keys', 'idempotency', 'webhooks', 'epcis_subscriptions')
                        or c.relnamespace = 'person_keys'::regnamespace))
            """)).ShouldBeEmpty();
    }

    [Fact]
    public async Task the_service_marks_an_event_together_with_the_record_of_it_and_nobody_changes_that()
    {
        var last = "(select max(seq_id) from mt_events)";
        (await recorded.Engine.AsService($"select at from tracking.set_aside_event({last}, 'a', 'b', 'c', 'd', 'e')"))
            .ShouldBeOfType<DateTime>();
        (await recorded.Engine.AsService($"select at from tracking.set_aside_event({last}, 'a', 'b', 'c', 'd', 'e')"))
            .ShouldBe(DBNull.Value);
        (await recorded.Engine.AsService("select at from tracking.set_aside_event(1000000, 'a', 'b', 'c', 'd', 'e')"))
            .ShouldBe(DBNull.Value);

        (await recorded.Engine.AskAll("select seq_id from mt_events where is_archived"))
            .ShouldBe(await recorded.Engine.AskAll($"select {last}"));
        (await recorded.Engine.AskAll("select stream, version, type, code, field, expected, by, reason from tracking.set_aside"))
            .ShouldBe(["ZB-1 | 3 | waybill.customer-notified.v1 | a | b | c | d | e"]);
        foreach (var statement in (string[])["update tracking.set_aside set by = ''", "delete from tracking.set_aside",
            "truncate tracking.set_aside"])
            (await Should.ThrowAsync<PostgresException>(recorded.Engine.Run(statement))).SqlState.ShouldBe("OT003");
    }

    [Fact]
    public async Task a_rebuilt_view_has_the_rights_of_the_one_before()
    {
        const string rights = "select relname, array_agg(a::text order by a::text) from pg_class, unnest(relacl) a where relname in "
            + "(select name from tracking.view_tables) group by 1 order by 1";
        var before = await recorded.Engine.AskAll(rights);

        await recorded.Node.Views.RequestRebuild(null, TestContext.Current.CancellationToken);
        var due = await recorded.Node.Views.RebuildsDue(TestContext.Current.CancellationToken);
        await using (var rebuild = await recorded.Node.Views.BeginRebuild(due, TestContext.Current.CancellationToken))
            (await rebuild.Swap(0, new(0, 0, DateTimeOffset.UtcNow), TestContext.Current.CancellationToken)).ShouldBeTrue();

        (await recorded.Engine.AskAll(rights)).ShouldBe(before);
        (await recorded.Engine.Ask("select count(*) from tracking.view_tables")).ShouldBe((long)before.Count);
    }

    [Fact]
    public async Task without_the_owner_a_service_starts_on_a_schema_that_is_made_and_says_what_is_missing_on_one_that_is_not()
    {
        await using var database = await TestDatabase.CreateAsync();
        var service = await database.MemberOf("ordertracking_service");
        await using var source = NpgsqlDataSource.Create(service + ";Pooling=false");

        (await Should.ThrowAsync<InvalidOperationException>(Schema.Upgrade(source, TestContext.Current.CancellationToken))).Message
            .ShouldContain("ORDERTRACKING_DB_MIGRATOR");

        await using (var owner = NpgsqlDataSource.Create(database.ConnectionString + ";Pooling=false"))
            await Schema.Upgrade(owner, TestContext.Current.CancellationToken);
        await Schema.Upgrade(source, TestContext.Current.CancellationToken);
    }

    /// <summary>PostgreSQL's default search path begins with a schema that is called like the role.</summary>
    [Fact]
    public async Task the_log_is_in_the_schema_public_also_when_the_owner_is_called_like_the_views_schema()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.MemberOf("ordertracking_service");
        await using var administrator = NpgsqlDataSource.Create(database.ConnectionString + ";Pooling=false");
        await using (var make = administrator.CreateCommand(
            $"""
            do $$ begin if to_regrole('tracking') is null then create role tracking login password 'test'; end if; end $$;
            alter database {database.Name} owner to tracking;
            create schema tracking authorization tracking;
            """))
            await make.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var owner = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = "tracking", Password = "test" }
            .ConnectionString;

        await using (var engine = new OnDatabase(owner)) await engine.OpenNode();

        await using var ask = administrator.CreateCommand("select schemaname from pg_tables where tablename = 'mt_events'");
        (await ask.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe("public");
        await using var worker = new OnDatabase(await database.MemberOf("ordertracking_service"));
        (await (await worker.OpenNode()).Append("ZB-1", 0, Sample.Notes(1))).Status.ShouldBe(AppendStatus.Appended);
    }

    [Fact]
    public async Task a_role_that_is_made_after_the_schema_gets_its_rights_at_the_next_start()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.MemberOf("ordertracking_service");
        await using var owner = NpgsqlDataSource.Create(database.ConnectionString + ";Pooling=false");
        await Schema.Upgrade(owner, TestContext.Current.CancellationToken);
        await using (var forget = owner.CreateCommand("revoke all on all tables in schema tracking, public from ordertracking_service"))
            await forget.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await Schema.Upgrade(owner, TestContext.Current.CancellationToken);

        await using var ask = owner.CreateCommand("select has_table_privilege('ordertracking_service', 'mt_events', 'insert')");
        (await ask.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(true);
    }

    /// <summary>Nodes that connect by one login alone.</summary>
    private sealed class OnDatabase(string connectionString) : EngineUnderTest
    {
        public override Task CreateDatabase() => Task.CompletedTask;

        public override Task KillLeader() => throw new NotSupportedException();

        protected override void AddEngine(IServiceCollection services) => services.AddPostgresEngine(connectionString);

        protected override Task Prepare(IServiceProvider services) => services.PreparePostgresEngine(CancellationToken.None);

        protected override Task DropDatabase() => Task.CompletedTask;
    }

    public sealed class Recorded : IAsyncLifetime
    {
        public PostgresUnderTest Engine { get; } = new();

        public Node Node { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await Engine.CreateDatabase();
            Node = await Engine.OpenNode();
            await Node.Append("ZB-1", 0, Sample.Notes(3));
        }

        public ValueTask DisposeAsync() => Engine.DisposeAsync();
    }
}
