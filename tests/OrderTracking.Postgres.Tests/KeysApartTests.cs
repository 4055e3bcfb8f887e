using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Events;
using OrderTracking.Engine.Contract;
using OrderTracking.Postgres.Privacy;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Postgres.Tests;

/// <summary>The same contract with the keys of persons in a database of their own.</summary>
public sealed class KeysApartTests : PersonContract<KeysApartUnderTest>
{
    [Fact]
    public async Task the_logs_database_holds_no_key()
    {
        await Node.Append("ZB-1", 0, Sample.New(Sample.Received() with { Consignee = Consignee }));

        (await Engine.AskKeys("select count(*) from person_keys.keys")).ShouldBe(1L);
        (await Engine.AskKeys("select count(*) from person_keys.phones")).ShouldBe(1L);
        (await Engine.Ask("select to_regnamespace('person_keys')::text")).ShouldBe(DBNull.Value);
    }

    [Fact]
    public async Task after_a_restore_of_an_earlier_backup_of_the_log_an_erased_person_stays_erased()
    {
        await Node.Append("ZB-1", 0, Sample.New(Sample.Received() with { Consignee = Consignee }));
        await Erase("ZB-1", 1, PersonRole.Consignee);

        // The backup is of before the erasure: it knows nothing of that.
        await Engine.Run(
            """
            delete from mt_events where seq_id > 1;
            update mt_streams set version = 1;
            select setval('mt_events_sequence', 1);
            update tracking.epochs set origin = 'elsewhere';
            select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'ordertracking'
            """);
        var restored = await Engine.OpenNode();

        ((Received)(await restored.Log.Read(["ZB-1"], Stop))[0].Events.ShouldHaveSingleItem().Event).Consignee.ShouldBe(Person.ErasedOne);
        var signed = Sample.New(Sample.Signed(1) with { Signer = new("钱来") });
        (await restored.Append("ZB-1", 1, signed)).Status.ShouldBe(AppendStatus.Appended);
        ((Signed)(await restored.Log.Read(["ZB-1"], Stop))[0].Events[1].Event).Signer.ShouldBe(new Person("钱来"));
    }

    [Fact]
    public async Task an_append_that_fails_leaves_keys_that_the_next_one_takes()
    {
        var received = Sample.New(Sample.Received() with { Consignee = Consignee });
        await Node.Append("ZB-1", 0, received);
        // Its id is in the log already: the keys of ZB-2 are stored, and no event of it.
        (await Node.Append("ZB-2", 0, received)).Status.ShouldBe(AppendStatus.IdTaken);
        (await Engine.AskKeys("select count(*) from person_keys.keys where stream = 'ZB-2'")).ShouldBe(1L);
        var other = await Engine.OpenNode();

        (await other.Append("ZB-2", 0, Sample.New(Sample.Received() with { Consignee = Consignee }))).Status
            .ShouldBe(AppendStatus.Appended);

        ((Received)(await Node.Log.Read(["ZB-2"], Stop))[0].Events[0].Event).Consignee.ShouldBe(Consignee);
    }

    [Fact]
    public async Task keys_that_are_in_the_logs_database_are_not_left_behind()
    {
        await using (var owner = NpgsqlDataSource.Create(Engine.ConnectionString + ";Pooling=false"))
            await Schema.Upgrade(owner, Stop);
        await Engine.Run("insert into person_keys.keys (stream, kek, generations, wrapped) values ('ZB-1', 1, '{0,0,0,0,0}', '')");

        (await Should.ThrowAsync<InvalidOperationException>(Engine.OpenNode())).Message.ShouldContain("ORDERTRACKING_KEYS_DB");
    }
}

/// <summary>The engine as in operation, with a second database for the keys of persons.</summary>
public sealed class KeysApartUnderTest : EngineOnDatabase
{
    private TestDatabase? keys;
    private string service = "", keysService = "";

    public override async Task CreateDatabase()
    {
        await base.CreateDatabase();
        keys = await TestDatabase.CreateAsync();
        service = await Database.MemberOf("ordertracking_service");
        keysService = await keys.MemberOf("ordertracking_service");
    }

    public override async Task<object?> AskKeys(string sql)
    {
        await using var source = NpgsqlDataSource.Create(keys!.ConnectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    protected override void AddEngine(IServiceCollection services)
    {
        services.AddSingleton(new KeysConnection(keysService));
        services.AddPostgresEngine(
            new NpgsqlConnectionStringBuilder(service) { ApplicationName = "ordertracking", MaxPoolSize = 20 }.ConnectionString);
    }

    protected override async Task Prepare(IServiceProvider services)
    {
        await using (var owner = NpgsqlDataSource.Create(ConnectionString + ";Pooling=false"))
        await using (var ownerOfKeys = NpgsqlDataSource.Create(keys!.ConnectionString + ";Pooling=false"))
            await Schema.Upgrade(owner, ownerOfKeys, CancellationToken.None);
        await services.PreparePostgresEngine(CancellationToken.None);
    }

    protected override async Task DropDatabase()
    {
        await base.DropDatabase();
        if (keys is not null) await keys.DisposeAsync();
    }
}
