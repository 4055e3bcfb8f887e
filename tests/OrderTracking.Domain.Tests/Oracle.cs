using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Tests;

/// <summary>
/// What the views must contain for a history, computed independently and slowly: every question is answered from the whole list of events,
/// without any fold of the service.
/// </summary>
internal sealed class Oracle(IReadOnlyList<RecordedEvent<WaybillEvent>> all)
{
    private RecordedEvent<WaybillEvent>[] Counting =>
        [.. all.Where(entry => entry.Event is not Corrected && Counts(entry)).OrderBy(entry => entry.Event.OccurredAt.UtcDateTime)
            .ThenBy(entry => EventTypes.Of(entry.Event).Rank).ThenBy(entry => entry.Id.ToString(), StringComparer.Ordinal)];

    private Received Received => Of<Received>().First().Event;

    public string WaybillRow()
    {
        var signed = Of<Signed>().Sum(item => item.Event.Pieces);
        var outstanding = Math.Max(0, Received.Pieces - Settling.Sum(item => item.Pieces));
        var open = Of<ExceptionRaised>().Select(item => item.Event.ExceptionId).Distinct()
            .Count(id => Order(Counting.Where(entry => entry.Event is ExceptionRaised raised && raised.ExceptionId == id)) > Order(
                Counting.Where(entry => entry.Event is ExceptionResolved resolved && resolved.ExceptionId == id)));
        var weight = Of<StockedIn>().LastOrDefault(item => item.Event.WeightKg is not null).Event?.WeightKg ?? Received.WeightKg;
        return $"{Received.Account} {Received.Pieces} {signed} {outstanding} {weight} "
            + $"{Time(Promise)} {Time(SignedInFull)} {open} {Held()}";

        int Order(IEnumerable<RecordedEvent<WaybillEvent>> some) =>
            some.Select(entry => Array.IndexOf(Counting, entry)).DefaultIfEmpty(-1).Max();
    }

    // The holds that nothing ended since: they are all at one station, because one elsewhere ends those before it.
    private string Held()
    {
        var closing = Settling.Index().FirstOrDefault(item => Settling.Take(item.Index + 1).Sum(part => part.Pieces) >= Received.Pieces)
            .Item.Event;
        var open = Of<HeldForInstruction>().Where(hold => !Counting.Skip(Place(hold.Entry) + 1).Any(later => later.Event switch
        {
            ReleasedForDispatch or Cancelled => true,
            Loaded => later.Event.Station == Where(hold.Event),
            HeldForInstruction other => Where(other) != Where(hold.Event),
            _ => later.Event == closing,
        })).Select(hold => hold.Event).ToList();
        return open.Count == 0 ? "-" : $"{Where(open[0])} {Time(open[0].OccurredAt)} {open[^1].Reason}";

        string Where(HeldForInstruction held) => held.Station == Received.Destination || Received.Transfers?.Contains(held.Station) is true
            ? held.Station : Received.Origin;
    }

    public string OnTime()
    {
        var arrivals = Of<Arrived>().Where(item => item.Event.Station == Received.Destination);
        var arrivedInFull = FirstTime(arrivals.Select(item => (item.Event.Pieces, item.Event.OccurredAt)));
        return $"{Time(Promise)} {Time(SignedInFull)} {Time(arrivedInFull)} {Of<Cancelled>().Any()} "
            + Of<ExceptionResolved>().Any(item => item.Event.Excused is true && item.Event.Evidence is not null
                && item.Event.Excuses!.Contains(Excusable.Promise));
    }

    public string Receipt()
    {
        if (Received.ReceiptCopies is null or 0 || Of<Cancelled>().Any()) return "";
        var last = Counting.LastOrDefault(entry => EventTypes.Of(entry.Event).Wire.StartsWith("receipt", StringComparison.Ordinal))?.Event;
        var awaited = SignedInFull is null ? null : Closed;
        var status = last?.GetType().Name["Receipt".Length..] ?? (awaited is null ? "NotDue" : "Awaited");
        return $"{status} {Time(Of<ReceiptReturned>().FirstOrDefault().Event?.OccurredAt)} {Of<ReceiptRejected>().Count()} "
            + $"{Time(last?.OccurredAt ?? awaited ?? Received.OccurredAt)}";
    }

    /// <summary>The exceptions that people raised and those that must be derived: each with kind, time and status.</summary>
    public IEnumerable<string> Exceptions()
    {
        var raised = Of<ExceptionRaised>().Where(item => item.Entry.Source == EventSource.Person).GroupBy(item => item.Event.ExceptionId)
            .Select(group => group.First());
        var said = raised.Select(item => (Id: item.Event.ExceptionId, item.Event.Kind, item.Event.OccurredAt, Pieces: (int?)null));
        return said.Concat(Derived())
            .Select(item => $"{item.Id} {item.Kind} {Time(item.OccurredAt)} {item.Pieces} {Status(item.Id)} {Reported(item.Id)}").Order();

        string Status(string id) =>
            Of<ExceptionResolved>().Any(item => item.Event.ExceptionId == id) ? "Resolved" : Of<ExceptionReportedBack>()
                .Any(item => item.Event.ExceptionId == id) ? "ReportedBack" : "Open";

        string Reported(string id) =>
            Time(Of<ExceptionReportedBack>().Where(item => item.Event.ExceptionId == id)
                .Select(item => (DateTimeOffset?)item.Entry.RecordedAt).Min());
    }

    /// <summary>Stations on the waybill's route, and those where an event that counts happened.</summary>
    public IEnumerable<string> Touches() =>
        Counting.Select(entry => entry.Event.Station).Concat(Received.Transfers ?? []).Append(Received.Origin).Append(Received.Destination)
            .ToHashSet().Order(StringComparer.Ordinal);

    private IEnumerable<(string Id, ExceptionKind Kind, DateTimeOffset OccurredAt, int? Pieces)> Derived()
    {
        foreach (var (entry, signed) in Of<Signed>())
            if (signed.Remark is not null) yield return (Id(entry, signed.Remark.Kind), signed.Remark.Kind, signed.OccurredAt, null);
        foreach (var (entry, measured) in Of<StockedIn>())
            if ((measured.Pieces ?? Received.Pieces) >= Received.Pieces && (Deviates(measured.WeightKg, Declared(order => order.WeightKg,
                    amended => amended.WeightKg)) || Deviates(measured.VolumeM3, Declared(order => order.VolumeM3,
                    amended => amended.VolumeM3))))
                yield return (Id(entry, ExceptionKind.Measurement), ExceptionKind.Measurement, measured.OccurredAt, null);
        string[] lane = [Received.Origin, Received.Destination, .. Received.Transfers ?? []];
        foreach (var (entry, arrived) in Of<Arrived>())
            if (!lane.Contains(arrived.Station))
                yield return (Id(entry, ExceptionKind.Misroute), ExceptionKind.Misroute, arrived.OccurredAt, arrived.Pieces);
        foreach (var group in Of<Arrived>().GroupBy(item => (item.Event.Station, item.Event.LoadingList)))
        {
            var last = group.Last();
            var named = Of<Arrived>().Where(item => item.Event.Station == group.Key.Station && Place(item.Entry) <= Place(last.Entry))
                .Select(item => item.Event.LoadingList).ToHashSet();
            var loaded = Of<Loaded>()
                .Where(item => item.Event.NextStation == group.Key.Station && Place(item.Entry) < Place(last.Entry))
                .Where(item => group.Key.LoadingList is null ? item.Event.LoadingList is null
                    || !named.Contains(item.Event.LoadingList) : item.Event.LoadingList == group.Key.LoadingList)
                .Sum(item => item.Event.Pieces);
            var missing = loaded - group.Sum(item => item.Event.Pieces);
            if (missing > 0) yield return (Id(last.Entry, ExceptionKind.Shortage), ExceptionKind.Shortage, last.Event.OccurredAt, missing);
        }

        decimal? Declared(Func<Received, decimal?> ordered, Func<OrderAmended, decimal?> amended) =>
            Of<OrderAmended>().Select(item => amended(item.Event)).LastOrDefault(size => size is not null) ?? ordered(Received);

        bool Deviates(decimal? measured, decimal? declared) => measured > 0 && declared > 0 && Math.Abs(measured.Value / declared.Value - 1)
            > (all.Select(entry => entry.Event).OfType<TermsSet>().LastOrDefault()?.MeasurementTolerancePercent ?? 5) / 100m;

        static string Id(RecordedEvent<WaybillEvent> cause, ExceptionKind kind) =>
            Waybills.DerivedExceptions.IdOf(cause.Id, kind).ToString();
    }

    private DateTimeOffset? Promise => Of<PromiseSet>().LastOrDefault().Event?.PromisedAt ?? Received.PromisedAt;

    private IEnumerable<(int Pieces, WaybillEvent Event)> Settling =>
        from entry in Counting
        let pieces = entry.Event switch { Signed x => x.Pieces, ReturnedToShipper x => x.Pieces, WrittenOff x => x.Pieces, _ => 0 }
        where pieces > 0
        select (pieces, entry.Event);

    private DateTimeOffset? Closed => FirstTime(Settling.Select(item => (item.Pieces, item.Event.OccurredAt)));

    // The last signature among the events up to the one that settled the last piece.
    private DateTimeOffset? SignedInFull => Closed is null ? null
        : Settling.Index().Where(item => Settling.Take(item.Index).Sum(earlier => earlier.Pieces) < Received.Pieces)
            .Select(item => item.Item.Event).OfType<Signed>().LastOrDefault()?.OccurredAt;

    private DateTimeOffset? FirstTime(IEnumerable<(int Pieces, DateTimeOffset At)> parts)
    {
        var list = parts.ToList();
        return Enumerable.Range(1, list.Count).Where(count => list.Take(count).Sum(part => part.Pieces) >= Received.Pieces)
            .Select(count => (DateTimeOffset?)list[count - 1].At).FirstOrDefault();
    }

    private int Place(RecordedEvent<WaybillEvent> entry) => Array.FindIndex(Counting, other => other.Id == entry.Id);

    private bool Counts(RecordedEvent<WaybillEvent> entry) =>
        !all.Any(other => other.Event is Corrected correction && correction.EventId == entry.Id && Counts(other));

    private IEnumerable<(RecordedEvent<WaybillEvent> Entry, T Event)> Of<T>() where T : WaybillEvent =>
        Counting.Where(entry => entry.Event is T).Select(entry => (entry, (T)entry.Event));

    private static string Time(DateTimeOffset? time) => time?.ToString("O") ?? "-";
}
