using OrderTracking.Application.Ports;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

/// <summary>The result of posting events for one waybill.</summary>
public abstract record Outcome;

/// <summary>The events are in the log, now or since earlier.</summary>
/// <param name="Events">The recorded events in the order they were posted, and whether each is new.</param>
/// <param name="Version">The stream's version after them and the events derived from them.</param>
public sealed record EventsRecorded(string Waybill, long Version, long Position,
    IReadOnlyList<(RecordedEvent<WaybillEvent> Entry, bool IsNew)> Events) : Outcome
{
    public bool AnyNew => Events.Any(item => item.IsNew);
}

/// <summary>A rule refuses them.</summary>
public sealed record RefusedByRule(Refusal Refusal) : Outcome;

/// <summary>The id of an event was already used for other content, or elsewhere.</summary>
public sealed record IdReused(int Index, Guid Id) : Outcome;

/// <summary>The waybill holds an event that cannot be read: nothing can be decided on it.</summary>
public sealed record WaybillUnreadable(UnreadableEvent Event) : Outcome;

/// <summary>The stream is not at the version the sender asked for.</summary>
public sealed record VersionMismatch(long Version) : Outcome;
