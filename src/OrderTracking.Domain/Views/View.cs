using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Views;

/// <summary>A row of a view: worked out from one waybill's history, and comparable by value.</summary>
public interface IViewRow
{
    string Waybill { get; }

    /// <summary>Tells the rows of one waybill apart; empty where there is at most one.</summary>
    string Key { get; }
}

/// <summary>What a view is called, and how its rows follow from a history.</summary>
/// <param name="Name">In Marten's form of a projection's name.</param>
/// <param name="Version">Raised when <paramref name="Rows"/> says something else of the same history: the view is then rebuilt.</param>
/// <param name="Reads">
/// Whether a fact of this kind can change a row. Corrections always can. It saves work: what it says no to must never matter.
/// </param>
/// <param name="HasMany">Whether a waybill can have more than one row.</param>
public sealed record View<TRow>(string Name, int Version, Func<History, Company, IEnumerable<TRow>> Rows, Func<WaybillEvent, bool> Reads, bool HasMany = false)
    where TRow : class, IViewRow;

/// <summary>Every view there is.</summary>
public static class AllViews
{
    public static readonly View<WaybillRow> Waybills = new("Waybills", 1, (history, _) => WaybillRow.Rows(history), _ => true);
    public static readonly View<SearchRow> Search = new("Search", 1, (history, _) => SearchRow.Rows(history), waybillEvent => waybillEvent is Received);
    public static readonly View<ExceptionRow> Exceptions = new("Exceptions", 1, (history, _) => ExceptionRow.Rows(history), ExceptionRow.Reads, HasMany: true);
    public static readonly View<OnTimeRow> OnTime = new("OnTime", 1, OnTimeRow.Rows, OnTimeRow.Reads);
    public static readonly View<ReceiptRow> Receipts = new("Receipts", 1, ReceiptRow.Rows, ReceiptRow.Reads);
    public static readonly View<DeadlineRow> Deadlines = new("Deadlines", 1, DeadlineRow.Rows, DeadlineRow.Reads, HasMany: true);
    public static readonly View<VolumeRow> Volumes = new("Volumes", 1, VolumeRow.Rows, VolumeRow.Reads);
    public static readonly View<StationVisitRow> StationVisits = new("StationVisits", 1, (history, _) => StationVisitRow.Rows(history), _ => true, HasMany: true);
}

/// <summary>What several views read of a history, the same way.</summary>
internal static class HistoryReading
{
    public static Received? Received(this History history)
    {
        foreach (var entry in history.EffectiveEvents)
            if (entry.Event is Received received) return received;
        return null;
    }

    public static string Lane(this Received received) => Domain.Lane.Key(received.Origin, received.Destination);

    /// <summary>
    /// The newest promise that somebody made, in order of occurrence; or the one the waybill was received with; or, where nobody made
    /// one, what the rule took from the lane's standard last.
    /// </summary>
    /// <returns>Null in KnownAt: since it was received.</returns>
    public static (DateTimeOffset At, PromiseBasis Basis, DateTimeOffset? KnownAt)? Promise(this History history, Received received)
    {
        for (var i = history.EffectiveEvents.Count - 1; i >= 0; i--)
            if (history.EffectiveEvents[i] is { Source: not EventSource.System, Event: PromiseSet set } made) return (set.PromisedAt, set.Basis, made.RecordedAt);
        if (received.PromisedAt is { } promised) return (promised, PromiseBasis.Contract, null);
        for (var i = history.Events.Count - 1; i >= 0; i--)
            if (history.Events[i] is { Source: EventSource.System, Event: PromiseSet set } made && !history.Corrections.ContainsKey(made.Id))
                return (set.PromisedAt, set.Basis, made.RecordedAt);
        return null;
    }

    /// <summary>When the pieces that <paramref name="count"/> finds first made up the whole consignment.</summary>
    public static DateTimeOffset? InFullAt(this History history, Received received, Func<WaybillEvent, int?> count)
    {
        var pieces = 0L;
        foreach (var entry in history.EffectiveEvents)
            if (count(entry.Event) is { } more && (pieces += more) >= received.Pieces) return entry.Event.OccurredAt;
        return null;
    }

    public static DateTimeOffset? SignedInFullAt(this History history, Received received) =>
        history.InFullAt(received, waybillEvent => (waybillEvent as Signed)?.Pieces);
}
