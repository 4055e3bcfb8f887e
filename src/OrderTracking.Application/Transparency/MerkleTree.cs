using System.Numerics;
using System.Security.Cryptography;

namespace OrderTracking.Application.Transparency;

/// <summary>Merkle trees as RFC 6962 hashes them, of hashes of leaves.</summary>
/// <param name="subtree">
/// The hash of the complete subtree of 2^level leaves whose number at that level is given: level 0 has the hashes of the leaves.
/// </param>
internal sealed class MerkleTree(Func<int, long, ValueTask<byte[]>> subtree)
{
    public const int HashBytes = 32;

    public static byte[] EmptyRoot { get; } = SHA256.HashData([]);

    public static byte[] NodeHash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var hash = new byte[HashBytes];
        NodeHash(left, right, hash);
        return hash;
    }

    private static void NodeHash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> into)
    {
        Span<byte> node = stackalloc byte[1 + (2 * HashBytes)];
        node[0] = 1;
        left.CopyTo(node[1..]);
        right.CopyTo(node[(1 + HashBytes)..]);
        SHA256.HashData(node, into);
    }

    /// <summary>The hash of a complete subtree whose leaves, or nodes of one level, are given.</summary>
    public static byte[] Fold(ReadOnlySpan<byte> hashes)
    {
        var level = hashes.ToArray();
        for (var count = hashes.Length / HashBytes; count > 1; count /= 2)
            for (var i = 0; i < count / 2; i++)
                NodeHash(level.AsSpan(2 * i * HashBytes, HashBytes), level.AsSpan(((2 * i) + 1) * HashBytes, HashBytes),
                    level.AsSpan(i * HashBytes, HashBytes));
        return level[..HashBytes];
    }

    public async ValueTask<byte[]> Root(long size) => size == 0 ? EmptyRoot : await Range(0, size);

    /// <summary>The audit path of a leaf, from its sibling up (RFC 6962, section 2.1.1).</summary>
    public async Task<IReadOnlyList<byte[]>> Inclusion(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        List<byte[]> path = [];
        var (start, end) = (0L, size);
        while (end - start > 1)
        {
            var middle = start + Split(end - start);
            if (index < middle)
            {
                path.Add(await Range(middle, end));
                end = middle;
            }
            else
            {
                path.Add(await Range(start, middle));
                start = middle;
            }
        }
        path.Reverse();
        return path;
    }

    /// <summary>Proves that a tree extends a smaller one (RFC 6962, section 2.1.2).</summary>
    public async Task<IReadOnlyList<byte[]>> Consistency(long from, long size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, size);
        List<byte[]> proof = [];
        if (from == 0 || from == size) return proof;
        var (start, end, isWhole) = (0L, size, true);
        while (end > from)
        {
            var middle = start + Split(end - start);
            if (from <= middle)
            {
                proof.Add(await Range(middle, end));
                end = middle;
            }
            else
            {
                proof.Add(await Range(start, middle));
                (start, isWhole) = (middle, false);
            }
        }
        // What is left is the end of the smaller tree; the verifier knows it where it is that whole tree.
        if (!isWhole) proof.Add(await Range(start, end));
        proof.Reverse();
        return proof;
    }

    /// <summary>Whether a proof shows that a tree extends a smaller one (RFC 9162, section 2.1.4.2).</summary>
    public static bool IsConsistent(long from, byte[] fromRoot, long size, byte[] root, IReadOnlyList<byte[]> proof)
    {
        if (from > size) return false;
        if (from == size) return proof.Count == 0 && fromRoot.AsSpan().SequenceEqual(root);
        if (from == 0) return proof.Count == 0 && fromRoot.AsSpan().SequenceEqual(EmptyRoot);
        var path = BitOperations.IsPow2(from) ? [fromRoot, .. proof] : proof;
        if (path.Count == 0) return false;
        var (node, last) = (from - 1, size - 1);
        for (; (node & 1) == 1; node >>= 1) last >>= 1;
        var (old, whole) = (path[0], path[0]);
        foreach (var hash in path.Skip(1))
        {
            if (last == 0) return false;
            if ((node & 1) == 1 || node == last)
            {
                (old, whole) = (NodeHash(hash, old), NodeHash(hash, whole));
                for (; (node & 1) == 0 && node != 0; node >>= 1) last >>= 1;
            }
            else whole = NodeHash(whole, hash);
            (node, last) = (node >> 1, last >> 1);
        }
        return last == 0 && old.AsSpan().SequenceEqual(fromRoot) && whole.AsSpan().SequenceEqual(root);
    }

    /// <summary>The complete subtrees that leaves make, from the left: the level of each and its number there.</summary>
    public static IEnumerable<(int Level, long Number)> Subtrees(long start, long end)
    {
        while (start < end)
        {
            var level = Math.Min(start == 0 ? 62 : BitOperations.TrailingZeroCount(start), BitOperations.Log2((ulong)(end - start)));
            yield return (level, start >> level);
            start += 1L << level;
        }
    }

    // The start is always a multiple of the largest power of two below the length, as the callers split.
    private async ValueTask<byte[]> Range(long start, long end)
    {
        var subtrees = Subtrees(start, end).ToList();
        var hash = await subtree(subtrees[^1].Level, subtrees[^1].Number);
        for (var i = subtrees.Count - 2; i >= 0; i--) hash = NodeHash(await subtree(subtrees[i].Level, subtrees[i].Number), hash);
        return hash;
    }

    // The largest power of two below the size.
    private static long Split(long size) => 1L << BitOperations.Log2((ulong)(size - 1));
}
