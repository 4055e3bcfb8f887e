namespace OrderTracking.Domain.Waybills;

/// <summary>Where facts that are sent together come from.</summary>
/// <param name="Sender">Who sends them, as the service knows its callers; never a personal name.</param>
/// <param name="Correlation">The piece of work they belong to, where a fact does not name one itself.</param>
public sealed record SubmissionOrigin(string? Sender, string? Correlation = null)
{
    public static SubmissionOrigin Unknown { get; } = new(null, null);
}

/// <summary>A fact as its sender names it.</summary>
/// <param name="Correlation">What the sender calls the piece of work it belongs to.</param>
/// <param name="Sender">Who sent it; never a personal name.</param>
public sealed record SubmittedEvent(Guid Id, WaybillEvent Event, string? Correlation = null, string? Sender = null)
{
    public SubmittedEvent From(SubmissionOrigin origin) => this with { Sender = origin.Sender, Correlation = Correlation ?? origin.Correlation };
}

/// <summary>An event to append: the fact itself, or what a rule makes follow from it, which nobody sent.</summary>
public sealed record NewEvent(Guid Id, DomainEvent Event, EventSource Source = EventSource.Person, Guid? Causation = null, string? Correlation = null, string? Sender = null);

/// <summary>What the rules say to a fact.</summary>
public abstract record Decision;

/// <summary>It is recorded, with what follows from it.</summary>
public sealed record Accepted(IReadOnlyList<NewEvent> Events) : Decision;

/// <summary>It cannot be. A refusal is a value, not a fault.</summary>
/// <param name="Code">One of <see cref="RefusalCodes"/>.</param>
/// <param name="Field">The member at fault, as a path in what was sent.</param>
/// <param name="Expected">What would have been accepted.</param>
public sealed record Refusal(string Code, string Field, string Expected) : Decision
{
    /// <summary>Which of several facts posted together was refused.</summary>
    public int Index { get; init; }
}
