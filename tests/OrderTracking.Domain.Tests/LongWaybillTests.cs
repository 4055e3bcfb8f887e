using Microsoft.Extensions.Logging.Abstractions;
using OrderTracking.Application.Access;
using OrderTracking.Application.Diagnostics;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Recording;
using OrderTracking.Application.Reference;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.SampleEvents;

namespace OrderTracking.Domain.Tests;

/// <summary>
/// How many rows of the log are read, and how often something is decided in vain, for an event of a waybill that has 9,000.
/// </summary>
public sealed class LongWaybillTests : IDisposable
{
    private readonly MemoryLog log = new(9_000);
    private readonly Telemetry telemetry = new();
    private readonly ReferenceDataCache reference;
    private readonly Recorder recorder;

    public LongWaybillTests()
    {
        var (epoch, clock) = (new LogEpoch(), TimeProvider.System);
        var cache = new WaybillCache(epoch);
        var reader = new WaybillReader(log, cache, epoch);
        reference = new(log, null!, epoch);
        // No Received is posted, so nothing is released.
        recorder = new(log, cache, epoch, reader, new WaybillTurns(), null!, reference, Spec.Company,
            new OffWaySightings(new(), Spec.Company, clock, telemetry, NullLogger<OffWaySightings>.Instance), telemetry, clock);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        reference.Dispose();
        telemetry.Dispose();
    }

    [Fact]
    public async Task its_events_are_read_once()
    {
        await Post(Stocked());
        log.RowsRead.ShouldBe(9_000);

        for (var i = 0; i < 100; i++) (await Post(Stocked())).ShouldBeOfType<EventsRecorded>();

        log.RowsRead.ShouldBe(9_000);
    }

    [Fact]
    public async Task before_a_refusal_only_what_came_after_what_is_known_is_read()
    {
        await Post(Stocked());
        log.RowsRead = 0;

        (await Post(Signed(11))).ShouldBeOfType<RefusedByRule>().Refusal.Code.ShouldBe("more-pieces-than-outstanding");
        log.RowsRead.ShouldBe(1);

        // By another node.
        log.Add(Signed(4));
        (await Post(Signed(7))).ShouldBeOfType<RefusedByRule>().Refusal.Expected.ShouldBe("at most the 6 outstanding");
        log.RowsRead.ShouldBe(3);
    }

    [Fact]
    public async Task after_a_conflict_only_what_came_after_what_is_known_is_read()
    {
        await Post(Stocked());
        log.RowsRead = 0;
        for (var i = 0; i < 5; i++) log.Add(Stocked());

        (await Post(Stocked())).ShouldBeOfType<EventsRecorded>().Version.ShouldBe(9_007);

        (log.Conflicts, log.RowsRead).ShouldBe((1, 6));
    }

    [Fact]
    public async Task where_the_log_lost_events_that_are_known_it_is_read_whole()
    {
        for (var i = 0; i < 3; i++) await Post(Stocked());
        log.RemoveLast(2);
        log.RowsRead = 0;

        (await Post(Signed(11))).ShouldBeOfType<RefusedByRule>();

        log.RowsRead.ShouldBe(9_001);
    }

    [Fact]
    public async Task writers_of_one_waybill_take_turns()
    {
        await Post(Stocked());
        log.Latency = TimeSpan.FromMilliseconds(1);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++) (await Post(Stocked())).ShouldBeOfType<EventsRecorded>();
        }, Stop)));

        (log.Count, log.Conflicts, log.RowsRead).ShouldBe((9_161, 0, 9_000));
    }

    [Fact]
    public async Task who_goes_away_while_he_waits_for_his_turn_holds_up_nobody()
    {
        var turns = new WaybillTurns();
        using var leaving = new CancellationTokenSource();
        var first = await turns.Take("ZB1", Stop);
        var (leaves, stays) = (turns.Take("ZB1", leaving.Token).AsTask(), turns.Take("ZB1", Stop).AsTask());
        (await turns.Take("ZB2", Stop)).Dispose();

        await leaving.CancelAsync();
        first.Dispose();

        await Should.ThrowAsync<OperationCanceledException>(leaves);
        (await stays).Dispose();
        (await turns.Take("ZB1", Stop)).Dispose();
    }

    private static StockedIn Stocked() => new(1) { OccurredAt = At(1), Station = "SHA", By = "li.wei" };

    private Task<Outcome> Post(WaybillEvent happened) => recorder.Record(
        new Author(new("tests", "tests", [], [], []), AccessScope.Everything, [new(null, null)]), MemoryLog.Waybill,
        [new SubmittedEvent(Guid.NewGuid(), happened)], null, Stop);
}
