using System.Globalization;

namespace OrderTracking.Oracle;

/// <summary>The deadlines of a waybill.</summary>
public sealed partial class Waybill
{
    private static readonly Dictionary<string, int> House = new()
    {
        ["reportBackHours"] = 4, ["sortingHours"] = 12, ["originHours"] = 24, ["transitHours"] = 48, ["transferHours"] = 24,
        ["destinationHours"] = 72,
        ["receiptDays"] = 7, ["dispatchHours"] = 2, ["deliveryDispatchHours"] = 24, ["orderCompleteHours"] = 4,
        ["measurementTolerancePercent"] = 5,
    };

    private const string HouseConfirmation = "17:00:00";

    /// <param name="Late">Why the customer is told where it is not kept in time; null where nobody is.</param>
    /// <param name="KnownAt">When both its start and the term that sets its length had been recorded.</param>
    private sealed record Asked(
        string Rule, string? Of, string Station, DateTimeOffset StartedAt, DateTimeOffset KnownAt, DateTimeOffset Due, DateTimeOffset? Kept,
        string? About,
        LoadingCheck? Loading = null, string? Late = null, DateTimeOffset? KeptRecordedAt = null, bool IsVoid = false);

    public IEnumerable<DeadlineRow> Deadlines()
    {
        if (Received is null) yield break;
        var said = Of("deadlineMissed").ToList();
        foreach (var asked in ReportsBack().Concat(OrderComplete()).Concat(Vehicles()).Concat(Loading()).Concat(Confirming())
            .Concat(Telling()).Concat(TellingOfHolds()).Concat(Arrival()).Concat(Delivery()).Concat(Promised()).Concat(Sorting())
            .Concat(Receipt()).Concat(CorrectiveActions()).Concat(Stays()))
        {
            foreach (var row in Judged(asked, said)) yield return row;
        }

        // DeadlineMissed events of deadlines that no longer exist, or are now due at another time.
        foreach (var entry in said)
        {
            var (name, due) = (entry.Text("deadline")!, entry.Time("dueAt")!.Value);
            yield return new(
                number, $"{name}@{DerivedId.Utc(due)}Z", name.Split(':')[0], Account, Lane, entry.Station, null, true, due, days.Of(due),
                null, null, true, true, false,
                IsExcusedIn(name.Split(':')[0]), null, null, null, null);
        }
    }

    // Of a deadline that was missed, or kept late, the customer is told where it asks for that.
    private IEnumerable<DeadlineRow> Judged(Asked asked, List<LogEvent> said)
    {
        var name = asked.Of is null ? asked.Rule : $"{asked.Rule}:{asked.Of}";
        var miss = said.FirstOrDefault(entry => entry.Id == DerivedId.OfMissed(number, name, asked.Due));
        var raised = miss is not null && said.RemoveAll(entry => entry.Id == miss.Id) > 0;
        var isVoid = asked.Kept is null && (asked.IsVoid || Of("cancelled").FirstOrDefault()?.OccurredAt <= asked.Due);
        if (isVoid && !raised) yield break;
        var withdrawn = raised && (isVoid || asked.Kept <= asked.Due);
        yield return new(
            number, name, asked.Rule, Account, Lane, asked.Station, asked.StartedAt, asked.KnownAt <= asked.Due, asked.Due,
            days.Of(asked.Due), asked.Kept, asked.Kept is { } kept ? days.Of(kept) : null, raised, withdrawn,
            asked.Kept is null && (IsCancelled || End is not null) && asked.Rule is not ("reportBack" or "receipt" or "correctiveAction"),
            IsExcusedIn(asked.Rule), asked.About, asked.Loading,
            Of("complaintLinked").FirstOrDefault()?.Text("complaintId"), Decided(name));
        var late = withdrawn ? null : miss?.RecordedAt ?? (asked.Kept > asked.Due ? asked.KeptRecordedAt : null);
        if (asked.Late is null || late is not { } known) yield break;
        foreach (var row in Judged(ToTell(asked.Rule, asked.Station, asked.Due, known, asked.Late), said)) yield return row;
    }

    private bool IsExcusedIn(string rule) => rule switch
    {
        "promise" or "arrival" => IsExcused("promise"),
        "receipt" or "sorting" => IsExcused(rule),
        _ => rule.StartsWith("dwell", StringComparison.Ordinal) && IsExcused("dwell"),
    };

    private Penalty? Decided(string deadline) =>
        Of("penaltyConfirmed", "penaltyWaived").LastOrDefault(entry => entry.Text("deadline") == deadline) is { } last
            ? new(last.Amount("amount"), last.Text("reason")!, last.By, last.OccurredAt) : null;

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

        string Says(LogEvent? set) => string.Join('|', terms.Select(term => term == "loadingConfirmation"
            ? set?.Text(term) ?? HouseConfirmation
            : term == "deliveryHours" ? set?.Whole(term)?.ToString(CultureInfo.InvariantCulture)
            : House.TryGetValue(term, out var house) ? (set is null ? house : set.Whole(term)!.Value).ToString(CultureInfo.InvariantCulture)
            : set?.Time(term)?.UtcDateTime.ToString("O")));
    }

    private IEnumerable<Asked> ReportsBack() =>
        from row in Exceptions()
        select new Asked(
            "reportBack", row.ExceptionId, row.ResponsibleStation ?? row.Station, row.RaisedAt,
            Known(row.RaisedRecordedAt, "reportBackHours"), row.ReportBackDueAt,
            row.ReportedBackAt, row.ExceptionId);

    private IEnumerable<LogEvent> Requests(string purpose) =>
        Of("dispatchRequested").Where(entry => entry.Text("purpose") == purpose);

    // A vehicle is requested soon after the order, is there when it is wanted, and is requested soon after the arrival.
    private IEnumerable<Asked> Vehicles()
    {
        var there = Of("vehicleArrived", "pickedUp").FirstOrDefault();
        if (Received!.Flag("pickup") || Requests("pickup").Any())
            yield return Late(
                "dispatch", Origin, Received, "dispatchHours", Requests("pickup").Take(1).Concat(there is null ? [] : [there]).MinBy(Place),
                "dispatchLate");
        if (Requests("pickup").LastOrDefault(entry => entry.Time("wantedAt") is not null) is { } request)
            yield return new(
                "pickup", null, request.Station, request.OccurredAt, request.RecordedAt, request.Time("wantedAt")!.Value, there?.OccurredAt,
                null, null, "pickupLate", there?.RecordedAt);
        if (OrderText("service") == "delivery" && Of("arrived").FirstOrDefault(entry => entry.Station == Destination) is { } arrived)
            yield return Late(
                "deliveryDispatch", Destination, arrived, "deliveryDispatchHours",
                Requests("delivery").Concat(Of("outForDelivery", "signed", "returnedToShipper", "writtenOff")).MinBy(Place),
                "deliveryDispatchLate");

        Asked Late(string rule, string station, LogEvent since, string term, LogEvent? kept, string why) => new(
            rule, null, station, since.OccurredAt, Known(since.RecordedAt, term), since.OccurredAt.AddHours(Hours(term)), kept?.OccurredAt,
            null, null, why, kept?.RecordedAt);
    }

    // Pieces loaded for the next station fill its plans in order of day; no more is asked for than the waybill has.
    private IEnumerable<Asked> Loading() =>
        from asked in Planned()
        let plan = Of("loadingPlanned").Single(entry => entry.Id.ToString() == asked.Of)
        let due = Replanned(asked, day => LoadingDue(plan, day))
        where due is not null
        select due;

    private IEnumerable<Asked> Planned()
    {
        foreach (var plan in Of("loadingPlanned"))
        {
            var (next, here) = (plan.Text("nextStation"), Of("loadingPlanned").Where(entry => entry.Station == plan.Station).ToList());
            var upTo = here.Where(entry => entry.Text("nextStation") == next).OrderBy(entry => entry.Day("plannedFor"))
                .ThenBy(entry => entry.Text("plannedTime") ?? "24:00").ThenBy(Place).ToList();
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
                LoadingDue(plan),
                filling?.OccurredAt, next,
                new(next!, plan.Day("plannedFor")!.Value, plan.Text("loadingList"), planned, (int)loaded,
                    (int)Math.Min(astray, planned - loaded), plan.Text("plannedTime"),
                    Confirmed(plan)?.Flag("canLeave"), Confirmed(plan)?.Text("reason"), Confirmed(plan)?.Time("newTime")));
        }

        static long Sum(IEnumerable<LogEvent> loadings) => loadings.Sum(entry => (long)entry.Whole("pieces")!);
    }

    private DateTimeOffset LoadingDue(LogEvent plan) => LoadingDue(plan, plan.Day("plannedFor")!.Value);

    private DateTimeOffset LoadingDue(LogEvent plan, DateOnly day) => plan.Text("plannedTime") is { } time
        ? days.At(day, TimeOnly.Parse(time, CultureInfo.InvariantCulture))
        : days.At(day.AddDays(1), default).AddMicroseconds(-1);

    private IEnumerable<LogEvent> ConfirmationsOf(LogEvent plan) => Of("loadingConfirmed").Where(said =>
        said.Text("plannedFor") == plan.Text("plannedFor")
        && (said.Text("nextStation") is not { } next || next == plan.Text("nextStation")));

    private LogEvent? Confirmed(LogEvent plan) => ConfirmationsOf(plan).LastOrDefault();

    // By the time of day that the terms give it must be known whether what is planned for the day can leave: it was said, it has left, or
    // the customer was told on that day, after the plan was made.
    private IEnumerable<Asked> Confirming()
    {
        var time = TimeOnly.Parse(NewestTerms?.Text("loadingConfirmation") ?? HouseConfirmation, CultureInfo.InvariantCulture);
        foreach (var loading in Planned().ToList())
        {
            var plan = Of("loadingPlanned").Single(entry => entry.Id.ToString() == loading.Of);
            var day = plan.Day("plannedFor")!.Value;
            if (plan.OccurredAt > days.At(day, time)) continue;
            DateTimeOffset?[] known =
            [
                loading.Kept, ConfirmationsOf(plan).FirstOrDefault()?.OccurredAt,
                Of("customerNotified")
                    .FirstOrDefault(told => told.OccurredAt >= plan.OccurredAt && told.OccurredAt >= days.At(day, default))?.OccurredAt,
            ];
            var asked = loading with
            {
                Rule = "loadingConfirmation", Due = days.At(day, time), KnownAt = Known(plan.RecordedAt, "loadingConfirmation"),
                Kept = known.Min(),
            };
            if (Replanned(asked, other => days.At(other, time)) is { } due) yield return due;
        }
    }

    // What cannot leave, and what is planned again for later: the customer is told within the hours in which exceptions are reported back.
    private IEnumerable<Asked> Telling()
    {
        foreach (var entry in Of("loadingConfirmed").Where(said => !said.Flag("canLeave"))) yield return Ask(entry, "cannotLeave");
        foreach (var plan in Of("loadingPlanned"))
        {
            var earlier = Of("loadingPlanned").Where(other => Place(other) < Place(plan) && other.Station == plan.Station
                && other.Text("nextStation") == plan.Text("nextStation")).ToList();
            var asked = earlier.Append(plan).Sum(entry => (long)Math.Min(Pieces, entry.Whole("pieces") ?? Pieces));
            if (earlier.Count > 0 && asked > Pieces && earlier.All(other => LoadingDue(other) < LoadingDue(plan)))
                yield return Ask(plan, "movedLater");
        }

        Asked Ask(LogEvent cause, string why) => ToTell(cause.Id.ToString(), cause.Station, cause.OccurredAt, cause.RecordedAt, why);
    }

    private Asked ToTell(string of, string station, DateTimeOffset since, DateTimeOffset recordedAt, string why) => new(
        "customerNotification", of, station, since, Known(recordedAt, "reportBackHours"), since.AddHours(Hours("reportBackHours")),
        Of("customerNotified").FirstOrDefault(told => told.OccurredAt >= since)?.OccurredAt, why);

    private IEnumerable<Asked> Arrival()
    {
        if (NewestTerms?.Time("arrivalDueAt") is { } due)
            yield return new(
                "arrival", null, Destination, (InHand ?? Received!).OccurredAt, Known(Received!.RecordedAt, "arrivalDueAt"), due,
                (FullArrival ?? LastSignature)?.OccurredAt, null, IsVoid: IsReturned);
    }

    private IEnumerable<Asked> Promised()
    {
        if (Promise is { } promise)
            yield return new("promise", null, Destination, Received!.OccurredAt, promise.KnownAt, promise.At,
                promise.Basis == "laneStandard" ? Delivered : LastSignature?.OccurredAt, null, IsVoid: IsReturned);
    }

    // All that was delivered is signed for; or, where the consignee fetches the goods and they are all there, that the consignee was told.
    private DateTimeOffset? Delivered => new[] { LastSignature?.OccurredAt, Notice }.Min();

    private DateTimeOffset? Notice => OrderText("service") == "selfPickup" && FullArrival is { } full
        ? Of("consigneeNotified").FirstOrDefault(told => told.OccurredAt >= full.OccurredAt)?.OccurredAt : null;

    private IEnumerable<Asked> Delivery()
    {
        if (NewestTerms?.Whole("deliveryHours") is not { } hours || FullArrival is not { } full) yield break;
        var known = Of("arrived").Where(entry => entry.Station == Destination && entry.OccurredAt <= full.OccurredAt)
            .Max(entry => entry.RecordedAt);
        yield return new(
            "delivery", null, Destination, full.OccurredAt, Known(known, "deliveryHours"), full.OccurredAt.AddHours(hours), Delivered,
            null, IsVoid: IsReturned);
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
        if (ReceiptCopies is not > 0 || LastSignature is null || End is not { } end) yield break;
        // The closing is known once all that settled pieces up to it is recorded.
        var known = Of("signed", "returnedToShipper", "writtenOff").Where(entry => Place(entry) <= Place(end))
            .Max(entry => entry.RecordedAt);
        yield return new(
            "receipt", null, Destination, end.OccurredAt, Known(known, "receiptDays", "receiptDueAt"), ReceiptDue(end.OccurredAt),
            Of("receiptReturned").FirstOrDefault()?.OccurredAt, null);
    }
}
