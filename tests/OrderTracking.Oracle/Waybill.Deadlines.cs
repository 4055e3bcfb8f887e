using System.Globalization;

namespace OrderTracking.Oracle;

/// <summary>The deadlines of a waybill.</summary>
public sealed partial class Waybill
{
    private static readonly Dictionary<string, int> House = new()
    {
        ["reportBackHours"] = 4, ["sortingHours"] = 12, ["originHours"] = 24, ["transitHours"] = 48, ["transferHours"] = 24,
        ["destinationHours"] = 72,
        ["receiptDays"] = 7,
    };

    /// <param name="KnownAt">When both its start and the term that sets its length had been recorded.</param>
    private sealed record Asked(
        string Rule, string? Of, string Station, DateTimeOffset StartedAt, DateTimeOffset KnownAt, DateTimeOffset Due, DateTimeOffset? Kept,
        string? About,
        LoadingCheck? Loading = null, bool IsVoid = false);

    public IEnumerable<DeadlineRow> Deadlines()
    {
        if (Received is null) yield break;
        var said = Of("deadlineMissed").ToList();
        foreach (var asked in ReportsBack().Concat(Pickup()).Concat(Loading()).Concat(Arrival()).Concat(Promised()).Concat(Sorting())
            .Concat(Receipt()).Concat(CorrectiveActions()).Concat(Stays()))
        {
            var name = asked.Of is null ? asked.Rule : $"{asked.Rule}:{asked.Of}";
            var raised = said.RemoveAll(entry => entry.Id == DerivedId.OfMissed(number, name, asked.Due)) > 0;
            var isVoid = asked.Kept is null && (asked.IsVoid || Of("cancelled").FirstOrDefault()?.OccurredAt <= asked.Due);
            if (isVoid && !raised) continue;
            yield return new(
                number, name, asked.Rule, Account, Lane, asked.Station, asked.StartedAt, asked.KnownAt <= asked.Due, asked.Due,
                days.Of(asked.Due), asked.Kept,
                asked.Kept is { } kept ? days.Of(kept) : null, raised, raised && (isVoid || asked.Kept <= asked.Due),
                IsExcusedIn(asked.Rule), asked.About, asked.Loading);
        }

        // DeadlineMissed events of deadlines that no longer exist, or are now due at another time.
        foreach (var entry in said)
        {
            var (name, due) = (entry.Text("deadline")!, entry.Time("dueAt")!.Value);
            yield return new(
                number, $"{name}@{DerivedId.Utc(due)}Z", name.Split(':')[0], Account, Lane, entry.Station, null, true, due, days.Of(due),
                null, null, true, true,
                IsExcusedIn(name.Split(':')[0]), null, null);
        }
    }

    private bool IsExcusedIn(string rule) => rule switch
    {
        "promise" or "arrival" => IsExcused("promise"),
        "receipt" or "sorting" => IsExcused(rule),
        _ => rule.StartsWith("dwell", StringComparison.Ordinal) && IsExcused("dwell"),
    };

    private LogEvent? NewestTerms => recorded.LastOrDefault(entry => entry.Type == "termsSet");

    private int Hours(string term) => NewestTerms is null ? House[term] : NewestTerms.Whole(term)!.Value;

    /// <summary>
    /// The later of two times: when something was recorded, and since when these terms have their values; the company's defaults always
    /// had.
    /// </summary>
    private DateTimeOffset Known(DateTimeOffset recordedAt, params string[] terms)
    {
        LogEvent?[] sets = [null, .. recorded.Where(entry => entry.Type == "termsSet")];
        var other = Array.FindLastIndex(sets, set => Says(set) != Says(sets[^1]));
        return sets.ElementAtOrDefault(other + 1) is { } since && since.RecordedAt > recordedAt ? since.RecordedAt : recordedAt;

        string Says(LogEvent? set) => string.Join('|', terms.Select(term => House.TryGetValue(term, out var house)
            ? (set is null ? house : set.Whole(term)!.Value).ToString(CultureInfo.InvariantCulture)
            : set?.Time(term)?.UtcDateTime.ToString("O")));
    }

    private IEnumerable<Asked> ReportsBack() =>
        from row in Exceptions()
        select new Asked(
            "reportBack", row.ExceptionId, row.ResponsibleStation ?? row.Station, row.RaisedAt,
            Known(row.RaisedRecordedAt, "reportBackHours"), row.ReportBackDueAt,
            row.ReportedBackAt, row.ExceptionId);

    private IEnumerable<Asked> Pickup()
    {
        if (Of("dispatchRequested")
            .LastOrDefault(entry => entry.Text("purpose") == "pickup" && entry.Time("wantedAt") is not null) is { } request)
            yield return new(
                "pickup", null, request.Station, request.OccurredAt, request.RecordedAt, request.Time("wantedAt")!.Value,
                Of("pickedUp").FirstOrDefault()?.OccurredAt, null);
    }

    // Pieces loaded for the next station fill its plans in order of day; no more is asked for than the waybill has.
    private IEnumerable<Asked> Loading()
    {
        foreach (var plan in Of("loadingPlanned"))
        {
            var (next, here) = (plan.Text("nextStation"), Of("loadingPlanned").Where(entry => entry.Station == plan.Station).ToList());
            var upTo = here.Where(entry => entry.Text("nextStation") == next).OrderBy(entry => entry.Day("plannedFor")).ThenBy(Place)
                .ToList();
            var wanted = Math.Min(Pieces, upTo.Take(upTo.IndexOf(plan) + 1).Sum(entry => (long)(entry.Whole("pieces") ?? Pieces)));
            var loadings = Of("loaded").Where(entry => entry.Station == plan.Station && entry.Text("nextStation") == next).ToList();
            var filling = loadings.FirstOrDefault(entry => Sum(loadings.Take(loadings.IndexOf(entry) + 1)) >= wanted);

            var planned = Math.Min(Pieces, plan.Whole("pieces") ?? Pieces);
            var before = wanted - planned;
            var loaded = Math.Clamp(Sum(loadings) - before, 0, planned);
            var astray = Sum(Of("loaded")
                .Where(entry => entry.Station == plan.Station
                    && here.All(other => other.Text("nextStation") != entry.Text("nextStation"))));
            yield return new(
                "loading", plan.Id.ToString(), plan.Station, plan.OccurredAt, plan.RecordedAt,
                days.At(plan.Day("plannedFor")!.Value, new TimeOnly(17, 0)),
                filling?.OccurredAt, next,
                new(next!, plan.Day("plannedFor")!.Value, plan.Text("loadingList"), planned, (int)loaded,
                    (int)Math.Min(astray, planned - loaded)));
        }

        static long Sum(IEnumerable<LogEvent> loadings) => loadings.Sum(entry => (long)entry.Whole("pieces")!);
    }

    private IEnumerable<Asked> Arrival()
    {
        if (NewestTerms?.Time("arrivalDueAt") is { } due)
            yield return new(
                "arrival", null, Destination, Received!.OccurredAt, Known(Received.RecordedAt, "arrivalDueAt"), due,
                (FullArrival ?? LastSignature)?.OccurredAt, null, IsVoid: IsReturned);
    }

    private IEnumerable<Asked> Promised()
    {
        if (Promise is { } promise)
            yield return new("promise", null, Destination, Received!.OccurredAt, promise.KnownAt, promise.At,
                LastSignature?.OccurredAt, null, IsVoid: IsReturned);
    }

    private IEnumerable<Asked> Sorting()
    {
        if (Of("arrived").FirstOrDefault(entry => entry.Station == Destination) is not { } arrived) yield break;
        var kept = Of("sorted", "outForDelivery", "signed", "returnedToShipper")
            .FirstOrDefault(entry => entry.Station == Destination && entry.OccurredAt >= arrived.OccurredAt);
        yield return new(
            "sorting", null, Destination, arrived.OccurredAt, Known(arrived.RecordedAt, "sortingHours"),
            arrived.OccurredAt.AddHours(Hours("sortingHours")),
            kept?.OccurredAt, null);
    }

    private IEnumerable<Asked> CorrectiveActions() =>
        from plans in Of("correctiveActionSet").GroupBy(entry => entry.Text("actionId"))
        let newest = plans.Last()
        select new Asked(
            "correctiveAction", plans.Key, newest.Text("responsibleStation") ?? newest.Station, plans.First().OccurredAt, newest.RecordedAt,
            newest.Time("dueAt")!.Value,
            Of("correctiveActionVerified").FirstOrDefault(entry => entry.Text("actionId") == plans.Key)?.OccurredAt, plans.Key);

    private IEnumerable<Asked> Receipt()
    {
        if (Received!.Whole("receiptCopies") is not > 0 || LastSignature is null || End is not { } end) yield break;
        // The closing is known once all that settled pieces up to it is recorded.
        var known = Of("signed", "returnedToShipper", "writtenOff").Where(entry => Place(entry) <= Place(end))
            .Max(entry => entry.RecordedAt);
        yield return new(
            "receipt", null, Destination, end.OccurredAt, Known(known, "receiptDays", "receiptDueAt"), ReceiptDue(end.OccurredAt),
            Of("receiptReturned").FirstOrDefault()?.OccurredAt, null);
    }
}
