using JasperFx.Events;
using Marten;
using OrderTracking.Engine.Contract;
using Shouldly;
using Weasel.Core;
using Xunit;

namespace OrderTracking.Marten.Tests;

public sealed class SchemaTests : IAsyncLifetime
{
    private static readonly string[] LogTables = ["mt_streams", "mt_events", "mt_event_progression", "mt_events_sequence"];

    private readonly BothEngines engines = new();

    public async ValueTask InitializeAsync() => await engines.CreateDatabase();

    public ValueTask DisposeAsync() => engines.DisposeAsync();

    [Fact]
    public async Task martens_own_check_finds_nothing_to_change_in_the_tables_that_the_default_engine_made()
    {
        var node = await engines.OpenDefault();
        await node.Append("ZB-1", 0, Sample.Notes(3));
        await node.DisposeAsync();

        var differences = await Differences();

        LogTables.ShouldBeSubsetOf(differences.Keys);
        foreach (var table in LogTables) differences[table].ShouldBe(SchemaPatchDifference.None, table);
        // What is missing, Marten only adds: nothing that exists would be altered.
        differences.Values.Distinct().ShouldBeSubsetOf([SchemaPatchDifference.None, SchemaPatchDifference.Create]);
    }

    [Fact]
    public async Task marten_adds_functions_and_helper_tables_at_its_first_start_and_nothing_at_its_second()
    {
        await (await engines.OpenDefault()).DisposeAsync();
        var before = await Objects();

        await (await engines.OpenMarten()).DisposeAsync();
        var after = await Objects();
        await (await engines.OpenMarten()).DisposeAsync();

        before.ShouldBeSubsetOf(after);
        var added = after.Except(before).Select(line => line.Split(" | ")[0]).ToList();
        added.ShouldContain("function public.mt_quick_append_events");
        added.Where(name => name.StartsWith("table public.", StringComparison.Ordinal))
            .ShouldBe(["table public.mt_doc_deadletterevent", "table public.mt_doc_envelope", "table public.mt_high_water_skips"]);
        added.Where(name => !name.Contains(" public.", StringComparison.Ordinal))
            .ShouldAllBe(name => name.Contains(" wolverine.", StringComparison.Ordinal));
        (await Objects()).ShouldBe(after);
        (await Differences()).Values.ShouldAllBe(difference => difference == SchemaPatchDifference.None);
    }

    /// <summary>The reason why README and runbook let no other program connect as the owner.</summary>
    [Fact]
    public async Task a_marten_store_with_default_settings_drops_the_senders_and_the_index_of_ids_when_it_may()
    {
        await (await engines.OpenDefault()).DisposeAsync();
        await using var store = DocumentStore.For(options =>
        {
            options.Connection(engines.ConnectionString);
            options.Events.StreamIdentity = StreamIdentity.AsString;
        });

        var before = await OfEvents();

        // Reading alone does it.
        await using (var session = store.QuerySession())
            await session.Events.FetchStreamStateAsync("ZB-1", TestContext.Current.CancellationToken);

        before.Except(await OfEvents())
            .ShouldBe(["column causation_id", "column correlation_id", "column headers", "column user_name",
                "index idx_mt_events_event_id"]);
    }

    private Task<List<string>> OfEvents() => engines.AskAll(
        """
        select 'column ' || attname as what from pg_attribute where attrelid = 'mt_events'::regclass and attnum > 0 and not attisdropped
        union all
        select 'index ' || indexrelid::regclass::text from pg_index where indrelid = 'mt_events'::regclass
        order by what
        """);

    private async Task<Dictionary<string, SchemaPatchDifference>> Differences()
    {
        await using var store = DocumentStore.For(options =>
        {
            options.Connection(engines.ConnectionString);
            options.UseOrderTrackingLog();
        });
        var migration = await store.Storage.Database.CreateMigrationAsync(TestContext.Current.CancellationToken);
        return migration.Deltas.ToDictionary(delta => delta.SchemaObject.Identifier.Name, delta => delta.Difference);
    }

    // With their object ids: an object that was dropped and made again has another.
    private Task<List<string>> Objects() => engines.AskAll(
        """
        select case relkind when 'r' then 'table' when 'S' then 'sequence' when 'i' then 'index' else relkind::text end || ' ' || nspname ||
        '.' || relname, c.oid, relnatts::text
        from pg_class c join pg_namespace n on n.oid = relnamespace where nspname in ('public', 'tracking', 'wolverine')
        union all
        select 'function ' || nspname || '.' || proname, p.oid, md5(prosrc)
        from pg_proc p join pg_namespace n on n.oid = pronamespace where nspname in ('public', 'tracking', 'wolverine')
        order by 1, 2
        """);
}
