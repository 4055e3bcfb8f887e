namespace OrderTracking.Domain;

/// <summary>An event of any stream. Never changed and never deleted.</summary>
public abstract record DomainEvent
{
    /// <summary>When it happened in the world; the offset is kept, precision is a microsecond.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Code of the station that reports it.</summary>
    public required string Station { get; init; }

    /// <summary>Who reports it: a handle of a person or a system, never a personal name.</summary>
    public required string By { get; init; }
}
