namespace OrderTracking.Application.Recording;

/// <summary>
/// One decision at a time on each waybill of this node, in the order of asking. Several at once would be decided on the same version, and
/// all but one of them in vain.
/// </summary>
public sealed class WaybillTurns
{
    private readonly Dictionary<string, Queue<TaskCompletionSource>> taken = [];

    /// <summary>Waits until no other has the waybill. Dispose of the turn to give it to the next.</summary>
    public async ValueTask<Turn> Take(string number, CancellationToken cancellationToken)
    {
        TaskCompletionSource mine;
        lock (taken)
        {
            if (!taken.TryGetValue(number, out var waiting))
            {
                taken.Add(number, new(0));
                return new(this, number);
            }
            waiting.Enqueue(mine = new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        await using (cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), mine))
            await mine.Task;
        return new(this, number);
    }

    private void GiveOn(string number)
    {
        lock (taken)
        {
            // Those who went away while they waited are passed over.
            while (taken[number].TryDequeue(out var next))
                if (next.TrySetResult()) return;
            taken.Remove(number);
        }
    }

    /// <summary>The turn to decide on a waybill.</summary>
    public readonly struct Turn(WaybillTurns turns, string number) : IDisposable
    {
        public void Dispose() => turns.GiveOn(number);
    }
}
