using System.Buffers.Binary;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OrderTracking.Application.Leading;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Transparency;

namespace OrderTracking.Application.Transparency;

/// <summary>
/// Builds the tree behind the appends, as the views are built: in pages, in the leading node, woken by an append. A page extends the tree
/// in one transaction, and only if the tree still has the size that it was worked out from.
/// </summary>
public sealed partial class TreeBuilder(
    ITransparencyLog store, IEventLog log, CheckpointSigner signer, ILogger<TreeBuilder> logger) : ILeaderTask
{
    private const int PageSize = 4_000;

    /// <summary>How many streams' last leaves are kept, so that they need not be looked up.</summary>
    private const int MaxKnownStreams = 100_000;

    /// <summary>
    /// The least time between two pages: the tree is to be signed within a second of an append, and a page that is larger costs less for
    /// each of its events.
    /// </summary>
    private static readonly TimeSpan BetweenPages = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan AtRest = TimeSpan.FromSeconds(1), AfterFault = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, byte[]> lastLeaves = [];

    public async Task Run(CancellationToken cancellationToken)
    {
        while (true)
            try
            {
                await Follow(cancellationToken);
            }
#pragma warning disable CA1031 // Whatever the fault, the tree must go on: log it, wait a second, continue from what is kept.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFault(fault);
                await Task.Delay(AfterFault, cancellationToken);
            }
    }

    /// <summary>Builds until another node has extended the tree, or the database is another one.</summary>
    private async Task Follow(CancellationToken cancellationToken)
    {
        lastLeaves.Clear();
        var tree = await store.Now(cancellationToken);
        var edge = await TileEdge.Of(tree.Size, async id => await store.Tile(id.Level, id.Number, cancellationToken)
            ?? throw new InvalidOperationException($"The tile {id.Level}/{id.Number} of the transparency log is not there."));
        var bundle = await OpenBundle.Of(tree.Size, store, cancellationToken);
        var signedAt = 0L;
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            var appended = log.NextAppend();
            var events = await store.ReadStored(tree.Position, PageSize, cancellationToken);
            var isBehind = events.Count > 0 && events[^1].Position < await log.Head(cancellationToken);
            if (events.Count > 0)
            {
                var extension = await Extension(events, edge, bundle, cancellationToken);
                if (!await store.Extend(tree.Size, extension, cancellationToken)) return;
                tree = tree with { Size = extension.Size, Position = extension.Position };
            }
            if (!isBehind || Stopwatch.GetElapsedTime(signedAt) >= BetweenPages)
            {
                var kept = await signer.Sign(isBehind, cancellationToken);
                if (kept.Size != tree.Size || kept.Origin != tree.Origin) return;
                signedAt = Stopwatch.GetTimestamp();
            }
            if (isBehind) continue;
            if (events.Count == 0) await appended.WaitAtMost(AtRest, cancellationToken);
            else if (BetweenPages - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } rest) await Task.Delay(rest, cancellationToken);
        }
    }

    private async Task<LogExtension> Extension(
        IReadOnlyList<StoredEvent> events, TileEdge edge, OpenBundle bundle, CancellationToken cancellationToken)
    {
        await LookUp(events, cancellationToken);
        var (hashes, bundles) = (new List<byte[]>(events.Count), new List<EntryBundle>());
        foreach (var stored in events)
        {
            var stream = stored.Stream ?? "";
            var leaf = LogLeaf.Of(edge.Size + hashes.Count, stored, lastLeaves.GetValueOrDefault(stream)).ToBytes();
            var hash = LogLeaf.Hash(leaf);
            lastLeaves[stream] = hash;
            hashes.Add(hash);
            if (bundle.Add(stored.Position, leaf) is { } full) bundles.Add(full);
        }
        if (bundle.Current is { } open) bundles.Add(open);
        var tiles = edge.Add(hashes);
        if (lastLeaves.Count > MaxKnownStreams) lastLeaves.Clear();
        return new(edge.Size, events[^1].Position, tiles, bundles);
    }

    // Of the streams that this node has not met yet; an event of version 1 has no event before it.
    private async Task LookUp(IReadOnlyList<StoredEvent> events, CancellationToken cancellationToken)
    {
        var unknown = new Dictionary<string, long>();
        foreach (var stored in events)
            if (!lastLeaves.ContainsKey(stored.Stream ?? "") && !unknown.ContainsKey(stored.Stream ?? ""))
                unknown.Add(stored.Stream ?? "", stored.Version);
        foreach (var first in unknown.Where(stream => stream.Value == 1).Select(stream => stream.Key).ToList()) unknown.Remove(first);
        if (unknown.Count == 0) return;
        foreach (var (stream, hash) in await store.LastLeaves(unknown, cancellationToken)) lastLeaves[stream] = hash;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The transparency log stands still; trying again")]
    private partial void LogFault(Exception fault);

    /// <summary>The bundle at the tree's end, to which leaves are added.</summary>
    private sealed class OpenBundle
    {
        private readonly List<long> positions = [];
        private readonly List<byte> entries = [];
        private long number;

        public static async Task<OpenBundle> Of(long size, ITransparencyLog store, CancellationToken cancellationToken)
        {
            var bundle = new OpenBundle { number = size / TileId.FullWidth };
            var width = (int)(size % TileId.FullWidth);
            if (width == 0) return bundle;
            var kept = await store.Entries(bundle.number, cancellationToken);
            if (kept?.Positions.Count != width)
                throw new InvalidOperationException($"The entries {bundle.number} of the transparency log are not {width}.");
            bundle.positions.AddRange(kept.Positions);
            bundle.entries.AddRange(kept.Entries);
            return bundle;
        }

        public EntryBundle? Current => positions.Count == 0 ? null : new(number, [.. positions], [.. entries]);

        /// <summary>Adds a leaf; the bundle, if it is full with it.</summary>
        public EntryBundle? Add(long position, byte[] leaf)
        {
            Span<byte> length = stackalloc byte[2];
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)leaf.Length);
            entries.AddRange(length);
            entries.AddRange(leaf);
            positions.Add(position);
            if (positions.Count < TileId.FullWidth) return null;
            var full = Current;
            number++;
            positions.Clear();
            entries.Clear();
            return full;
        }
    }
}
