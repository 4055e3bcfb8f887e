using OrderTracking.Application.Access;
using OrderTracking.Domain.Cases;

namespace OrderTracking.Application.Ports;

/// <param name="After">The last case that the caller has; the page begins after it.</param>
public sealed record CaseFilter(
    AccessScope Scope, string Kind, string? Account = null, string? Station = null, string? Status = null, string? Waybill = null,
    Period Opened = default, (DateTimeOffset At, string Number)? After = null);

/// <summary>Queries of cases.</summary>
public interface ICasesView
{
    /// <summary>Newest opened first.</summary>
    Task<IReadOnlyList<CaseRow>> List(CaseFilter filter, int limit, CancellationToken cancellationToken);

    /// <summary>Every case that a report of the filter's period counts: opened in it, due in it, or open now.</summary>
    Task<IReadOnlyList<CaseRow>> Counted(CaseFilter filter, CancellationToken cancellationToken);

    /// <summary>How many waybills of the filter's account, in its scope, were received in its period.</summary>
    Task<long> WaybillsReceived(CaseFilter filter, CancellationToken cancellationToken);

    /// <summary>Cases of any kind with a step that is due before a time, the most urgent first.</summary>
    /// <param name="accounts">Only of these accounts; null for all.</param>
    Task<IReadOnlyList<CaseRow>> Due(
        AccessScope scope, IReadOnlyCollection<string>? accounts, DateTimeOffset before, int limit, CancellationToken cancellationToken);
}
