using System.Collections.Concurrent;
using JasperFx.Events;
using Marten;
using Marten.Services;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Recording;
using OrderTracking.Domain.Events;
using OrderTracking.Engine.Contract;
using OrderTracking.Testing.Freight;
using Shouldly;
using Weasel.Core;
using Xunit;

namespace OrderTracking.Marten.Tests;

/// <summary>Another program that knows Marten, the names of the events and their JSON, and nothing of this service's engines.</summary>
public sealed class PlainMartenTests : IAsyncLifetime
{
    private readonly BothEngines engines = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await engines.CreateDatabase();

    public ValueTask DisposeAsync() => engines.DisposeAsync();

    [Fact]
    public async Task what_it_appends_beside_the_service_on_the_same_streams_keeps_the_one_order_of_the_log()
    {
        const int Streams = 6, Each = 60;
        var node = await engines.OpenMarten();
        for (var i = 0; i < Streams; i++) await node.Append($"ZB-{i}", 0, Sample.New(Sample.Received()));
        await using var store = DocumentStore.For(options =>
        {
            options.Connection(engines.ConnectionString);
            options.UseOrderTrackingLog();
        });
        using var written = new CancellationTokenSource();
        var reading = Task.Run(() => Follow(node, written.Token), Stop);
        var appended = new ConcurrentBag<Guid>();

        await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(writer => Task.Run(() => writer % 2 == 0 ? Service(new Random(writer)) : Marten(new Random(writer)))));
        await written.CancelAsync();

        // No reader that followed has missed an event that appeared later at a smaller position.
        var log = await node.WholeLog(Stop);
        (await reading).ShouldBe(log.Select(entry => entry.Entry.Id));
        log.Select(entry => entry.Entry.Id).Skip(Streams).ShouldBe(appended, ignoreOrder: true);
        appended.Count.ShouldBe(4 * Each);
        for (var i = 1; i < log.Count; i++) log[i].Entry.RecordedAt.ShouldBeGreaterThanOrEqualTo(log[i - 1].Entry.RecordedAt);
        foreach (var stream in log.GroupBy(entry => entry.Stream))
            stream.Select(entry => entry.Entry.Version).ShouldBe(Enumerable.Range(1, stream.Count()).Select(version => (long)version));
        (await engines.AskAll("select distinct type from mt_streams where id <> 'mt_tombstone'")).ShouldBe(["waybill"]);

        async Task Service(Random random)
        {
            for (var i = 0; i < Each; i++)
            {
                var (number, note) = ($"ZB-{random.Next(Streams)}", Sample.Notes(1));
                while ((await node.Append(number, (await node.Log.Read([number], Stop))[0].Version, note)).Status != AppendStatus.Appended)
                {
                }
                appended.Add(note[0].Id);
            }
        }

        async Task Marten(Random random)
        {
            for (var i = 0; i < Each; i++)
            {
                var number = $"ZB-{random.Next(Streams)}";
                while (true)
                {
                    await using var session = store.LightweightSession();
                    var action = session.Events.Append(number, Sample.Notes(1)[0].Event);
                    try
                    {
                        await session.SaveChangesAsync(Stop);
                        appended.Add(action.Events[0].Id);
                        break;
                    }
                    catch (EventStreamUnexpectedMaxEventIdException)
                    {
                        // Another append to this stream came first, as Marten reports it to any caller.
                    }
                }
            }
        }
    }

    // A reader that pages forward through the log and never goes back.
    private static async Task<List<Guid>> Follow(Node node, CancellationToken written)
    {
        var (seen, position) = (new List<Guid>(), 0L);
        while (true)
        {
            var isLast = written.IsCancellationRequested;
            var page = await node.Log.ReadAll(position, 7, Stop);
            seen.AddRange(page.Select(entry => entry.Entry.Id));
            if (page.Count > 0) position = page[^1].Entry.Position;
            else if (isLast) return seen;
        }
    }

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
            options.Serializer(new SystemTextJsonSerializer(EventJson.Stored) { Casing = Casing.CamelCase,
                EnumStorage = EnumStorage.AsString });
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
                var events = history.Events.Select(entry => entry.Event).ToList();
                consignment.ShouldBeEquivalentTo(new Consignment
                {
                    Id = history.Waybill, Version = history.Version, Account = events.OfType<Received>().Last().Account,
                    Loaded = events.OfType<Loaded>().Sum(loaded => loaded.Pieces),
                    Signed = events.OfType<Signed>().Sum(signed => signed.Pieces),
                    Exceptions = events.OfType<ExceptionRaised>().Count(),
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
