using Marten;
using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Application.Recording;
using Wolverine.Marten;
using Wolverine.Runtime;
using Wolverine.Runtime.Handlers;

namespace OrderTracking.Marten.Messages;

/// <summary>Lines are held for a waybill that has just been received.</summary>
public sealed record HeldLinesDue(string Waybill);

/// <summary>
/// Sees to it that held lines are decided again when their waybill is received, even if this node dies the moment after: the message
/// is stored with the events.
/// </summary>
internal sealed class HeldLines(IServiceProvider services, Running running)
{
    public async Task Release(IEnumerable<string> waybills, IDocumentSession session)
    {
        if (!running) return;
        var outbox = new MartenOutbox(services.GetRequiredService<IWolverineRuntime>(), session);
        foreach (var waybill in waybills) await outbox.PublishAsync(new HeldLinesDue(waybill));
    }
}

internal sealed class HeldLinesHandler : MessageHandler<HeldLinesDue>
{
    protected override Task HandleAsync(HeldLinesDue message, MessageContext context, CancellationToken cancellation) =>
        context.Runtime.Services.GetRequiredService<Releasing>().Release([message.Waybill], cancellation);
}
