using Microsoft.Extensions.Logging;
using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Unreadable;

/// <summary>Why an event was not set aside.</summary>
public enum SetAsideRefusal
{
    /// <summary>There is no event at that position.</summary>
    NoSuchEvent,

    /// <summary>It can be read; only unreadable events are ever set aside.</summary>
    Readable,

    /// <summary>It was set aside before.</summary>
    SetAsideBefore,
}

/// <summary>
/// Sets unreadable events aside, so that readers of the log skip them, and keeps a record of it. The events are neither changed nor
/// removed.
/// </summary>
public sealed partial class UnreadableEventRemoval(IUnreadableEvents events, IViewStore views, ILogger<UnreadableEventRemoval> logger)
{
    /// <param name="by">A subject, as <see cref="Access.Caller.Subject"/>.</param>
    /// <returns>What was set aside, or why it was not.</returns>
    public async Task<(SetAsideEvent? Done, SetAsideRefusal? Refusal)> SetAside(
        long position, string by, string reason, CancellationToken cancellationToken)
    {
        if (await events.LookAt(position, cancellationToken) is not { } found) return (null, SetAsideRefusal.NoSuchEvent);
        if (found.IsSetAside) return (null, SetAsideRefusal.SetAsideBefore);
        if (found.Unreadable is not { } unreadable) return (null, SetAsideRefusal.Readable);
        if (await events.SetAside(unreadable, by, reason, cancellationToken) is not { } done) return (null, SetAsideRefusal.SetAsideBefore);
        LogSetAside(by, unreadable.Position, unreadable.Kind, unreadable.Code, unreadable.Field);
        // Views past that position read the event before it was damaged: their rows from it must go.
        if (await views.Position(cancellationToken) >= position) await views.RequestRebuild(null, cancellationToken);
        return (done, null);
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{By} set aside the event at position {Position}, of a stream of the kind {Kind}, which cannot be read: {Code} {Field}")]
    private partial void LogSetAside(string by, long position, string kind, string code, string field);
}
