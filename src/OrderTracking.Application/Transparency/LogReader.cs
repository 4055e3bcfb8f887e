using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Transparency;

namespace OrderTracking.Application.Transparency;

/// <summary>A part of the log as its signed tree has it.</summary>
/// <param name="Checkpoint">The signed head of the whole tree.</param>
/// <param name="Size">The tree's size.</param>
/// <param name="First">The index of the part's first leaf; <paramref name="End"/> is the one after its last.</param>
/// <param name="Left">The hashes of the largest complete subtrees before the part, from the left; with the leaves and
/// <paramref name="Right"/> they give the root.</param>
public sealed record LogPart(
    string Origin, string Key, string Checkpoint, long Size, long First, long End,
    IReadOnlyList<Subtree> Left, IReadOnlyList<Subtree> Right);

/// <summary>The hash of a complete subtree of 2^level leaves.</summary>
public sealed record Subtree(int Level, byte[] Hash);

/// <summary>A leaf and what is stored of its event. One of the two is missing where the log was tampered with.</summary>
public sealed record LogItem(byte[]? Leaf, StoredEvent? Stored);

/// <param name="Proof">That the leaf is in the signed tree: c2sp.org/tlog-proof.</param>
public sealed record ProvenEvent(byte[] Leaf, string Proof, StoredEvent Stored);

/// <summary>What is shown of a stream to somebody who does not believe it.</summary>
/// <param name="Head">The signed statement of the stream's last event in the tree.</param>
public sealed record StreamProof(string Key, string Checkpoint, string Head, IReadOnlyList<ProvenEvent> Events);

/// <summary>Reads the transparency log: tiles, parts, and proofs about a stream.</summary>
public sealed class LogReader(ITransparencyLog store, LogSigningKey key, TimeProvider clock)
{
    private const string EventsStop = "The transparency log lacks entries that it had.";

    /// <summary>A tile by its level and the rest of its path; null if the tree has no such tile.</summary>
    public async Task<byte[]?> Tile(int level, string path, CancellationToken cancellationToken)
    {
        if (TileId.ReadPath(path) is not var (number, width) || level is < 0 or > 7) return null;
        var hashes = await store.Tile(level, number, cancellationToken);
        var bytes = width * MerkleTree.HashBytes;
        return hashes?.Length >= bytes ? hashes[..bytes] : null;
    }

    /// <summary>The leaves of a tile of level 0; null if the tree has no such tile.</summary>
    public async Task<byte[]?> Entries(string path, CancellationToken cancellationToken)
    {
        if (TileId.ReadPath(path) is not var (number, width)) return null;
        var bundle = await store.Entries(number, cancellationToken);
        if (bundle is null || bundle.Positions.Count < width) return null;
        var end = 0;
        for (var i = 0; i < width; i++) end += 2 + BinaryPrimitives.ReadUInt16BigEndian(bundle.Entries.AsSpan(end));
        return bundle.Entries[..end];
    }

    /// <summary>A part of the log, as much of it as the signed tree has; null while nothing is signed.</summary>
    public async Task<LogPart?> Part(long first, long limit, CancellationToken cancellationToken)
    {
        if (await Signed(cancellationToken) is not var (tree, head)) return null;
        first = Math.Min(first, head.Size);
        var end = first + Math.Min(limit, head.Size - first);
        var tiles = Tiles(cancellationToken);
        return new(tree.Origin, tree.Key!, tree.Checkpoint!, head.Size, first, end, await Hashes(0, first), await Hashes(end, head.Size));

        async Task<IReadOnlyList<Subtree>> Hashes(long from, long to)
        {
            var hashes = new List<Subtree>();
            foreach (var (level, number) in MerkleTree.Subtrees(from, to)) hashes.Add(new(level, await tiles.Subtree(level, number)));
            return hashes;
        }
    }

    /// <summary>The leaves of a part with what is stored of their events, in order of position.</summary>
    public async IAsyncEnumerable<LogItem> Items(LogPart part, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stored = Stored(part.First == 0 ? long.MinValue : await PositionOf(part.First - 1, cancellationToken), cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        await using var rows = stored.ConfigureAwait(false);
        var isThere = await stored.MoveNextAsync();
        for (var index = part.First; index < part.End;)
        {
            var bundle = await store.Entries(index / TileId.FullWidth, cancellationToken)
                ?? throw new InvalidOperationException(EventsStop);
            var leaves = Split(bundle.Entries);
            for (var i = (int)(index % TileId.FullWidth); i < leaves.Count && index < part.End; i++, index++)
            {
                var position = bundle.Positions[i];
                for (; isThere && stored.Current.Position < position; isThere = await stored.MoveNextAsync())
                    yield return new(null, stored.Current);
                if (isThere && stored.Current.Position == position)
                {
                    yield return new(leaves[i], stored.Current);
                    isThere = await stored.MoveNextAsync();
                }
                else yield return new(leaves[i], null);
            }
        }
    }

    /// <summary>
    /// Proves what the signed tree has of a stream: that each event is in it, and by a signed statement that none comes after the last.
    /// Null while the signed tree has nothing of it.
    /// </summary>
    public async Task<StreamProof?> Prove(string stream, CancellationToken cancellationToken)
    {
        if (await Signed(cancellationToken) is not var (tree, head) || key.SignerOf(tree.Origin) is not { } signer || head.Size == 0)
            return null;
        var (tiles, bundles, events) = (Tiles(cancellationToken), new Dictionary<long, EntryBundle>(), new List<ProvenEvent>());
        var last = 0L;
        foreach (var stored in await store.ReadStream(stream, await PositionOf(head.Size - 1, cancellationToken), cancellationToken))
        {
            if (await store.BundleOf(stored.Position, cancellationToken) is not { } number) continue;
            if (!bundles.TryGetValue(number, out var bundle))
                bundles.Add(number, bundle = await store.Entries(number, cancellationToken)
                    ?? throw new InvalidOperationException(EventsStop));
            var at = bundle.Positions.ToList().IndexOf(stored.Position);
            if (at < 0) continue;
            last = (number * TileId.FullWidth) + at;
            var path = string.Concat((await tiles.Tree.Inclusion(last, head.Size)).Select(hash => Convert.ToBase64String(hash) + "\n"));
            events.Add(new(Split(bundle.Entries)[at],
                string.Create(CultureInfo.InvariantCulture, $"c2sp.org/tlog-proof@v1\nindex {last}\n{path}\n{tree.Checkpoint}"), stored));
        }
        if (events.Count == 0) return null;
        var statement = string.Create(CultureInfo.InvariantCulture,
            $"{tree.Origin}/stream-head/v1\nstream {LogLeaf.TextOf(stream)}\nversion {events[^1].Stored.Version}\nindex {last}\n"
            + $"leaf {Convert.ToBase64String(LogLeaf.Hash(events[^1].Leaf))}\nsize {head.Size}\n"
            + $"time {clock.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}\n");
        return new(signer.Key.ToString(), tree.Checkpoint!, signer.Sign(statement).ToString(), events);
    }

    private static List<byte[]> Split(byte[] entries)
    {
        var leaves = new List<byte[]>(TileId.FullWidth);
        for (var at = 0; at < entries.Length;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(entries.AsSpan(at));
            leaves.Add(entries[(at + 2)..(at + 2 + length)]);
            at += 2 + length;
        }
        return leaves;
    }

    private async Task<(LogTree Tree, Checkpoint Head)?> Signed(CancellationToken cancellationToken)
    {
        var tree = await store.Now(cancellationToken);
        return tree.Checkpoint is { } text && SignedNote.Read(text) is { } note && Checkpoint.Read(note.Text) is { } head
            ? (tree, head) : null;
    }

    private TileReader Tiles(CancellationToken cancellationToken) =>
        new(async id => await store.Tile(id.Level, id.Number, cancellationToken) ?? []);

    private async Task<long> PositionOf(long index, CancellationToken cancellationToken) =>
        (await store.Entries(index / TileId.FullWidth, cancellationToken) is { } bundle
            && bundle.Positions.Count > index % TileId.FullWidth
            ? bundle : throw new InvalidOperationException(EventsStop)).Positions[(int)(index % TileId.FullWidth)];

    private async IAsyncEnumerable<StoredEvent> Stored(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await store.ReadStored(after, 1_000, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var stored in page) yield return stored;
            after = page[^1].Position;
        }
    }
}
