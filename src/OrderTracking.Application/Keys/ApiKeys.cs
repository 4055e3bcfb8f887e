using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;

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
}

/// <summary>Makes, revokes and verifies keys: <c>otk_id_secret</c>, both in lower-case hexadecimal.</summary>
public sealed partial class ApiKeys(IApiKeys keys, TimeProvider clock, ILogger<ApiKeys> logger)
{
    /// <summary>Every key begins with this, which distinguishes it from other credentials.</summary>
    public const string Prefix = "otk_";

    private const int IdBytes = 8, SecretBytes = 32, MaxKnown = 1_000;

    // Keys are cached for 4 seconds, so a revocation takes effect on the other nodes within 5 seconds.
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(4), BetweenNotes = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Known> known = [];
    private long revocations;

    /// <summary>
    /// Makes a key from values that have been checked. Its text is returned this once; only a hash of the secret is stored.
    /// </summary>
    public async Task<(ApiKey Key, string Text)> Make(NewKey wanted, string by, CancellationToken cancellationToken)
    {
        var now = Now();
        var secret = RandomNumberGenerator.GetBytes(SecretBytes);
        var key = new ApiKey(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)), wanted.Name, wanted.Roles, wanted.Stations ?? [],
            wanted.Accounts ?? [], now, by,
            wanted.ExpiresAt.ToUniversalTime());
        await keys.Add(key, SHA256.HashData(secret), cancellationToken);
        LogMade(key.Id, by);
        return (key, $"{Prefix}{key.Id}_{Convert.ToHexStringLower(secret)}");
    }

    /// <summary>Revokes a key: here at once, on other nodes within 5 seconds. Null when there is none of that id.</summary>
    public async Task<ApiKey?> Revoke(string id, string by, CancellationToken cancellationToken)
    {
        var revoked = await keys.Revoke(id, Now(), by, cancellationToken);
        lock (gate)
        {
            revocations++;
            known.Remove(id);
        }
        if (revoked is not null) LogRevoked(id, by);
        return revoked;
    }

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
        if (found.Key.RevokedAt is not null) return (null, KeyRefusal.Revoked, id);
        var now = Now();
        if (found.Key.ExpiresAt <= now) return (null, KeyRefusal.Expired, id);
        if (IsWorthNoting(found, now)) _ = Note(id, now);
        var subject = $"key:{id}";
        return (new(subject, subject, found.Key.Roles, found.Key.Stations, found.Key.Accounts), null, id);
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
            // A key was revoked while this one was being read: the row may be older than that, so it is not cached.
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

    // To the microsecond, as PostgreSQL stores it.
    private DateTimeOffset Now()
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

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
