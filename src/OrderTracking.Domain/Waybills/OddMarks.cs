using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Waybills;

/// <summary>Marks of events that were accepted although they are unusual.</summary>
public static class Oddities
{
    public const string RecordedLate = "recorded-late";
    public const string BeforeReceived = "before-received";
    public const string OffLane = "off-lane";
    public const string RevisitedStation = "revisited-station";
    public const string LoadedWhileHeld = "loaded-while-held";
    public const string AfterSigned = "after-signed";
    public const string AfterCancelled = "after-cancelled";
    public const string PromiseAlreadyPast = "promise-already-past";
    public const string OriginIsDestination = "origin-is-destination";

    /// <summary>A DeadlineMissed that is withdrawn: by what is known now, nothing was missed.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>An event that was recorded later than this after it happened is marked.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromHours(24);
}

/// <summary>
/// Marks the events of a waybill, one after the other in order of occurrence, by what they say of the freight. When they were recorded and
/// what deadlines made of them is for the timeline to say.
/// </summary>
/// <param name="received">The order; null where there is none.</param>
internal sealed class OddMarks(Received? received)
{
    private long pieces;
    private bool cancelled;
    private string? lastArrival, heldAt;
    private HashSet<string>? visited;

    /// <summary>The marks of the next event that counts; null for none.</summary>
    public List<string>? Of(RecordedEvent<WaybillEvent> entry)
    {
        List<string>? odd = null;
        var waybillEvent = entry.Event;
        if (received is not null && waybillEvent is not (Received or Corrected))
        {
            if (waybillEvent.OccurredAt < received.OccurredAt) Mark(Oddities.BeforeReceived);
            if (cancelled) Mark(Oddities.AfterCancelled);
            if (waybillEvent is Loaded or Arrived or OutForDelivery && pieces >= received.Pieces) Mark(Oddities.AfterSigned);
            if (waybillEvent is Loaded or Arrived && !received.IsOnLane(waybillEvent.Station)) Mark(Oddities.OffLane);
            if (waybillEvent is Loaded && waybillEvent.Station == heldAt) Mark(Oddities.LoadedWhileHeld);
            if (waybillEvent is Arrived && waybillEvent.Station != lastArrival && !(visited ??= [received.Origin])
                .Add(waybillEvent.Station)) Mark(Oddities.RevisitedStation);
        }
        switch (waybillEvent)
        {
            case Received first:
                if (first.Origin == first.Destination) Mark(Oddities.OriginIsDestination);
                if (first.PromisedAt <= first.OccurredAt) Mark(Oddities.PromiseAlreadyPast);
                break;
            case PromiseSet set when set.PromisedAt <= set.OccurredAt: Mark(Oddities.PromiseAlreadyPast); break;
            case HeldForInstruction said when received is not null: heldAt = Hold.StationOf(said, received); break;
            case ReleasedForDispatch: heldAt = null; break;
            case Loaded when waybillEvent.Station == heldAt: heldAt = null; break;
            case Signed signed: pieces += signed.Pieces; break;
            case Arrived: lastArrival = waybillEvent.Station; break;
            case Cancelled: cancelled = true; break;
        }
        return odd;

        void Mark(string oddity) => (odd ??= []).Add(oddity);
    }
}
