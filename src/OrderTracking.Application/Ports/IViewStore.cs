using OrderTracking.Domain.Projections;

namespace OrderTracking.Application.Ports;

/// <summary>One view's state, for operators.</summary>
/// <param name="Rebuilding">A rebuild is requested or running.</param>
public sealed record ViewState(string View, int Version, long Position, bool Rebuilding, RebuildSummary? LastRebuild);

/// <summary>The result of the last rebuild.</summary>
public sealed record RebuildSummary(long Events, double Seconds, DateTimeOffset FinishedAt);

/// <summary>The views' rows and their common position, which are written together.</summary>
public interface IViewStore
{
    /// <summary>The state of every view.</summary>
    Task<IReadOnlyList<ViewState>> States(CancellationToken cancellationToken);

    /// <summary>The position of all views.</summary>
    async Task<long> Position(CancellationToken cancellationToken) => (await States(cancellationToken)).Min(state => state.Position);

    /// <summary>
    /// Writes rows and advances the position in one transaction; false, and nothing written, when the views are not at
    /// <paramref name="from"/>.
    /// </summary>
    Task<bool> Commit(long from, long to, ViewChanges changes, CancellationToken cancellationToken);

    /// <summary>Asks the leading node to rebuild a view; null means every view.</summary>
    Task RequestRebuild(string? view, CancellationToken cancellationToken);

    /// <summary>The views to rebuild: requested, or built by another version of their rules.</summary>
    Task<IReadOnlyList<string>> RebuildsDue(CancellationToken cancellationToken);

    /// <summary>Creates empty tables beside the live ones.</summary>
    Task<IViewRebuild> BeginRebuild(IReadOnlyCollection<string> views, CancellationToken cancellationToken);
}

/// <summary>Views that are built beside the live ones.</summary>
public interface IViewRebuild : IAsyncDisposable
{
    /// <summary>Adds rows of waybills that have none there yet.</summary>
    Task Fill(ViewChanges rows, CancellationToken cancellationToken);

    /// <summary>Ends filling: every waybill that existed when the rebuild began has its rows, and from here on rows are replaced.</summary>
    Task Filled(CancellationToken cancellationToken);

    /// <summary>Replaces the rows of these waybills.</summary>
    Task Replace(IReadOnlyCollection<string> waybills, ViewChanges rows, CancellationToken cancellationToken);

    /// <summary>
    /// Holds the live views where they are, on whatever node they are kept up, until the swap has succeeded or failed: what moves them
    /// waits. To be held for a moment only; the server ends it after 5 s without a statement.
    /// </summary>
    /// <returns>Their position; 0, and nothing held, where they have not begun.</returns>
    Task<long> HoldViews(CancellationToken cancellationToken);

    /// <summary>Replaces the live tables by the new ones; false when the live ones are no longer at that position.</summary>
    /// <exception cref="ViewsInUseException">
    /// Readers hold the live tables; the new ones are untouched, and the swap can be tried again.
    /// </exception>
    Task<bool> Swap(long position, RebuildSummary summary, CancellationToken cancellationToken);
}

/// <summary>Elects one leading node per database.</summary>
public interface IElection
{
    /// <summary>Leads until the lease's token is cancelled or the lease is disposed; null when another node leads.</summary>
    Task<ILease?> TryLead(CancellationToken cancellationToken);
}

/// <summary>Leadership, while it lasts.</summary>
public interface ILease : IAsyncDisposable
{
    /// <summary>Cancelled when leadership is lost.</summary>
    CancellationToken Lost { get; }
}

/// <summary>Somebody reads the live tables for longer than a swap waits.</summary>
public sealed class ViewsInUseException(Exception cause) : Exception("The views are in use.", cause);
