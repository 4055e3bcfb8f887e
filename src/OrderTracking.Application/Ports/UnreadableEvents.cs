using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Ports;

/// <summary>
/// An event in the log that this version cannot read: another program wrote it, or it was damaged. Nothing of what it says is in here;
/// where a name in it is not one of ours, that is not either.
/// </summary>
/// <param name="Type">Its stored name.</param>
/// <param name="Code">Why it cannot be read: one of <see cref="Codec.MalformedCodes"/>, or invalid-value.</param>
/// <param name="Field">The member at fault, as it is stored; empty where it is the event as a whole.</param>
/// <param name="Expected">What could have been read.</param>
public sealed record UnreadableEvent(
    long Position, string Stream, long Version, string Type, DateTimeOffset RecordedAt, string Code, string Field, string Expected)
{
    /// <summary>What its stream is about, as <see cref="ReferenceStreams.KindOf"/>.</summary>
    public string Kind => ReferenceStreams.KindOf(Stream);

    public bool IsOfWaybill => ReferenceStreams.IsWaybill(Stream);

    /// <summary>What whoever records on its waybill is told.</summary>
    public Refusal Refusal => new(RefusalCodes.UnreadableEvent, Field, $"{Expected}, in the event at position {Position} of the log");
}

/// <summary>A stream with an event that cannot be read.</summary>
/// <param name="First">The first such event.</param>
/// <param name="Readable">The others. That is no state to decide on: it only tells whose waybill it is.</param>
public sealed record UnreadableHistory(UnreadableEvent First, History Readable);

/// <summary>
/// What was asked for cannot be read as a whole, because of events in it that cannot be read. They are never left out silently:
/// somebody mends them, starts a version that knows them, or sets them aside.
/// </summary>
/// <param name="streams">Each stream among those asked for in which there is one, in order of position.</param>
public sealed class UnreadableEventException(IReadOnlyList<UnreadableHistory> streams) : Exception(Say(streams[0].First))
{
    public UnreadableEventException(UnreadableEvent unreadable)
        : this([new UnreadableHistory(unreadable, new History(unreadable.Stream, []))])
    {
    }

    public IReadOnlyList<UnreadableHistory> Streams { get; } = streams;

    /// <summary>The first of them in the log.</summary>
    public UnreadableEvent First => Streams[0].First;

    // It is logged, so it names no stream.
    private static string Say(UnreadableEvent unreadable) =>
        $"The event at position {unreadable.Position} of the log, version {unreadable.Version} of a stream of the kind '{unreadable.Kind}', cannot be read: " +
        $"{unreadable.Code}{(unreadable.Field.Length == 0 ? "" : $" {unreadable.Field}")}, expected {unreadable.Expected}.";
}

/// <summary>An event that was taken out of the way of readers because it cannot be read. It stays in the log, marked as Marten marks what is archived.</summary>
/// <param name="By">A subject, as <see cref="Access.Caller.Subject"/>.</param>
public sealed record SetAsideEvent(UnreadableEvent Event, DateTimeOffset At, string By, string Reason);

/// <summary>An event of the log, looked at by itself.</summary>
/// <param name="IsSetAside">It is out of the way already.</param>
/// <param name="Unreadable">Null when it can be read.</param>
public readonly record struct InspectedEvent(bool IsSetAside, UnreadableEvent? Unreadable);

/// <summary>Events that cannot be read, and those set aside for it.</summary>
public interface IUnreadableEvents
{
    /// <summary>Tries to read the event at a position; null when there is none.</summary>
    Task<InspectedEvent?> LookAt(long position, CancellationToken cancellationToken);

    /// <summary>Sets an event aside and keeps who did it, when and why, or neither; null when it was set aside already.</summary>
    Task<SetAsideEvent?> SetAside(UnreadableEvent unreadable, string by, string reason, CancellationToken cancellationToken);

    /// <summary>What was set aside after a position and up to another, in order of position.</summary>
    Task<IReadOnlyList<SetAsideEvent>> List(long after, long upTo, int limit, CancellationToken cancellationToken);

    /// <summary>The version of the last event of a stream that was set aside; 0 when none was.</summary>
    Task<long> LastVersion(string stream, CancellationToken cancellationToken);
}
