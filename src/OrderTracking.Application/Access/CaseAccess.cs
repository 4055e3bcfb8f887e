using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Access;

/// <summary>Who may see a case, and record what of it: by its account and its stations, as with waybills.</summary>
public static class CaseAccess
{
    /// <summary>How much is shown of a case; null when it is not seen. It is decided by all that is known of it now.</summary>
    public static Disclosure? Of(this AccessScope scope, CaseHistory history) => scope.Of(Of(history));

    /// <summary>What decides who may see a case.</summary>
    public static WaybillAccess Of(CaseHistory history) =>
        new(CaseRow.Rows(history).SingleOrDefault()?.Account, "", [.. CaseRow.Visits(history)]);

    /// <summary>Why the author may not record these events of a case; null when all are permitted.</summary>
    public static Refusal? Check(
        this Author author, CaseType type, CaseHistory history, IReadOnlyList<SubmittedCaseEvent> submittedEvents)
    {
        for (var i = 0; i < submittedEvents.Count; i++)
            if (author.CheckTypeAndStation(submittedEvents[i].Event, out _) is { } notTheirs) return notTheirs with { Index = i };
        var unknown = new Refusal(RefusalCodes.UnknownCase, "number", $"a {type.Kind} that was opened before");
        var row = type.Row(history);
        var openings = submittedEvents.Select(submitted => submitted.Event).OfType<CaseEvent>().Select(type.AccountOf).OfType<string>();
        // A case that the author may not see does not exist for the author; that its number is taken shows when it is used.
        if (row is not null && author.Scope.Of(history) is null)
            return openings.Any() ? new(RefusalCodes.AlreadyOpened, "type", "a number that is not taken") : unknown;
        var account = row?.Account ?? openings.FirstOrDefault();
        for (var i = 0; i < submittedEvents.Count; i++)
        {
            var domainEvent = submittedEvents[i].Event;
            author.CheckTypeAndStation(domainEvent, out var atStation);
            if (!atStation.Exists(permission => permission.Accounts is null
                || (account is not null && permission.Accounts.Contains(account)))) return unknown with { Index = i };
            // An event that the author may not record may not be corrected by the author either.
            if (domainEvent is Corrected corrected && history.Find(corrected.EventId)?.Event is { } struck
                && author.CheckTypeAndStation(struck, out _) is { } notTheirs)
                return notTheirs with { Field = "data.eventId", Index = i };
        }
        return null;
    }
}
