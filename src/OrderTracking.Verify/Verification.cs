using OrderTracking.Domain.Transparency;

namespace OrderTracking.Verify;

/// <param name="Faults">What is wrong, the first in the log first; empty if nothing is.</param>
/// <param name="Notes">What was checked, and what could not be.</param>
internal sealed record Verdict(IReadOnlyList<string> Faults, IReadOnlyList<string> Notes);

/// <summary>
/// Checks a log: each stored event against its leaf, the leaves against the signed head, and that head against the heads that somebody has
/// kept. A leaf that the signed tree holds says what its event was, so what was changed can be named.
/// </summary>
internal static class Verification
{
    private const int MaxFaults = 1_000;

    /// <param name="key">The key that is trusted; null to take the log's own, which proves only that the log agrees with itself.</param>
    /// <param name="kept">Signed heads from before.</param>
    public static async Task<Verdict> Check(Log log, string? key, IReadOnlyList<string> kept)
    {
        var (faults, notes) = (new List<string>(), new List<string>());
        key ??= log.Key;
        if (key is null) return new([], ["The log is not signed, and no key is given: nothing was checked."]);
        if (log.Key is { } own && own.Trim() != key.Trim()) faults.Add($"The log names another key than the trusted one: {own}");
        var heads = kept.Select(note => Head.Read(note, key)).ToList();
        foreach (var other in heads.Where(head => head.Origin != log.Origin))
            faults.Add($"The log is {log.Origin}; the head of {other.Size} events is of another one, {other.Origin}.");
        heads.RemoveAll(head => head.Origin != log.Origin);
        Head? current = null;
        try
        {
            if (log.Checkpoint is { } note) current = Head.Read(note, key);
        }
        catch (InvalidDataException fault)
        {
            faults.Add(fault.Message);
        }

        var places = new Places(log.First == 0);
        var tree = new GrowingTree();
        foreach (var (level, hash) in log.Left) tree.Add(hash, level);
        var roots = new Dictionary<long, byte[]>();
        Meet();
        var events = 0L;
        await foreach (var item in log.Items)
        {
            places.Look(item, tree.Size);
            if (item.Leaf is not { } leaf) continue;
            tree.Add(LogLeaf.Hash(leaf));
            events++;
            Meet();
        }
        var end = tree.Size;
        foreach (var (level, hash) in log.Right) tree.Add(hash, level);
        Meet();

        var broken = new List<string>();
        if (current is not null && (!roots.TryGetValue(current.Size, out var root) || !root.AsSpan().SequenceEqual(current.Root)))
            broken.Add($"The leaves are not those of the log's own head of {current.Size} events.");
        foreach (var head in heads.OrderBy(head => head.Size))
            if (head.Size > tree.Size)
                broken.Add($"A head of {head.Size} events was signed, and the log has {tree.Size}: events are withheld from index "
                    + $"{tree.Size} on, or the log is an old backup.");
            else if (roots.TryGetValue(head.Size, out var then))
                if (then.AsSpan().SequenceEqual(head.Root)) notes.Add($"The log extends the head of {head.Size} events.");
                else broken.Add($"The log is no extension of the head of {head.Size} events: what came before was written anew.");
            else notes.Add($"The head of {head.Size} events could not be compared: the part has the events {log.First} to {end - 1}.");
        if (log.Hidden is { } hidden) broken.Add($"position {hidden}: readers leave the event out, and nobody set it aside on record.");
        notes.Add($"{events} events were compared with their leaves"
            + (current is null ? "; the log has no signed head." : $", and the leaves with the signed head of {current.Size} events."));
        return new([.. faults, .. places.Faults(), .. broken], notes);

        void Meet()
        {
            if (tree.Size == current?.Size || heads.Exists(head => head.Size == tree.Size)) roots[tree.Size] = tree.Root();
        }
    }

    /// <summary>Compares stored events with leaves, and finds where an event that is missing in one place stands instead.</summary>
    private sealed class Places(bool isWhole)
    {
        private readonly Dictionary<string, (long Version, string Hash)> streams = [];
        private readonly List<(long Position, string Where, string What, string? Content)> wrong = [];
        private readonly List<(long Position, string Where, string Content, bool HasLeaf)> strange = [];
        private long last = long.MinValue;

        public void Look(Item item, long index)
        {
            if (item.Leaf is not { } bytes)
            {
                Add(item.Stored!, false);
                return;
            }
            if (LogLeaf.Read(bytes) is not { } leaf)
            {
                wrong.Add((last, $"index {index}", "the leaf cannot be read", null));
                return;
            }
            var where = $"index {leaf.Index}, position {leaf.Position}, {leaf.Stream} version {leaf.Version} ({leaf.Type})";
            if (leaf.Index != index) wrong.Add((leaf.Position, $"index {index}", $"the leaf says that it is {leaf.Index}", null));
            if (leaf.Position <= last) wrong.Add((leaf.Position, where, "the leaf is out of order", null));
            last = leaf.Position;
            // The leaf before may lie before the part, if it is not the whole log.
            if (streams.TryGetValue(leaf.Stream, out var before)
                ? leaf.Previous != before.Hash || leaf.Version <= before.Version : isWhole && leaf.Previous != LogLeaf.None)
                wrong.Add((leaf.Position, where, "the leaf does not follow the one before it in its stream", null));
            streams[leaf.Stream] = (leaf.Version, Convert.ToBase64String(LogLeaf.Hash(bytes)));
            if (item.Stored is not { } stored) wrong.Add((leaf.Position, where, "removed", leaf.Content));
            else if (LogLeaf.Of(leaf.Index, stored, null) with { Previous = leaf.Previous } is var now && now != leaf)
            {
                wrong.Add((leaf.Position, where, $"changed: {Difference(leaf, now)}", leaf.Content));
                if (now.Content != leaf.Content) Add(stored, true);
            }
        }

        public IEnumerable<string> Faults()
        {
            // What stands at another place than its leaf says was moved; what stands where another one was moved from was inserted.
            var places = strange.GroupBy(row => row.Content).ToDictionary(rows => rows.Key, rows => rows.First().Position);
            var expected = wrong.Select(leaf => leaf.Content).ToHashSet();
            var moved = wrong.Where(leaf => leaf.Content is not null && places.ContainsKey(leaf.Content)).ToList();
            var from = moved.Select(leaf => leaf.Position).ToHashSet();
            var inserted = strange.Where(row => !expected.Contains(row.Content) && (!row.HasLeaf || from.Contains(row.Position)));
            return inserted.Select(row => (row.Position, row.Where, What: "inserted"))
                .Concat(wrong.Select(leaf => (leaf.Position, leaf.Where, What: leaf.Content is { } content
                    && places.TryGetValue(content, out var place) ? $"moved to position {place}" : leaf.What)))
                .OrderBy(fault => fault.Position).Take(MaxFaults).Select(fault => $"{fault.Where}: {fault.What}");
        }

        private void Add(StoredEvent stored, bool hasLeaf)
        {
            var now = LogLeaf.Of(0, stored, null);
            strange.Add((stored.Position, $"position {stored.Position}, {now.Stream} version {now.Version} ({now.Type})", now.Content,
                hasLeaf));
        }

        private static string Difference(LogLeaf was, LogLeaf now)
        {
            (string Name, string Was, string Now)[] all =
            [
                ("stream", was.Stream, now.Stream), ("version", $"{was.Version}", $"{now.Version}"), ("type", was.Type, now.Type),
                ("recorded", was.RecordedAt, now.RecordedAt), ("occurred", was.OccurredAt, now.OccurredAt),
                ("sender", was.Sender, now.Sender),
            ];
            var named = all.Where(field => field.Was != field.Now)
                .Select(field => $"{field.Name} was {field.Was}, is {field.Now}").ToList();
            if (named.Count == 0) named.Add("data, headers or another column");
            return string.Join("; ", named);
        }
    }
}
