using Marten;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Privacy;
using OrderTracking.Application.Recording;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using OrderTracking.Engine.Contract;
using OrderTracking.Marten.Log;
using OrderTracking.Testing.Freight;
using Shouldly;
using Xunit;

namespace OrderTracking.Marten.Tests;

/// <summary>The waybill that the rules read, as Marten's aggregate.</summary>
public sealed class WaybillAggregateTests : IAsyncLifetime
{
    private readonly MartenUnderTest engine = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await engine.CreateDatabase();

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    [Fact]
    public async Task marten_aggregates_what_the_rules_read()
    {
        var node = await engine.OpenNode();
        var freight = new RandomFreight(41);
        for (var i = 0; i < 20; i++)
            foreach (var post in freight.Waybill()) await node.Get<Recorder>().Record(Anybody.Author, $"ZB-{i}", post, null, Stop);

        await using var session = node.Get<IDocumentStore>().QuerySession();
        foreach (var history in await node.AllHistories(Stop))
        {
            var waybill = (await session.Events.AggregateStreamAsync<Waybill>(history.Waybill, token: Stop)).ShouldNotBeNull();
            var expected = Waybill.Of(history);
            (waybill.Number, waybill.Outstanding, waybill.History.Version, waybill.History.Position)
                .ShouldBe((expected.Number, expected.Outstanding, expected.History.Version, expected.History.Position));
            // Persons are as they are stored, since Marten reads events without their keys.
            var events = await node.Get<SealedPersons>().Open(history.Waybill, waybill.History.Events, Stop);
            var opened = Waybill.Of(new(history.Waybill, events));
            waybill.History.Events
                .Select(entry => (entry.Id, entry.RecordedAt, entry.Source, entry.Causation, entry.Correlation, entry.Sender))
                .ShouldBe(history.Events
                    .Select(entry => (entry.Id, entry.RecordedAt, entry.Source, entry.Causation, entry.Correlation, entry.Sender)));
            EventCodec.SameContent(opened.Received!, expected.Received!).ShouldBeTrue();
        }
        (await session.Events.AggregateStreamAsync<Waybill>("ZB-NOBODY", token: Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task marten_fetches_it_for_writing_and_its_append_meets_the_services_versions()
    {
        var node = await engine.OpenNode();
        await node.Append("ZB-1", 0, Sample.New(Sample.Received()));
        var store = node.Get<IDocumentStore>();

        await using (var session = store.LightweightSession())
        {
            var stream = await session.Events.FetchForWriting<Waybill>("ZB-1", Stop);
            stream.Aggregate.ShouldNotBeNull().Outstanding.ShouldBe(10);
            stream.AppendOne(Sample.Signed(4));
            await session.SaveChangesAsync(Stop);
        }
        Waybill.Of((await node.Log.Read(["ZB-1"], Stop))[0]).Outstanding.ShouldBe(6);

        await using (var session = store.LightweightSession())
        {
            var stream = await session.Events.FetchForWriting<Waybill>("ZB-1", Stop);
            await node.Append("ZB-1", 2, Sample.New(Sample.Loaded()));
            stream.AppendOne(Sample.Signed(6));
            (await Should.ThrowAsync<Exception>(() => session.SaveChangesAsync(Stop))).Message.ShouldContain("ZB-1");
        }
        (await node.Log.Read(["ZB-1"], Stop))[0].Version.ShouldBe(3);
    }

    [Fact]
    public async Task what_a_session_appends_by_the_services_function_is_saved_with_it_or_not_at_all()
    {
        var node = await engine.OpenNode();
        await node.Append("ZB-1", 0, Sample.New(Sample.Received()));
        var store = node.Get<IDocumentStore>();
        var missed = Sample.New(Sample.Loaded()) with { Source = EventSource.Clock };

        await using (var session = store.LightweightSession())
        {
            // What would have to be sealed is appended by the log alone.
            foreach (var secret in (WaybillEvent[])[Sample.Raised("E-1"), Sample.Signed()])
                Should.Throw<ArgumentException>(() => session.AppendOnSave(new("ZB-1", 1, [Sample.New(secret)])));
            session.AppendOnSave(new("ZB-1", 1, [missed]));
            await session.SaveChangesAsync(Stop);
        }
        var history = (await node.Log.Read(["ZB-1"], Stop))[0];
        history.Events[^1].ShouldBe(missed);

        foreach (var conflicting in new[] { Sample.New(Sample.Loaded(minute: 20)), missed })
            await using (var session = store.LightweightSession())
            {
                session.Events.Append("ZB-2", Sample.Received());
                session.AppendOnSave(new("ZB-1", conflicting == missed ? 2 : 1, [conflicting]));
                (await Should.ThrowAsync<StreamMovedException>(() => session.SaveChangesAsync(Stop))).Message.ShouldStartWith("ZB-1");
            }
        (await node.Log.Read(["ZB-1", "ZB-2"], Stop)).Sum(found => found.Version).ShouldBe(2);
    }
}
