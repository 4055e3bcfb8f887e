using Microsoft.Extensions.Logging;
using OrderTracking.Application.Leading;
using OrderTracking.Application.Ports;
using OrderTracking.Domain;

namespace OrderTracking.Application.Replays;

/// <param name="At">The time of day, on the company's clock, at which the views are compared with the log; null for never.</param>
public sealed record DriftCheckTime(TimeOnly? At)
{
    public static readonly TimeOnly Default = new(3, 0);
}

/// <summary>
/// Asks for a replay of everything once a day, which compares all live views with what the log says. After downtime it is asked for as soon
/// as a node leads, where one was made before.
/// </summary>
public sealed partial class DriftCheck(
    IReplays replays, DriftCheckTime time, Company company, TimeProvider clock, ILogger<DriftCheck> logger) : ILeaderTask
{
    // Real time, because the clock that it goes by can be set.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    public Task Run(CancellationToken cancellationToken)
    {
        var began = clock.GetUtcNow();
        return Rounds.Repeat(BetweenLooks, async () =>
        {
            var now = clock.GetUtcNow();
            if (time.At is { } at && company.At(company.Day(now), at) is var due && due <= now
                && (await replays.LastDriftCheck(isDone: false, cancellationToken) is { } last ? last.AskedAt < due : began < due))
                await replays.Add(
                    new(Guid.NewGuid(), Replay.ByClock, now, new(), ReplayStatus.Waiting), int.MaxValue, cancellationToken);
        }, LogFault, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The check of the views could not be asked for; trying again")]
    private partial void LogFault(Exception fault);
}
