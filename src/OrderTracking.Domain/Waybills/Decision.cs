using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Waybills;

/// <summary>Where events that are submitted together come from.</summary>
/// <param name="Sender">The caller's subject; never a personal name.</param>
/// <param name="Correlation">The piece of work they belong to, where an event does not name one itself.</param>
public sealed record SubmissionOrigin(string? Sender, string? Correlation = null)
{
    public static SubmissionOrigin Unknown { get; } = new(null, null);
}

/// <summary>An event as its sender submits it.</summary>
/// <param name="Correlation">The sender's name for the piece of work it belongs to.</param>
/// <param name="Sender">Who sent it; never a personal name.</param>
public sealed record SubmittedEvent(Guid Id, WaybillEvent Event, string? Correlation = null, string? Sender = null)
{
    public SubmittedEvent From(SubmissionOrigin origin) =>
        this with { Sender = origin.Sender, Correlation = Correlation ?? origin.Correlation };
}

/// <summary>An event to append: a submitted one, or one that a rule derives from it and that nobody sent.</summary>
public sealed record NewEvent(Guid Id, DomainEvent Event, EventSource Source = EventSource.Person, Guid? Causation = null,
    string? Correlation = null, string? Sender = null);

/// <summary>What the rules decide on submitted events.</summary>
public abstract record Decision;

/// <summary>The events are recorded, with those derived from them.</summary>
public sealed record Accepted(IReadOnlyList<NewEvent> Events) : Decision;

/// <summary>The events are not recorded. A refusal is a value, not an exception.</summary>
/// <param name="Code">One of <see cref="RefusalCodes"/>.</param>
/// <param name="Field">The member at fault, as a path in what was sent.</param>
/// <param name="Expected">What would have been accepted.</param>
public sealed record Refusal(string Code, string Field, string Expected) : Decision
{
    /// <summary>Index of the refused event among those posted together.</summary>
    public int Index { get; init; }
}
