using Npgsql;
using OrderTracking.Domain.Projections;
using OrderTracking.Engine.Contract;
using Shouldly;
using Xunit;

namespace OrderTracking.Postgres.Tests;

/// <summary>Functions and triggers are applied again when their text changes, and only then.</summary>
public sealed class FunctionsTests : IAsyncLifetime
{
    private const string Objects =
        """
        select 'function', p.oid::regprocedure::text, md5(p.prosrc), p.proacl::text from pg_proc p
        where p.pronamespace = 'tracking'::regnamespace
        union all
        select 'trigger', t.tgrelid::regclass || ' ' || t.tgname, md5(pg_get_triggerdef(t.oid)), null from pg_trigger t
        where not t.tgisinternal
        order by 1, 2
        """;

    private readonly PostgresUnderTest engine = new();
    private NpgsqlDataSource owner = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await engine.CreateDatabase();
        await engine.OpenNode();
        owner = NpgsqlDataSource.Create(engine.ConnectionString + ";Pooling=false");
    }

    public async ValueTask DisposeAsync()
    {
        await owner.DisposeAsync();
        await engine.DisposeAsync();
    }

    [Fact]
    public async Task a_start_with_the_same_functions_writes_nothing()
    {
        const string versions = "select p.oid, p.xmin::text from pg_proc p where p.pronamespace = 'tracking'::regnamespace union all "
            + "select t.oid, t.xmin::text from pg_trigger t union all select null, applied_at::text"
            + " from tracking.schema_functions order by 1, 2";
        var before = await engine.AskAll(versions);

        await Schema.Upgrade(owner, Stop);

        (await engine.AskAll(versions)).ShouldBe(before);
    }

    [Fact]
    public async Task a_changed_function_is_replaced_also_when_a_former_version_starts_again()
    {
        var before = await engine.AskAll(Objects);

        await Schema.Upgrade(owner, With("tracking.period_key(", text => text.Replace("'YYYY-MM-DD'", "'DD.MM.YYYY'",
            StringComparison.Ordinal)), Stop);
        (await engine.Ask("select tracking.period_key('day', '2026-03-04')")).ShouldBe("04.03.2026");

        await Schema.Upgrade(owner, Stop);
        (await engine.Ask("select tracking.period_key('day', '2026-03-04')")).ShouldBe("2026-03-04");
        (await engine.AskAll(Objects)).ShouldBe(before);
    }

    [Fact]
    public async Task a_function_with_other_parameters_takes_the_place_of_the_former_one()
    {
        await Schema.Upgrade(owner, With("tracking.period_key(", text => text.Replace("p_day date)", "p_day date, p_zone text)",
            StringComparison.Ordinal)), Stop);

        (await engine.AskAll("select oid::regprocedure::text from pg_proc where proname = 'period_key'"))
            .ShouldBe(["tracking.period_key(text,date,text)"]);
    }

    [Fact]
    public async Task a_function_that_is_declared_no_more_is_dropped_and_so_is_a_trigger()
    {
        await Schema.Upgrade(owner, Without("tracking.period_key(", "create or replace trigger order_append"), Stop);

        (await engine.AskAll("select proname from pg_proc where proname = 'period_key'")).ShouldBeEmpty();
        (await engine.AskAll("select tgname from pg_trigger where tgname = 'order_append'")).ShouldBeEmpty();
        (await engine.AskAll("select proname from pg_proc where proname = 'order_append'")).ShouldBe(["order_append"]);
    }

    [Fact]
    public async Task functions_that_cannot_be_applied_leave_the_former_ones_and_their_rights()
    {
        var before = await engine.AskAll(Objects);

        await Should.ThrowAsync<PostgresException>(Schema.Upgrade(owner,
            new SchemaFunctions([.. Without("tracking.period_key(").Texts,
                "create function tracking.wrong() returns int language sql as ''"]),
            Stop));

        (await engine.AskAll(Objects)).ShouldBe(before);
    }

    [Fact]
    public async Task a_rebuild_under_way_keeps_its_own_trigger_functions()
    {
        var node = await engine.OpenNode();
        await using var rebuild = await node.Views.BeginRebuild([AllViews.OnTime.Name], Stop);
        await rebuild.Filled(Stop);
        const string its = "select count(*) from pg_proc where proname ~ '^move_on_time_rollup_rebuild_'";
        (await engine.Ask(its)).ShouldBe(1L);

        await Schema.Upgrade(owner, With("tracking.period_key(", text => text + "\n"), Stop);

        (await engine.Ask(its)).ShouldBe(1L);
        (await rebuild.Swap(0, new(0, 0, DateTimeOffset.UtcNow), Stop)).ShouldBeTrue();
    }

    private static SchemaFunctions With(string declaration, Func<string, string> change)
    {
        var changed = SchemaFunctions.Declared.Texts.Select(text => text.Contains($"function {declaration}", StringComparison.Ordinal)
            ? change(text) : text).ToList();
        changed.ShouldNotBe(SchemaFunctions.Declared.Texts);
        return new(changed);
    }

    private static SchemaFunctions Without(params string[] declarations)
    {
        var left = SchemaFunctions.Declared.Texts.Where(text => !declarations.Any(declared =>
            text.Contains(declared, StringComparison.Ordinal) && text.Contains("create or replace", StringComparison.Ordinal))).ToList();
        left.Count.ShouldBe(SchemaFunctions.Declared.Texts.Count - declarations.Length);
        return new(left);
    }
}
