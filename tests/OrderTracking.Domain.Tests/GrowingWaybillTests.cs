using OrderTracking.Domain.Events;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Rules;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.SampleEvents;

namespace OrderTracking.Domain.Tests;

/// <summary>
/// A waybill that grew event by event is the same as one that is read at once, and growing costs the same however long it is.
/// </summary>
public sealed class GrowingWaybillTests
{
    public static TheoryData<int> Seeds => FoldTests.Seeds;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void a_waybill_that_grew_decides_as_one_read_at_once(int seed)
    {
        for (var life = 0; life < 50; life++)
        {
            var order = new Random(seed * 1000 + life);
            var freight = FoldTests.Life(seed * 1000 + life);
            foreach (var steps in new[] { [.. freight.Steps.Select(step => step.Events)], freight.Shuffled(order).ToList() })
            {
                var grown = Waybill.Of(new History("ZB1", []));
                foreach (var step in steps)
                {
                    var newEvents = Decide(grown, step).ShouldBeOfType<Accepted>().Events;
                    newEvents.ShouldBe(Decide(Read(grown), step).ShouldBeOfType<Accepted>().Events, $"seed {seed}, life {life}");
                    grown = grown.With(FoldTests.Recorded(grown, newEvents), areDecided: true);
                    ShouldBeAsRead(grown, $"seed {seed}, life {life}");
                }
                for (var version = grown.History.Version - 1; version > 0; version--)
                    ShouldHaveTheRowsOf(new("ZB1", [.. grown.History.Events.Where(entry => entry.Version <= version)]),
                        grown.History.KnownAtVersion(version), $"seed {seed}, life {life}, version {version}");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void a_long_waybill_that_grew_is_as_one_read_at_once(int seed)
    {
        var chance = new Random(seed);
        var grown = Grow(Waybill.Of(new History("ZB1", [])), Received(pieces: 10_000));
        for (var i = 0; i < 800; i++)
        {
            // Mostly in order, some late; one in ten corrects an event, or a correction.
            var hour = chance.Next(4) == 0 ? chance.Next(1, 100) : 100;
            WaybillEvent happened = chance.Next(10) switch
            {
                0 => Corrected(grown.History.Events[chance.Next(1, grown.History.Events.Count)].Id),
                1 => Signed(1, hour, chance.Next(2) == 0 ? new(ExceptionKind.Damage, "破损") : null),
                2 or 3 => new StockedIn(1) { OccurredAt = At(hour), Station = "CTU", By = "li.wei" },
                4 or 5 or 6 => Loaded(chance.Next(1, 4), "SHA", chance.Next(3) == 0 ? "XIY" : "CTU", hour, List()),
                _ => Arrived(chance.Next(1, 3), chance.Next(3) == 0 ? "XIY" : "CTU", hour, List()),
            };
            var submitted = new SubmittedEvent(Guid.NewGuid(), happened with { OccurredAt = happened.OccurredAt.AddSeconds(i) });
            var (decision, again) = (Decide(grown, submitted), Decide(Read(grown), submitted));
            if (decision is not Accepted accepted)
            {
                decision.ShouldBe(again);
                continue;
            }
            accepted.Events.ShouldBe(again.ShouldBeOfType<Accepted>().Events, $"seed {seed}, event {i}");
            grown = grown.With(FoldTests.Recorded(grown, accepted.Events), areDecided: true);
            if (i % 25 == 0) ShouldBeAsRead(grown, $"seed {seed}, event {i}");
        }
        ShouldBeAsRead(grown, $"seed {seed}");
        // What is left of it by then, as if it had been read then.
        for (var version = 1; version < grown.History.Version; version += 37)
        {
            var earlier = grown.History.KnownAtVersion(version);
            var read = new History("ZB1", [.. grown.History.Events.Where(entry => entry.Version <= version)]);
            Ids(earlier.EffectiveEvents).ShouldBe(Ids(read.EffectiveEvents), $"seed {seed}, version {version}");
            earlier.Corrections.Keys.ShouldBe(read.Corrections.Keys, ignoreOrder: true);
            ShouldHaveTheRowsOf(read, earlier, $"seed {seed}, version {version}");
        }

        string? List() => chance.Next(3) == 0 ? $"L{chance.Next(4)}" : null;
    }

    [Fact]
    public void an_event_of_a_waybill_of_9_000_events_takes_no_more_memory_than_twice_that_of_a_short_one()
    {
        var stocked = Enumerable.Range(1, 9_000)
            .Select(i => new StockedIn(1) { OccurredAt = At(1).AddSeconds(i), Station = "SHA", By = "li.wei" }).ToList();
        var waybill = Grow(Waybill.Of(new History("ZB1", [])), Received());
        Grow(waybill, stocked[0]);

        var taken = new List<long>();
        for (var i = 0; i < stocked.Count; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            waybill.Find(Guid.Empty);
            waybill = Grow(waybill, stocked[i]);
            taken.Add(GC.GetAllocatedBytesForCurrentThread() - before);
        }

        // From the 128th on the list has more than one chunk.
        taken[^1_000..].Average().ShouldBeLessThan(2 * taken[200..1_200].Average());
    }

    [Fact]
    public void a_waybill_has_at_most_10_000_events()
    {
        var events = Enumerable.Range(0, WaybillRules.MaxEvents - 1).Select(i => new RecordedEvent<WaybillEvent>(
            Guid.NewGuid(), i + 1, i + 1, Spec.Now, EventSource.Person, null, null, i == 0
            ? Received() : new StockedIn(1) { OccurredAt = At(1), Station = "SHA", By = "li.wei" })).ToList();
        var waybill = Waybill.Of(new History("ZB1", events));

        Decide(waybill, Sorted(), Sorted()).ShouldBe(
            new Refusal("too-many-events-of-waybill", "waybill", "at most 10000 events of a waybill"));
        var full = Grow(waybill, new Sorted(1) { OccurredAt = At(2), Station = "CTU", By = "li.wei" });
        full.History.Version.ShouldBe(10_000);
        Decide(full, Sorted()).ShouldBeOfType<Refusal>().Code.ShouldBe("too-many-events-of-waybill");
    }

    private static SubmittedEvent Sorted() => new(Guid.NewGuid(), new Sorted(1) { OccurredAt = At(2), Station = "CTU", By = "li.wei" });

    private static Waybill Grow(Waybill waybill, WaybillEvent happened) => waybill.With(FoldTests.Recorded(waybill,
        Decide(waybill, new SubmittedEvent(Guid.NewGuid(), happened)).ShouldBeOfType<Accepted>().Events), areDecided: true);

    private static Decision Decide(Waybill waybill, params SubmittedEvent[] submitted) =>
        WaybillRules.Decide(waybill, submitted, Reference.ReferenceSnapshot.Empty, Spec.Company, Spec.Now);

    private static Waybill Read(Waybill waybill) => Waybill.Of(new History(waybill.Number, [.. waybill.History.Events.ToList()]));

    private static void ShouldBeAsRead(Waybill grown, string where)
    {
        var read = Read(grown);
        Ids(grown.History.EffectiveEvents).ShouldBe(Ids(read.History.EffectiveEvents), where);
        grown.History.Corrections.OrderBy(item => item.Key).Select(item => (item.Key, item.Value.Id))
            .ShouldBe(read.History.Corrections.OrderBy(item => item.Key).Select(item => (item.Key, item.Value.Id)), where);
        (grown.Received, grown.Outstanding).ShouldBe((read.Received, read.Outstanding), where);
        foreach (var entry in read.History.Events) grown.Find(entry.Id).ShouldBeSameAs(entry, where);
        grown.Find(Guid.Empty).ShouldBeNull(where);
        ShouldHaveTheRowsOf(read.History, grown.History, where);
    }

    private static void ShouldHaveTheRowsOf(History read, History kept, string where)
    {
        foreach (var view in AllViews.All)
            view.RowsOf(kept, Spec.Company).ShouldBe(view.RowsOf(read, Spec.Company), $"{where}, {view.Name}");
    }

    private static IEnumerable<Guid> Ids(EventList events) => events.Select(entry => entry.Id);
}
