using Microsoft.Extensions.Logging;
using OrderTracking.Application.Diagnostics;
using OrderTracking.Application.Leading;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Projections;

namespace OrderTracking.Application.Replays;

/// <summary>Runs the replays that wait, a few at once. Those that another leader left are begun anew.</summary>
public sealed partial class ReplayRunner(
    Replayer replayer, IReplays replays, Telemetry telemetry, TimeProvider clock, ILogger<ReplayRunner> logger) : ILeaderTask
{
    private const int AtOnce = 2;

    /// <summary>How long a replay and what it found are kept.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    // Real time, because the clock that deadlines go by can be set.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    public Task Run(CancellationToken cancellationToken)
    {
        var running = new Dictionary<Guid, Task>();
        return Rounds.Repeat(BetweenLooks, async () =>
        {
            foreach (var (id, _) in running.Where(one => one.Value.IsCompleted).ToList()) running.Remove(id);
            if (running.Count == 0) await replays.Forget(clock.GetUtcNow() - Retention, cancellationToken);
            while (running.Count < AtOnce && await replays.Claim(running.Keys, cancellationToken) is { } replay)
                running[replay.Id] = Task.Run(() => Run(replay, cancellationToken), CancellationToken.None);
        }, LogFault, cancellationToken);
    }

    private async Task Run(Replay replay, CancellationToken cancellationToken)
    {
        try
        {
            if (await replayer.Run(replay, cancellationToken) is not var (progress, result)) return;
            await replays.End(replay.Id, ReplayStatus.Done, result, null, cancellationToken);
            if (replay.Request.IsDriftCheck()) Tell(progress);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The next leader begins it anew.
        }
        catch (UnreadableEventException fault)
        {
            await Fail(replay, fault, $"The event at position {fault.First.Position} of the log cannot be read.");
        }
#pragma warning disable CA1031 // Whatever the fault, whoever asked is to be told that nothing comes.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            await Fail(replay, fault, "An error in the service; see its log.");
        }
    }

    private void Tell(ReplayProgress progress)
    {
        telemetry.SetDrift(progress.Changed, progress.Sums);
        if (progress.IsDifferent) LogDrift(progress.Changed, progress.Waybills, progress.Cases, AllViews.All.Count, progress.Sums);
        else LogNoDrift(progress.Waybills, progress.Cases, progress.Events, progress.Seconds);
    }

    private async Task Fail(Replay replay, Exception fault, string why)
    {
        LogFailed(fault, replay.Id);
        try
        {
            await replays.End(replay.Id, ReplayStatus.Failed, null, why, CancellationToken.None);
        }
#pragma warning disable CA1031 // It is begun anew by the next leader.
        catch (Exception unkept)
#pragma warning restore CA1031
        {
            LogFault(unkept);
        }
    }

    [LoggerMessage(Level = LogLevel.Error,
        Message = "The views are not what the log says: {Changed} of {Waybills} waybills and {Cases} cases have other rows in one of "
            + "{Views} views, and {Sums} sums are not those of the rows")]
    private partial void LogDrift(long changed, long waybills, long cases, int views, long sums);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "The views are what the log says: {Waybills} waybills, {Cases} cases, {Events} events, {Seconds:0.0} s")]
    private partial void LogNoDrift(long waybills, long cases, long events, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "The replay {Replay} failed")]
    private partial void LogFailed(Exception fault, Guid replay);

    [LoggerMessage(Level = LogLevel.Error, Message = "Replays could not be looked for; trying again")]
    private partial void LogFault(Exception fault);
}
