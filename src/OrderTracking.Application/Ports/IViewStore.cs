using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Views;

namespace OrderTracking.Application.Ports;

/// <summary>What changes in one view.</summary>
public sealed class RowChanges<TRow> where TRow : class, IViewRow
{
    public List<TRow> Upserts { get; } = [];

    public List<(string Waybill, string Key)> Deletes { get; } = [];

    public void Add(RowChanges<TRow> more)
    {
        Upserts.AddRange(more.Upserts);
        Deletes.AddRange(more.Deletes);
    }
}

/// <summary>What changes in all views when the log moves on.</summary>
public sealed class ViewChanges
{
    public RowChanges<WaybillRow> Waybills { get; } = new();

    public RowChanges<SearchRow> Search { get; } = new();

    public RowChanges<ExceptionRow> Exceptions { get; } = new();

    public RowChanges<OnTimeRow> OnTime { get; } = new();

    public RowChanges<ReceiptRow> Receipts { get; } = new();

    public RowChanges<DeadlineRow> Deadlines { get; } = new();

    public RowChanges<VolumeRow> Volumes { get; } = new();

    public RowChanges<StationVisitRow> StationVisits { get; } = new();

    public void Add(ViewChanges more)
    {
        Waybills.Add(more.Waybills);
        Search.Add(more.Search);
        Exceptions.Add(more.Exceptions);
        OnTime.Add(more.OnTime);
        Receipts.Add(more.Receipts);
        Deadlines.Add(more.Deadlines);
        Volumes.Add(more.Volumes);
        StationVisits.Add(more.StationVisits);
    }
}

/// <summary>One view's state, for operators.</summary>
/// <param name="IsRebuilding">A rebuild is asked for or under way.</param>
public sealed record ViewState(string View, int Version, long Position, bool IsRebuilding, RebuildSummary? LastRebuild);

/// <summary>What the last rebuild did.</summary>
public sealed record RebuildSummary(long Events, double Seconds, DateTimeOffset FinishedAt);

/// <summary>The views' rows and their one position, moved together.</summary>
public interface IViewStore
{
    Task<IReadOnlyList<ViewState>> States(CancellationToken cancellationToken);

    /// <summary>The position at which all views stand.</summary>
    async Task<long> Position(CancellationToken cancellationToken) => (await States(cancellationToken)).Min(state => state.Position);

    /// <summary>Writes rows and moves the position from one place to the next in one transaction; says no when it was not there.</summary>
    Task<bool> Commit(long from, long to, ViewChanges changes, CancellationToken cancellationToken);

    /// <summary>Asks the node that leads to rebuild; null means every view.</summary>
    Task RequestRebuild(string? view, CancellationToken cancellationToken);

    /// <summary>The views to rebuild: asked for, or made by another version of their rules.</summary>
    Task<IReadOnlyList<string>> RebuildsDue(CancellationToken cancellationToken);

    /// <summary>Makes empty tables beside the live ones.</summary>
    Task<IViewRebuild> BeginRebuild(IReadOnlyCollection<string> views, CancellationToken cancellationToken);
}

/// <summary>Views being built beside the live ones.</summary>
public interface IViewRebuild : IAsyncDisposable
{
    /// <summary>Adds rows of waybills that have none there yet.</summary>
    Task Fill(ViewChanges rows, CancellationToken cancellationToken);

    /// <summary>All that was there when the rebuild began is filled in: from here on rows are replaced.</summary>
    Task Filled(CancellationToken cancellationToken);

    /// <summary>Puts these waybills' rows in the place of what they had.</summary>
    Task Replace(IReadOnlyCollection<string> waybills, ViewChanges rows, CancellationToken cancellationToken);

    /// <summary>Puts the new tables in the place of the live ones; says no when the live ones are not at that position any more.</summary>
    /// <exception cref="ViewsInUseException">Readers hold the live ones; the new ones are untouched, and it can be tried again.</exception>
    Task<bool> Swap(long position, RebuildSummary summary, CancellationToken cancellationToken);
}

/// <summary>Makes one node per database the leader.</summary>
public interface IElection
{
    /// <summary>Leads until the token of the lease is cancelled or the lease disposed; null when another node leads.</summary>
    Task<ILease?> TryLead(CancellationToken cancellationToken);
}

/// <summary>Leadership, as long as it lasts.</summary>
public interface ILease : IAsyncDisposable
{
    CancellationToken Lost { get; }
}

/// <summary>Somebody reads the live tables for longer than a swap can wait.</summary>
public sealed class ViewsInUseException(Exception cause) : Exception("The views are in use.", cause);
