using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Waybills;

/// <summary>What the rules read of a waybill.</summary>
public sealed class Waybill
{
    private Waybill(History history, Received? received, long settled) =>
        (Number, History, Received, Settled) = (history.Waybill, history, received, settled);

    /// <summary>The stream's key. Settable because Marten sets the identity of whatever it aggregates.</summary>
    public string Number { get; private set; }

    public History History { get; }

    public Received? Received { get; }

    /// <summary>Pieces neither signed for nor returned to the shipper nor written off; 0 once the waybill is closed.</summary>
    public long Outstanding => Math.Max(0, (Received?.Pieces ?? 0) - Settled);

    /// <summary>
    /// Whether the stream is known to have all exceptions that follow from it, so that only its new events can raise or withdraw some. Not
    /// known of a stream as it is read: another program may have appended to it, or an event of it may have been set aside.
    /// </summary>
    internal bool HasDerivedExceptions { get; private init; }

    private long Settled { get; }

    public static Waybill Of(History history)
    {
        var (received, settled) = Fold(history);
        return new(history, received, settled);
    }

    /// <summary>The waybill with more events, without going through those that it had.</summary>
    /// <param name="areDecided">Whether the rules decided them, so that the exceptions derived from them are among them.</param>
    public Waybill With(IReadOnlyCollection<RecordedEvent<WaybillEvent>> more, bool areDecided = false)
    {
        var history = History.With(more);
        var (hasDerived, isWhole, settled) = (HasDerivedExceptions, false, Settled);
        foreach (var entry in more)
        {
            hasDerived |= entry.Source == EventSource.Person && DerivedExceptions.IsRelevant(entry.Event);
            isWhole |= entry.Event is Events.Received or Corrected or PersonErased || history.Corrections.ContainsKey(entry.Id);
            settled += Closing.PiecesSettledBy(entry.Event);
        }
        var (received, pieces) = isWhole ? Fold(history) : (Received, settled);
        return new(history, received, pieces) { HasDerivedExceptions = areDecided && hasDerived };
    }

    public RecordedEvent<WaybillEvent>? Find(Guid id) => History.Find(id);

    private static (Received? Received, long Settled) Fold(History history)
    {
        var (first, settled) = ((Received?)null, 0L);
        foreach (var entry in history.EffectiveEvents)
            if (entry.Event is Received received) first ??= received;
            else settled += Closing.PiecesSettledBy(entry.Event);
        return (first, settled);
    }
}
