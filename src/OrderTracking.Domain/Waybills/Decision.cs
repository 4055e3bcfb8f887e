namespace OrderTracking.Domain.Waybills;

/// <summary>A fact as its sender names it.</summary>
/// <param name="Correlation">What the sender calls the piece of work it belongs to.</param>
public sealed record Fact(Guid Id, WaybillEvent Event, string? Correlation = null);

/// <summary>An event to append: the fact itself, or what a rule makes follow from it.</summary>
public sealed record Decided(Guid Id, DomainEvent Event, EventSource Source = EventSource.Person, Guid? Causation = null, string? Correlation = null);

/// <summary>What the rules say to a fact.</summary>
public abstract record Decision;

/// <summary>It is recorded, with what follows from it.</summary>
public sealed record Accepted(IReadOnlyList<Decided> Events) : Decision;

/// <summary>It cannot be. A refusal is a value, not a fault.</summary>
/// <param name="Code">One of <see cref="RefusalCodes"/>.</param>
/// <param name="Field">The member at fault, as a path in what was sent.</param>
/// <param name="Expected">What would have been accepted.</param>
public sealed record Refusal(string Code, string Field, string Expected) : Decision
{
    /// <summary>Which of several facts posted together was refused.</summary>
    public int Index { get; init; }
}
