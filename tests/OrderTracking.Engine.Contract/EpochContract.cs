using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Recording;
using OrderTracking.Application.Reference;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;

namespace OrderTracking.Engine.Contract;

/// <summary>A log that has lost its last events, as after a restore or the promotion of a standby that did not have them.</summary>
public abstract class EpochContract<TEngine> : Contract<TEngine> where TEngine : EngineOnDatabase, new()
{
    private static readonly SubmittedEvent Received = new(Guid.NewGuid(), Sample.Received()), Loaded = new(Guid.NewGuid(), Sample.Loaded());

    private LogEpoch Epoch => Node.Get<LogEpoch>();

    [Fact]
    public async Task all_nodes_are_in_one_epoch_which_lasts()
    {
        var other = await Engine.OpenNode();

        Epoch.Current.ShouldNotBe(Guid.Empty);
        other.Get<LogEpoch>().Current.ShouldBe(Epoch.Current);
        (await Engine.Ask("select tracking.epoch()")).ShouldBe(Epoch.Current);
        (await Engine.Ask("select count(*) from tracking.epochs")).ShouldBe(1L);
    }

    [Fact]
    public async Task an_event_that_was_lost_is_recorded_anew_when_it_is_sent_again()
    {
        await Record(Received);
        var first = (await Record(Loaded)).Events[0];
        var before = Epoch.Current;
        await LoseAllAfter(1);

        var (entry, isNew) = (await Record(Loaded)).Events[0];

        isNew.ShouldBeTrue("it was taken for a duplicate of an event that is not there");
        (entry.Version, entry.RecordedAt).ShouldSatisfyAllConditions(
            now => now.Version.ShouldBe(2), now => now.RecordedAt.ShouldBeGreaterThan(first.Entry.RecordedAt));
        (await Node.WholeLog(Stop)).Select(found => found.Entry.Id).ShouldBe([Received.Id, Loaded.Id]);
        Epoch.Current.ShouldNotBe(before);
    }

    [Fact]
    public async Task an_append_that_was_decided_in_the_epoch_before_is_decided_anew()
    {
        await Node.Append("ZB-1", 0, Sample.New(Sample.Received()));
        AppendResult appended = default;
        for (var tries = 1; tries <= 10; tries++)
        {
            var (before, decidedIn) = (Epoch.Current, Guid.Empty);
            await LoseAllAfter(1);
            await Until("the node is connected again", TimeSpan.FromSeconds(10), () => Succeeds(async () =>
            {
                decidedIn = Epoch.Current;
                appended = await Node.Append("ZB-1", 1, Sample.New(Sample.Loaded()));
            }));
            // Once a second the node finds the new epoch by itself; what is decided after that shows nothing.
            if (decidedIn == before) break;
        }

        appended.Status.ShouldBe(AppendStatus.Conflict);
        (await Node.Append("ZB-1", 1, Sample.New(Sample.Loaded()))).Status.ShouldBe(AppendStatus.Appended);
    }

    [Fact]
    public async Task reference_data_that_were_lost_are_not_in_force()
    {
        var recorder = Node.Get<ReferenceRecorder>();
        var station = new SubmittedReferenceEvent(Guid.NewGuid(),
            new StationSet("SHA", "上海") { OccurredAt = Sample.Noon, Station = "SHA", By = "li.wei" });
        await recorder.Record([station], Stop);
        await LoseAllAfter(0);
        await Until("the node is connected again", TimeSpan.FromSeconds(10), () => Succeeds(() => Node.WholeLog(Stop)));

        (await Node.Get<ReferenceDataCache>().Now(Stop)).Position.ShouldBe(0);
        Outcome? outcome = null;
        await Until("it is recorded", TimeSpan.FromSeconds(10),
            () => Succeeds(async () => outcome = await recorder.Record([station], Stop)));
        outcome.ShouldBeOfType<ReferenceRecorded>().AnyNew.ShouldBeTrue();
    }

    [Fact]
    public async Task it_is_known_up_to_where_the_log_is_the_same_as_in_earlier_epochs()
    {
        for (var number = 1; number <= 5; number++) await Node.Append($"ZB-{number}", 0, Sample.New(Sample.Received()));
        var first = Epoch.Current;
        await LoseAllAfter(3);
        var second = (Guid)(await Engine.Ask("select tracking.epoch()"))!;
        await Until("the node is connected again", TimeSpan.FromSeconds(10), async () =>
            await Succeeds(() => Node.WholeLog(Stop)) && Epoch.Current == second);
        for (var number = 6; number <= 9; number++)
            await Until("it is appended", TimeSpan.FromSeconds(10), () => Succeeds(() =>
                Node.Append($"ZB-{number}", 0, Sample.New(Sample.Received()))));
        await LoseAllAfter(6);
        await Engine.Ask("select tracking.epoch()");

        await Until("the node is connected again", TimeSpan.FromSeconds(10), () => Succeeds(() => Node.WholeLog(Stop)));
        var epochs = Node.Get<ILogEpochs>();
        (await epochs.SameUpTo(first, Stop)).ShouldBe(3);
        (await epochs.SameUpTo(second, Stop)).ShouldBe(6);
        (await epochs.SameUpTo(Guid.NewGuid(), Stop)).ShouldBeNull();
    }

    private async Task<EventsRecorded> Record(SubmittedEvent submitted)
    {
        Outcome? outcome = null;
        await Until("it is recorded", TimeSpan.FromSeconds(10), () => Succeeds(async () =>
            outcome = await Node.Get<Recorder>().Record(Anybody.Author, "ZB-1", [submitted], null, Stop)));
        return outcome.ShouldBeOfType<EventsRecorded>();
    }

    // Connections of the old server are broken: what is asked over them fails, and those after them are new.
    private static async Task<bool> Succeeds(Func<Task> ask)
    {
        try
        {
            await ask();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private Task LoseAllAfter(long position) => Engine.Run(
        $"""
        delete from mt_events where seq_id > {position};
        delete from mt_streams s where not exists (select from mt_events e where e.stream_id = s.id);
        update mt_streams s set version = (select max(e.version) from mt_events e where e.stream_id = s.id);
        delete from tracking.reference_streams r where not exists (select from mt_streams s where s.id = r.id);
        select setval('mt_events_sequence', greatest({position}, 1), {position} > 0);
        update tracking.epochs set origin = 'elsewhere';
        select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'ordertracking'
        """);
}
