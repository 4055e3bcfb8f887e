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
    /// <param name="before">The waybill before the events just decided.</param>
    /// <param name="waybill">The waybill with them.</param>
    /// <param name="trigger">The submitted event; it is the causation of what is withdrawn or restored.</param>
    public static IEnumerable<NewEvent> Changes(Waybill before, Waybill waybill, SubmittedEvent trigger) =>
        NewInOrder(before, waybill) is { } happened ? ChangesBy(happened, waybill, trigger) : Changes(waybill, trigger);

    /// <summary>Every exception that follows from the history, by its id, with the event that causes it.</summary>
    public static Dictionary<Guid, (Guid Cause, ExceptionRaised Raised)> Expected(Waybill waybill)
    {
        var expected = new Dictionary<Guid, (Guid, ExceptionRaised)>();
        if (waybill.Received is not { } received) return expected;
        var last = new Dictionary<(string Station, string? List), Guid>();
        foreach (var entry in waybill.History.EffectiveEvents)
            if (entry.Event is Arrived arrived) last[(arrived.Station, arrived.LoadingList)] = entry.Id;

        var pieces = new Dictionary<string, StationPieces>();
        string? loadedAt = null;
        foreach (var entry in waybill.History.EffectiveEvents)
            switch (entry.Event)
            {
                case Loaded loaded:
                    loadedAt = loaded.Station;
                    if (loaded.NextStation is { } next) Of(next).Add(loaded);
                    break;
                case Arrived arrived:
                    Of(arrived.Station).Add(arrived);
                    if (Misroute(received, entry, arrived, loadedAt) is { } misroute) Add(entry, misroute);
                    if (last[(arrived.Station, arrived.LoadingList)] == entry.Id
                        && Shortage(entry, arrived, Of(arrived.Station)) is { } shortage) Add(entry, shortage);
                    break;
                case Signed signed when Remarked(entry, signed) is { } remarked: Add(entry, remarked); break;
            }
        return expected;

        StationPieces Of(string station) =>
            pieces.TryGetValue(station, out var found) ? found : pieces[station] = new();

        void Add(RecordedEvent<WaybillEvent> cause, ExceptionRaised raised) => expected[Guid.Parse(raised.ExceptionId)] = (cause.Id, raised);
    }

    private static IEnumerable<NewEvent> Changes(Waybill waybill, SubmittedEvent trigger)
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
                yield return Withdrawal(entry, trigger);
    }

    /// <summary>
    /// The new events, if they happened after all others and the waybill had all exceptions before: then what was before need not be
    /// judged again. Null otherwise.
    /// </summary>
    private static List<RecordedEvent<WaybillEvent>>? NewInOrder(Waybill before, Waybill waybill)
    {
        if (!before.HasDerivedExceptions || before.Received is null) return null;
        var (known, happened) = (before.History.Version, new List<RecordedEvent<WaybillEvent>>());
        foreach (var entry in waybill.History.EffectiveEvents.Backwards())
            if (entry.Version > known) happened.Add(entry);
            else break;
        happened.Reverse();
        var relevant = 0;
        for (var i = waybill.History.Events.Count - 1; i >= 0 && waybill.History.Events[i].Version > known; i--)
            if (waybill.History.Events[i].Event is Received or Corrected) return null;
            else if (IsRelevant(waybill.History.Events[i].Event)) relevant++;
        return happened.Count(entry => IsRelevant(entry.Event)) == relevant ? happened : null;
    }

    // A loading changes nothing that came before it. An arrival may fall short itself, and ends the shortage of the arrival before it.
    private static List<NewEvent> ChangesBy(List<RecordedEvent<WaybillEvent>> happened, Waybill waybill, SubmittedEvent trigger)
    {
        var (changes, overtaken) = (new List<NewEvent>(), new List<RecordedEvent<WaybillEvent>>());
        foreach (var entry in happened)
            switch (entry.Event)
            {
                case Arrived arrived:
                    var (pieces, loadedAt, isLast, previous) = UpTo(entry, arrived, waybill);
                    if (Misroute(waybill.Received!, entry, arrived, loadedAt) is { } misroute) Add(entry, misroute);
                    if (isLast && Shortage(entry, arrived, pieces) is { } shortage) Add(entry, shortage);
                    if (previous is not null && waybill.Find(IdOf(previous.Id, ExceptionKind.Shortage)) is { } raised
                        && !waybill.History.Corrections.ContainsKey(raised.Id)) overtaken.Add(raised);
                    break;
                case Signed signed when Remarked(entry, signed) is { } remarked: Add(entry, remarked); break;
            }
        changes.AddRange(overtaken.OrderBy(raised => raised.Version).Select(raised => Withdrawal(raised, trigger)));
        return changes;

        void Add(RecordedEvent<WaybillEvent> cause, ExceptionRaised raised) =>
            changes.Add(new(Guid.Parse(raised.ExceptionId), raised, EventSource.System, cause.Id));
    }

    private static (StationPieces Pieces, string? LoadedAt, bool IsLast, RecordedEvent<WaybillEvent>? Previous) UpTo(
        RecordedEvent<WaybillEvent> arrival, Arrived arrived, Waybill waybill)
    {
        var (pieces, loadedAt, isLast) = (new StationPieces(), (string?)null, true);
        RecordedEvent<WaybillEvent>? previous = null;
        var isBefore = true;
        foreach (var entry in waybill.History.EffectiveEvents)
            switch (entry.Event)
            {
                case Loaded loaded when isBefore:
                    loadedAt = loaded.Station;
                    if (loaded.NextStation == arrived.Station) pieces.Add(loaded);
                    break;
                case Arrived other when other.Station == arrived.Station:
                    if (ReferenceEquals(entry, arrival))
                    {
                        pieces.Add(other);
                        isBefore = false;
                    }
                    else if (isBefore)
                    {
                        pieces.Add(other);
                        if (other.LoadingList == arrived.LoadingList) previous = entry;
                    }
                    else isLast &= other.LoadingList != arrived.LoadingList;
                    break;
            }
        return (pieces, loadedAt, isLast, previous);
    }

    private static ExceptionRaised? Misroute(
        Received received, RecordedEvent<WaybillEvent> entry, Arrived arrived, string? loadedAt) => received.IsOnLane(arrived.Station)
        ? null : Raised(entry, ExceptionKind.Misroute, ExceptionStage.LineHaul, loadedAt, arrived.Pieces, null);

    private static ExceptionRaised? Shortage(RecordedEvent<WaybillEvent> entry, Arrived arrived, StationPieces pieces) =>
        pieces.Missing(arrived.LoadingList) is { Pieces: > 0 } missing
            ? Raised(entry, ExceptionKind.Shortage, ExceptionStage.LineHaul, missing.LoadedAt, missing.Pieces, null) : null;

    private static ExceptionRaised? Remarked(RecordedEvent<WaybillEvent> entry, Signed signed) => signed.Remark is { } remark
        ? Raised(entry, remark.Kind, ExceptionStage.Delivery, signed.Station, null, remark.Text) : null;

    private static ExceptionRaised Raised(RecordedEvent<WaybillEvent> cause, ExceptionKind kind, ExceptionStage stage, string? responsible,
        int? pieces, string? words) => new(IdOf(cause.Id, kind).ToString(), kind, stage, responsible, pieces, words)
    {
        OccurredAt = cause.Event.OccurredAt, Station = cause.Event.Station, By = By,
    };

    private static NewEvent Withdrawal(RecordedEvent<WaybillEvent> raised, SubmittedEvent trigger) =>
        Correction(raised.Id, trigger, $"withdraw:{raised.Id}", "成因不再成立");

    private static NewEvent Correction(Guid target, SubmittedEvent trigger, string name, string reason) =>
        new(UuidV5.Create(trigger.Id, name),
            new Corrected(target, reason) { OccurredAt = trigger.Event.OccurredAt, Station = trigger.Event.Station, By = By },
            EventSource.System, trigger.Id);
}

/// <summary>
/// What was loaded for a station and what arrived there, as far as the events have been read. Pieces may come on several vehicles, so each
/// further arrival is judged anew. Arrivals that name a loading list are compared with that list only, the others with all loadings whose
/// list has not arrived.
/// </summary>
internal sealed class StationPieces
{
    private readonly ListPieces unlisted = new();
    private readonly Dictionary<string, ListPieces> lists = [];
    private int loadings;

    public void Add(Loaded loaded)
    {
        var list = Of(loaded.LoadingList);
        list.Loaded += loaded.Pieces;
        (list.LoadedAt, list.LastLoading) = (loaded.Station, ++loadings);
    }

    public void Add(Arrived arrived)
    {
        var list = Of(arrived.LoadingList);
        list.Arrived += arrived.Pieces;
        list.HasArrived = true;
    }

    /// <summary>The pieces loaded for the station that have not arrived, and where the last of them were loaded.</summary>
    public (int Pieces, string? LoadedAt) Missing(string? loadingList)
    {
        var last = Of(loadingList);
        var pieces = last.Loaded - last.Arrived;
        if (loadingList is null)
            foreach (var list in lists.Values)
                if (!list.HasArrived)
                {
                    pieces += list.Loaded;
                    if (list.LastLoading > last.LastLoading) last = list;
                }
        return ((int)Math.Clamp(pieces, 0, int.MaxValue), last.LoadedAt);
    }

    private ListPieces Of(string? loadingList)
    {
        if (loadingList is null) return unlisted;
        if (!lists.TryGetValue(loadingList, out var list)) lists.Add(loadingList, list = new());
        return list;
    }

    private sealed class ListPieces
    {
        public long Loaded, Arrived;
        public string? LoadedAt;
        public int LastLoading;
        public bool HasArrived;
    }
}
