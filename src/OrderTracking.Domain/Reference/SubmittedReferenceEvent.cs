using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Reference;

/// <summary>A reference event as its sender submits it.</summary>
/// <param name="Correlation">The sender's name for the piece of work it belongs to.</param>
/// <param name="Sender">Who sent it; never a personal name.</param>
public sealed record SubmittedReferenceEvent(Guid Id, ReferenceEvent Event, string? Correlation = null, string? Sender = null)
{
    /// <summary>The key of the stream that it belongs to.</summary>
    public string Stream => ReferenceStreams.Of(Event);

    public SubmittedReferenceEvent From(SubmissionOrigin origin) =>
        this with { Sender = origin.Sender, Correlation = Correlation ?? origin.Correlation };
}
