using Microsoft.Extensions.Logging;
using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Unreadable;

/// <summary>Why an event is not set aside.</summary>
public enum SetAsideRefusal
{
    /// <summary>There is none at that position.</summary>
    NoSuchEvent,

    /// <summary>It can be read: nothing that can be is ever taken away.</summary>
    Readable,

    /// <summary>It is aside already.</summary>
    SetAsideBefore,
}

/// <summary>Takes events that cannot be read out of the way of whoever reads the log, on record. They are neither changed nor removed.</summary>
public sealed partial class UnreadableEventRemoval(IUnreadableEvents events, IViewStore views, ILogger<UnreadableEventRemoval> logger)
{
    /// <param name="by">A subject, as <see cref="Access.Caller.Subject"/>.</param>
    /// <returns>What was set aside, or why it was not.</returns>
    public async Task<(SetAsideEvent? Done, SetAsideRefusal? Refusal)> SetAside(long position, string by, string reason, CancellationToken cancellationToken)
    {
        if (await events.LookAt(position, cancellationToken) is not { } found) return (null, SetAsideRefusal.NoSuchEvent);
        if (found.IsSetAside) return (null, SetAsideRefusal.SetAsideBefore);
        if (found.Unreadable is not { } unreadable) return (null, SetAsideRefusal.Readable);
        if (await events.SetAside(unreadable, by, reason, cancellationToken) is not { } done) return (null, SetAsideRefusal.SetAsideBefore);
        LogSetAside(by, unreadable.Position, unreadable.Kind, unreadable.Code, unreadable.Field);
        // Views that have gone past it read it when it was sound: what they took from it has to go.
        if (await views.Position(cancellationToken) >= position) await views.RequestRebuild(null, cancellationToken);
        return (done, null);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{By} set aside the event at position {Position}, of a stream of the kind {Kind}, which cannot be read: {Code} {Field}")]
    private partial void LogSetAside(string by, long position, string kind, string code, string field);
}
