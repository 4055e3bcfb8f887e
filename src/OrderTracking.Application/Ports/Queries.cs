using OrderTracking.Application.Access;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Ports;

/// <summary>A period: from the first moment, up to but not including the last.</summary>
public readonly record struct Period(DateTimeOffset? From, DateTimeOffset? To);

/// <summary>How far the views are: rows in an answer are at least as new as the position beside them.</summary>
/// <param name="LagMs">For how long the first event that the views lack has been recorded; 0 when they lack none.</param>
public readonly record struct ViewPosition(long Position, long LagMs);

public interface IViewPosition
{
    Task<ViewPosition> Now(CancellationToken cancellationToken);
}

/// <param name="Text">
/// Beginning of the number, the customer's order number or the consignee's name, or end of the phone; where the sight is masked, of the
/// numbers alone.
/// </param>
/// <param name="After">The last row that the reader has.</param>
public sealed record WaybillFilter(
    AccessScope Scope, string? Account, WaybillStatus? Status, string? Lane, Period Received, string? Text, (DateTimeOffset At, string Waybill)? After);

public interface IWaybillsView
{
    /// <summary>Newest received first.</summary>
    Task<IReadOnlyList<WaybillRow>> Search(WaybillFilter filter, int limit, CancellationToken cancellationToken);
}

/// <summary>A waybill under way, and where it stands among them.</summary>
public sealed record OpenWaybill(string Number, WaybillStatus Status, DateTimeOffset ReceivedAt);

/// <summary>The service's own question: it is asked on nobody's behalf, so it is the one list without a sight.</summary>
public interface IOpenWaybills
{
    /// <summary>
    /// Waybills that are not at their end, status by status. One that goes from a status to another meanwhile may be left out or come twice.
    /// </summary>
    /// <param name="accounts">Of these accounts or of those lanes; of all where both are null.</param>
    /// <param name="after">The last one that the reader has.</param>
    Task<IReadOnlyList<OpenWaybill>> Open(
        IReadOnlyCollection<string>? accounts, IReadOnlyCollection<string>? lanes, OpenWaybill? after, int limit, CancellationToken cancellationToken);
}

public sealed record ExceptionFilter(
    AccessScope Scope, string? Account, string? Lane, ExceptionKind? Kind, ExceptionStatus? Status, string? ResponsibleStation, Period Raised, string? Waybill,
    (DateTimeOffset At, string Waybill, string ExceptionId)? After);

/// <param name="Key">Null for all together.</param>
public sealed record ExceptionCounts(string? Key, long Exceptions, long Waybills, long Met, long Missed, long Open, long RecordedTooLate);

public enum ExceptionGrouping { Kind, Cause, ResponsibleStation, Account, Lane, Day, Week, TenDays, Month }

public interface IExceptionsView
{
    /// <summary>Newest raised first.</summary>
    Task<IReadOnlyList<ExceptionRow>> List(ExceptionFilter filter, int limit, CancellationToken cancellationToken);

    Task<IReadOnlyList<ExceptionCounts>> Report(ExceptionFilter filter, ExceptionGrouping? grouping, string zone, DateTimeOffset now, CancellationToken cancellationToken);
}

public sealed record OnTimeFilter(
    AccessScope Scope, string? Account, string? Lane, Period Promised, OnTimeClock Clock, OnTimeBasis Basis, string? Station = null);

public interface IOnTimeView
{
    /// <summary>The waybills behind the rate, in order of number.</summary>
    Task<IReadOnlyList<OnTimeRow>> Waybills(OnTimeFilter filter, OnTimeVerdict? verdict, DateTimeOffset now, string? after, int limit, CancellationToken cancellationToken);
}

/// <param name="Side">On this side of a figure alone, at that time.</param>
public sealed record ReceiptFilter(
    AccessScope Scope, string? Account, string? Lane, ReceiptStatus? Status, Period Signed, string? Waybill, string? After, string? Station = null,
    (ReceiptVerdict Verdict, DateTimeOffset Now)? Side = null);

public interface IReceiptsView
{
    /// <summary>In order of number.</summary>
    Task<IReadOnlyList<ReceiptRow>> List(ReceiptFilter filter, int limit, CancellationToken cancellationToken);
}

/// <param name="After">The last row that the reader has.</param>
public sealed record VolumeFilter(
    AccessScope Scope, string? Account, string? Lane, string? Station, DateOnly? From, DateOnly? To, LossAndDamageVerdict? Verdict, (DateOnly Day, string Waybill)? After);

public interface IVolumesView
{
    /// <summary>In order of the day of reception.</summary>
    Task<IReadOnlyList<VolumeRow>> Waybills(VolumeFilter filter, int limit, CancellationToken cancellationToken);
}
