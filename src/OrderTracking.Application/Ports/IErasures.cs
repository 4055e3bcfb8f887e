using System.Text.Json.Serialization;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;

namespace OrderTracking.Application.Ports;

/// <summary>How far an erasure has come.</summary>
public enum ErasureState
{
    /// <summary>A second person has to approve it; nothing is erased yet.</summary>
    Asked,

    /// <summary>It is under way, or was cut short: approving it again carries on.</summary>
    Approved,

    /// <summary>The keys are destroyed, on record.</summary>
    Done,
}

/// <summary>That a person is to be forgotten, or was. Without personal data: of a phone it has a keyed hash until it is done.</summary>
/// <param name="AskedBy">A subject.</param>
/// <param name="Reason">A reference, such as the number of the request; never a name.</param>
/// <param name="Stream">
/// The key of the waybill's stream or of the case's, where one person of it is meant; null where all of a phone are.
/// </param>
/// <param name="Persons">How many persons of waybills and cases were erased.</param>
public sealed record Erasure(
    string Id, DateTimeOffset AskedAt, string AskedBy, string Reason, [property: JsonIgnore] string? Stream, PersonRole? Role,
    ErasureState State, DateTimeOffset? ApprovedAt = null, string? ApprovedBy = null, DateTimeOffset? DoneAt = null, long? Persons = null)
{
    public string? Waybill => Case is null ? Stream : null;

    /// <summary>Its kind, a colon and its number.</summary>
    public string? Case => Stream is not null && CaseStreams.IsCase(Stream) ? Stream : null;
}

/// <summary>The erasures asked for.</summary>
public interface IErasures
{
    Task Add(Erasure erasure, string person, long? phone, CancellationToken cancellationToken);

    /// <summary>The erasure, the person who asked, and the phone's hash; null when there is none.</summary>
    Task<(Erasure Erasure, string Person, long? Phone)?> Find(string id, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<Erasure>> List((DateTimeOffset AskedAt, string Id)? after, int limit, CancellationToken cancellationToken);

    /// <summary>Keeps who approved it first.</summary>
    Task Approve(string id, DateTimeOffset at, string by, CancellationToken cancellationToken);

    /// <summary>Keeps that it is done, and forgets the phone's hash.</summary>
    Task<Erasure> Done(string id, DateTimeOffset at, long persons, CancellationToken cancellationToken);
}
