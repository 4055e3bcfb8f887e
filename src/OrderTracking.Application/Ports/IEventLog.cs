using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Ports;

/// <summary>Events for one stream, decided on a certain version of it.</summary>
public sealed record StreamAppend(string Stream, long ExpectedVersion, IReadOnlyList<NewEvent> Events);

/// <summary>The result of an append.</summary>
public enum AppendStatus
{
    /// <summary>Stored and durable.</summary>
    Appended,

    /// <summary>A stream is not at the expected version, or the log in another epoch: read it again and decide anew.</summary>
    Conflict,

    /// <summary>An event id is already in the log, in whatever stream.</summary>
    IdTaken,
}

/// <param name="FirstPosition">Position of the first event; the others follow without a gap, stream by stream in the order given.</param>
public readonly record struct AppendResult(AppendStatus Status, long FirstPosition, DateTimeOffset RecordedAt);

/// <summary>
/// The one ordered log. A reader that has seen a position never sees a smaller one appear later.
/// </summary>
public interface IEventLog
{
    /// <summary>
    /// Appends to one stream or several, all or nothing, durably. Concurrent appends share a commit; each has its own result.
    /// </summary>
    /// <exception cref="OverloadedException">Too many events are waiting to be appended; nothing was stored.</exception>
    Task<AppendResult> Append(IReadOnlyList<StreamAppend> streams, CancellationToken cancellationToken);

    /// <summary>
    /// Waits until all that was read before is as durable as an append: an event that a server committed while its synchronous standby was
    /// away can be read once that server has started again, and would still be lost with it.
    /// </summary>
    /// <param name="readIn">The log's epoch before it was read.</param>
    /// <returns>False when the log is in another epoch now, so that what was read may not be in it.</returns>
    /// <exception cref="OverloadedException">Too many events are waiting to be appended.</exception>
    Task<bool> Confirm(Guid readIn, CancellationToken cancellationToken);

    /// <summary>The whole streams; a waybill without events has an empty history. Events set aside are left out.</summary>
    /// <exception cref="UnreadableEventException">Lists all of these streams that cannot be read; the others can.</exception>
    Task<IReadOnlyList<History>> Read(IReadOnlyCollection<string> waybills, CancellationToken cancellationToken);

    /// <summary>
    /// The events of a stream after those that are known; null if the stream does not go on from these, so that it is to be read whole.
    /// </summary>
    Task<IReadOnlyList<RecordedEvent<WaybillEvent>>?> ReadAfter(History known, CancellationToken cancellationToken);

    /// <summary>
    /// Whether a stream's version is this one, so that a history that was read at it is still the whole stream. Costs one indexed row, and
    /// concurrent questions share a round trip. False where an event of the stream was set aside, which its version does not tell.
    /// </summary>
    Task<bool> IsAt(string waybill, long version, CancellationToken cancellationToken);

    /// <summary>
    /// All events of the reference streams after a position, in order, unpaged: there are few. Events set aside are left out.
    /// </summary>
    /// <exception cref="UnreadableEventException">One of them cannot be read.</exception>
    Task<IReadOnlyList<LogEntry>> ReferenceEvents(long after, CancellationToken cancellationToken);

    /// <summary>The streams that hold these events, by event id; ids that are not in the log are left out.</summary>
    Task<IReadOnlyDictionary<Guid, string>> Find(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken);

    /// <summary>
    /// A page of the log after a position, in order, of about 4 MB at most and up to the first event that cannot be read; events set aside
    /// are left out. Empty only at the end of the log: where the very next event cannot be read, this throws.
    /// </summary>
    /// <exception cref="UnreadableEventException">The next event cannot be read.</exception>
    Task<IReadOnlyList<LogEntry>> ReadAll(long after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// The waybills with events in the next part of the log after a position. Events set aside count as places in the log, but belong to no
    /// waybill.
    /// </summary>
    Task<ChangedStreams> ReadChangedStreams(long after, int limit, CancellationToken cancellationToken);

    /// <summary>The whole streams of cases; one without events has an empty history. Events set aside are left out.</summary>
    /// <exception cref="UnreadableEventException">One of them cannot be read.</exception>
    Task<IReadOnlyList<CaseHistory>> ReadCases(IReadOnlyCollection<string> streams, CancellationToken cancellationToken);

    /// <summary>The streams of cases of these kinds, in order of key; all of them where it is null.</summary>
    /// <param name="after">Only keys after this one.</param>
    Task<IReadOnlyList<string>> CaseKeys(IReadOnlyCollection<string>? kinds, string? after, int limit,
        CancellationToken cancellationToken);

    /// <summary>Every waybill's stream up to a position, one after the other, in no particular order. Events set aside
    /// are left out.</summary>
    /// <exception cref="UnreadableEventException">A stream cannot be read.</exception>
    IAsyncEnumerable<History> Histories(long upTo, CancellationToken cancellationToken);

    /// <summary>The position of the log's last event, whatever it is; 0 when there is none.</summary>
    Task<long> Head(CancellationToken cancellationToken);

    /// <summary>
    /// Completes when any node appends next; it may complete without an append. Any number of readers may wait. Who reads the log takes it
    /// before reading, so that no append falls between the two, and waits a second at most, because a notification can be lost.
    /// </summary>
    Task NextAppend();
}

/// <summary>A part of the log, as the waybills and cases that have events in it.</summary>
/// <param name="To">The part's last position; the position given when nothing comes after it.</param>
/// <param name="Waybills">Each waybill once, with the position of its last event in the part.</param>
/// <param name="Cases">The streams of cases that have events in it.</param>
public sealed record ChangedStreams(
    long To, int Events, IReadOnlyDictionary<string, long> Waybills, IReadOnlyCollection<string> Cases);

/// <summary>An event of the log with the stream it belongs to.</summary>
public readonly record struct LogEntry(string Stream, RecordedEvent<DomainEvent> Entry);
