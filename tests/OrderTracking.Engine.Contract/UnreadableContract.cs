using System.Text.Json;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Recording;
using OrderTracking.Application.Reference;
using OrderTracking.Application.Unreadable;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Engine.Contract;

/// <summary>Events of another program that this one cannot read: never left out silently, and set aside on record.</summary>
public abstract class UnreadableContract<TEngine> : RunningContract<TEngine> where TEngine : EngineOnDatabase, new()
{
    private const string Reason = "written by the old TMS, without a station";


    private IUnreadableEvents Events => Node.Get<IUnreadableEvents>();

    [Theory]
    [InlineData("waybill.arrived.v1", """{"pieces": 3, "occurredAt": "2026-06-01T13:00:00+08:00", "by": "x"}""", "missing-field",
        "station")]
    [InlineData("waybill.arrived.v1", """{"pieces": 3, "occurredAt": "2026-06-01T13:00:00", "by": "x", "station": "SHA"}""", "invalid-time",
        "occurredAt")]
    [InlineData("waybill.arrived.v1", """{"pieces": "three", "occurredAt": "2026-06-01T13:00:00+08:00", "by": "x", "station": "SHA"}""",
        "invalid-type", "pieces")]
    [InlineData("waybill.arrived.v1", """{"Pieces": 3, "OccurredAt": "2026-06-01T13:00:00+08:00", "By": "x", "Station": "SHA"}""",
        "unknown-field", "")]
    [InlineData("waybill.arrived.v1",
        """{"pieces": 3, "occurredAt": "2026-06-01T13:00:00+08:00", "by": "x", "station": "SHA", "王芳 13800138000": 1}""", "unknown-field",
        "")]
    [InlineData("waybill.arrived.v1", "{}", "missing-field", "pieces")]
    [InlineData("waybill.arrived.v1", "null", "invalid-type", "")]
    [InlineData("waybill.arrived.v1", "[1]", "invalid-type", "")]
    [InlineData("waybill.arrived.v9", """{"pieces": 3}""", "unknown-type", "type")]
    [InlineData("some_event", """{"pieces": 3}""", "unknown-type", "type")]
    [InlineData("station.set.v1", """{"code": "SHA", "occurredAt": "2026-06-01T13:00:00+08:00", "by": "x", "station": "HQ"}""",
        "unknown-type", "type")]
    public async Task an_unreadable_event_is_reported_with_position_and_fault_but_without_its_content(
        string type, string data, string code, string field)
    {
        await Node.Append("ZB-1", 0, Sample.New(Sample.Received()));
        var position = await PlainMarten.Append(Engine.ConnectionString, "ZB-1", type, data);

        foreach (var read in (Func<Task>[])[() => Node.Log.Read(["ZB-1"], Stop), () => Node.Log.Read(["ZB-1", "ZB-2"], Stop),
            () => Node.Log.ReadAll(position - 1, 10, Stop), () => Node.AllHistories(Stop)])
        {
            var fault = await Should.ThrowAsync<UnreadableEventException>(read);
            (fault.First.Position, fault.First.Stream, fault.First.Version, fault.First.Type, fault.First.Code,
                fault.First.Field).ShouldBe((position, "ZB-1", 2L, type, code, field));
            fault.First.Expected.ShouldNotBeNullOrEmpty();
            foreach (var said in (string[])[fault.ToString(), fault.First.Expected, fault.First.Refusal.Expected])
                foreach (var secret in (string[])["三", "three", "王芳", "13800138000", "ZB-1"]) said.ShouldNotContain(secret);
        }
    }

    [Fact]
    public async Task a_valid_event_of_another_program_is_read_as_any_other()
    {
        await Node.Append("ZB-1", 0, Sample.New(Sample.Received()));
        // Another program's trace is not one of our causations.
        await PlainMarten.Append(
            Engine.ConnectionString, "ZB-1", "waybill.loaded.v1", JsonSerializer.Serialize(Sample.Loaded(), EventJson.Stored),
            causation: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

        var history = (await Node.Log.Read(["ZB-1"], Stop)).Single();

        (history.Events[1].Event, history.Events[1].Causation).ShouldBe((Sample.Loaded(), null));
        (await Node.Append("ZB-1", 2, Sample.New(Sample.Signed()))).Status.ShouldBe(AppendStatus.Appended);
        Lead(Node);
        await Until("the views follow", TimeSpan.FromSeconds(20), () => Agreement.IsLevel(Engine, Node, Stop));
        await Agreement.RowsAreThoseOfTheStreams(Node, Stop);
    }

    [Fact]
    public async Task all_unreadable_streams_are_reported_together_with_their_readable_events()
    {
        NewEvent received = Sample.New(Sample.Received()), loaded = Sample.New(Sample.Loaded());
        foreach (var number in (string[])["ZB-1", "ZB-2", "ZB-3"]) await Node.Append(number, 0, received with { Id = Guid.NewGuid() });
        await Node.Append("ZB-4", 0, received);
        var third = await PlainMarten.AppendUnreadable(Engine.ConnectionString, "ZB-3");
        await PlainMarten.AppendUnreadable(Engine.ConnectionString, "ZB-3");
        var first = await PlainMarten.AppendUnreadable(Engine.ConnectionString, "ZB-1");
        await Node.Append("ZB-1", 2, loaded);

        var fault = await Should.ThrowAsync<UnreadableEventException>(Node.Log.Read(["ZB-1", "ZB-2", "ZB-3", "ZB-4"], Stop));

        fault.Streams.Select(stream => (stream.First.Stream, stream.First.Position)).ShouldBe([("ZB-3", third), ("ZB-1", first)]);
        fault.Streams[1].Readable.Events.Select(entry => entry.Version).ShouldBe([1, 3]);
        var (readable, unreadable) = await Node.Log.ReadApart(["ZB-1", "ZB-2", "ZB-3", "ZB-4", "ZB-5"], Stop);
        readable.Select(history => (history.Waybill, history.Version)).Order().ShouldBe([("ZB-2", 1), ("ZB-4", 1), ("ZB-5", 0)]);
        unreadable.Select(stream => stream.First.Stream).Order().ShouldBe(["ZB-1", "ZB-3"]);
    }

    [Fact]
    public async Task read_all_stops_before_an_unreadable_event()
    {
        await Node.Append("ZB-1", 0, Sample.Notes(3));
        var position = await PlainMarten.AppendUnreadable(Engine.ConnectionString, "ZB-2");
        await Node.Append("ZB-1", 3, Sample.Notes(2));

        (await Node.Log.ReadAll(0, 100, Stop)).Select(entry => entry.Entry.Version).ShouldBe([1, 2, 3]);
        (await Node.Log.ReadAll(0, 2, Stop)).Count.ShouldBe(2);
        (await Should.ThrowAsync<UnreadableEventException>(Node.Log.ReadAll(position - 1, 100, Stop))).First.Position.ShouldBe(position);
        (await Node.Log.ReadAll(position, 100, Stop)).Select(entry => entry.Entry.Version).ShouldBe([4, 5]);
    }

    [Fact]
    public async Task an_event_set_aside_is_left_out_and_keeps_its_position()
    {
        await Node.Append("ZB-1", 0, Sample.New(Sample.Received()));
        var before = (await Node.WholeLog(Stop))[^1].Entry.Position;
        var position = await PlainMarten.AppendUnreadable(Engine.ConnectionString, "ZB-1");
        await Node.Append("ZB-1", 2, Sample.New(Sample.Loaded()));
        await Node.Append("ZB-2", 0, Sample.New(Sample.Received()));
        var end = position + 2;

        var done = await SetAside(position);

        (done.Event.Position, done.Event.Stream, done.Event.Version, done.Event.Code, done.Event.Field, done.By, done.Reason)
            .ShouldBe((position, "ZB-1", 2L, "missing-field", "station", "tests", Reason));
        foreach (var asked in (string[][])[["ZB-1"], ["ZB-1", "ZB-2"]])
        {
            var history = (await Node.Log.Read(asked, Stop)).Single(history => history.Waybill == "ZB-1");
            history.Events.Select(entry => (entry.Version, entry.Event.GetType())).ShouldBe([(1L, typeof(Received)), (3L, typeof(Loaded))]);
            (history.Version, history.Position).ShouldBe((3L, end - 1));
        }
        // What was kept of it before may still include the event, so it must be read again.
        (await Node.Log.IsAt("ZB-1", 3, Stop), await Node.Log.IsAt("ZB-2", 1, Stop)).ShouldBe((false, true));
        (await Node.WholeLog(Stop)).Select(entry => entry.Entry.Position).ShouldBe([before, end - 1, end]);
        (await Node.AllHistories(Stop)).Single(history => history.Waybill == "ZB-1").Events.Select(entry => entry.Version).ShouldBe([1, 3]);
        // It counts as a place in the log, but belongs to no waybill.
        var changed = await Node.Log.ReadChangedStreams(before, 1, Stop);
        (changed.To, changed.Events, changed.Waybills.Count).ShouldBe((position, 1, 0));
        (await Node.Log.ReadChangedStreams(before, 100, Stop)).Waybills.OrderBy(move => move.Key).Select(move => (move.Key, move.Value))
            .ShouldBe([("ZB-1", end - 1), ("ZB-2", end)]);
        // It stays in the log unchanged, marked as archived.
        (await Engine.Ask($"select data ->> 'pieces' || ' ' || type || ' ' || is_archived from mt_events where seq_id = {position}"))
            .ShouldBe("3 waybill.arrived.v1 true");
    }

    [Fact]
    public async Task who_set_what_aside_and_why_is_kept()
    {
        var one = await PlainMarten.AppendUnreadable(Engine.ConnectionString, "ZB-1");
        var two = await PlainMarten.AppendUnreadable(Engine.ConnectionString, "account:ACME");
        await SetAside(two);
        await SetAside(one);

        var list = await Events.List(0, long.MaxValue, 10, Stop);

        list.Select(aside => (aside.Event.Position, aside.Event.Stream, aside.Event.Kind, aside.Event.Type, aside.By, aside.Reason))
            .ShouldBe(
        [
            (one, "ZB-1", "waybill", "waybill.arrived.v1", "tests", Reason),
            (two, "account:ACME", "account", "waybill.arrived.v1", "tests", Reason),
        ]);
        list.ShouldAllBe(aside => aside.At >= aside.Event.RecordedAt && aside.At.Offset == TimeSpan.Zero);
        (await Events.List(one, long.MaxValue, 10, Stop)).Count.ShouldBe(1);
        (await Events.List(0, one, 10, Stop)).Count.ShouldBe(1);
        (await Events.List(0, long.MaxValue, 1, Stop)).Count.ShouldBe(1);
        (await Events.LastVersion("ZB-1", Stop), await Events.LastVersion("ZB-2", Stop)).ShouldBe((1, 0));
    }

    [Fact]
    public async Task only_an_existing_unreadable_event_is_set_aside_and_only_once()
    {
        await Node.Append("ZB-1", 0, Sample.New(Sample.Received()));
        var readable = (await Node.WholeLog(Stop))[^1].Entry.Position;
        var position = await PlainMarten.AppendUnreadable(Engine.ConnectionString, "ZB-1");
        var setting = Node.Get<UnreadableEventRemoval>();

        (await setting.SetAside(readable, "tests", Reason, Stop)).ShouldBe((null, SetAsideRefusal.Readable));
        (await setting.SetAside(position + 1, "tests", Reason, Stop)).ShouldBe((null, SetAsideRefusal.NoSuchEvent));
        var unreadable = (await Events.LookAt(position, Stop))!.Value.Unreadable!;
        var many = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Events.SetAside(unreadable, "tests", Reason, Stop)));
        many.Count(done => done is not null).ShouldBe(1);
        (await setting.SetAside(position, "tests", Reason, Stop)).ShouldBe((null, SetAsideRefusal.SetAsideBefore));

        (await Events.List(0, long.MaxValue, 10, Stop)).Count.ShouldBe(1);
        (await Engine.AskAll("select seq_id from mt_events where is_archived")).ShouldBe([$"{position}"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task a_waybill_accepts_events_wherever_in_its_stream_one_was_set_aside(int place)
    {
        var events = new[] { Sample.New(Sample.Received()), Sample.New(Sample.Loaded()) };
        var (version, position) = (0, 0L);
        for (var i = 0; i <= events.Length; i++)
        {
            if (i + 1 == place) (position, version) = (await PlainMarten.AppendUnreadable(Engine.ConnectionString, "ZB-1"), version + 1);
            if (i < events.Length) (await Node.Append("ZB-1", version++, events[i])).Status.ShouldBe(AppendStatus.Appended);
        }
        await SetAside(position);

        (await Node.Log.Read(["ZB-1"], Stop)).Single().Version.ShouldBe(3);
        var outcome = (await Record("ZB-1", Sample.Signed(10))).ShouldBeOfType<EventsRecorded>();

        outcome.Version.ShouldBe(4);
        (await Record("ZB-1", Sample.Signed(1, minute: 200)))
            .ShouldBeOfType<RefusedByRule>().Refusal.Code.ShouldBe(RefusalCodes.MorePiecesThanOutstanding);
        (await Node.Log.Read(["ZB-1"], Stop)).Single().Events.Select(entry => entry.Version)
            .ShouldBe(Enumerable.Range(1, 4).Where(each => each != place).Select(each => (long)each));
    }

    [Fact]
    public async Task a_retry_is_answered_with_the_events_own_version_and_position()
    {
        var (first, second) = (new SubmittedEvent(Guid.NewGuid(), Sample.Received()), new SubmittedEvent(Guid.NewGuid(), Sample.Loaded()));
        await Record("ZB-1", first);
        var position = await PlainMarten.AppendUnreadable(Engine.ConnectionString, "ZB-1");
        await SetAside(position);
        var recorded = (await Record("ZB-1", second)).ShouldBeOfType<EventsRecorded>();
        recorded.Version.ShouldBe(3);

        var again = (await Record("ZB-1", second)).ShouldBeOfType<EventsRecorded>();

        (again.Version, again.Position, again.AnyNew).ShouldBe((3L, recorded.Position, false));
        await Record("ZB-1", Sample.Signed());
        (await Record("ZB-1", second)).ShouldBeOfType<EventsRecorded>().Version.ShouldBe(3);
        (await Record("ZB-1", first)).ShouldBeOfType<EventsRecorded>().Version.ShouldBe(1);
    }

    [Fact]
    public async Task the_id_of_an_event_set_aside_stays_taken()
    {
        await Record("ZB-1", Sample.Received());
        var id = Guid.NewGuid();
        await SetAside(await PlainMarten.Append(Engine.ConnectionString, "ZB-1", "waybill.arrived.v1", "{}", id: id));

        (await Record("ZB-1", new SubmittedEvent(id, Sample.Loaded()))).ShouldBeOfType<IdReused>().Id.ShouldBe(id);
        var batch = await Proceed(Node, Wire.Line("ZB-1", new(id, Sample.Loaded())));
        (batch.Results.Single().Status, batch.Results.Single().Code).ShouldBe((LineStatus.Refused, RefusalCodes.IdReused));
    }

    [Fact]
    public async Task of_a_batch_only_the_lines_of_waybills_that_cannot_be_read_are_refused()
    {
        string[] numbers = ["ZB-1", "ZB-2", "ZB-3", "ZB-4"];
        foreach (var number in numbers) await Record(number, Sample.Received());
        foreach (var number in numbers[1..3]) await PlainMarten.AppendUnreadable(Engine.ConnectionString, number);
        var lines = numbers.SelectMany(number => new[] { Wire.Line(number, new(Guid.NewGuid(), Sample.Loaded())),
            Wire.Line(number, new(Guid.NewGuid(), Sample.Signed())) }).ToList();
        // One node that has not seen the waybills, and one that has cached them.
        foreach (var node in (Node[])[await Engine.OpenNode(), Node])
        {
            var batch = await Proceed(node, lines);

            batch.Results.Where(line => line.Status == LineStatus.Refused).Select(line => (line.Waybill, line.Code, line.Field)).Distinct()
                .Order().ShouldBe(
                [("ZB-2", "unreadable-event", "station"), ("ZB-3", "unreadable-event", "station")]);
            (batch.Refused, batch.Held, batch.Accepted + batch.Duplicates).ShouldBe((4, 0, 4));
        }
        (await Node.Quarantine.List(Application.Access.QuarantineScope.Everything, QuarantineStatus.Refused, "unreadable-event", null, 10,
            Stop)).Count.ShouldBe(4);

        var together = await Node.Get<BatchRecorder>()
            .RecordWithRollback(Anybody.Author,
                [.. numbers.Select(number => Wire.Line(number, new(Guid.NewGuid(), Sample.Loaded(minute: 30))))],
                LineForm.Event, SubmissionOrigin.Unknown, Stop);
        together.Results.Select(line => line.Status)
            .ShouldBe([LineStatus.RolledBack, LineStatus.Refused, LineStatus.Refused, LineStatus.RolledBack]);
    }

    [Fact]
    public async Task lines_held_for_a_waybill_stay_held_while_it_cannot_be_read()
    {
        (await Proceed(Node, Wire.Line("ZB-1", new(Guid.NewGuid(), Sample.Loaded())))).Held.ShouldBe(1);
        await PlainMarten.Append(Engine.ConnectionString, "ZB-1", "waybill.received.v1",
            JsonSerializer.Serialize(Sample.Received(), EventJson.Stored));
        var position = await PlainMarten.AppendUnreadable(Engine.ConnectionString, "ZB-1");

        (await Node.Get<HeldLineReleaser>().ReleaseAll(null, Stop)).ShouldBe(0);
        await SetAside(position);
        (await Node.Get<HeldLineReleaser>().ReleaseAll(null, Stop)).ShouldBe(1);

        (await Node.Log.Read(["ZB-1"], Stop)).Single().Events.Select(entry => entry.Event.GetType())
            .ShouldBe([typeof(Received), typeof(Loaded)]);
    }

    [Fact]
    public async Task a_waybill_whose_received_was_set_aside_can_be_received_again()
    {
        await SetAside(await PlainMarten.Append(Engine.ConnectionString, "ZB-1", "waybill.received.v1", "{}"));

        (await Proceed(Node, Wire.Line("ZB-1", new(Guid.NewGuid(), Sample.Loaded())))).Held.ShouldBe(1);
        (await Node.Get<HeldLineReleaser>().ReleaseAll(null, Stop)).ShouldBe(0);
        (await Record("ZB-1", Sample.Received())).ShouldBeOfType<EventsRecorded>().Version.ShouldBe(2);

        await Until("the held line is in the log", TimeSpan.FromSeconds(20),
            async () => (await Node.Log.Read(["ZB-1"], Stop))[0].Events.Any(entry => entry.Event is Loaded));
    }

    [Fact]
    public async Task a_line_of_a_waybill_whose_received_cannot_be_read_is_refused_and_not_held()
    {
        await PlainMarten.Append(Engine.ConnectionString, "ZB-1", "waybill.received.v1", "{}");
        // Only an author who sees everything may learn of it: to the others there is no such waybill.
        var local = Anybody.Author with { Scope = new(null, ["SHA"]) };

        foreach (var (author, code) in new[] { (Anybody.Author, RefusalCodes.UnreadableEvent), (local, RefusalCodes.UnknownWaybill) })
        {
            var batch = await Soon(Node.Get<BatchRecorder>()
                .Proceed(author, [Wire.Line("ZB-1", new(Guid.NewGuid(), Sample.Loaded()))], SubmissionOrigin.Unknown, Stop));
            (batch.Results.Single().Status, batch.Results.Single().Code).ShouldBe((LineStatus.Refused, code));
        }
    }

    [Fact]
    public async Task an_unreadable_reference_event_stops_all_decisions_until_it_is_set_aside()
    {
        var (account, reference) = (ReferenceStreams.Account("ACME"), Node.Get<ReferenceRecorder>());
        await Lay(5);
        var position = await PlainMarten.Append(Engine.ConnectionString, account, "account.set.v1",
            """{"account": "ACME", "receiptDays": 3}""");

        var other = await Engine.OpenNode();
        var fault = await Should.ThrowAsync<UnreadableEventException>(other.Get<ReferenceDataCache>().Refresh(Stop));
        (fault.First.Position, fault.First.Kind, fault.First.Field).ShouldBe((position, "account", "occurredAt"));
        (await Should.ThrowAsync<UnreadableEventException>(other.Get<Recorder>()
            .Record(Anybody.Author, "ZB-1", [new(Guid.NewGuid(), Sample.Received())], null, Stop))).First.Position.ShouldBe(position);
        await SetAside(position);

        // Set aside at the end of its stream, so that no readable event has the stream's version.
        await Soon(Lay(7));
        (await Node.Log.ReferenceEvents(0, Stop)).Select(entry => (entry.Entry.Version, ((AccountSet)entry.Entry.Event).ReceiptDays))
            .ShouldBe([(1L, 5), (3L, 7)]);
        (await other.Get<Recorder>().Record(Anybody.Author, "ZB-1", [new(Guid.NewGuid(), Sample.Received())], null, Stop))
            .ShouldBeOfType<EventsRecorded>();

        Task<Outcome> Lay(int days) =>
            reference.Record([new(Guid.NewGuid(),
                new AccountSet("ACME", ReceiptDays: days) { OccurredAt = Sample.Noon, Station = "HQ", By = "chen.jing" })], Stop);
    }

    [Fact]
    public async Task the_id_of_a_reference_event_set_aside_stays_taken()
    {
        var id = Guid.NewGuid();
        await SetAside(await PlainMarten.Append(Engine.ConnectionString, "station:SHA", "station.set.v1", "{}", id: id));

        var outcome = await Soon(Node.Get<ReferenceRecorder>()
            .Record([new(id, new StationSet("SHA") { OccurredAt = Sample.Noon, Station = "HQ", By = "x" })], Stop));

        outcome.ShouldBeOfType<IdReused>().Id.ShouldBe(id);
    }

    [Fact]
    public async Task views_stop_at_an_unreadable_event_any_node_finds_it_and_they_go_on_once_it_is_set_aside()
    {
        await Record("ZB-1", Sample.Received());
        Lead(Node);
        await Until("the views follow", TimeSpan.FromSeconds(20), () => Agreement.IsLevel(Engine, Node, Stop));
        var other = await Engine.OpenNode();
        (await Find(other)).ShouldBeEmpty();

        var position = await PlainMarten.AppendUnreadable(Engine.ConnectionString, "ZB-1");
        await Record("ZB-2", Sample.Received());
        await Until("it is found", TimeSpan.FromSeconds(20), async () => (await Find(other)).Count > 0);
        (await Find(other)).ShouldHaveSingleItem().Position.ShouldBe(position);
        (await Find(Node)).ShouldHaveSingleItem().Position.ShouldBe(position);
        (await Node.Views.States(Stop)).ShouldAllBe(view => view.Position < position);

        await SetAside(position);

        await Until("the views go on", TimeSpan.FromSeconds(20), () => Agreement.IsLevel(Engine, Node, Stop));
        await Agreement.RowsAreThoseOfTheStreams(Node, Stop);
        (await ViewRows.Read(Node, Stop)).RowsOf(AllViews.Waybills).Select(row => row.Waybill).Order().ShouldBe(["ZB-1", "ZB-2"]);
        (await Find(other)).ShouldBeEmpty();
        // They also follow what is recorded afterwards.
        await Record("ZB-1", Sample.Raised("E-1"));
        await Until("the views follow", TimeSpan.FromSeconds(20), () => Agreement.IsLevel(Engine, Node, Stop));
        await Agreement.RowsAreThoseOfTheStreams(Node, Stop);
    }

    [Fact]
    public async Task what_stops_the_views_is_looked_for_in_whole_streams_and_in_the_log()
    {
        await Record("ZB-1", Sample.Received());
        // In a stream of no known kind, and in a reference stream.
        var elsewhere = await PlainMarten.Append(Engine.ConnectionString, "old_tms", "something_else", "{}");
        var inTerms = await PlainMarten.Append(Engine.ConnectionString, "account:ACME", "account.set.v1", "{}");
        await Node.Log.Append([new("ZB-2", 0, Sample.Notes(2_100))], Stop);
        // Beyond the part of the log that is looked at, but in a stream that has an event in that part.
        var beyond = await PlainMarten.AppendUnreadable(Engine.ConnectionString, "ZB-1");
        await PlainMarten.AppendUnreadable(Engine.ConnectionString, "ZB-3");

        await Until("it is found", TimeSpan.FromSeconds(20), async () => (await Find(Node)).Count > 1);

        (await Find(Node)).Select(found => (found.Position, found.Kind))
            .ShouldBe([(elsewhere, "other"), (inTerms, "account"), (beyond, "waybill")]);
        await SetAside(elsewhere);
        (await Events.List(0, long.MaxValue, 10, Stop)).ShouldHaveSingleItem().Event.Kind.ShouldBe("other");
    }

    [Fact]
    public async Task rows_are_added_and_removed_where_the_versions_of_a_stream_have_a_gap()
    {
        await SetAside(await PlainMarten.AppendUnreadable(Engine.ConnectionString, "ZB-1"));
        await Record("ZB-1", Sample.Received());
        await Record("ZB-1", Sample.Raised("E-1"));
        Lead(Node);
        await Until("the views follow", TimeSpan.FromSeconds(20), () => Agreement.IsLevel(Engine, Node, Stop));
        (await ViewRows.Read(Node, Stop)).RowsOf(AllViews.Exceptions).Count.ShouldBe(1);
        var raised = (await Node.Log.Read(["ZB-1"], Stop))[0].Events[1].Id;

        await Record("ZB-1", new Corrected(raised, "录入错误") { OccurredAt = Sample.Noon.AddHours(2), Station = "SHA", By = "chen.jing" });

        await Until("the views follow", TimeSpan.FromSeconds(20), () => Agreement.IsLevel(Engine, Node, Stop));
        (await ViewRows.Read(Node, Stop)).RowsOf(AllViews.Exceptions).ShouldBeEmpty();
        await Agreement.RowsAreThoseOfTheStreams(Node, Stop);
    }

    [Fact]
    public async Task rows_from_an_event_that_was_damaged_later_are_removed_when_it_is_set_aside()
    {
        await Record("ZB-1", Sample.Received());
        await Record("ZB-1", Sample.Raised("E-1"));
        await Record("ZB-1", Sample.Raised("E-2"));
        Lead(Node);
        await Until("the views follow", TimeSpan.FromSeconds(20), () => Agreement.IsLevel(Engine, Node, Stop));
        (await ViewRows.Read(Node, Stop)).RowsOf(AllViews.Exceptions).Count.ShouldBe(2);
        await Engine.Run("update mt_events set data = data - 'station' where stream_id = 'ZB-1' and version = 2");

        await SetAside((long)(await Engine.Ask("select seq_id from mt_events where stream_id = 'ZB-1' and version = 2"))!);

        await Until("its rows are gone", TimeSpan.FromSeconds(30),
            async () => (await ViewRows.Read(Node, Stop)).RowsOf(AllViews.Exceptions)
                .Select(row => row.ExceptionId).SequenceEqual(["E-2"]));
        await Until("the rebuild is done", TimeSpan.FromSeconds(30),
            async () => (await Node.Views.States(Stop)).All(view => !view.Rebuilding));
        await Agreement.RowsAreThoseOfTheStreams(Node, Stop);
    }

    [Fact]
    public async Task missed_deadlines_of_other_waybills_are_recorded_while_one_cannot_be_read()
    {
        var raised = DateTimeOffset.UtcNow.AddHours(-4).AddSeconds(3);
        foreach (var number in (string[])["ZB-1", "ZB-2"])
        {
            await Record(number, Sample.Received() with { OccurredAt = raised.AddHours(-1) });
            await Record(number, Sample.Raised("E-1") with { OccurredAt = raised });
        }
        Lead(Node);
        await Until("the views follow", TimeSpan.FromSeconds(20), () => Agreement.IsLevel(Engine, Node, Stop));
        await Engine.Run("update mt_events set data = data - 'station' where stream_id = 'ZB-1' and version = 2");

        await Until("it is said of the other", TimeSpan.FromSeconds(30), async () =>
            (await Node.Log.Read(["ZB-2"], Stop))[0].Events.Any(entry => entry.Event is DeadlineMissed));
    }

    [Fact]
    public async Task a_missed_deadline_is_recorded_in_a_stream_whose_last_event_was_set_aside()
    {
        var raised = DateTimeOffset.UtcNow.AddHours(-4).AddSeconds(3);
        await Record("ZB-1", Sample.Received() with { OccurredAt = raised.AddHours(-1) });
        await Record("ZB-1", Sample.Raised("E-1") with { OccurredAt = raised });
        await SetAside(await PlainMarten.AppendUnreadable(Engine.ConnectionString, "ZB-1"));
        Lead(Node);

        await Until("it is said", TimeSpan.FromSeconds(40),
            async () => (await Node.Log.Read(["ZB-1"], Stop))[0].Events[^1].Event is DeadlineMissed);

        (await Node.Log.Read(["ZB-1"], Stop))[0].Events.Select(entry => entry.Version).ShouldBe([1, 2, 4]);
    }

    private static async Task<IReadOnlyList<UnreadableEvent>> Find(Node node) =>
        await node.Get<UnreadableFinder>().Find(await node.Get<IViewPosition>().Now(Stop), Stop);

    private async Task<SetAsideEvent> SetAside(long position) =>
        (await Node.Get<UnreadableEventRemoval>().SetAside(position, "tests", Reason, Stop)).Done.ShouldNotBeNull();

    private Task<Outcome> Record(string number, WaybillEvent waybillEvent) =>
        Record(number, new SubmittedEvent(Guid.NewGuid(), waybillEvent));

    // With a time limit, because an append that always conflicts would be retried forever.
    private Task<Outcome> Record(string number, SubmittedEvent submitted) =>
        Soon(Node.Get<Recorder>().Record(Anybody.Author, number, [submitted], null, Stop));

    private static Task<BatchResult> Proceed(Node node, params IReadOnlyList<ReadOnlyMemory<byte>> lines) =>
        Soon(node.Get<BatchRecorder>().Proceed(Anybody.Author, lines, SubmissionOrigin.Unknown, Stop));

    private static Task<T> Soon<T>(Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(20), Stop);
}
