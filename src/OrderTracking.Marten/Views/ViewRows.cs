using JasperFx.Events;
using JasperFx.Events.Daemon;
using Marten;
using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Application.Recording;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;
using OrderTracking.Postgres.Views;

namespace OrderTracking.Marten.Views;

/// <summary>
/// Keeps a page's rows in the view tables: gathered while its waybills are projected, and written by the same commands as the other
/// engine's, in the transaction that moves the progress.
/// </summary>
internal sealed class ViewRows(IEventLog log, IQuarantine quarantine, WaybillCache cache, LogEpoch epoch, SealedPersons persons,
    string tenant)
    : IProjectionStorage<WaybillViews, string>, ITransactionParticipant
{
    private readonly ViewChanges changes = new();

    public string TenantId => tenant;

    /// <summary>False: all waybills of a page add to one set of changes.</summary>
    public bool IsThreadSafe => false;

    public string Identity(WaybillViews document) => document.History.Waybill;

    public void SetIdentity(WaybillViews document, string identity)
    {
    }

    public async Task<IReadOnlyDictionary<string, WaybillViews>> LoadManyAsync(string[] identities, CancellationToken cancellationToken)
    {
        var (found, missing) = (new Dictionary<string, WaybillViews>(identities.Length), new List<string>());
        var waybills = identities.Where(ReferenceStreams.IsWaybill).ToList();
        if (waybills.Count == 0) return found;
        var held = await quarantine.WithHeldLines(waybills, cancellationToken);
        foreach (var number in waybills)
            if (cache.Find(number) is { } waybill) found[number] = WaybillViews.Of(waybill.History, held.Contains(number));
            else missing.Add(number);
        var readIn = epoch.Current;
        if (missing.Count > 0)
            foreach (var history in await log.Read(missing, cancellationToken))
            {
                cache.Keep(Waybill.Of(history), readIn);
                found[history.Waybill] = WaybillViews.Of(history, held.Contains(history.Waybill));
            }
        return found;
    }

    public void StoreProjection(WaybillViews aggregate, IEvent? lastEvent, AggregationScope scope) => changes.Add(aggregate.Changes);

    public async Task BeforeCommitAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken token)
    {
        await persons.Seal(changes, token);
        await PostgresViewStore.Write(connection, transaction, changes, token);
    }

    // The projection never calls these: a waybill is never deleted, and waybills are neither loaded nor stored one by one.
    public Task<WaybillViews> LoadAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Store(WaybillViews snapshot) => throw new NotSupportedException();

    public void Store(WaybillViews snapshot, string id, string tenantId) => throw new NotSupportedException();

    public void Delete(string identity) => throw new NotSupportedException();

    public void Delete(string identity, string tenantId) => throw new NotSupportedException();

    public void HardDelete(WaybillViews snapshot) => throw new NotSupportedException();

    public void HardDelete(WaybillViews snapshot, string tenantId) => throw new NotSupportedException();

    public void UnDelete(WaybillViews snapshot) => throw new NotSupportedException();

    public void UnDelete(WaybillViews snapshot, string tenantId) => throw new NotSupportedException();

    public void ArchiveStream(string sliceId, string tenantId) => throw new NotSupportedException();
}
