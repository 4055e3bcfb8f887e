using JasperFx.Events;
using JasperFx.Events.Aggregation;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Aggregation;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Application.Projecting;
using OrderTracking.Application.Recording;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;
using OrderTracking.Marten.Log;
using OrderTracking.Marten.Messages;
using OrderTracking.Postgres.Views;

namespace OrderTracking.Marten.Views;

/// <summary>
/// All views as one projection: a page of the log is read once, a waybill's rows are worked out together, and all views are at one
/// position, the progress 'Views:All'. A composite projection would share the reading too, but each of its members has a progress row
/// of its own. The rows go into the view tables, not into documents (<see cref="ViewRows"/>).
/// </summary>
internal sealed class ViewsProjection : SingleStreamProjection<WaybillViews, string>, IValidatedProjection<StoreOptions>
{
    private const int MaxEventsOfAPage = 2_000;

    private readonly ScheduledLooks looks = new();
    private readonly Projection projection;
    private readonly IQuarantine quarantine;
    private readonly IEventLog log;
    private readonly WaybillCache cache;
    private readonly LogEpoch epoch;
    private readonly SealedPersons persons;
    private readonly TimeProvider clock;

    public ViewsProjection(Projection projection, IQuarantine quarantine, IEventLog log, WaybillCache cache, LogEpoch epoch,
        SealedPersons persons, TimeProvider clock)
    {
        (this.projection, this.quarantine, this.log, this.cache, this.epoch, this.persons, this.clock) =
            (projection, quarantine, log, cache, epoch, persons, clock);
        Name = "Views";
        // No document, which Marten would empty for a rebuild. Only Marten's own rebuild empties these tables: this service builds views in
        // staging tables (Rebuilder). No cache of Marten's either, which counts and sorts all its entries after each page: the service's
        // own keeps the histories.
        // A page is read when the one before is written: what comes in meanwhile makes the next one larger. The daemon would else read each
        // few new events as a page of their own, hundreds of pages ahead, and a node that stops writes all that it has read.
        replaceOptions(new AsyncOptions { BatchSize = MaxEventsOfAPage, MaximumHopperSize = 1 });
        foreach (var table in ViewTables.All) Options.DeleteDataInTableOnTeardown($"tracking.{table.Table}");
    }

    /// <summary>Empty: the rows are in the view tables, so there is no document, and no table for one.</summary>
    public override IEnumerable<Type> PublishedTypes() => [];

    IEnumerable<string> IValidatedProjection<StoreOptions>.ValidateConfiguration(StoreOptions options) => [];

    public void Register(StoreOptions options)
    {
        options.CustomProjectionStorageProviders[typeof(WaybillViews)] = (session, tenant) =>
        {
            var rows = new ViewRows(log, quarantine, cache, epoch, persons, tenant);
            ((ITransactionParticipantRegistrar)session).AddTransactionParticipant(rows);
            return rows;
        };
        options.Projections.Add(this, ProjectionLifecycle.Async);
    }

    public override async ValueTask<(WaybillViews?, ActionType)> DetermineActionAsync(
        IQuerySession session, WaybillViews? snapshot, string identity, IIdentitySetter<WaybillViews, string> identitySetter,
        IReadOnlyList<IEvent> events,
        CancellationToken cancellationToken)
    {
        if (CaseStreams.IsCase(identity))
            return (await OfCase(identity, events[0].Version - 1, events[^1].Version, cancellationToken), ActionType.Store);
        if (!ReferenceStreams.IsWaybill(identity)) return (snapshot, ActionType.Nothing);
        var (known, last) = (events[0].Version - 1, events[^1].Version);
        var history = snapshot?.History ?? new History(identity, []);
        // The cached history is old: another node has appended since.
        if (history.Version < known)
        {
            var readIn = epoch.Current;
            history = await log.ReadAfter(history, cancellationToken) is { } more
                ? history.With(more) : (await log.Read([identity], cancellationToken))[0];
            cache.Keep(Waybill.Of(history), readIn);
        }
        if (history.Version < last)
            history = history.With(await Open(identity, [.. events.Where(entry => entry.Version > history.Version)
                .Select(entry => entry.Recorded<WaybillEvent>())], cancellationToken));
        var changes = new ViewChanges();
        projection.Add(known, history.KnownAtVersion(last), changes);
        return ((snapshot ?? WaybillViews.Of(history)).After(history, changes), ActionType.Store);
    }

    // A case is short, and read from the log: as the default engine's projector does.
    private async Task<WaybillViews> OfCase(string stream, long known, long last, CancellationToken cancellationToken)
    {
        var changes = new ViewChanges();
        Projection.Add(known, (await log.ReadCases([stream], cancellationToken))[0].KnownAtVersion(last), changes);
        return WaybillViews.Of(new(stream, [])).After(new(stream, []), changes);
    }

    // Stops the views where a person cannot be opened, as the default engine's projector does.
    private async ValueTask<IReadOnlyList<RecordedEvent<WaybillEvent>>> Open(
        string waybill, IReadOnlyList<RecordedEvent<WaybillEvent>> entries, CancellationToken cancellationToken)
    {
        try
        {
            return await persons.Open(waybill, entries, cancellationToken);
        }
        catch (BrokenSealException)
        {
            // Says which event it is.
            await log.Read([waybill], cancellationToken);
            throw;
        }
    }

    /// <summary>
    /// Publishes messages that are stored with the rows and the progress. One handles the waybill's next deadline when it is due, unless
    /// an earlier one is scheduled, which will schedule the next. For a waybill just received, another decides its held lines, in case
    /// the node that recorded it died before it could.
    /// </summary>
    public override ValueTask RaiseSideEffects(IDocumentOperations operations, IEventSlice<WaybillViews> slice)
    {
        if (slice.Snapshot is not { } views) return ValueTask.CompletedTask;
        var waybill = views.History.Waybill;
        if (views.Changes.Of(AllViews.Deadlines).Upserts.Where(row => row.IsToBeRaised()).Min(row => (DateTimeOffset?)row.DueAt) is { } due
            && looks.Add(waybill, due, clock.GetUtcNow()))
            slice.PublishMessage(new DeadlineDue(waybill, due.ByTheMachinesClock(clock)));
        if (views.HasHeldLines && slice.Events().Any(entry => entry.Data is Received)) slice.PublishMessage(new HeldLinesDue(waybill));
        return ValueTask.CompletedTask;
    }
}

/// <summary>A waybill's rows in all views, as an aggregate of its stream.</summary>
internal sealed class WaybillViews
{
    private WaybillViews(History history) => History = history;

    /// <summary>The stream, at least up to the last page of the log that was projected.</summary>
    public History History { get; }

    /// <summary>Whether lines in quarantine are held for the waybill.</summary>
    public bool HasHeldLines { get; init; }

    /// <summary>What the page changed in the views.</summary>
    public ViewChanges Changes { get; private init; } = new();

    public static WaybillViews Of(History history, bool hasHeldLines = false) => new(history) { HasHeldLines = hasHeldLines };

    /// <summary>The state after a page.</summary>
    public WaybillViews After(History history, ViewChanges changes) => new(history) { HasHeldLines = HasHeldLines, Changes = changes };
}

/// <summary>
/// The time of each waybill's earliest scheduled message, as far as this node has scheduled it. A forgotten time costs a second message;
/// a time that was remembered although its page failed is made up for by <see cref="OrderTracking.Marten.Messages.OverdueSweep"/>.
/// </summary>
internal sealed class ScheduledLooks
{
    private const int MaxWaybills = 100_000;

    private readonly Lock looking = new();
    private readonly Dictionary<string, DateTimeOffset> looks = [];

    /// <summary>Whether to schedule a message for this time: false if an earlier one is scheduled, which will schedule the next.</summary>
    public bool Add(string waybill, DateTimeOffset due, DateTimeOffset now)
    {
        lock (looking)
        {
            if (looks.TryGetValue(waybill, out var known) && known > now && known <= due) return false;
            if (looks.Count >= MaxWaybills) looks.Clear();
            looks[waybill] = due;
            return true;
        }
    }
}
