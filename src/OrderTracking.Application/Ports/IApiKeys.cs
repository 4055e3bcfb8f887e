using OrderTracking.Application.Access;

namespace OrderTracking.Application.Ports;

/// <summary>A key by which a program calls the service, without its secret.</summary>
/// <param name="Name">What it is for, in the words of who made it.</param>
/// <param name="CreatedBy">A subject, as <see cref="Caller.Subject"/>; so is <paramref name="RevokedBy"/>.</param>
/// <param name="LastUsedAt">Accurate to about a minute.</param>
public sealed record ApiKey(
    string Id, string Name, IReadOnlyList<Role> Roles, IReadOnlyList<string> Stations, IReadOnlyList<string> Accounts,
    DateTimeOffset CreatedAt, string CreatedBy,
    DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt = null, string? RevokedBy = null, DateTimeOffset? LastUsedAt = null);

/// <summary>Stores API keys. Keys are never removed, so that what a key did can always be attributed to who made it.</summary>
public interface IApiKeys
{
    /// <param name="hash">SHA-256 of its secret.</param>
    Task Add(ApiKey key, byte[] hash, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<ApiKey>> List((DateTimeOffset CreatedAt, string Id)? after, int limit, CancellationToken cancellationToken);

    /// <summary>A key and the SHA-256 of its secret; null when there is none.</summary>
    Task<(ApiKey Key, byte[] Hash)?> Find(string id, CancellationToken cancellationToken);

    /// <summary>Revokes a key and returns it; null when there is none. A key that was revoked before stays unchanged.</summary>
    Task<ApiKey?> Revoke(string id, DateTimeOffset at, string by, CancellationToken cancellationToken);

    /// <summary>Sets when the key was last used.</summary>
    Task NoteUse(string id, DateTimeOffset at, CancellationToken cancellationToken);
}
