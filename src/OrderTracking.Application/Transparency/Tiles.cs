using System.Globalization;
using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Transparency;

/// <summary>The tiles that a tree is kept and served in: c2sp.org/tlog-tiles.</summary>
/// <param name="Level">0 has hashes of leaves, the next one hashes of full tiles of the level below.</param>
/// <param name="Number">Its number at the level, from 0.</param>
internal readonly record struct TileId(int Level, long Number)
{
    /// <summary>How many hashes a full tile has, and how many levels of the tree it stands for.</summary>
    public const int FullWidth = 256, Height = 8;

    /// <summary>How many hashes the tile has in a tree; 0 where it is not in it.</summary>
    public int WidthIn(long size) =>
        (int)Math.Clamp((Level * Height < 63 ? size >> (Level * Height) : 0) - (Number * FullWidth), 0, FullWidth);

    /// <summary>
    /// Reads the end of a path, <c>x001/234.p/5</c>: the tile's number, and its width where the path says that it is partial. Null if it
    /// is no such path.
    /// </summary>
    public static (long Number, int Width)? ReadPath(string path)
    {
        var width = FullWidth;
        if (path.IndexOf(".p/", StringComparison.Ordinal) is var partial and >= 0)
        {
            if (!int.TryParse(path.AsSpan(partial + 3), NumberStyles.None, CultureInfo.InvariantCulture, out width)
                || width is < 1 or >= FullWidth || path[partial + 3] == '0') return null;
            path = path[..partial];
        }
        var (number, parts) = (0L, path.Split('/'));
        if (parts.Length > 6) return null;
        for (var i = 0; i < parts.Length; i++)
        {
            var isLast = i == parts.Length - 1;
            var digits = isLast ? parts[i].AsSpan() : parts[i].StartsWith('x') ? parts[i].AsSpan(1) : default;
            if (digits.Length != 3 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var part)) return null;
            // No additional leading zeroes: a path names one tile, and a tile has one path.
            if (i == 0 && part == 0 && !isLast) return null;
            number = (number * 1000) + part;
        }
        return (number, width);
    }

    /// <summary>The same path written.</summary>
    public static string PathOf(long number, int width)
    {
        var path = (number % 1000).ToString("000", CultureInfo.InvariantCulture);
        for (number /= 1000; number > 0; number /= 1000) path = $"x{number % 1000:000}/{path}";
        return width == FullWidth ? path : string.Create(CultureInfo.InvariantCulture, $"{path}.p/{width}");
    }
}

/// <summary>Adds leaves to the tiles at a tree's right edge, which is all that a tree needs to grow.</summary>
internal sealed class TileEdge
{
    private readonly List<List<byte>> levels = [];

    /// <param name="size">How many leaves the tree has.</param>
    /// <param name="tile">Its partial tiles; asked for once for each level.</param>
    public static async Task<TileEdge> Of(long size, Func<TileId, ValueTask<byte[]>> tile)
    {
        var edge = new TileEdge { Size = size };
        for (var level = 0; size >> (level * TileId.Height) > 0; level++)
        {
            var at = size >> (level * TileId.Height);
            var width = (int)(at % TileId.FullWidth);
            edge.levels.Add(width == 0 ? []
                : [.. (await tile(new(level, at / TileId.FullWidth))).AsSpan(0, width * MerkleTree.HashBytes)]);
        }
        return edge;
    }

    public long Size { get; private set; }

    /// <summary>Adds hashes of leaves; answers the tiles that are new or wider for it.</summary>
    public IReadOnlyList<LogTile> Add(IEnumerable<byte[]> leaves)
    {
        var changed = new Dictionary<TileId, byte[]>();
        var touched = 0;
        foreach (var leaf in leaves)
        {
            var (hash, level, at) = (leaf, 0, Size++);
            while (true)
            {
                if (levels.Count == level) levels.Add([]);
                var hashes = levels[level];
                hashes.AddRange(hash);
                touched = Math.Max(touched, level + 1);
                if (hashes.Count < TileId.FullWidth * MerkleTree.HashBytes) break;
                byte[] full = [.. hashes];
                changed[new(level, at / TileId.FullWidth)] = full;
                hashes.Clear();
                (hash, level, at) = (MerkleTree.Fold(full), level + 1, at / TileId.FullWidth);
            }
        }
        for (var level = 0; level < touched; level++)
            if (levels[level].Count > 0)
                changed[new(level, (Size >> (level * TileId.Height)) / TileId.FullWidth)] = [.. levels[level]];
        return [.. changed.Select(tile => new LogTile(tile.Key.Level, tile.Key.Number, tile.Value))];
    }
}

/// <summary>Reads a tree from its tiles; each tile is asked for once.</summary>
internal sealed class TileReader(Func<TileId, ValueTask<byte[]>> tile)
{
    private readonly Dictionary<TileId, byte[]> known = [];

    public MerkleTree Tree => new(Subtree);

    /// <summary>The hash of the complete subtree of 2^level leaves with this number at its level.</summary>
    public async ValueTask<byte[]> Subtree(int level, long number)
    {
        var (tileLevel, height) = (level / TileId.Height, level % TileId.Height);
        var first = number << height;
        var id = new TileId(tileLevel, first / TileId.FullWidth);
        if (!known.TryGetValue(id, out var hashes)) known.Add(id, hashes = await tile(id));
        var offset = (int)(first % TileId.FullWidth) * MerkleTree.HashBytes;
        var length = (1 << height) * MerkleTree.HashBytes;
        return hashes.Length >= offset + length ? MerkleTree.Fold(hashes.AsSpan(offset, length))
            : throw new InvalidOperationException($"The tile {tileLevel}/{id.Number} of the transparency log lacks hashes that it had.");
    }
}
