using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Unreadable;

namespace OrderTracking.Api.Http;

/// <summary>
/// Whether this node can serve. The database is asked at most once a second and once at a time, however many ask: anybody may, without
/// credentials and without limits.
/// </summary>
internal sealed class ReadinessCheck(
    IStoreState state, IViewPosition position, UnreadableFinder finder, IReplays replays, IStoreFaults faults,
    ITransparencyLog transparency, TimeProvider clock, ReadOnlyNode? readOnly = null)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task<(Readiness? Readiness, Problem? Problem)>? last;
    private long askedAt;

    /// <summary>At most a second old; why it cannot serve, if it cannot.</summary>
    public Task<(Readiness? Readiness, Problem? Problem)> Now(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (last is not { IsCompleted: false } && (last is null || clock.GetElapsedTime(askedAt) >= KeptFor))
                (askedAt, last) = (clock.GetTimestamp(), Ask());
            return last.WaitAsync(cancellationToken);
        }
    }

    // It is shared, so no request's disconnection or timeout may cancel it.
    private async Task<(Readiness? Readiness, Problem? Problem)> Ask()
    {
        try
        {
            // A primary that has become a standby answers as before, but nothing can be recorded there.
            if (readOnly is null && (await state.Look(CancellationToken.None)).IsReadOnly) return (null, Problem.ReadOnly);
            var views = await position.Now(CancellationToken.None);
            var unreadable = await finder.Find(views, CancellationToken.None);
            // Wrong rows or sums are an alarm, but another node has the same ones, so this one goes on serving.
            var hasDrifted = (await replays.LastDriftCheck(isDone: true, CancellationToken.None))?.Progress is { IsDifferent: true };
            var isSigned = (await transparency.Now(CancellationToken.None)).Refusal is null;
            return (new(unreadable.Count == 0 && !hasDrifted && isSigned ? "ready" : "degraded"), null);
        }
        catch (Exception fault) when (faults.IsFromStore(fault))
        {
            return (null, new Problem(503, "store-unavailable", "The database does not answer."));
        }
    }
}
