using JasperFx.Events;
using Marten;
using Marten.Services;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Recording;
using OrderTracking.Domain.Waybills;
using OrderTracking.Engine.Contract;
using Shouldly;
using Weasel.Core;
using Xunit;

namespace OrderTracking.Marten.Tests;

/// <summary>A program of somebody else's that knows Marten, the names of the events and their JSON, and nothing of this service's engines.</summary>
public sealed class PlainMartenTests : IAsyncLifetime
{
    private readonly BothEngines engines = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await engines.CreateDatabase();

    public ValueTask DisposeAsync() => engines.DisposeAsync();

    [Fact]
    public async Task it_opens_what_the_default_engine_wrote_aggregates_every_stream_and_carries_on()
    {
        var node = await engines.OpenDefault();
        var freight = new RandomFreight(77);
        for (var i = 0; i < 40; i++)
            foreach (var post in freight.Waybill()) await node.Get<Recorder>().Record(Anybody.Author, $"ZB-{i}", post, null, Stop);
        var histories = await node.AllHistories(Stop);
        await node.DisposeAsync();

        await using var store = DocumentStore.For(options =>
        {
            options.Connection(engines.ConnectionString);
            options.DatabaseSchemaName = "public";
            options.Serializer(new SystemTextJsonSerializer(EventJson.Stored) { Casing = Casing.CamelCase, EnumStorage = EnumStorage.AsString });
            options.Events.StreamIdentity = StreamIdentity.AsString;
            options.Events.MetadataConfig.EnableAll();
            options.Events.MetadataConfig.UserNameEnabled = true;
            options.Events.EnableUniqueIndexOnEventId = true;
            foreach (var type in EventTypes.All) options.Events.MapEventType(type.Type, type.Stored);
        });
        await using (var session = store.LightweightSession())
            foreach (var history in histories)
            {
                var consignment = (await session.Events.AggregateStreamAsync<Consignment>(history.Waybill, token: Stop)).ShouldNotBeNull();
                var facts = history.Recorded.Select(entry => entry.Event).ToList();
                consignment.ShouldBeEquivalentTo(new Consignment
                {
                    Id = history.Waybill, Version = history.Version, Account = facts.OfType<Received>().Last().Account,
                    Loaded = facts.OfType<Loaded>().Sum(loaded => loaded.Pieces), Signed = facts.OfType<Signed>().Sum(signed => signed.Pieces),
                    Exceptions = facts.OfType<ExceptionRaised>().Count(),
                });
                (await session.Events.FetchStreamStateAsync(history.Waybill, Stop))!.Version.ShouldBe(history.Version);
            }

        await using (var session = store.LightweightSession())
        {
            session.Events.Append(histories[0].Waybill, Sample.Notes(1)[0].Event);
            await session.SaveChangesAsync(Stop);
        }
        var after = await engines.OpenDefault();
        (await after.Log.Read([histories[0].Waybill], Stop))[0].Version.ShouldBe(histories[0].Version + 1);
    }
}

public sealed partial class Consignment
{
    public string Id { get; set; } = "";

    public long Version { get; set; }

    public string? Account { get; set; }

    public int Loaded { get; set; }

    public int Signed { get; set; }

    public int Exceptions { get; set; }

    public void Apply(Received received) => Account = received.Account;

    public void Apply(Loaded loaded) => Loaded += loaded.Pieces;

    public void Apply(Signed signed) => Signed += signed.Pieces;

    public void Apply(ExceptionRaised _) => Exceptions++;
}
