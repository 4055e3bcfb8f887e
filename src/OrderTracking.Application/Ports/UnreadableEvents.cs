using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Ports;

/// <summary>
/// An event in the log that this version cannot read: another program wrote it, or it was damaged. Contains nothing of the event's content,
/// nor member names that are not ours.
/// </summary>
/// <param name="Type">Its stored name.</param>
/// <param name="Code">Why it cannot be read: one of <see cref="Codec.MalformedCodes"/>, or invalid-value.</param>
/// <param name="Field">The member at fault, as it is stored; empty where it is the event as a whole.</param>
/// <param name="Expected">What could have been read there.</param>
public sealed record UnreadableEvent(
    long Position, string Stream, long Version, string Type, DateTimeOffset RecordedAt, string Code, string Field, string Expected)
{
    /// <summary>The kind of its stream: that of a case, else as <see cref="ReferenceStreams.KindOf"/>.</summary>
    public string Kind => CaseStreams.TypeOf(Stream)?.Kind ?? ReferenceStreams.KindOf(Stream);

    /// <summary>Whether it stops nothing but what is asked or recorded of its own stream.</summary>
    public bool IsOfOneStream => IsOfWaybill || CaseStreams.IsCase(Stream);

    public bool IsOfWaybill => ReferenceStreams.IsWaybill(Stream);

    /// <summary>The refusal for somebody who records on its waybill.</summary>
    public Refusal Refusal => new(RefusalCodes.UnreadableEvent, Field, $"{Expected}, in the event at position {Position} of the log");
}

/// <summary>A stream with an event that cannot be read.</summary>
/// <param name="First">The first such event.</param>
/// <param name="Readable">The stream's other events. Not a state to decide on: it only tells whose waybill it is.</param>
public sealed record UnreadableHistory(UnreadableEvent First, History Readable);

/// <summary>
/// What was asked for cannot be read as a whole. Unreadable events are never left out silently: an operator repairs them, starts a version
/// that knows them, or sets them aside.
/// </summary>
/// <param name="streams">Every stream asked for that has such an event, in order of position.</param>
public sealed class UnreadableEventException(IReadOnlyList<UnreadableHistory> streams) : Exception(Say(streams[0].First))
{
    public UnreadableEventException(UnreadableEvent unreadable)
        : this([new UnreadableHistory(unreadable, new History(unreadable.Stream, []))])
    {
    }

    public IReadOnlyList<UnreadableHistory> Streams { get; } = streams;

    /// <summary>The first of them in the log.</summary>
    public UnreadableEvent First => Streams[0].First;

    // Is logged, so it names no stream.
    private static string Say(UnreadableEvent unreadable) =>
        $"The event at position {unreadable.Position} of the log, version {unreadable.Version} of a stream of the kind "
            + $"'{unreadable.Kind}', cannot be read: " +
        $"{unreadable.Code}{(unreadable.Field.Length == 0 ? "" : $" {unreadable.Field}")}, expected {unreadable.Expected}.";
}

/// <summary>An event that readers skip because it cannot be read. It stays in the log, marked as archived as Marten does.</summary>
/// <param name="By">A subject, as <see cref="Access.Caller.Subject"/>.</param>
public sealed record SetAsideEvent(UnreadableEvent Event, DateTimeOffset At, string By, string Reason);

/// <summary>The result of reading one event by itself.</summary>
/// <param name="IsSetAside">It is set aside already.</param>
/// <param name="Unreadable">Null when it can be read.</param>
public readonly record struct InspectedEvent(bool IsSetAside, UnreadableEvent? Unreadable);

/// <summary>Events that cannot be read, and those that were set aside.</summary>
public interface IUnreadableEvents
{
    /// <summary>Tries to read the event at a position; null when there is none.</summary>
    Task<InspectedEvent?> LookAt(long position, CancellationToken cancellationToken);

    /// <summary>Sets an event aside and keeps who did it, when and why, in one transaction; null when it was set aside already.</summary>
    Task<SetAsideEvent?> SetAside(UnreadableEvent unreadable, string by, string reason, CancellationToken cancellationToken);

    /// <summary>The events set aside after one position and up to another, in order of position.</summary>
    Task<IReadOnlyList<SetAsideEvent>> List(long after, long upTo, int limit, CancellationToken cancellationToken);

    /// <summary>The version of the last event set aside of a stream; 0 when there is none.</summary>
    Task<long> LastVersion(string stream, CancellationToken cancellationToken);
}
