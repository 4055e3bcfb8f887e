using OrderTracking.Client;

namespace OrderTracking.SampleData.Sending;

/// <summary>Sends batches one after the other and keeps the ledger.</summary>
internal sealed class Loader(OrderTrackingClient client)
{
    public Ledger Ledger { get; } = new();

    public async Task SendAsync(IEnumerable<IReadOnlyList<EventLine>> batches, Progress progress, CancellationToken cancel)
    {
        foreach (var batch in batches)
        {
            Ledger.Record(batch, await client.SendBatchAsync(batch, cancellationToken: cancel));
            progress.Add(batch.Count);
        }

        progress.End();
    }

    /// <summary>
    /// Sends held lines once more, to learn their outcome: a duplicate was accepted meanwhile, a refusal says why, and a line that is held
    /// again still waits for its Received. This is safe, because event ids deduplicate.
    /// </summary>
    public async Task AskAgainAsync(IReadOnlyList<EventLine> lines, int size, Func<int, Progress> progress, CancellationToken cancel)
    {
        var held = Ledger.Held.ToHashSet();
        if (held.Count == 0) return;
        var again = lines.Where(line => held.Contains(line.Id)).DistinctBy(line => line.Id).ToList();
        await SendAsync(Batches.Cut(again, size), progress(again.Count), cancel);
    }
}
