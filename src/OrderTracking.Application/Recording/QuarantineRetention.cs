using Microsoft.Extensions.Logging;
using OrderTracking.Application.Leading;
using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Recording;

/// <summary>
/// Erases lines from quarantine 90 days after they were settled: they contain personal data. Lines that nobody has settled stay until
/// somebody does; their senders' quotas bound them.
/// </summary>
public sealed partial class QuarantineRetention(IQuarantine quarantine, TimeProvider clock, ILogger<QuarantineRetention> logger)
    : ILeaderTask
{
    private static readonly TimeSpan KeptAfterSettled = TimeSpan.FromDays(90), BetweenLooks = TimeSpan.FromHours(1);

    public Task Run(CancellationToken cancellationToken) => Rounds.Repeat(BetweenLooks, async () =>
    {
        var erased = 0;
        while (await quarantine.Erase(clock.GetUtcNow() - KeptAfterSettled, cancellationToken) is > 0 and var some) erased += some;
        if (erased > 0) LogErased(erased, KeptAfterSettled.Days);
    }, LogFault, cancellationToken);

    [LoggerMessage(Level = LogLevel.Information, Message = "Erased {Lines} lines that were settled {Days} days ago from quarantine")]
    private partial void LogErased(int lines, int days);

    [LoggerMessage(Level = LogLevel.Error, Message = "Lines could not be erased from quarantine; trying again")]
    private partial void LogFault(Exception fault);
}
