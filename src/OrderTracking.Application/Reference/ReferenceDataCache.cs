using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Reference;

/// <summary>
/// The reference data, cached on this node. They change rarely and are needed for every event, so they are refreshed in the background once
/// they are a second old; nobody is answered with data older than <see cref="Oldest"/>.
/// </summary>
public sealed class ReferenceDataCache(IEventLog log, IUnreadableEvents unreadable, LogEpoch epoch) : IDisposable
{
    /// <summary>For so long after a change was recorded, other nodes may still decide without it.</summary>
    public static readonly TimeSpan Oldest = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim looking = new(1);
    private volatile Domain.Reference.ReferenceSnapshot current = Domain.Reference.ReferenceSnapshot.Empty;
    private volatile TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile object readIn = Guid.Empty;
    private long lookedAt = long.MinValue;
    private int refreshing;

    /// <summary>The reference data, at most <see cref="Oldest"/> behind the log.</summary>
    /// <exception cref="UnreadableEventException">One of the events cannot be read; nothing is decided without it.</exception>
    public ValueTask<Domain.Reference.ReferenceSnapshot> Now(CancellationToken cancellationToken)
    {
        var looked = Volatile.Read(ref lookedAt);
        if (looked == long.MinValue || (Guid)readIn != epoch.Current) return new(Refresh(cancellationToken));
        var age = Environment.TickCount64 - looked;
        if (age > Oldest.TotalMilliseconds) return new(Refresh(cancellationToken));
        if (age > Fresh.TotalMilliseconds && Interlocked.Exchange(ref refreshing, 1) == 0) _ = RefreshConcurrently();
        return new(current);
    }

    /// <summary>The same for a question: the reference data of the past that it is about, if it is about one.</summary>
    public ValueTask<Domain.Reference.ReferenceSnapshot> OfQuestion(CancellationToken cancellationToken) =>
        QuestionMoment.Current is { } past ? new(past.Reference) : Now(cancellationToken);

    /// <summary>The same, of the present as they are in the log now.</summary>
    public async ValueTask<Domain.Reference.ReferenceSnapshot> NewestOfQuestion(CancellationToken cancellationToken) =>
        QuestionMoment.Current is { } past ? past.Reference : await Refresh(cancellationToken);

    /// <summary>The reference data as they are in the log now.</summary>
    public async Task<Domain.Reference.ReferenceSnapshot> Refresh(CancellationToken cancellationToken)
    {
        await looking.WaitAsync(cancellationToken);
        try
        {
            var asked = Environment.TickCount64;
            IReadOnlyList<LogEntry> more;
            do
            {
                // What another epoch has after the position of this one may not be all that is new in it.
                if ((Guid)readIn != epoch.Current)
                    (current, readIn) = (Domain.Reference.ReferenceSnapshot.Empty, epoch.Current);
                more = await log.ReferenceEvents(current.Position, cancellationToken);
            }
            while ((Guid)readIn != epoch.Current);
            if (more.Count > 0)
            {
                current = current.With(more.Select(entry => (entry.Stream, entry.Entry)));
                Interlocked.Exchange(ref changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            }
            Volatile.Write(ref lookedAt, asked);
            return current;
        }
        finally
        {
            looking.Release();
        }
    }

    /// <summary>
    /// The version to append at to a stream, for a decision on a snapshot. Events set aside count in the stream's version but are in no
    /// snapshot.
    /// </summary>
    public async Task<long> VersionOf(Domain.Reference.ReferenceSnapshot reference, string stream, CancellationToken cancellationToken) =>
        Math.Max(reference.VersionOf(stream), await unreadable.LastVersion(stream, cancellationToken));

    /// <summary>Waits until the snapshot is past a position, or until the time is over.</summary>
    public async Task<Domain.Reference.ReferenceSnapshot> WaitForChange(long position, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var signal = changed.Task;
        if (current.Position <= position)
            await signal.WaitAsync(atMost, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return current.Position > position ? current : await Now(cancellationToken);
    }

    public void Dispose() => looking.Dispose();

    private async Task RefreshConcurrently()
    {
        try
        {
            await Refresh(CancellationToken.None);
        }
#pragma warning disable CA1031 // Once the data are older than Oldest, the next caller refreshes them itself and gets the exception.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
        finally
        {
            Volatile.Write(ref refreshing, 0);
        }
    }
}
