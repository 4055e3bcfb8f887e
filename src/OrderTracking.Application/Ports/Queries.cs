using System.Collections.Immutable;
using OrderTracking.Application.Access;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;

namespace OrderTracking.Application.Ports;

/// <summary>A period: from the first moment, up to but not including the last.</summary>
public readonly record struct Period(DateTimeOffset? From, DateTimeOffset? To);

/// <summary>How far the views are: the rows of an answer are at least as new as the position given with them.</summary>
/// <param name="LagMs">Milliseconds since the first event that the views lack was recorded; 0 when they lack none.</param>
public readonly record struct ViewPosition(long Position, long LagMs);

/// <summary>How far the views are behind the log.</summary>
public interface IViewPosition
{
    Task<ViewPosition> Now(CancellationToken cancellationToken);
}

/// <param name="Text">
/// Prefix of the number, the customer's order number or the consignee's name, or suffix of the phone. Waybills that the scope does not
/// show in full are found by the two numbers only.
/// </param>
/// <param name="After">The last row that the caller has; the page begins after it.</param>
public sealed record WaybillFilter(
    AccessScope Scope, string? Account, WaybillStatus? Status, string? Lane, Period Received, string? Text,
    (DateTimeOffset At, string Waybill)? After);

/// <summary>Queries of the waybills' current state.</summary>
public interface IWaybillsView
{
    /// <summary>Newest received first.</summary>
    Task<IReadOnlyList<WaybillRow>> Search(WaybillFilter filter, int limit, CancellationToken cancellationToken);

    /// <summary>Which of these waybills are in the scope.</summary>
    Task<IReadOnlySet<string>> Within(AccessScope scope, IReadOnlyCollection<string> waybills, CancellationToken cancellationToken);
}

/// <summary>A waybill that is under way, with the values it is paged by.</summary>
public sealed record OpenWaybill(string Number, WaybillStatus Status, DateTimeOffset ReceivedAt);

/// <summary>A query of the service itself, on nobody's behalf, and so the only list without an access scope.</summary>
public interface IOpenWaybills
{
    /// <summary>
    /// Waybills that are under way, status by status. A waybill whose status changes meanwhile may be left out or listed twice.
    /// </summary>
    /// <param name="accounts">Waybills of these accounts or of those lanes; all where both are null.</param>
    /// <param name="after">The last waybill that the caller has; the page begins after it.</param>
    Task<IReadOnlyList<OpenWaybill>> Open(
        IReadOnlyCollection<string>? accounts, IReadOnlyCollection<string>? lanes, OpenWaybill? after, int limit,
        CancellationToken cancellationToken);
}

/// <param name="After">The last row that the caller has; the page begins after it.</param>
public sealed record ExceptionFilter(
    AccessScope Scope, string? Account, string? Lane, ExceptionKind? Kind, ExceptionStatus? Status, string? ResponsibleStation,
    Period Raised, string? Waybill,
    (DateTimeOffset At, string Waybill, string ExceptionId)? After)
{
    /// <summary>Only those resolved with this cause.</summary>
    public ExceptionCause? Cause { get; init; }

    /// <summary>The branch of each station that is of one; only where exceptions are grouped by branch.</summary>
    public IReadOnlyDictionary<string, string> Branches { get; init; } = ImmutableDictionary<string, string>.Empty;
}

/// <param name="Key">The group; null for the total.</param>
public sealed record ExceptionCounts(string? Key, long Exceptions, long Waybills, long Met, long Missed, long Open, long RecordedTooLate);

/// <summary>
/// What exceptions can be grouped by: a dimension, or periods of the company's days. The branch is that of the responsible station.
/// </summary>
public enum ExceptionGrouping { Kind, Cause, ResponsibleStation, Branch, Account, Tier, Lane, Day, Week, TenDays, Month }

/// <summary>Queries of exceptions.</summary>
public interface IExceptionsView
{
    /// <summary>Newest raised first.</summary>
    Task<IReadOnlyList<ExceptionRow>> List(ExceptionFilter filter, int limit, CancellationToken cancellationToken);

    /// <summary>The total under a null key, and the groups where a grouping is given.</summary>
    /// <param name="zone">The time zone of the days that periods are made of.</param>
    Task<IReadOnlyList<ExceptionCounts>> Report(ExceptionFilter filter, ExceptionGrouping? grouping, string zone, DateTimeOffset now,
        CancellationToken cancellationToken);
}

/// <param name="Promised">The period of the promise.</param>
public sealed record OnTimeFilter(
    AccessScope Scope, string? Account, string? Lane, Period Promised, OnTimeClock Clock, OnTimeBasis Basis, string? Station = null)
{
    /// <summary>The stations of the branch that is asked for; null for all.</summary>
    public IReadOnlyCollection<string>? BranchStations { get; init; }
}

/// <summary>Queries of the waybills behind the on-time rates.</summary>
public interface IOnTimeView
{
    /// <summary>The waybills behind the rate, in order of number.</summary>
    Task<IReadOnlyList<OnTimeRow>> Waybills(OnTimeFilter filter, OnTimeVerdict? verdict, DateTimeOffset now, string? after, int limit,
        CancellationToken cancellationToken);
}

/// <param name="Side">Only receipts on this side of a figure, at that time.</param>
public sealed record ReceiptFilter(
    AccessScope Scope, string? Account, string? Lane, ReceiptStatus? Status, Period Closed, string? Waybill, string? After,
    string? Station = null,
    (ReceiptVerdict Verdict, DateTimeOffset Now)? Side = null)
{
    /// <summary>The stations of the branch that is asked for; null for all.</summary>
    public IReadOnlyCollection<string>? BranchStations { get; init; }
}

/// <summary>Queries of returned receipts.</summary>
public interface IReceiptsView
{
    /// <summary>In order of number.</summary>
    Task<IReadOnlyList<ReceiptRow>> List(ReceiptFilter filter, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Receipts that are awaited or on their way to the customer, counted by where they are. Those not due or handed over are in no count.
    /// </summary>
    /// <param name="filter">Its account, lane, station and period.</param>
    Task<IReadOnlyDictionary<ReceiptStatus, long>> UnderWay(ReceiptFilter filter, CancellationToken cancellationToken);
}

/// <param name="After">The last row that the caller has; the page begins after it.</param>
public sealed record VolumeFilter(
    AccessScope Scope, string? Account, string? Lane, string? Station, DateOnly? From, DateOnly? To, LossAndDamageVerdict? Verdict,
    (DateOnly Day, string Waybill)? After)
{
    /// <summary>The stations of the branch that is asked for; null for all.</summary>
    public IReadOnlyCollection<string>? BranchStations { get; init; }
}

/// <summary>Queries of the waybills behind the volumes and the loss and damage rates.</summary>
public interface IVolumesView
{
    /// <summary>In order of the day of reception.</summary>
    Task<IReadOnlyList<VolumeRow>> Waybills(VolumeFilter filter, int limit, CancellationToken cancellationToken);
}
