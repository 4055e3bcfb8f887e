namespace OrderTracking.Application.Ports;

/// <summary>A document of EPCIS events that was captured, and what came of it.</summary>
/// <param name="Owner">Who sent it: a subject.</param>
/// <param name="FinishedAt">Null until all its events are settled.</param>
/// <param name="IsRollback">All of its events or none were to be captured.</param>
/// <param name="Events">How many it has.</param>
/// <param name="Errors">The first of what was not captured.</param>
public sealed record EpcisJob(
    Guid Id, string Owner, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, bool IsRollback, int Events,
    IReadOnlyList<EpcisCaptureError> Errors);

/// <summary>Why an event was not captured.</summary>
/// <param name="Event">Its place in the document, from 0.</param>
/// <param name="EventId">As it was sent; null where it had none.</param>
public sealed record EpcisCaptureError(int Event, string? EventId, string Code, string Field, string Expected);

/// <summary>A query that its owner has named.</summary>
/// <param name="Query">A JSON object of parameters, as it was sent.</param>
public sealed record EpcisNamedQuery(string Owner, string Name, string Query, DateTimeOffset CreatedAt);

/// <summary>Capture jobs and named queries, as they are stored.</summary>
public interface IEpcisStore
{
    /// <summary>Adds a job, and removes some that were added before a time.</summary>
    Task Add(EpcisJob job, DateTimeOffset keptFrom, CancellationToken cancellationToken);

    Task Finish(Guid id, DateTimeOffset at, IReadOnlyList<EpcisCaptureError> errors, CancellationToken cancellationToken);

    /// <summary>Null when the owner has none of that id.</summary>
    Task<EpcisJob?> Find(Guid id, string owner, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<EpcisJob>> List(
        string owner, (DateTimeOffset CreatedAt, Guid Id)? after, int limit, CancellationToken cancellationToken);

    /// <returns>False when the owner has a query of that name, or as many as there may be.</returns>
    Task<bool> Add(EpcisNamedQuery query, int most, CancellationToken cancellationToken);

    /// <summary>Null when the owner has none of that name.</summary>
    Task<EpcisNamedQuery?> Find(string owner, string name, CancellationToken cancellationToken);

    /// <summary>By name.</summary>
    Task<IReadOnlyList<EpcisNamedQuery>> List(string owner, string? after, int limit, CancellationToken cancellationToken);

    /// <returns>False when the owner has none of that name.</returns>
    Task<bool> Remove(string owner, string name, CancellationToken cancellationToken);
}
