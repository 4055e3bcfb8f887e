namespace OrderTracking.Postgres.Log;

/// <summary>
/// Tells what waits for the server without a timeout that this node has lost its session with the database (EngineLock): the server has
/// ended it, or does not answer.
/// </summary>
internal sealed class SessionLoss : IDisposable
{
    private CancellationTokenSource next = new();

    /// <summary>Is cancelled at the next loss.</summary>
    public CancellationToken Next => Volatile.Read(ref next).Token;

    public Task Tell() => Interlocked.Exchange(ref next, new()).CancelAsync();

    public void Dispose() => next.Dispose();
}
