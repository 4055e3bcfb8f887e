using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Access;

/// <summary>
/// Permission to record events: of these types, at these stations, on waybills of these accounts; null where any will do.
/// </summary>
/// <param name="Parts">Parts of other accounts, on whose waybills they may be recorded too.</param>
public sealed record RecordingPermission(IReadOnlyCollection<string>? Types, IReadOnlyCollection<string>? Stations,
    IReadOnlyCollection<string>? Accounts = null, IReadOnlyCollection<AccountAtStation>? Parts = null)
{
    public bool Covers(Received received) => Accounts is null || Accounts.Contains(received.Account)
        || Parts?.Contains(new(received.Account, received.Destination)) is true;
}

/// <summary>Who records, and what they may record.</summary>
public sealed record Author(Caller Caller, AccessScope Scope, IReadOnlyList<RecordingPermission> Permissions)
{
    /// <summary>Why the author may not record these events; null when all are permitted.</summary>
    public Refusal? Check(Waybill waybill, IReadOnlyList<SubmittedEvent> submittedEvents)
    {
        for (var i = 0; i < submittedEvents.Count; i++)
            if (Check(waybill, submittedEvents, i) is { } refusal) return refusal;
        return null;
    }

    /// <summary>The same for one of several events that are decided together, of which others may be another author's.</summary>
    public Refusal? Check(Waybill waybill, IReadOnlyList<SubmittedEvent> submittedEvents, int index) =>
        (Check(waybill, submittedEvents[index].Event) ?? CheckCorrection(waybill, submittedEvents, submittedEvents[index].Event))
            is { } refusal ? refusal with { Index = index } : null;

    /// <summary>
    /// Whether the author may learn why a waybill's rules refuse. A refusal must not reveal a waybill that the author may not see. What is
    /// wrong with the submitted event itself is not hidden, nor is that a number is taken: who wants to use the number finds out anyway.
    /// </summary>
    public bool MaySeeRefusal(Waybill waybill, string code) =>
        waybill.History.Version == 0 || code is RefusalCodes.AlreadyReceived or RefusalCodes.NotYourStation or RefusalCodes.NotYourEvent
            || Scope.Includes(waybill.History);

    /// <summary>Whether the author may learn that a waybill cannot be read, by the same rule.</summary>
    /// <param name="readable">What can be read of the waybill.</param>
    public bool MaySeeUnreadable(Waybill readable, IReadOnlyList<SubmittedEvent> submittedEvents) =>
        submittedEvents.Any(submitted => submitted.Event is Received) || Scope.Includes(readable.History);

    /// <summary>An author who may record nothing.</summary>
    public static Author Nobody { get; } = new(new("", "", [], [], []), new([], []), []);

    /// <summary>The refusal given instead, as for a waybill that does not exist.</summary>
    public static Refusal Unknown { get; } = new(RefusalCodes.UnknownWaybill, "waybill", "a waybill that has been received");

    /// <summary>Why no permission covers an event's type and station, whatever its account; null when one does.</summary>
    internal Refusal? CheckTypeAndStation(DomainEvent domainEvent, out List<RecordingPermission> atStation)
    {
        var type = EventTypes.Of(domainEvent).Wire;
        List<RecordingPermission> ofType = [.. Permissions.Where(permission => permission.Types?.Contains(type) is not false)];
        atStation = [.. ofType.Where(permission => permission.Stations?.Contains(domainEvent.Station) is not false)];
        if (Permissions.Count == 0) return new(RefusalCodes.NotYourEvent, "type", "nothing: you record no events of this kind of stream");
        if (ofType.Count == 0)
            return new(RefusalCodes.NotYourEvent, "type",
                $"one of {string.Join(", ", Permissions.SelectMany(permission => permission.Types ?? []).Distinct())}");
        return atStation.Count > 0 ? null : new(RefusalCodes.NotYourStation, "station",
            $"one of {string.Join(", ", ofType.SelectMany(permission => permission.Stations ?? []).Distinct())}");
    }

    private Refusal? Check(Waybill waybill, WaybillEvent waybillEvent)
    {
        if (CheckTypeAndStation(waybillEvent, out var atStation) is { } refusal) return refusal;
        return atStation.Exists(permission => permission.Accounts is null
            || (waybill.Received is { } received && permission.Covers(received))) ? null : Unknown;
    }

    // An event that the author may not record may not be corrected by the author either.
    private Refusal? CheckCorrection(Waybill waybill, IReadOnlyList<SubmittedEvent> submittedEvents, WaybillEvent waybillEvent)
    {
        if (waybillEvent is not Corrected corrected) return null;
        if (!MaySeeRefusal(waybill, RefusalCodes.UnknownEvent)) return Unknown;
        var struck = waybill.Find(corrected.EventId)?.Event
            ?? submittedEvents.FirstOrDefault(other => other.Id == corrected.EventId)?.Event;
        return struck is null || struck is Corrected ? null : Check(waybill, struck) is { } refusal
            ? refusal with { Field = "data.eventId" } : null;
    }
}
