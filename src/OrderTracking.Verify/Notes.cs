using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sodium;

namespace OrderTracking.Verify;

/// <summary>A signed head of a tree.</summary>
internal sealed record Head(string Origin, long Size, byte[] Root)
{
    /// <summary>Reads a note and checks that the key signed it.</summary>
    /// <exception cref="InvalidDataException">It is no head that this key signed.</exception>
    public static Head Read(string note, string key)
    {
        var text = TextOf(note, key);
        var lines = text.Split('\n');
        return lines.Length >= 4 && long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? new(lines[0], size, Convert.FromBase64String(lines[2])) : throw new InvalidDataException("The note is no head of a tree.");
    }

    /// <summary>The text of a note, signed by the key: Ed25519 as c2sp.org/signed-note has it.</summary>
    /// <exception cref="InvalidDataException">The key did not sign it.</exception>
    public static string TextOf(string note, string key)
    {
        var parts = key.Trim().Split('+', 3);
        var material = Convert.FromBase64String(parts[2]);
        if (material.Length != 33 || material[0] != 1) throw new InvalidDataException("The key is none of Ed25519.");
        var id = SHA256.HashData([.. Encoding.UTF8.GetBytes(parts[0] + "\n"), .. material])[..4];
        var end = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0) throw new InvalidDataException("The note has no signatures.");
        var text = note[..(end + 1)];
        foreach (var line in note[(end + 2)..].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(' ') is not ["—", var name, var signature] || name != parts[0]) continue;
            var bytes = Convert.FromBase64String(signature);
            if (bytes.Length == 68 && bytes.AsSpan(0, 4).SequenceEqual(id)
                && PublicKeyAuth.VerifyDetached(bytes[4..], Encoding.UTF8.GetBytes(text), material[1..])) return text;
        }
        throw new InvalidDataException($"The note is not signed by {key.Trim()}");
    }
}

/// <summary>A tree by its complete subtrees from the left, which is all that its root needs (RFC 6962, section 2.1).</summary>
internal sealed class GrowingTree
{
    private readonly List<(int Level, byte[] Hash)> subtrees = [];

    public long Size { get; private set; }

    public void Add(byte[] hash, int level = 0)
    {
        subtrees.Add((level, hash));
        Size += 1L << level;
        while (subtrees.Count > 1 && subtrees[^1].Level == subtrees[^2].Level)
        {
            var node = Node(subtrees[^2].Hash, subtrees[^1].Hash);
            var above = subtrees[^1].Level + 1;
            subtrees.RemoveRange(subtrees.Count - 2, 2);
            subtrees.Add((above, node));
        }
    }

    public byte[] Root()
    {
        if (subtrees.Count == 0) return SHA256.HashData([]);
        var root = subtrees[^1].Hash;
        for (var i = subtrees.Count - 2; i >= 0; i--) root = Node(subtrees[i].Hash, root);
        return root;
    }

    private static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);
}
