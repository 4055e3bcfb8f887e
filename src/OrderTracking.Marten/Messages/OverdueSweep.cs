using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrderTracking.Application.Leading;
using OrderTracking.Application.Ports;
using Wolverine;

namespace OrderTracking.Marten.Messages;

/// <summary>
/// Publishes messages for deadlines that are due and had none: they fell due while the other engine ran, or under another clock, or
/// their message was lost with a backup. Each is published once; if that becomes a dead letter, it is left to an operator.
/// </summary>
internal sealed partial class OverdueSweep(
    IDeadlinesView deadlines, IServiceScopeFactory scopes, TimeProvider clock, ILogger<OverdueSweep> logger) : ILeaderTask
{
    private const int WaybillsPerLook = 2_000;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    public Task Run(CancellationToken cancellationToken)
    {
        // A deadline that is found for the first time may have its message under way, so it is published only when it is found again.
        var (seen, asked) = (new HashSet<(string, DateTimeOffset)>(), new HashSet<(string, DateTimeOffset)>());
        return Rounds.Repeat(BetweenLooks, async () =>
        {
            var due = (await deadlines.ToBeRaised(clock.GetUtcNow(), WaybillsPerLook, cancellationToken)).ToHashSet();
            asked.IntersectWith(due);
            await using var scope = scopes.CreateAsyncScope();
            var bus = scope.ServiceProvider.GetRequiredService<IMessageBus>();
            foreach (var waybill in due.Where(each => seen.Contains(each) && asked.Add(each)).Select(each => each.Waybill).Distinct())
                await bus.PublishAsync(new DeadlineDue(waybill, TimeProvider.System.GetUtcNow()));
            seen = due;
        }, LogFault, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Overdue deadlines could not be read; trying again")]
    private partial void LogFault(Exception fault);
}
