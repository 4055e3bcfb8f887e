using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Rules;

/// <summary>What a waybill's stream says of the terms it is held to.</summary>
internal sealed class WaybillStandards
{
    private readonly Received received;

    public WaybillStandards(Waybill waybill, Received received)
    {
        (History, this.received) = (waybill.History, received);
        foreach (var entry in History.Events)
            switch (entry)
            {
                case { Event: TermsSet }: Terms = entry; break;
                case { Event: PromiseSet, Source: EventSource.System }:
                    LastPromise = entry.Id;
                    if (!History.Corrections.ContainsKey(entry.Id)) Promise = entry;
                    break;
            }
        IsPromised = received.PromisedAt is not null || History.EffectiveEvents
            .Any(entry => entry is { Event: PromiseSet, Source: not EventSource.System });
        FinishedAt = Finished(waybill);
    }

    public History History { get; }

    /// <summary>The newest TermsSet.</summary>
    public RecordedEvent<WaybillEvent>? Terms { get; }

    /// <summary>The newest promise from a lane's standard that is not corrected.</summary>
    public RecordedEvent<WaybillEvent>? Promise { get; }

    /// <summary>The id of the newest promise from a lane's standard, corrected or not.</summary>
    public Guid? LastPromise { get; }

    /// <summary>Whether somebody made a promise, so that the lane's standard makes none.</summary>
    public bool IsPromised { get; }

    /// <summary>
    /// Position of the event that finished the waybill: every piece signed for, returned or written off, or cancelled;
    /// <see cref="long.MaxValue"/> while it is under way.
    /// </summary>
    public long FinishedAt { get; }

    /// <summary>The id of the newest event that the terms rest on; it becomes the causation of what is appended.</summary>
    public Guid Cause(params ReadOnlySpan<RecordedEvent<DomainEvent>?> laidDown)
    {
        var (cause, position) = (Guid.Empty, 0L);
        foreach (var entry in History.Events)
            if (entry.Position >= position
                && (ReferenceEquals(entry.Event, received)
                    || (entry.Source != EventSource.System
                        && entry.Event is OrderAmended or Signed or ReturnedToShipper or WrittenOff or Corrected)))
                (cause, position) = (entry.Id, entry.Position);
        foreach (var entry in laidDown)
            if (entry?.Position > position) (cause, position) = (entry.Id, entry.Position);
        return cause;
    }

    private long Finished(Waybill waybill)
    {
        var (cancelled, begun) = (long.MaxValue, 0L);
        foreach (var entry in History.EffectiveEvents)
            if (entry.Event is Cancelled) cancelled = Math.Min(cancelled, entry.Position);
            else if (ReferenceEquals(entry.Event, received)) begun = entry.Position;
        var end = waybill.Outstanding > 0 ? cancelled : Math.Min(cancelled, Settled());
        return Math.Max(end, begun);
    }

    private long Settled()
    {
        var pieces = 0L;
        foreach (var entry in History.EffectiveEvents.Where(entry => Closing.PiecesSettledBy(entry.Event) > 0)
            .OrderBy(entry => entry.Position))
            if ((pieces += Closing.PiecesSettledBy(entry.Event)) >= received.Pieces) return entry.Position;
        return long.MaxValue;
    }
}
