using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Http;

/// <summary>A new key.</summary>
/// <param name="Key">The secret to send; it is not stored and cannot be shown again.</param>
/// <param name="NeedsApproval">It is accepted only once a second person has approved it.</param>
public sealed record MadeKey(
    string Key, string Id, string Name, IReadOnlyList<Role> Roles, IReadOnlyList<string> Stations, IReadOnlyList<string> Accounts,
    DateTimeOffset CreatedAt, string CreatedBy,
    DateTimeOffset ExpiresAt, bool NeedsApproval)
{
    internal MadeKey(string text, ApiKey key)
        : this(text, key.Id, key.Name, key.Roles, key.Stations, key.Accounts, key.CreatedAt, key.CreatedBy, key.ExpiresAt,
            key.NeedsApproval)
    {
    }
}
