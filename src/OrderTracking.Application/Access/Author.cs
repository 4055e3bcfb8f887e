using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Access;

/// <summary>Leave to record events: of these kinds, at these stations, on waybills of these accounts; null where that does not matter.</summary>
public sealed record Warrant(IReadOnlySet<string>? Types, IReadOnlyCollection<string>? Stations, IReadOnlyCollection<string>? Accounts = null);

/// <summary>Whoever records, and what he may record.</summary>
public sealed record Author(Caller Caller, Sight Sight, IReadOnlyList<Warrant> Warrants)
{
    /// <summary>Why these facts are not his to record; null when all are.</summary>
    public Refusal? Check(Waybill waybill, IReadOnlyList<Fact> facts)
    {
        for (var i = 0; i < facts.Count; i++)
            if ((Check(waybill, facts[i].Event) ?? CheckCorrection(waybill, facts, facts[i].Event)) is { } refusal) return refusal with { Index = i };
        return null;
    }

    /// <summary>
    /// Whether he is told why a waybill's rules refuse: a refusal must not show that there is a waybill that he may not see. What is
    /// wrong with his own words is told, and that a number is taken cannot be kept from who wants to use it.
    /// </summary>
    public bool MayHear(Waybill waybill, string code) =>
        waybill.History.Version == 0 || code is RefusalCodes.AlreadyReceived or RefusalCodes.NotYourStation or RefusalCodes.NotYourEvent || Sight.Sees(waybill.History);

    /// <summary>Whether he is told that a waybill cannot be read, by the same rule.</summary>
    /// <param name="readable">What of it can be.</param>
    public bool MayHearUnreadable(Waybill readable, IReadOnlyList<Fact> facts) => facts.Any(fact => fact.Event is Received) || Sight.Sees(readable.History);

    /// <summary>What he is told instead.</summary>
    public static Refusal Unknown { get; } = new(RefusalCodes.UnknownWaybill, "waybill", "a waybill that has been received");

    private Refusal? Check(Waybill waybill, WaybillEvent fact)
    {
        var type = EventTypes.Of(fact).Wire;
        List<Warrant> ofType = [.. Warrants.Where(warrant => warrant.Types?.Contains(type) is not false)];
        if (ofType.Count == 0) return new(RefusalCodes.NotYourEvent, "type", $"one of {string.Join(", ", Warrants.SelectMany(warrant => warrant.Types ?? new HashSet<string>()).Distinct())}");
        List<Warrant> atStation = [.. ofType.Where(warrant => warrant.Stations?.Contains(fact.Station) is not false)];
        if (atStation.Count == 0) return new(RefusalCodes.NotYourStation, "station", $"one of {string.Join(", ", ofType.SelectMany(warrant => warrant.Stations ?? []).Distinct())}");
        return atStation.Exists(warrant => warrant.Accounts is null || (waybill.Received is { } received && warrant.Accounts.Contains(received.Account))) ? null : Unknown;
    }

    // Who may not record something may not strike it through either.
    private Refusal? CheckCorrection(Waybill waybill, IReadOnlyList<Fact> facts, WaybillEvent fact)
    {
        if (fact is not Corrected corrected) return null;
        if (!MayHear(waybill, RefusalCodes.UnknownEvent)) return Unknown;
        var struck = waybill.Find(corrected.EventId)?.Event ?? facts.FirstOrDefault(other => other.Id == corrected.EventId)?.Event;
        return struck is null || struck is Corrected ? null : Check(waybill, struck) is { } refusal ? refusal with { Field = "data.eventId" } : null;
    }
}
