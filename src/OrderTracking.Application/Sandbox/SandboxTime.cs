using Microsoft.Extensions.Logging;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Leading;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reference;
using OrderTracking.Application.Reports;
using OrderTracking.Domain;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Sandbox;

/// <summary>
/// The time of a sandbox. When it is moved, it stops at each step of a story, so that what happens is recorded when it happens, and what
/// falls due before is recorded before.
/// </summary>
public sealed partial class SandboxTime(
    ISandbox sandbox, SandboxClock clock, Carrier carrier, IEventLog log, ViewGate gate, IDeadlinesView deadlines,
    ReferenceDataCache reference, Company company, ILogger<SandboxTime> logger) : ILeaderTask, IDisposable
{
    /// <summary>How far it can be moved at once.</summary>
    public static readonly TimeSpan MaxMove = TimeSpan.FromDays(366);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500), WhileUnsettled = TimeSpan.FromMilliseconds(20);

    // One at a time moves the clock or records steps.
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>Goes on at the time that the sandbox had come to when it was stopped.</summary>
    public async Task GoOn(CancellationToken cancellationToken) => clock.Ahead = await sandbox.Ahead(cancellationToken);

    /// <summary>The current time, and the last position of the log.</summary>
    public async Task<(DateTimeOffset Now, long Position)> Read(CancellationToken cancellationToken) =>
        (Microseconds.Now(clock), await log.Head(cancellationToken));

    /// <summary>Moves the clock ahead, and returns when all that is due by then is recorded and in the views.</summary>
    /// <returns>The refusal of a time before the current one, or too far ahead.</returns>
    public Task<Refusal?> MoveTo(DateTimeOffset time, CancellationToken cancellationToken) => InTurn<Refusal?>(async () =>
    {
        var now = clock.GetUtcNow();
        if (time < now || time > now + MaxMove)
            return new("clock-out-of-range", "now",
                $"a time from {now:yyyy-MM-ddTHH:mm:ss.ffffffZ} on, and at most {MaxMove.TotalDays:0} days later");
        while (await carrier.Next(cancellationToken) is { } step && step <= time)
        {
            await Reach(step, cancellationToken);
            await carrier.RecordDue(cancellationToken);
        }
        await Reach(time, cancellationToken);
        return null;
    }, cancellationToken);

    /// <summary>Records the first step of a new story, which is due at once.</summary>
    public Task<StoryUnderWay> Begin(Story story, string account, CancellationToken cancellationToken) => InTurn(async () =>
    {
        var begun = await carrier.Begin(story, account, cancellationToken);
        await carrier.RecordDue(cancellationToken);
        return begun;
    }, cancellationToken);

    /// <summary>Records the steps whose time comes by itself.</summary>
    public Task Run(CancellationToken cancellationToken) => Rounds.Repeat(BetweenLooks, () => InTurn(async () =>
    {
        await carrier.RecordDue(cancellationToken);
        return true;
    }, cancellationToken), LogFault, cancellationToken);

    public void Dispose() => turn.Dispose();

    private async Task<T> InTurn<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task Reach(DateTimeOffset time, CancellationToken cancellationToken)
    {
        var ahead = time - TimeProvider.System.GetUtcNow();
        if (ahead > clock.Ahead)
        {
            // The database's first: recorded times come from there, and none may be before the time that the node goes by.
            await sandbox.SetAhead(ahead, cancellationToken);
            clock.Ahead = ahead;
        }
        await Settle(cancellationToken);
    }

    private async Task Settle(CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = clock.GetUtcNow();
            await gate.Reach(await log.Head(cancellationToken), cancellationToken);
            if ((await deadlines.ToBeRaised(now, 1, cancellationToken)).Count == 0
                && !DueReports.Of(await reference.Now(cancellationToken), AccessScope.Everything, company, now)
                    .Any(report => report.IsToBeRaised() && report.DueAt < now)) return;
            await Task.Delay(WhileUnsettled, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The steps of stories could not be recorded; trying again")]
    private partial void LogFault(Exception fault);
}
