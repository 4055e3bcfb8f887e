using OrderTracking.Application.Ports;
using OrderTracking.Application.Unreadable;

namespace OrderTracking.Api.Http;

/// <summary>
/// Whether this node can serve. The database is asked at most once a second and once at a time, however many ask: anybody may, without
/// credentials and without limits.
/// </summary>
internal sealed class ReadinessCheck(IViewPosition position, UnreadableFinder finder, IStoreFaults faults, TimeProvider clock)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task<Readiness?>? last;
    private long askedAt;

    /// <summary>At most a second old; null if the database did not answer.</summary>
    public Task<Readiness?> Now(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (last is not { IsCompleted: false } && (last is null || clock.GetElapsedTime(askedAt) >= KeptFor))
                (askedAt, last) = (clock.GetTimestamp(), Ask());
            return last.WaitAsync(cancellationToken);
        }
    }

    // It is shared, so no request's disconnection or timeout may cancel it.
    private async Task<Readiness?> Ask()
    {
        try
        {
            var views = await position.Now(CancellationToken.None);
            var unreadable = await finder.Find(views, CancellationToken.None);
            return new(unreadable.Count == 0 ? "ready" : "degraded");
        }
        catch (Exception fault) when (faults.IsFromStore(fault))
        {
            return null;
        }
    }
}
