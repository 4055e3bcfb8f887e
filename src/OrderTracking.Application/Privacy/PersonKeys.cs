using System.Collections.Concurrent;
using System.Security.Cryptography;
using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Privacy;

/// <summary>
/// Data keys as this node last saw them. Every second it asks whether keys were destroyed, and then forgets all of them: what another node
/// erased is unreadable here after a second.
/// </summary>
public sealed class PersonKeys(IPersonKeyStore store, KeyEncryptionKeys keks) : IDisposable
{
    private const int KeysPerGeneration = 50_000, KeysPerQuery = 5_000;
    private const long MillisecondsBetweenLooks = 1_000;

    private static readonly byte[] OfHashes = "ordertracking person hashes"u8.ToArray();

    private readonly SemaphoreSlim looking = new(1);
    private volatile Generations kept = new();
    private PersonHashes? hashes;
    private long destructions = -1, lookedAt = long.MinValue;

    /// <summary>The keys of these streams; those that have none are left out.</summary>
    public ValueTask<IReadOnlyDictionary<string, StreamKeys>> Of(
        IReadOnlyCollection<string> streams, CancellationToken cancellationToken) => Of(streams, anew: false, cancellationToken);

    /// <summary>The same.</summary>
    /// <param name="anew">
    /// Whether they are read although they may be kept: by whoever knows of an erasure, and must not seal by what it destroyed.
    /// </param>
    public async ValueTask<IReadOnlyDictionary<string, StreamKeys>> Of(
        IReadOnlyCollection<string> streams, bool anew, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, StreamKeys>(streams.Count);
        if (streams.Count == 0) return found;
        await LookForDestructions(cancellationToken);
        var (now, missing) = (kept, new List<string>());
        foreach (var stream in streams)
            if (!anew && now.Find(stream) is { } keys) found[stream] = keys;
            else missing.Add(stream);
        foreach (var some in missing.Chunk(KeysPerQuery))
            foreach (var stored in await store.Find(some, cancellationToken))
                now.Keep(found[stored.Stream] = StreamKeys.Unwrap(stored, keks));
        return found;
    }

    /// <summary>The keys of these streams; those that have none are given some.</summary>
    public ValueTask<IReadOnlyDictionary<string, StreamKeys>> OfOrNew(
        IReadOnlyCollection<string> streams, CancellationToken cancellationToken) => OfOrNew(streams, anew: false, cancellationToken);

    /// <summary>The same; see <see cref="Of(IReadOnlyCollection{string}, bool, CancellationToken)"/>.</summary>
    public async ValueTask<IReadOnlyDictionary<string, StreamKeys>> OfOrNew(
        IReadOnlyCollection<string> streams, bool anew, CancellationToken cancellationToken)
    {
        var found = await Of(streams, anew, cancellationToken);
        List<WrappedKeys> made = [.. streams.Where(stream => !found.ContainsKey(stream)).Order(StringComparer.Ordinal)
            .Select(stream => Wrap(StreamKeys.New(stream)))];
        if (made.Count == 0) return found;
        await store.Add(made, [], cancellationToken);
        // Another node may have been first.
        return await Of(streams, anew, cancellationToken);
    }

    /// <summary>Keeps keys that were stored meanwhile.</summary>
    public void Keep(StreamKeys keys) => kept.Keep(keys);

    /// <summary>Forgets all keys, so that they are read again.</summary>
    public void Forget() => kept = new();

    public void Dispose()
    {
        hashes?.Dispose();
        looking.Dispose();
    }

    public WrappedKeys Wrap(StreamKeys keys) => keys.Wrap(keks);

    public async ValueTask<PersonHashes> Hashes(CancellationToken cancellationToken)
    {
        if (hashes is { } known) return known;
        var (kek, wrapped) = await HashKey(cancellationToken);
        return hashes = new(keks.Unwrap(kek, wrapped, OfHashes));
    }

    /// <summary>Wraps the secret of the hashes anew, unless the current key wraps it.</summary>
    public async Task<bool> RewrapHashKey(CancellationToken cancellationToken)
    {
        var (kek, wrapped) = await HashKey(cancellationToken);
        if (kek == keks.Current) return false;
        await store.ReplaceHashKey(
            wrapped, keks.Current, keks.Wrap(keks.Unwrap(kek, wrapped, OfHashes), OfHashes), cancellationToken);
        return true;
    }

    private Task<(int Kek, byte[] Wrapped)> HashKey(CancellationToken cancellationToken) => store.HashKey(
        keks.Current, keks.Wrap(RandomNumberGenerator.GetBytes(KeyEncryptionKeys.KeyBytes), OfHashes), cancellationToken);

    private async ValueTask LookForDestructions(CancellationToken cancellationToken)
    {
        if (Environment.TickCount64 - Interlocked.Read(ref lookedAt) < MillisecondsBetweenLooks && destructions >= 0) return;
        await looking.WaitAsync(cancellationToken);
        try
        {
            if (Environment.TickCount64 - Interlocked.Read(ref lookedAt) < MillisecondsBetweenLooks && destructions >= 0) return;
            var now = await store.Destructions(cancellationToken);
            if (now != destructions) Forget();
            destructions = now;
            Interlocked.Exchange(ref lookedAt, Environment.TickCount64);
        }
        finally
        {
            looking.Release();
        }
    }

    // Bounded by two generations: what is not used while the young one fills up is dropped.
    private sealed class Generations
    {
        private readonly Lock turning = new();
        private ConcurrentDictionary<string, StreamKeys> young = new(), old = new();
        private int count;

        public StreamKeys? Find(string stream)
        {
            if (young.TryGetValue(stream, out var keys)) return keys;
            if (!old.TryGetValue(stream, out keys)) return null;
            Keep(keys);
            return keys;
        }

        public void Keep(StreamKeys keys)
        {
            if (!young.TryAdd(keys.Stream, keys))
            {
                // What was read before an erasure may arrive here after what was read later.
                young.AddOrUpdate(keys.Stream, keys, (_, known) => known.IsNewerThan(keys) ? known : keys);
                return;
            }
            if (Interlocked.Increment(ref count) <= KeysPerGeneration) return;
            lock (turning)
            {
                if (count <= KeysPerGeneration) return;
                (old, young, count) = (young, new(), 0);
            }
        }
    }
}
