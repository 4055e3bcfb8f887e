using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Reading;

/// <summary>Waits until the views have reached a position.</summary>
public sealed class ViewGate(IViewPosition views, TimeProvider clock)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10), Longest = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// The views' position once it has reached <paramref name="position"/>; when it has not in time, the position reached by then.
    /// </summary>
    public async Task<ViewPosition> Reach(long position, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(2);
        while (true)
        {
            var now = await views.Now(cancellationToken);
            if (now.Position >= position || clock.GetElapsedTime(started) > Timeout) return now;
            await Task.Delay(pause, clock, cancellationToken);
            pause = pause * 2 > Longest ? Longest : pause * 2;
        }
    }
}
