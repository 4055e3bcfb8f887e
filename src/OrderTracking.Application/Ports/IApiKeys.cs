using OrderTracking.Application.Access;

namespace OrderTracking.Application.Ports;

/// <summary>A key by which a program calls the service, without its secret.</summary>
/// <param name="Name">What it is for, in the words of who made it.</param>
/// <param name="CreatedBy">A subject, as <see cref="Caller.Subject"/>; so is <paramref name="RevokedBy"/>.</param>
/// <param name="LastUsedAt">Accurate to about a minute.</param>
/// <param name="Parent">The key by which it was made; null if a person made it.</param>
/// <param name="Person">The subject of the person who made it, or the first of the keys by which it was made.</param>
/// <param name="NeedsApproval">It is accepted only once a second person has approved it.</param>
public sealed record ApiKey(
    string Id, string Name, IReadOnlyList<Role> Roles, IReadOnlyList<string> Stations, IReadOnlyList<string> Accounts,
    DateTimeOffset CreatedAt, string CreatedBy,
    DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt = null, string? RevokedBy = null, DateTimeOffset? LastUsedAt = null,
    string? Parent = null, string Person = "", bool NeedsApproval = false, DateTimeOffset? ApprovedAt = null, string? ApprovedBy = null);

/// <summary>Stores API keys. Keys are never removed, so that what a key did can always be attributed to who made it.</summary>
public interface IApiKeys
{
    /// <param name="hash">SHA-256 of its secret.</param>
    /// <returns>The key as it is stored; null when the key by which it is made has ended, or ends earlier.</returns>
    Task<ApiKey?> Add(ApiKey key, byte[] hash, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<ApiKey>> List((DateTimeOffset CreatedAt, string Id)? after, int limit, CancellationToken cancellationToken);

    /// <summary>A key and the SHA-256 of its secret; null when there is none.</summary>
    Task<(ApiKey Key, byte[] Hash)?> Find(string id, CancellationToken cancellationToken);

    /// <summary>Approves a key and returns it; null when it needs no approval, has ended, or was made by the same person.</summary>
    Task<ApiKey?> Approve(string id, DateTimeOffset at, string by, CancellationToken cancellationToken);

    /// <summary>
    /// Revokes a key and what was made with it, and returns it; null when there is none. A key that was revoked before stays unchanged.
    /// </summary>
    Task<ApiKey?> Revoke(string id, DateTimeOffset at, string by, CancellationToken cancellationToken);

    /// <summary>Sets when the key was last used.</summary>
    Task NoteUse(string id, DateTimeOffset at, CancellationToken cancellationToken);
}
