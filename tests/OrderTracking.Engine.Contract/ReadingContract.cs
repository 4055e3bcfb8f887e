using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;

namespace OrderTracking.Engine.Contract;

public abstract class ReadingContract<TEngine> : Contract<TEngine> where TEngine : EngineUnderTest, new()
{
    [Fact]
    public async Task read_all_returns_the_log_in_order_in_pages_of_any_size()
    {
        await Fill();
        var whole = await Node.WholeLog(Stop);
        whole.Count.ShouldBe(60);

        foreach (var size in new[] { 1, 7, 59, 60, 61 })
        {
            var (after, pages) = (0L, new List<Guid>());
            while (await Node.Log.ReadAll(after, size, Stop) is { Count: > 0 } page)
            {
                page.Count.ShouldBeLessThanOrEqualTo(size);
                pages.AddRange(page.Select(entry => entry.Entry.Id));
                after = page[^1].Entry.Position;
            }
            pages.ShouldBe(whole.Select(entry => entry.Entry.Id));
        }
        (await Node.Log.ReadAll(whole[^1].Entry.Position, 10, Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_stream_is_read_on_from_what_is_known_of_it()
    {
        await Node.Append("ZB-1", 0, Sample.Notes(3));
        var known = (await Node.Log.Read(["ZB-1"], Stop))[0];
        (await Node.Log.ReadAfter(known, Stop)).ShouldNotBeNull().ShouldBeEmpty();

        await Node.Append("ZB-2", 0, Sample.Notes(2));
        await Node.Append("ZB-1", 3, Sample.Notes(2));

        var whole = (await Node.Log.Read(["ZB-1"], Stop))[0];
        (await Node.Log.ReadAfter(known, Stop)).ShouldBe(whole.Events.Skip(3));
        // What is known is not in the log, as after a restore: another event at that version, or none.
        (await Node.Log.ReadAfter(known.With([whole.Events[3] with { Id = Guid.NewGuid() }]), Stop)).ShouldBeNull();
        (await Node.Log.ReadAfter(whole.With([whole.Events[4] with { Id = Guid.NewGuid(), Version = 6 }]), Stop)).ShouldBeNull();
        (await Node.Log.ReadAfter(new("ZB-3", []), Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task changed_streams_list_each_waybill_of_a_part_once_with_its_last_position()
    {
        await Fill();
        var whole = await Node.WholeLog(Stop);
        foreach (var size in new[] { 1, 7, 100 })
        {
            var (after, seen) = (0L, 0);
            while (await Node.Log.ReadChangedStreams(after, size, Stop) is { Events: > 0 } changed)
            {
                var part = whole.Skip(seen).Take(changed.Events).ToList();
                part.Count.ShouldBe(Math.Min(size, whole.Count - seen));
                changed.To.ShouldBe(part[^1].Entry.Position);
                changed.Waybills.OrderBy(move => move.Key, StringComparer.Ordinal).Select(move => (move.Key, move.Value)).ShouldBe(
                    part.GroupBy(entry => entry.Stream).OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => (group.Key, group.Last().Entry.Position)));
                (after, seen) = (changed.To, seen + changed.Events);
            }
            seen.ShouldBe(whole.Count);
        }
    }

    [Fact]
    public async Task there_are_no_changed_streams_after_the_end_of_the_log()
    {
        await Node.Append("ZB-1", 0, Sample.Notes(1));
        var end = (await Node.WholeLog(Stop))[^1].Entry.Position;

        var changed = await Node.Log.ReadChangedStreams(end, 10, Stop);

        (changed.To, changed.Events, changed.Waybills.Count).ShouldBe((end, 0, 0));
    }

    [Fact]
    public async Task streams_are_read_whole_and_a_waybill_without_events_has_an_empty_history()
    {
        await Fill();

        var histories = await Node.Log.Read(["ZB-3", "ZB-NONE", "ZB-1"], Stop);

        histories.OrderBy(history => history.Waybill, StringComparer.Ordinal).Select(history => (history.Waybill, history.Version))
            .ShouldBe([("ZB-1", 12), ("ZB-3", 12), ("ZB-NONE", 0)]);
        foreach (var history in histories)
            history.Events.Select(entry => entry.Version).ShouldBe(Enumerable.Range(1, history.Events.Count).Select(i => (long)i));
        (await Node.Log.Read([], Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task histories_give_every_stream_once_up_to_a_position()
    {
        await Fill();
        var whole = await Node.WholeLog(Stop);
        foreach (var count in new[] { 0, 1, 33, 60 })
        {
            var upTo = count == 0 ? 0 : whole[count - 1].Entry.Position;
            var found = new List<History>();
            await foreach (var history in Node.Log.Histories(upTo, Stop)) found.Add(history);

            found.Select(history => history.Waybill).ShouldBeUnique();
            found.SelectMany(history => history.Events).Select(entry => entry.Id).Order()
                .ShouldBe(whole.Take(count).Select(entry => entry.Entry.Id).Order());
            foreach (var history in found)
                history.Events.Select(entry => entry.Version).ShouldBe(Enumerable.Range(1, history.Events.Count).Select(i => (long)i));
        }
    }

    [Fact]
    public async Task a_stream_is_at_the_version_of_its_last_event()
    {
        await Fill();

        // More than are asked at once.
        await Task.WhenAll(Enumerable.Range(0, 2_000).Select(async i =>
            (await Node.Log.IsAt($"ZB-{i % 6}", i % 13, Stop)).ShouldBe(i % 6 != 5 && i % 13 == 12)));
        await Node.Append("ZB-1", 12, Sample.Notes(1));

        (await Node.Log.IsAt("ZB-1", 12, Stop)).ShouldBeFalse();
        (await Node.Log.IsAt("ZB-1", 13, Stop)).ShouldBeTrue();
    }

    [Fact]
    public async Task find_returns_the_streams_of_the_ids_that_are_in_the_log()
    {
        NewEvent[] one = Sample.Notes(2), two = Sample.Notes(1);
        await Node.Append("ZB-1", 0, one);
        await Node.Append("ZB-2", 0, two);

        var found = await Node.Log.Find([one[1].Id, two[0].Id, Guid.NewGuid()], Stop);

        found.OrderBy(pair => pair.Value, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value))
            .ShouldBe([(one[1].Id, "ZB-1"), (two[0].Id, "ZB-2")]);
        (await Node.Log.Find([], Stop)).ShouldBeEmpty();
    }

    // 60 events on 5 waybills, interleaved.
    private async Task Fill()
    {
        for (var round = 0; round < 4; round++)
            for (var i = 0; i < 5; i++) await Node.Append($"ZB-{i}", round * 3, Sample.Notes(3));
    }
}
