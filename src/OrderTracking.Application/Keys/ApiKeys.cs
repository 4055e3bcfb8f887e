using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Keys;

/// <summary>Why a key is not accepted.</summary>
public enum KeyRefusal
{
    /// <summary>Not in the form of a key.</summary>
    Malformed,

    /// <summary>No key has that id.</summary>
    Unknown,

    /// <summary>The key of that id has another secret.</summary>
    WrongSecret,

    Expired,

    Revoked,

    /// <summary>No second person has approved it.</summary>
    AwaitingApproval,
}

/// <summary>Why a key is not approved.</summary>
public enum ApprovalRefusal
{
    /// <summary>There is none of that id.</summary>
    UnknownKey,

    /// <summary>One person is enough for what it grants.</summary>
    NotNeeded,

    /// <summary>It was revoked, or has expired.</summary>
    Ended,

    /// <summary>Who approves it is the person who had it made, or is a key.</summary>
    SecondPersonNeeded,
}

/// <summary>Makes, revokes and verifies keys: <c>otk_id_secret</c>, both in lower-case hexadecimal.</summary>
public sealed partial class ApiKeys(IApiKeys keys, IAdministrativeActs acts, TimeProvider clock, ILogger<ApiKeys> logger)
{
    /// <summary>Every key begins with this, which distinguishes it from other credentials.</summary>
    public const string Prefix = "otk_";

    /// <summary>The subject of a caller with a key begins with this, and that of no other caller.</summary>
    public const string SubjectPrefix = "key:";

    private const int IdBytes = 8, SecretBytes = 32, MaxKnown = 1_000;

    // Keys are cached for 4 seconds, so a revocation takes effect on the other nodes within 5 seconds.
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(4), BetweenNotes = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Known> known = [];
    private long revocations;

    /// <summary>
    /// Makes a key from values that have been checked. Its text is returned this once; only a hash of the secret is stored. What reads
    /// everything or administers is accepted only once a second person has approved it.
    /// </summary>
    /// <param name="by">The maker's subject. A key that a key makes ends no later than that one, and is revoked together with it.</param>
    /// <returns>The key and its text, or the refusal; neither when the key that makes it has ended.</returns>
    public async Task<(ApiKey? Key, string? Text, Refusal? Refusal)> Make(NewKey wanted, string by, CancellationToken cancellationToken)
    {
        var (now, parent) = (Now(), IdOf(by));
        if (parent is not null && await keys.Find(parent, cancellationToken) is var (maker, _) && wanted.ExpiresAt > maker.ExpiresAt)
            return (null, null, new(RefusalCodes.InvalidValue, "expiresAt",
                $"at most {maker.ExpiresAt:yyyy-MM-ddTHH:mm:ssZ}, when the key ends by which it is made"));
        var secret = RandomNumberGenerator.GetBytes(SecretBytes);
        var key = new ApiKey(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)), wanted.Name, wanted.Roles, wanted.Stations ?? [],
            wanted.Accounts ?? [], now, by, wanted.ExpiresAt.ToUniversalTime(), Parent: parent, NeedsApproval: wanted.NeedsApproval);
        await acts.Note(new(by, ActKind.KeyMade, key.Id, Detail(key)), cancellationToken);
        if (await keys.Add(key, SHA256.HashData(secret), cancellationToken) is not { } added) return default;
        LogMade(key.Id, by);
        return (added, $"{Prefix}{key.Id}_{Convert.ToHexStringLower(secret)}", null);
    }

    /// <summary>Approves a key that needs a second person: a person other than the one who had it made.</summary>
    public async Task<(ApiKey? Key, ApprovalRefusal? Refusal)> Approve(string id, string by, CancellationToken cancellationToken)
    {
        if (await keys.Find(id, cancellationToken) is not var (key, _)) return (null, ApprovalRefusal.UnknownKey);
        var now = Now();
        if (!key.NeedsApproval) return (null, ApprovalRefusal.NotNeeded);
        if (RefusalOf(key, now) is KeyRefusal.Revoked or KeyRefusal.Expired) return (null, ApprovalRefusal.Ended);
        if (IdOf(by) is not null || key.Person == by) return (null, ApprovalRefusal.SecondPersonNeeded);
        if (key.ApprovedAt is not null) return (key, null);
        await acts.Note(new(by, ActKind.KeyApproved, id, Detail(key)), cancellationToken);
        var approved = await keys.Approve(id, now, by, cancellationToken);
        Forget();
        return approved is null ? (null, ApprovalRefusal.Ended) : (approved, null);
    }

    /// <summary>
    /// Revokes a key and what was made with it: here at once, on other nodes within 5 seconds. Null when there is none of that id.
    /// </summary>
    public async Task<ApiKey?> Revoke(string id, string by, CancellationToken cancellationToken)
    {
        if (await keys.Find(id, cancellationToken) is null) return null;
        await acts.Note(new(by, ActKind.KeyRevoked, id, new Dictionary<string, string>()), cancellationToken);
        var revoked = await keys.Revoke(id, Now(), by, cancellationToken);
        Forget();
        if (revoked is not null) LogRevoked(id, by);
        return revoked;
    }

    /// <summary>The id of the key by which a caller came; null for a caller with a token.</summary>
    public static string? IdOf(string subject) =>
        subject.StartsWith(SubjectPrefix, StringComparison.Ordinal) ? subject[SubjectPrefix.Length..] : null;

    /// <summary>Why a key is not accepted at that time; null if it is.</summary>
    public static KeyRefusal? RefusalOf(ApiKey key, DateTimeOffset now) =>
        key.RevokedAt is not null ? KeyRefusal.Revoked
        : key.ExpiresAt <= now ? KeyRefusal.Expired
        : key.NeedsApproval && key.ApprovedAt is null ? KeyRefusal.AwaitingApproval
        : null;

    /// <summary>The caller that a key belongs to; null when the key is not accepted, in which case the reason is logged.</summary>
    public async Task<Caller?> Verify(string key, CancellationToken cancellationToken)
    {
        var (caller, refusal, id) = await Judge(key, cancellationToken);
        if (refusal is { } reason) LogRefused(id, reason);
        return caller;
    }

    /// <summary>The caller that a key belongs to, or why the key is not accepted; and the key's id, which is not secret.</summary>
    public async Task<(Caller? Caller, KeyRefusal? Refusal, string? Id)> Judge(string key, CancellationToken cancellationToken)
    {
        var parts = Form().Match(key);
        if (!parts.Success) return (null, KeyRefusal.Malformed, null);
        var (id, secret) = (parts.Groups["id"].Value, Convert.FromHexString(parts.Groups["secret"].ValueSpan));
        return await Find(id, cancellationToken) is { } found ? Judge(found, id, secret) : (null, KeyRefusal.Unknown, id);
    }

    /// <summary>The caller that a key belongs to, if that is known without asking the database.</summary>
    public Caller? Cached(string key)
    {
        var parts = Form().Match(key);
        return parts.Success && Kept(parts.Groups["id"].Value) is { } kept
            ? Judge(kept, kept.Key.Id, Convert.FromHexString(parts.Groups["secret"].ValueSpan)).Caller : null;
    }

    private (Caller? Caller, KeyRefusal? Refusal, string? Id) Judge(Known found, string id, byte[] secret)
    {
        if (!CryptographicOperations.FixedTimeEquals(found.Hash, SHA256.HashData(secret))) return (null, KeyRefusal.WrongSecret, id);
        var now = Now();
        if (RefusalOf(found.Key, now) is { } refusal) return (null, refusal, id);
        if (IsWorthNoting(found, now)) _ = Note(id, now);
        return (CallerOf(found.Key), null, id);
    }

    /// <summary>The caller that a key belongs to, by the subject; null when the key is not accepted now.</summary>
    public async Task<Caller?> Current(string subject, CancellationToken cancellationToken) =>
        IdOf(subject) is { } id && await Find(id, cancellationToken) is { } found && RefusalOf(found.Key, Now()) is null
            ? CallerOf(found.Key) : null;

    private static Caller CallerOf(ApiKey key)
    {
        var subject = SubjectPrefix + key.Id;
        return new(subject, subject, key.Roles, key.Stations, key.Accounts);
    }

    /// <summary>Those of these subjects that are keys which have been revoked, as the store says now.</summary>
    public async Task<IReadOnlySet<string>> Revoked(IEnumerable<string> subjects, CancellationToken cancellationToken)
    {
        var revoked = new HashSet<string>();
        foreach (var subject in subjects.Distinct())
            if (IdOf(subject) is { } id && await keys.Find(id, cancellationToken) is ({ RevokedAt: not null }, _)) revoked.Add(subject);
        return revoked;
    }

    private static Dictionary<string, string> Detail(ApiKey key) => new()
    {
        ["name"] = key.Name,
        ["roles"] = string.Join(", ", key.Roles.Select(role => JsonNamingPolicy.CamelCase.ConvertName(role.ToString()))),
        ["stations"] = string.Join(", ", key.Stations), ["accounts"] = string.Join(", ", key.Accounts),
        ["expiresAt"] = key.ExpiresAt.ToString("O", CultureInfo.InvariantCulture),
    };

    // All of them: a revocation goes down to keys that this node may know.
    private void Forget()
    {
        lock (gate)
        {
            revocations++;
            known.Clear();
        }
    }

    private Known? Kept(string id)
    {
        lock (gate) return known.TryGetValue(id, out var kept) && clock.GetElapsedTime(kept.ReadAt) < KnownFor ? kept : null;
    }

    private async Task<Known?> Find(string id, CancellationToken cancellationToken)
    {
        if (Kept(id) is { } recent) return recent;
        long before;
        lock (gate) before = revocations;
        var readAt = clock.GetTimestamp();
        if (await keys.Find(id, cancellationToken) is not var (key, hash)) return null;
        var found = new Known(key, hash, readAt) { NotedAt = key.LastUsedAt };
        lock (gate)
        {
            // A key was revoked or approved while this one was being read: the row may be older than that, so it is not cached.
            if (before != revocations) return found;
            if (known.Count >= MaxKnown) known.Clear();
            if (known.TryGetValue(id, out var kept) && kept.NotedAt > found.NotedAt) found.NotedAt = kept.NotedAt;
            known[id] = found;
        }
        return found;
    }

    private bool IsWorthNoting(Known found, DateTimeOffset now)
    {
        lock (gate)
        {
            if (now - found.NotedAt < BetweenNotes) return false;
            found.NotedAt = now;
            return true;
        }
    }

    // Runs in the background; no request waits for it.
    private async Task Note(string id, DateTimeOffset at)
    {
        try
        {
            await keys.NoteUse(id, at, CancellationToken.None);
        }
#pragma warning disable CA1031 // LastUsedAt is informational: the next use notes it again.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogNotNoted(fault, id);
        }
    }

    private DateTimeOffset Now() => Microseconds.Now(clock);

    [GeneratedRegex(@"^otk_(?<id>[0-9a-f]{16})_(?<secret>[0-9a-f]{64})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();

    [LoggerMessage(Level = LogLevel.Information, Message = "{By} made the key {Id}")]
    private partial void LogMade(string id, string by);

    [LoggerMessage(Level = LogLevel.Information, Message = "{By} revoked the key {Id}")]
    private partial void LogRevoked(string id, string by);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The key {Id} was not accepted: {Reason}")]
    private partial void LogRefused(string? id, KeyRefusal reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The use of the key {Id} could not be noted")]
    private partial void LogNotNoted(Exception fault, string id);

    private sealed record Known(ApiKey Key, byte[] Hash, long ReadAt)
    {
        /// <summary>When a use was last noted, as far as this node knows; written only under the lock.</summary>
        public DateTimeOffset? NotedAt { get; set; }
    }
}
