namespace OrderTracking.Application.Leading;

/// <summary>Work that is done again and again.</summary>
public static class Rounds
{
    /// <summary>
    /// Does it, waits, and does it again until it is cancelled. Whatever the fault of a round, it is logged, and the next one tries again.
    /// </summary>
    /// <param name="wait">Real time, because the clock that deadlines go by can be set.</param>
    public static async Task Repeat(
        TimeSpan wait, Func<Task> round, Action<Exception> logFault, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await round();
            }
#pragma warning disable CA1031 // It is logged, and the next round tries again.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                logFault(fault);
            }
            await Task.Delay(wait, cancellationToken);
        }
    }
}
