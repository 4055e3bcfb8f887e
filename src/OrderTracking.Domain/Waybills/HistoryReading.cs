using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Waybills;

/// <summary>Readings of a history that several views share.</summary>
internal static class HistoryReading
{
    /// <summary>The order as amended; see <see cref="History.Order"/>.</summary>
    public static Received? Received(this History history) => history.Order;

    public static string Lane(this Received received) => Domain.Lane.Key(received.Origin, received.Destination);

    /// <summary>
    /// The promise that counts: the newest that somebody made, in order of occurrence; else the one in the Received; else the newest that a
    /// rule took from the lane's standard.
    /// </summary>
    /// <returns>KnownAt is null when the promise came with the Received.</returns>
    public static (DateTimeOffset At, PromiseBasis Basis, DateTimeOffset? KnownAt)? Promise(this History history, Received received)
    {
        foreach (var made in history.EffectiveEvents.Backwards())
            if (made is { Source: not EventSource.System, Event: PromiseSet set }) return (set.PromisedAt, set.Basis, made.RecordedAt);
        if (received.PromisedAt is { } promised) return (promised, PromiseBasis.Contract, null);
        foreach (var made in history.Events.Backwards())
            if (made is { Source: EventSource.System, Event: PromiseSet set } && !history.Corrections.ContainsKey(made.Id))
                return (set.PromisedAt, set.Basis, made.RecordedAt);
        return null;
    }

    /// <summary>
    /// 提货通知: when the consignee, who fetches the goods, was first told that all of them are there; null for goods that are delivered.
    /// </summary>
    /// <param name="arrivedInFullAt">When the last piece arrived at the destination; null while some are on the way.</param>
    public static DateTimeOffset? NoticeAt(this History history, Received received, DateTimeOffset? arrivedInFullAt)
    {
        if (received.Service != ServiceKind.SelfPickup || arrivedInFullAt is null) return null;
        foreach (var entry in history.EffectiveEvents)
            if (entry.Event is ConsigneeNotified && entry.Event.OccurredAt >= arrivedInFullAt) return entry.Event.OccurredAt;
        return null;
    }

    /// <summary>When the last piece arrived at the destination; null while some are on the way.</summary>
    public static DateTimeOffset? ArrivedInFullAt(this History history, Received received) => history.InFullAt(received,
        waybillEvent => waybillEvent is Arrived arrived && arrived.Station == received.Destination ? arrived.Pieces : null);

    /// <summary>
    /// When the pieces that <paramref name="count"/> gives first added up to the whole consignment; null when they have not.
    /// </summary>
    public static DateTimeOffset? InFullAt(this History history, Received received, Func<WaybillEvent, int?> count)
    {
        var pieces = 0L;
        foreach (var entry in history.EffectiveEvents)
            if (count(entry.Event) is { } more && (pieces += more) >= received.Pieces) return entry.Event.OccurredAt;
        return null;
    }
}
