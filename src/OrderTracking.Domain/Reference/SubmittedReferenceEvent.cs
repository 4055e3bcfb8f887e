using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Reference;

/// <summary>What is to be laid down, as its sender names it.</summary>
/// <param name="Correlation">What the sender calls the piece of work it belongs to.</param>
/// <param name="Sender">Who sent it; never a personal name.</param>
public sealed record SubmittedReferenceEvent(Guid Id, ReferenceEvent Event, string? Correlation = null, string? Sender = null)
{
    /// <summary>The stream it belongs to.</summary>
    public string Stream => ReferenceStreams.Of(Event);

    public SubmittedReferenceEvent From(SubmissionOrigin origin) => this with { Sender = origin.Sender, Correlation = Correlation ?? origin.Correlation };
}
