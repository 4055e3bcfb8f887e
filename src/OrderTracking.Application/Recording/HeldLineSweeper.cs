using Microsoft.Extensions.Logging;
using OrderTracking.Application.Leading;

namespace OrderTracking.Application.Recording;

/// <summary>
/// Releases held lines that are left: the node that records a Received releases the first page of its lines, and if there are more, or it
/// dies before, this finds them: it looks every 15 seconds.
/// </summary>
public sealed partial class HeldLineSweeper(HeldLineReleaser releaser, ILogger<HeldLineSweeper> logger) : ILeaderTask
{
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromSeconds(15);

    public Task Run(CancellationToken cancellationToken) => Rounds.Repeat(BetweenSweeps, async () =>
    {
        var settled = await releaser.ReleaseAll(null, cancellationToken);
        if (settled > 0) LogReleased(settled);
    }, LogFault, cancellationToken);

    [LoggerMessage(Level = LogLevel.Information, Message = "Settled {Lines} held lines whose waybills had been received")]
    private partial void LogReleased(int lines);

    [LoggerMessage(Level = LogLevel.Error, Message = "Held lines could not be decided; trying again")]
    private partial void LogFault(Exception fault);
}
