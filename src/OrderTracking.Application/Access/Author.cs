using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Access;

/// <summary>Leave to record events: of these kinds, at these stations, on waybills of these accounts; null where that does not matter.</summary>
public sealed record RecordingPermission(IReadOnlySet<string>? Types, IReadOnlyCollection<string>? Stations, IReadOnlyCollection<string>? Accounts = null);

/// <summary>Whoever records, and what he may record.</summary>
public sealed record Author(Caller Caller, AccessScope Scope, IReadOnlyList<RecordingPermission> Permissions)
{
    /// <summary>Why these facts are not his to record; null when all are.</summary>
    public Refusal? Check(Waybill waybill, IReadOnlyList<SubmittedEvent> facts)
    {
        for (var i = 0; i < facts.Count; i++)
            if ((Check(waybill, facts[i].Event) ?? CheckCorrection(waybill, facts, facts[i].Event)) is { } refusal) return refusal with { Index = i };
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
    public bool MaySeeUnreadable(Waybill readable, IReadOnlyList<SubmittedEvent> facts) => facts.Any(fact => fact.Event is Received) || Scope.Includes(readable.History);

    /// <summary>What he is told instead.</summary>
    public static Refusal Unknown { get; } = new(RefusalCodes.UnknownWaybill, "waybill", "a waybill that has been received");

    private Refusal? Check(Waybill waybill, WaybillEvent fact)
    {
        var type = EventTypes.Of(fact).Wire;
        List<RecordingPermission> ofType = [.. Permissions.Where(warrant => warrant.Types?.Contains(type) is not false)];
        if (ofType.Count == 0) return new(RefusalCodes.NotYourEvent, "type", $"one of {string.Join(", ", Permissions.SelectMany(warrant => warrant.Types ?? new HashSet<string>()).Distinct())}");
        List<RecordingPermission> atStation = [.. ofType.Where(warrant => warrant.Stations?.Contains(fact.Station) is not false)];
        if (atStation.Count == 0) return new(RefusalCodes.NotYourStation, "station", $"one of {string.Join(", ", ofType.SelectMany(warrant => warrant.Stations ?? []).Distinct())}");
        return atStation.Exists(warrant => warrant.Accounts is null || (waybill.Received is { } received && warrant.Accounts.Contains(received.Account))) ? null : Unknown;
    }

    // Who may not record something may not strike it through either.
    private Refusal? CheckCorrection(Waybill waybill, IReadOnlyList<SubmittedEvent> facts, WaybillEvent fact)
    {
        if (fact is not Corrected corrected) return null;
        if (!MaySeeRefusal(waybill, RefusalCodes.UnknownEvent)) return Unknown;
        var struck = waybill.Find(corrected.EventId)?.Event ?? facts.FirstOrDefault(other => other.Id == corrected.EventId)?.Event;
        return struck is null || struck is Corrected ? null : Check(waybill, struck) is { } refusal ? refusal with { Field = "data.eventId" } : null;
    }
}
