using OrderTracking.Application.Access;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Views;

namespace OrderTracking.Application.Ports;

/// <param name="Received">The days whose freight is listed, whatever became of it.</param>
/// <param name="CarriedFrom">
/// From then on, what was received before those days is listed if it is under way, may be covered and is not declared.
/// </param>
/// <param name="Station">Only what this station received.</param>
/// <param name="After">The last consignment that the caller has; the page begins after it.</param>
public sealed record DeclarationFilter(
    AccessScope Scope, Period Received, DateTimeOffset CarriedFrom, string? Account = null, string? Station = null,
    (DateTimeOffset At, string Waybill)? After = null);

/// <param name="After">The last consignment that the caller has; the page begins after it.</param>
public sealed record WatchedFilter(
    AccessScope Scope, IReadOnlyCollection<string>? Accounts = null, string? Station = null, DateTimeOffset? LastEventBefore = null,
    (DateTimeOffset At, string Waybill)? After = null);

/// <summary>Queries of what is insured or to be insured; the rows' persons and texts stay encrypted.</summary>
public interface IInsuranceView
{
    /// <summary>Freight that is to be insured by these terms, covered by insurers or not, in the order of its reception.</summary>
    Task<IReadOnlyList<WaybillRow>> ToInsure(
        DeclarationFilter filter, InsuranceTerms terms, int limit, CancellationToken cancellationToken);

    /// <summary>Freight under way that is insured for more than an amount, what had no event for the longest first.</summary>
    Task<IReadOnlyList<WaybillRow>> Watched(WatchedFilter filter, decimal above, int limit, CancellationToken cancellationToken);

    /// <summary>The insurances of these consignments in a scope, newest opened first.</summary>
    Task<IReadOnlyList<CaseRow>> Covers(AccessScope scope, IReadOnlyCollection<string> waybills, CancellationToken cancellationToken);
}
