using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Access;

/// <summary>Leave to record events: of these kinds, at these stations, on waybills of these accounts; null where that does not matter.</summary>
public sealed record RecordingPermission(IReadOnlySet<string>? Types, IReadOnlyCollection<string>? Stations, IReadOnlyCollection<string>? Accounts = null);

/// <summary>Whoever records, and what he may record.</summary>
public sealed record Author(Caller Caller, AccessScope Scope, IReadOnlyList<RecordingPermission> Permissions)
{
    /// <summary>Why these facts are not his to record; null when all are.</summary>
    public Refusal? Check(Waybill waybill, IReadOnlyList<SubmittedEvent> submittedEvents)
    {
        for (var i = 0; i < submittedEvents.Count; i++)
            if ((Check(waybill, submittedEvents[i].Event) ?? CheckCorrection(waybill, submittedEvents, submittedEvents[i].Event)) is { } refusal) return refusal with { Index = i };
        return null;
    }

    /// <summary>
    /// Whether he is told why a waybill's rules refuse: a refusal must not show that there is a waybill that he may not see. What is
    /// wrong with his own words is told, and that a number is taken cannot be kept from who wants to use it.
    /// </summary>
    public bool MaySeeRefusal(Waybill waybill, string code) =>
        waybill.History.Version == 0 || code is RefusalCodes.AlreadyReceived or RefusalCodes.NotYourStation or RefusalCodes.NotYourEvent || Scope.Includes(waybill.History);

    /// <summary>Whether he is told that a waybill cannot be read, by the same rule.</summary>
    /// <param name="readable">What of it can be.</param>
    public bool MaySeeUnreadable(Waybill readable, IReadOnlyList<SubmittedEvent> submittedEvents) => submittedEvents.Any(submitted => submitted.Event is Received) || Scope.Includes(readable.History);

    /// <summary>What he is told instead.</summary>
    public static Refusal Unknown { get; } = new(RefusalCodes.UnknownWaybill, "waybill", "a waybill that has been received");

    private Refusal? Check(Waybill waybill, WaybillEvent waybillEvent)
    {
        var type = EventTypes.Of(waybillEvent).Wire;
        List<RecordingPermission> ofType = [.. Permissions.Where(permission => permission.Types?.Contains(type) is not false)];
        if (ofType.Count == 0) return new(RefusalCodes.NotYourEvent, "type", $"one of {string.Join(", ", Permissions.SelectMany(permission => permission.Types ?? new HashSet<string>()).Distinct())}");
        List<RecordingPermission> atStation = [.. ofType.Where(permission => permission.Stations?.Contains(waybillEvent.Station) is not false)];
        if (atStation.Count == 0) return new(RefusalCodes.NotYourStation, "station", $"one of {string.Join(", ", ofType.SelectMany(permission => permission.Stations ?? []).Distinct())}");
        return atStation.Exists(permission => permission.Accounts is null || (waybill.Received is { } received && permission.Accounts.Contains(received.Account))) ? null : Unknown;
    }

    // Who may not record something may not strike it through either.
    private Refusal? CheckCorrection(Waybill waybill, IReadOnlyList<SubmittedEvent> submittedEvents, WaybillEvent waybillEvent)
    {
        if (waybillEvent is not Corrected corrected) return null;
        if (!MaySeeRefusal(waybill, RefusalCodes.UnknownEvent)) return Unknown;
        var struck = waybill.Find(corrected.EventId)?.Event ?? submittedEvents.FirstOrDefault(other => other.Id == corrected.EventId)?.Event;
        return struck is null || struck is Corrected ? null : Check(waybill, struck) is { } refusal ? refusal with { Field = "data.eventId" } : null;
    }
}
