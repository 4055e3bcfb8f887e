namespace OrderTracking.Domain.Reference;

/// <summary>What is to be laid down, as its sender names it.</summary>
/// <param name="Correlation">What the sender calls the piece of work it belongs to.</param>
public sealed record ReferenceFact(Guid Id, ReferenceEvent Event, string? Correlation = null)
{
    /// <summary>The stream it belongs to.</summary>
    public string Stream => ReferenceStreams.Of(Event);
}
