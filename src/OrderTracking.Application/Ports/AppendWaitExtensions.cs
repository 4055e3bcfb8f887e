namespace OrderTracking.Application.Ports;

/// <summary>Waits for the next append.</summary>
public static class AppendWaitExtensions
{
    /// <summary>Returns when <see cref="IEventLog.NextAppend"/> has completed, or the time is over.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public static async Task WaitAtMost(this Task appended, TimeSpan atMost, CancellationToken cancellationToken)
    {
        await appended.WaitAsync(atMost, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
