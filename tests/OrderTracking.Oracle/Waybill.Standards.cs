namespace OrderTracking.Oracle;

/// <summary>What the stream must contain because of its account's terms and its lane's standard.</summary>
public sealed partial class Waybill
{
    private static readonly Dictionary<string, string> Limits = new()
    {
        ["sortingHours"] = "sortingHours", ["originHours"] = "originHours", ["transitHours"] = "transitHours",
        ["transferHours"] = "transferHours",
        ["destinationHours"] = "destinationHours",
    };

    /// <summary>What the stream lacks or has wrong, in words.</summary>
    public IEnumerable<string> WronglyHeld(ReferenceData reference)
    {
        if (Received is not { } received) yield break;
        var end = EndOfRules();
        var account = reference.Account(Account, received.OccurredAt, end);
        var standard = reference.Standard(Origin, Destination, received.OccurredAt, end);
        DateTimeOffset? arrival = standard is null ? null : reference.Due(received.OccurredAt, standard.Event, end);
        var lane = standard is null ? null : $"lane:{Lane}";
        DateTimeOffset? receipt = account is not null && ReceiptCopies > 0 && LastSignature is not null
            ? reference.ReceiptDue(End!.OccurredAt, account.Event, end) : null;

        var isPromised = received.Time("promisedAt") is not null || Of("promiseSet").Any(entry => entry.Source != "system");
        var promise = recorded.LastOrDefault(entry => entry.Type == "promiseSet" && entry.Source == "system" && !IsCorrected(entry));
        if (!isPromised && (promise?.Time("promisedAt") != arrival || promise?.Text("standard") != lane))
            yield return $"{number} promise: the oracle says {arrival:O} by {lane}, "
                + $"the stream {promise?.Time("promisedAt"):O} by {promise?.Text("standard")}";

        foreach (var (term, house) in House)
        {
            var wanted = account is null ? house
                : Limits.TryGetValue(term, out var limit) ? account.Event.Member("limits") is { } limits
                && limits.TryGetProperty(limit, out var hours) ? hours.GetInt32() : house
                : account.Event.Whole(term) ?? house;
            if (Hours(term) != wanted) yield return $"{number} {term}: the oracle says {wanted}, the stream {Hours(term)}";
        }
        var confirmation = account?.Event.Text("loadingConfirmation") ?? HouseConfirmation;
        if ((NewestTerms?.Text("loadingConfirmation") ?? HouseConfirmation) != confirmation)
            yield return $"{number} loadingConfirmation: the oracle says {confirmation}, "
                + $"the stream {NewestTerms?.Text("loadingConfirmation")}";
        if (NewestTerms?.Time("arrivalDueAt") != arrival)
            yield return $"{number} arrivalDueAt: the oracle says {arrival:O}, the stream {NewestTerms?.Time("arrivalDueAt"):O}";
        if (NewestTerms?.Time("receiptDueAt") != receipt)
            yield return $"{number} receiptDueAt: the oracle says {receipt:O}, the stream {NewestTerms?.Time("receiptDueAt"):O}";
        var granted = OrderText("mandate") is { } mandate
            ? reference.Mandate(Account, mandate, days.Of(received.OccurredAt), end)?.OccurredAt : null;
        if (NewestTerms?.Time("mandateGrantedAt") != granted)
            yield return $"{number} mandateGrantedAt: the oracle says {granted:O}, the stream {NewestTerms?.Time("mandateGrantedAt"):O}";
        if (NewestTerms is null) yield break;
        if (NewestTerms.Text("standard") != lane)
            yield return $"{number} standard: the oracle says {lane}, the stream {NewestTerms.Text("standard")}";
        if (NewestTerms.Text("account") != account?.Event.Text("account"))
            yield return $"{number} account: the oracle says {account?.Event.Text("account")}, the stream {NewestTerms.Text("account")}";
    }

    // Reference data recorded after the waybill was finished do not apply: the position of the event that finished it.
    private long EndOfRules()
    {
        var cancelled = Of("cancelled").Select(entry => entry.Position).DefaultIfEmpty(long.MaxValue).Min();
        var settling = Of("signed", "returnedToShipper", "writtenOff").OrderBy(entry => entry.Position).ToList();
        return Math.Max(Received!.Position, Math.Min(cancelled, Completing(settling)?.Position ?? long.MaxValue));
    }
}
