using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Waybills;

/// <summary>
/// Exceptions that follow from other events: fewer pieces arrived than were loaded, an arrival off the lane, a remark beside a signature.
/// They are a function of the whole history, so a late event can also withdraw one.
/// </summary>
public static class DerivedExceptions
{
    public const string By = "ordertracking";

    /// <summary>The id of a derived exception: the same for the same cause and kind.</summary>
    public static Guid IdOf(Guid cause, ExceptionKind kind) => UuidV5.Create(cause, kind.ToString());

    /// <summary>Whether an event of this type can raise or withdraw a derived exception.</summary>
    public static bool IsRelevant(WaybillEvent waybillEvent) => waybillEvent is Received or Loaded or Arrived or Signed or Corrected;

    /// <summary>
    /// The events to append after those just decided: derived exceptions, and corrections of those that no longer follow.
    /// </summary>
    /// <param name="trigger">The submitted event; it is the causation of what is withdrawn or restored.</param>
    public static IEnumerable<NewEvent> Changes(Waybill waybill, SubmittedEvent trigger)
    {
        var history = waybill.History;
        var expected = Expected(waybill);
        foreach (var (id, (cause, raised)) in expected)
            if (waybill.Find(id) is null)
                yield return new(id, raised, EventSource.System, cause);
            else if (history.Corrections.TryGetValue(id, out var strike) && strike.Source == EventSource.System)
                yield return Correction(strike.Id, trigger, $"restore:{strike.Id}", "成因重新成立");

        foreach (var entry in history.Events)
            if (entry is { Source: EventSource.System, Event: ExceptionRaised } && !expected.ContainsKey(entry.Id)
                && !history.Corrections.ContainsKey(entry.Id))
                yield return Correction(entry.Id, trigger, $"withdraw:{entry.Id}", "成因不再成立");
    }

    /// <summary>Every exception that follows from the history, by its id, with the event that causes it.</summary>
    public static Dictionary<Guid, (Guid Cause, ExceptionRaised Raised)> Expected(Waybill waybill)
    {
        var expected = new Dictionary<Guid, (Guid, ExceptionRaised)>();
        if (waybill.Received is not { } received) return expected;
        var happened = waybill.History.EffectiveEvents;
        for (var i = 0; i < happened.Count; i++)
            switch (happened[i].Event)
            {
                case Signed { Remark: { } remark } signed:
                    Add(happened[i], remark.Kind, ExceptionStage.Delivery, signed.Station, null, remark.Text);
                    break;
                case Arrived arrived:
                    if (!received.IsOnLane(arrived.Station))
                        Add(happened[i], ExceptionKind.Misroute, ExceptionStage.LineHaul, LoadedFrom(happened, i), arrived.Pieces, null);
                    if (Missing(happened, i, arrived) is { Pieces: > 0 } missing)
                        Add(happened[i], ExceptionKind.Shortage, ExceptionStage.LineHaul, missing.LoadedAt, missing.Pieces, null);
                    break;
            }
        return expected;

        void Add(RecordedEvent<WaybillEvent> cause, ExceptionKind kind, ExceptionStage stage, string? responsible, int? pieces,
            string? words)
        {
            var id = IdOf(cause.Id, kind);
            expected[id] = (cause.Id, new ExceptionRaised(id.ToString(), kind, stage, responsible, pieces, words)
            {
                OccurredAt = cause.Event.OccurredAt, Station = cause.Event.Station, By = By,
            });
        }
    }

    private static NewEvent Correction(Guid target, SubmittedEvent trigger, string name, string reason) =>
        new(UuidV5.Create(trigger.Id, name),
            new Corrected(target, reason) { OccurredAt = trigger.Event.OccurredAt, Station = trigger.Event.Station, By = By },
            EventSource.System, trigger.Id);

    private static string? LoadedFrom(IReadOnlyList<RecordedEvent<WaybillEvent>> happened, int before)
    {
        for (var i = before - 1; i >= 0; i--)
            if (happened[i].Event is Loaded loaded) return loaded.Station;
        return null;
    }

    /// <summary>
    /// The pieces loaded for this station that had not arrived by its last arrival. Pieces may come on several vehicles, so each further
    /// arrival is judged anew. Arrivals that name a loading list are compared with that list only.
    /// </summary>
    private static (int Pieces, string? LoadedAt) Missing(IReadOnlyList<RecordedEvent<WaybillEvent>> happened, int index, Arrived arrival)
    {
        for (var i = index + 1; i < happened.Count; i++)
            if (happened[i].Event is Arrived later && SubmittedTogether(later, arrival)) return default;

        var pieces = 0L;
        string? loadedAt = null;
        for (var i = 0; i <= index; i++)
            switch (happened[i].Event)
            {
                case Loaded loaded when loaded.NextStation == arrival.Station && IsOn(loaded, arrival, happened, index):
                    pieces += loaded.Pieces;
                    loadedAt = loaded.Station;
                    break;
                case Arrived arrived when SubmittedTogether(arrived, arrival):
                    pieces -= arrived.Pieces;
                    break;
            }
        return ((int)Math.Clamp(pieces, 0, int.MaxValue), loadedAt);
    }

    private static bool SubmittedTogether(Arrived one, Arrived other) =>
        one.Station == other.Station && one.LoadingList == other.LoadingList;

    private static bool IsOn(Loaded loaded, Arrived arrival, IReadOnlyList<RecordedEvent<WaybillEvent>> happened, int index)
    {
        if (arrival.LoadingList is not null) return loaded.LoadingList == arrival.LoadingList;
        if (loaded.LoadingList is null) return true;
        for (var i = 0; i <= index; i++)
            if (happened[i].Event is Arrived arrived && arrived.Station == arrival.Station && arrived.LoadingList == loaded.LoadingList)
                return false;
        return true;
    }
}
