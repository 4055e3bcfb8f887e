using OrderTracking.Domain;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Ports;

/// <summary>Events for one stream, decided on a certain version of it.</summary>
public sealed record StreamAppend(string Stream, long ExpectedVersion, IReadOnlyList<NewEvent> Events);

/// <summary>What became of an append.</summary>
public enum AppendStatus
{
    /// <summary>Stored and durable.</summary>
    Appended,

    /// <summary>A stream is not at the version that was expected: read it again and decide anew.</summary>
    Conflict,

    /// <summary>An event id is in the log already, in some stream.</summary>
    IdTaken,
}

/// <param name="FirstPosition">The first event's position; the others follow without a gap, stream by stream as given.</param>
public readonly record struct AppendResult(AppendStatus Status, long FirstPosition, DateTimeOffset RecordedAt);

/// <summary>
/// The one ordered log. A reader that has seen a position never sees a smaller one appear later.
/// </summary>
public interface IEventLog
{
    /// <summary>Appends to one stream or several, all or nothing, durably. Appends of many callers share a commit; each has its own answer.</summary>
    Task<AppendResult> Append(IReadOnlyList<StreamAppend> streams, CancellationToken cancellationToken);

    /// <summary>The whole streams; a waybill without events has an empty history. What was set aside is left out.</summary>
    /// <exception cref="UnreadableEventException">Of all the streams among these that cannot be read; the others can.</exception>
    Task<IReadOnlyList<History>> Read(IReadOnlyCollection<string> waybills, CancellationToken cancellationToken);

    /// <summary>All events of the reference streams after a position, in order: there are few of them. What was set aside is left out.</summary>
    /// <exception cref="UnreadableEventException">One of them cannot be read.</exception>
    Task<IReadOnlyList<LogEntry>> ReferenceEvents(long after, CancellationToken cancellationToken);

    /// <summary>The streams that hold these events.</summary>
    Task<IReadOnlyDictionary<Guid, string>> Find(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken);

    /// <summary>
    /// The log after a position, in order, as far as it can be read; what was set aside is left out. None only at its end: where the very next
    /// event cannot be read, this fails.
    /// </summary>
    /// <exception cref="UnreadableEventException">The next event cannot be read.</exception>
    Task<IReadOnlyList<LogEntry>> ReadAll(long after, int limit, CancellationToken cancellationToken);

    /// <summary>Which waybills moved in the next part of the log after a position. What was set aside counts as a place in it, and moves none.</summary>
    Task<ChangedStreams> ReadChangedStreams(long after, int limit, CancellationToken cancellationToken);

    /// <summary>Every stream up to a position, one after the other, in no order that means anything. What was set aside is left out.</summary>
    /// <exception cref="UnreadableEventException">A stream cannot be read.</exception>
    IAsyncEnumerable<History> Histories(long upTo, CancellationToken cancellationToken);

    /// <summary>Waits until somebody, on whatever node, has appended, or for a while.</summary>
    Task WaitForAppend(TimeSpan atMost, CancellationToken cancellationToken);
}

/// <summary>A part of the log, seen as the waybills it moves.</summary>
/// <param name="To">The part's last position; where it begins if nothing came after.</param>
/// <param name="Waybills">Each waybill once, with the position of its last event in the part.</param>
public sealed record ChangedStreams(long To, int Events, IReadOnlyDictionary<string, long> Waybills);

/// <summary>An event of the log with the stream it belongs to.</summary>
public readonly record struct LogEntry(string Stream, RecordedEvent<DomainEvent> Entry);
