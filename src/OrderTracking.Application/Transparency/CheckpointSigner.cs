using Microsoft.Extensions.Logging;
using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Transparency;

/// <summary>
/// Signs the tree's head. It never signs two trees of which one does not extend the other: what was signed before stands in the database,
/// and in a file outside it, and a new head is signed only with a proof of consistency with both.
/// </summary>
public sealed partial class CheckpointSigner(ITransparencyLog store, LogSigningKey key, ILogger<CheckpointSigner> logger)
{
    /// <summary>Signs the tree as it is kept now, unless it is signed already.</summary>
    /// <param name="isBehind">Events wait for their leaves, so that a tree that is too small may still become large enough.</param>
    /// <returns>The tree as it is kept.</returns>
    public async Task<LogTree> Sign(bool isBehind, CancellationToken cancellationToken)
    {
        var tree = await store.Now(cancellationToken);
        if (key.SignerOf(tree.Origin) is { } signer) await Sign(tree, signer, isBehind, cancellationToken);
        return tree;
    }

    private async Task Sign(LogTree tree, NoteSigner signer, bool isBehind, CancellationToken cancellationToken)
    {
        string? fault;
        try
        {
            var last = key.LastSigned(tree.Origin);
            if (tree.Size == 0 && last is null) return;
            var signed = new[] { last, tree.Checkpoint }.OfType<string>().Distinct().ToList();
            var tiles = new TileReader(async id => await store.Tile(id.Level, id.Number, cancellationToken) ?? []);
            fault = await Contradiction(tree, signer.Key, signed, tiles);
            if (fault is null)
            {
                if (tree.Refusal is null && tree.Checkpoint is { } published && SizeOf(published) == tree.Size) return;
                var note = signer.Sign(new Checkpoint(tree.Origin, tree.Size, await tiles.Tree.Root(tree.Size)).ToString()).ToString();
                key.Keep(tree.Origin, note);
                await store.Publish(note, signer.Key.ToString(), cancellationToken);
                return;
            }
            if (isBehind && signed.Exists(note => SizeOf(note) > tree.Size)) return;
        }
        catch (InvalidOperationException broken)
        {
            fault = broken.Message;
        }
        if (fault == tree.Refusal) return;
        LogRefused(fault);
        await store.Refuse(fault, cancellationToken);
    }

    /// <summary>What of the tree contradicts what was signed before; null if nothing does.</summary>
    private static async Task<string?> Contradiction(LogTree tree, NoteKey own, List<string> signed, TileReader tiles)
    {
        if (tree.Key is { } known && known != own.ToString())
            return $"The log {tree.Origin} was signed with another key than this node's: {known}";
        foreach (var text in signed)
        {
            if (SignedNote.Read(text) is not { } note || !own.Verifies(note) || Checkpoint.Read(note.Text) is not { } before
                || before.Origin != tree.Origin)
                return "The last signed head is none of this log and key.";
            if (before.Size > tree.Size)
                return $"A tree of {before.Size} events was signed, and the log has {tree.Size}: it lacks events, as an old backup does.";
            var proof = await tiles.Tree.Consistency(before.Size, tree.Size);
            if (!MerkleTree.IsConsistent(before.Size, before.Root, tree.Size, await tiles.Tree.Root(tree.Size), proof))
                return $"The tree of {tree.Size} events does not extend the one of {before.Size} events that was signed.";
        }
        return null;
    }

    private static long SizeOf(string note) => SignedNote.Read(note) is { } read && Checkpoint.Read(read.Text) is { } head ? head.Size : -1;

    [LoggerMessage(Level = LogLevel.Critical,
        Message = "The transparency log is not signed any more: {Reason} The runbook says what to do (A log that is not signed)")]
    private partial void LogRefused(string reason);
}
