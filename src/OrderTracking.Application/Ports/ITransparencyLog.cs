using OrderTracking.Domain.Transparency;

namespace OrderTracking.Application.Ports;

/// <summary>The Merkle tree over the log, as it is kept.</summary>
/// <param name="Size">How many leaves it has.</param>
/// <param name="Position">Of the last event that has a leaf; 0 before the first.</param>
/// <param name="Key">The public key that signed the checkpoint.</param>
/// <param name="Checkpoint">The last signed head, as a note; null before the first.</param>
/// <param name="Cosigned">The last head that witnesses cosigned, with their signatures.</param>
/// <param name="Refusal">Why no further head is signed; null while all is well.</param>
public sealed record LogTree(
    string Origin, long Size, long Position, string? Key, string? Checkpoint, string? Cosigned, string? Refusal);

/// <param name="Hashes">Its hashes, one after the other; fewer than 256 at the tree's right edge.</param>
public sealed record LogTile(int Level, long Number, byte[] Hashes);

/// <summary>The leaves of a tile of level 0, as c2sp.org/tlog-tiles bundles them, and the positions of their events.</summary>
public sealed record EntryBundle(long Number, IReadOnlyList<long> Positions, byte[] Entries);

/// <summary>What a tree gains: its size and position afterwards, and the tiles and bundles that are new or longer.</summary>
public sealed record LogExtension(long Size, long Position, IReadOnlyList<LogTile> Tiles, IReadOnlyList<EntryBundle> Bundles);

/// <summary>Where the transparency log is kept: the tree over all events but the tombstones of Marten, which are none.</summary>
public interface ITransparencyLog
{
    Task<LogTree> Now(CancellationToken cancellationToken);

    /// <summary>Stored events after a position, in order, about 8 MB at most.</summary>
    Task<IReadOnlyList<StoredEvent>> ReadStored(long after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// The hash of the last leaf that each stream has before a version; streams without one are left out. Only what has a leaf counts.
    /// </summary>
    Task<IReadOnlyDictionary<string, byte[]>> LastLeaves(
        IReadOnlyDictionary<string, long> streams, CancellationToken cancellationToken);

    /// <summary>Extends the tree in one transaction; false if it is not of that size any more, and then nothing is changed.</summary>
    Task<bool> Extend(long size, LogExtension extension, CancellationToken cancellationToken);

    /// <summary>Keeps a signed head for readers, and that nothing is refused any more.</summary>
    Task Publish(string checkpoint, string key, CancellationToken cancellationToken);

    /// <summary>Keeps a head that witnesses cosigned.</summary>
    Task PublishCosigned(string checkpoint, CancellationToken cancellationToken);

    /// <summary>Keeps why no further head is signed.</summary>
    Task Refuse(string reason, CancellationToken cancellationToken);

    /// <summary>A tile as it is now; null if there is none.</summary>
    Task<byte[]?> Tile(int level, long number, CancellationToken cancellationToken);

    /// <summary>The leaves of a tile of level 0; null if there is none.</summary>
    Task<EntryBundle?> Entries(long number, CancellationToken cancellationToken);

    /// <summary>The number of the bundle that has, or would have, the leaf of a position; null before the first.</summary>
    Task<long?> BundleOf(long position, CancellationToken cancellationToken);

    /// <summary>All stored events of a stream up to a position, in order of version.</summary>
    Task<IReadOnlyList<StoredEvent>> ReadStream(string stream, long upTo, CancellationToken cancellationToken);
}
