using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Waybills;

/// <summary>
/// Exceptions that follow from other events: fewer pieces arrived than were loaded, an arrival off the lane, a remark beside a signature,
/// a measurement that is not the order's.
/// They are a function of the whole history, so a late event can also withdraw one.
/// </summary>
public static class DerivedExceptions
{
    public const string By = "ordertracking";

    /// <summary>The id of a derived exception: the same for the same cause and kind.</summary>
    public static Guid IdOf(Guid cause, ExceptionKind kind) => UuidV5.Create(cause, kind.ToString());

    /// <summary>Whether an event of this type can raise or withdraw a derived exception.</summary>
    public static bool IsRelevant(WaybillEvent waybillEvent) =>
        waybillEvent is Received or OrderAmended or StockedIn or Loaded or Arrived or Signed or Corrected;

    /// <summary>
    /// The events to append after those just decided: derived exceptions, and corrections of those that no longer follow.
    /// </summary>
    /// <param name="before">The waybill before the events just decided.</param>
    /// <param name="waybill">The waybill with them.</param>
    /// <param name="trigger">The submitted event; it is the causation of what is withdrawn or restored.</param>
    public static IEnumerable<NewEvent> Changes(Waybill before, Waybill waybill, SubmittedEvent trigger)
    {
        var history = waybill.History;
        var affected = Affected.By(before, waybill);
        if (affected is { Stations.Count: 0, HasCause: false }) yield break;
        var expected = Expected(waybill, affected);
        foreach (var (id, (cause, raised)) in expected)
            if (waybill.Find(id) is null)
                yield return new(id, raised, EventSource.System, cause);
            else if (history.Corrections.TryGetValue(id, out var strike) && strike.Source == EventSource.System)
                yield return Correction(strike.Id, trigger, $"restore:{strike.Id}", "成因重新成立");

        if (affected is { Stations.Count: 0 }) yield break;
        foreach (var entry in history.Events)
            if (entry is { Source: EventSource.System, Event: ExceptionRaised raised } && affected?.Includes(raised) is not false
                && !expected.ContainsKey(entry.Id) && !history.Corrections.ContainsKey(entry.Id))
                yield return Correction(entry.Id, trigger, $"withdraw:{entry.Id}", "成因不再成立");
    }

    /// <summary>Every exception that follows from the history, by its id, with the event that causes it.</summary>
    public static Dictionary<Guid, (Guid Cause, ExceptionRaised Raised)> Expected(Waybill waybill) => Expected(waybill, null);

    private static Dictionary<Guid, (Guid Cause, ExceptionRaised Raised)> Expected(Waybill waybill, Affected? affected)
    {
        var expected = new Dictionary<Guid, (Guid, ExceptionRaised)>();
        if (waybill.Received is not { } received) return expected;
        var stations = new StationPieces(affected?.Stations);
        foreach (var entry in waybill.History.EffectiveEvents)
            if (entry.Event is Arrived arrived) stations.Of(arrived.Station)?.Of(arrived.LoadingList).LastArrival = entry;

        string? loadedAt = null;
        MeasurementCheck? check = null;
        foreach (var entry in waybill.History.EffectiveEvents)
            switch (entry.Event)
            {
                case Loaded loaded:
                    loadedAt = loaded.Station;
                    if (loaded.NextStation is { } next) stations.Of(next)?.Add(loaded);
                    break;
                case Arrived arrived:
                    if (!received.IsOnLane(arrived.Station) && affected?.Includes(entry) is not false)
                        Add(entry, ExceptionKind.Misroute, ExceptionStage.LineHaul, loadedAt, arrived.Pieces, null);
                    if (stations.Of(arrived.Station)?.MissingAt(entry, arrived) is { Pieces: > 0 } missing)
                        Add(entry, ExceptionKind.Shortage, ExceptionStage.LineHaul, missing.LoadedAt, missing.Pieces, null);
                    break;
                case StockedIn measured when IsMeasurement(measured, received) && affected?.Includes(entry) is not false:
                    if ((check ??= new(waybill.History)).Deviation(measured) is { } words)
                        Add(entry, ExceptionKind.Measurement, StageAt(measured.Station, received), null, null, words);
                    break;
                case Signed { Remark: { } remark } signed when affected?.Includes(entry) is not false:
                    Add(entry, remark.Kind, ExceptionStage.Delivery, signed.Station, null, remark.Text);
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

    // A measurement of some of the pieces says nothing of the whole.
    private static bool IsMeasurement(StockedIn measured, Received received) =>
        (measured.WeightKg > 0 || measured.VolumeM3 > 0) && (measured.Pieces ?? received.Pieces) >= received.Pieces;

    private static ExceptionStage StageAt(string station, Received received) => station == received.Origin ? ExceptionStage.Origin
        : station == received.Destination ? ExceptionStage.Destination : ExceptionStage.Transfer;

    private static NewEvent Correction(Guid target, SubmittedEvent trigger, string name, string reason) =>
        new(UuidV5.Create(trigger.Id, name),
            new Corrected(target, reason) { OccurredAt = trigger.Event.OccurredAt, Station = trigger.Event.Station, By = By },
            EventSource.System, trigger.Id);

    /// <summary>
    /// What new events can change where the waybill had all its exceptions before: those that they cause themselves, and the shortages at
    /// the stations that they name.
    /// </summary>
    /// <param name="Known">The version up to which the waybill had all its exceptions.</param>
    /// <param name="HasCause">Whether a new event can cause an exception by itself, whatever came before.</param>
    private sealed record Affected(long Known, IReadOnlyCollection<string> Stations, bool HasCause)
    {
        /// <summary>Null where everything may have changed: a correction takes away, and the lane comes with the Received.</summary>
        public static Affected? By(Waybill before, Waybill waybill)
        {
            if (!before.HasDerivedExceptions || before.Received is null) return null;
            var (stations, hasCause) = (new HashSet<string>(), false);
            var (history, known) = (waybill.History, before.History.Version);
            var last = history.EffectiveEvents[^1];
            for (var i = history.Events.Count - 1; i >= 0 && history.Events[i].Version > known; i--)
                switch (history.Events[i].Event)
                {
                    case Received or Corrected or TermsSet: return null;
                    case OrderAmended { WeightKg: not null } or OrderAmended { VolumeM3: not null }: return null;
                    case StockedIn measured: hasCause |= IsMeasurement(measured, before.Received); break;
                    // What is loaded after all that is known can be missing only at an arrival to come.
                    case Loaded { NextStation: { } next } when !ReferenceEquals(history.Events[i], last): stations.Add(next); break;
                    case Arrived arrived:
                        stations.Add(arrived.Station);
                        hasCause = true;
                        break;
                    case Signed { Remark: not null }: hasCause = true; break;
                }
            return new(known, stations, hasCause);
        }

        public bool Includes(RecordedEvent<WaybillEvent> cause) => cause.Version > Known;

        // A shortage that was remarked beside a signature follows from that alone.
        public bool Includes(ExceptionRaised raised) =>
            raised is { Kind: ExceptionKind.Shortage, Stage: ExceptionStage.LineHaul } && Stations.Contains(raised.Station);
    }
}

/// <summary>What was loaded for the stations that matter and what arrived there, as far as the events have been read.</summary>
/// <param name="only">The stations; null for all.</param>
internal sealed class StationPieces(IReadOnlyCollection<string>? only)
{
    private readonly Dictionary<string, PiecesAtStation> all = [];
    private readonly string? single = only?.Count == 1 ? only.First() : null;
    private PiecesAtStation? ofSingle;

    /// <summary>Null for a station that does not matter.</summary>
    public PiecesAtStation? Of(string station)
    {
        if (single is not null) return station == single ? ofSingle ??= new() : null;
        if (all.TryGetValue(station, out var found)) return found;
        if (only?.Contains(station) is false) return null;
        all.Add(station, found = new());
        return found;
    }
}

/// <summary>
/// What was loaded for a station and what arrived there. Pieces may come on several vehicles, so each further arrival is judged anew, and
/// only the last of a loading list can fall short. Arrivals that name a list are compared with that list only, the others with all loadings
/// whose list has not arrived.
/// </summary>
internal sealed class PiecesAtStation
{
    private readonly PiecesOfList unlisted = new();
    private readonly Dictionary<string, PiecesOfList> lists = [];
    private int loadings;

    public PiecesOfList Of(string? loadingList)
    {
        if (loadingList is null) return unlisted;
        if (!lists.TryGetValue(loadingList, out var list)) lists.Add(loadingList, list = new());
        return list;
    }

    public void Add(Loaded loaded)
    {
        var list = Of(loaded.LoadingList);
        list.Loaded += loaded.Pieces;
        (list.LoadedAt, list.LastLoading) = (loaded.Station, ++loadings);
    }

    /// <summary>
    /// Adds an arrival; answers the pieces loaded for the station that have not arrived by it, and where the last of them were loaded.
    /// </summary>
    public (int Pieces, string? LoadedAt) MissingAt(RecordedEvent<WaybillEvent> entry, Arrived arrived)
    {
        var last = Of(arrived.LoadingList);
        last.Arrived += arrived.Pieces;
        last.HasArrived = true;
        if (!ReferenceEquals(last.LastArrival, entry)) return default;
        var pieces = last.Loaded - last.Arrived;
        if (arrived.LoadingList is null)
            foreach (var list in lists.Values)
                if (!list.HasArrived)
                {
                    pieces += list.Loaded;
                    if (list.LastLoading > last.LastLoading) last = list;
                }
        return ((int)Math.Clamp(pieces, 0, int.MaxValue), last.LoadedAt);
    }
}

/// <summary>What was loaded for a station under one loading list, and what of it arrived.</summary>
internal sealed class PiecesOfList
{
    public long Loaded { get; set; }

    public long Arrived { get; set; }

    public bool HasArrived { get; set; }

    public string? LoadedAt { get; set; }

    /// <summary>The number of the last loading, counted over the station.</summary>
    public int LastLoading { get; set; }

    public RecordedEvent<WaybillEvent>? LastArrival { get; set; }
}
