using OrderTracking.Application.Access;

namespace OrderTracking.Application.Ports;

/// <summary>A key by which a program calls the service, without its secret.</summary>
/// <param name="Name">What it is for, as whoever made it says.</param>
/// <param name="CreatedBy">A subject, as <see cref="Caller.Subject"/>; so is <paramref name="RevokedBy"/>.</param>
/// <param name="LastUsedAt">To the minute or so.</param>
public sealed record ApiKey(
    string Id, string Name, IReadOnlyList<Role> Roles, IReadOnlyList<string> Stations, IReadOnlyList<string> Accounts, DateTimeOffset CreatedAt, string CreatedBy,
    DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt = null, string? RevokedBy = null, DateTimeOffset? LastUsedAt = null);

/// <summary>Keys are never removed: what one did stays explicable by who had it made.</summary>
public interface IApiKeys
{
    /// <param name="hash">Of its secret.</param>
    Task Add(ApiKey key, byte[] hash, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<ApiKey>> List((DateTimeOffset CreatedAt, string Id)? after, int limit, CancellationToken cancellationToken);

    Task<(ApiKey Key, byte[] Hash)?> Find(string id, CancellationToken cancellationToken);

    /// <summary>The key as it is now; null when there is none. One that was revoked before stays as it was.</summary>
    Task<ApiKey?> Revoke(string id, DateTimeOffset at, string by, CancellationToken cancellationToken);

    Task NoteUse(string id, DateTimeOffset at, CancellationToken cancellationToken);
}
