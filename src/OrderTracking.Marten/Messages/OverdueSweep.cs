using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Projecting;
using Wolverine;

namespace OrderTracking.Marten.Messages;

/// <summary>
/// Asks for what is due and for which no message came: it fell due while the other engine ran, or with a clock that was set, or its
/// message was lost with a backup. Once for each: one whose message is a dead letter is an operator's.
/// </summary>
internal sealed partial class OverdueSweep(
    IDeadlinesView deadlines, IServiceScopeFactory scopes, TimeProvider clock, ILogger<OverdueSweep> logger) : ILeaderTask
{
    private const int WaybillsPerLook = 2_000;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    public async Task Run(CancellationToken cancellationToken)
    {
        // What is seen for the first time may have its message under way.
        var (seen, asked) = (new HashSet<(string, DateTimeOffset)>(), new HashSet<(string, DateTimeOffset)>());
        while (true)
        {
            try
            {
                var due = (await deadlines.ToBeRaised(clock.GetUtcNow(), WaybillsPerLook, cancellationToken)).ToHashSet();
                asked.IntersectWith(due);
                await using var scope = scopes.CreateAsyncScope();
                var bus = scope.ServiceProvider.GetRequiredService<IMessageBus>();
                foreach (var waybill in due.Where(each => seen.Contains(each) && asked.Add(each)).Select(each => each.Waybill).Distinct())
                    await bus.PublishAsync(new DeadlineDue(waybill, TimeProvider.System.GetUtcNow()));
                seen = due;
            }
#pragma warning disable CA1031 // What is due stays due: say it, and look again.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFault(fault);
            }
            await Task.Delay(BetweenLooks, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Deadlines could not be looked at; trying again")]
    private partial void LogFault(Exception fault);
}
