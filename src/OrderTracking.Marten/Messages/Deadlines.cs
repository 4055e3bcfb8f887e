using Marten;
using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Application.Deadlines;
using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Views;
using Wolverine;
using Wolverine.Marten;
using Wolverine.Runtime;
using Wolverine.Runtime.Handlers;

namespace OrderTracking.Marten.Messages;

/// <summary>Something of the waybill's is due.</summary>
public sealed record DeadlineDue(string Waybill);

/// <summary>Somebody else has moved the waybill on; it is to be decided anew.</summary>
public sealed class WaybillMovedException(string waybill) : Exception($"{waybill} was moved on meanwhile.");

/// <summary>
/// Has a message sent when a waybill's next standard falls due. It is stored with the rows that say so; the one that is sent then looks
/// for the next.
/// </summary>
internal sealed class DeadlineSchedule(IServiceProvider services, Running running, TimeProvider clock)
{
    public async Task Follow(IEnumerable<DeadlineRow> put, IDocumentSession session)
    {
        if (!running) return;
        var outbox = new MartenOutbox(services.GetRequiredService<IWolverineRuntime>(), session);
        var now = clock.GetUtcNow();
        foreach (var (waybill, due) in put.Where(row => row.IsToBeRaised()).GroupBy(row => row.Waybill, (waybill, rows) => (waybill, rows.Min(row => row.DueAt))))
            await outbox.ScheduleAsync(new DeadlineDue(waybill), Until(due, now));
    }

    /// <summary>By the service's clock, which need not be the one of the machine.</summary>
    public static TimeSpan Until(DateTimeOffset due, DateTimeOffset now) => due > now ? due - now : TimeSpan.Zero;
}

internal sealed class DeadlineHandler : MessageHandler<DeadlineDue>
{
    protected override async Task HandleAsync(DeadlineDue message, MessageContext context, CancellationToken cancellation)
    {
        var services = context.Runtime.Services;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var history = (await services.GetRequiredService<IEventLog>().Read([message.Waybill], cancellation))[0];
        var (isSaid, _) = await services.GetRequiredService<MissedRecorder>().Record(history, now, cancellation);
        if (!isSaid) throw new WaybillMovedException(message.Waybill);
        var next = AllViews.Deadlines.Rows(history, services.GetRequiredService<Company>())
            .Where(row => row.IsToBeRaised() && row.DueAt >= now).Select(row => (DateTimeOffset?)row.DueAt).Min();
        if (next is { } due) await context.ScheduleAsync(message, DeadlineSchedule.Until(due, now));
    }
}
