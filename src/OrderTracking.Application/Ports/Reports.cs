using OrderTracking.Application.Access;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;

namespace OrderTracking.Application.Ports;

/// <summary>An exception with the number by which the customer knows the order.</summary>
public sealed record ExceptionToFollow(ExceptionRow Exception, string? OrderNumber);

/// <summary>A receipt that is neither back nor lost, with the number by which the customer knows the order.</summary>
public sealed record OutstandingReceipt(ReceiptRow Receipt, string? OrderNumber);

/// <summary>A waybill whose promise was not kept, with the number by which the customer knows the order.</summary>
public sealed record LateWaybill(OnTimeRow Waybill, string? OrderNumber);

/// <summary>Rows of reports for which no view has a query of its own.</summary>
public interface IReportRows
{
    /// <summary>Exceptions raised in a period, and those raised before its end that are not resolved; first raised first.</summary>
    /// <param name="account">Null for all accounts.</param>
    Task<IReadOnlyList<ExceptionToFollow>> Exceptions(
        AccessScope scope, string? account, Period raised, CancellationToken cancellationToken);

    /// <summary>Receipts of waybills closed before a time that are neither back nor lost, first closed first.</summary>
    Task<IReadOnlyList<OutstandingReceipt>> Receipts(
        AccessScope scope, string account, DateTimeOffset closedBefore, CancellationToken cancellationToken);

    /// <summary>Waybills promised for a period and not signed for in time (on-time-signed-gross), in order of number.</summary>
    Task<IReadOnlyList<LateWaybill>> Late(AccessScope scope, string account, Period promised, DateTimeOffset now,
        CancellationToken cancellationToken);
}

/// <summary>Consistent answers of several views.</summary>
public interface IViewSnapshots
{
    /// <summary>
    /// Answers all queries of the views within <paramref name="ask"/> as of one position, while the views go on. Keep it short: meanwhile
    /// the database cannot clean up the rows that have changed.
    /// </summary>
    /// <param name="ask">Is given that position.</param>
    Task<T> Within<T>(Func<long, Task<T>> ask, CancellationToken cancellationToken);
}

/// <summary>A report that was handed out.</summary>
/// <param name="To">The day after the last of its period.</param>
/// <param name="Format">The name used in URLs: json, csv, xlsx.</param>
/// <param name="MadeAt">When it was made; the log says when it was handed out.</param>
/// <param name="Position">The position of the log as of which it was made.</param>
/// <param name="Sha256">SHA-256 of its bytes, in hexadecimal.</param>
public sealed record HandedOutReport(
    Guid Id, ReportKind Report, string Account, DateOnly From, DateOnly To, string Format, DateTimeOffset MadeAt, long Position, string By,
    string Sha256);

/// <summary>The bytes of reports that were handed out. A report is stored first; it counts as handed out once the log says so.</summary>
public interface IHandedOutReports
{
    /// <summary>Keeps a report and returns it; where its id is already kept, that one stays unchanged and is returned.</summary>
    Task<HandedOutReport> Keep(HandedOutReport report, byte[] content, CancellationToken cancellationToken);

    /// <summary>Reports of accounts in scope, newest made first.</summary>
    Task<IReadOnlyList<HandedOutReport>> List(
        AccessScope scope, string? account, ReportKind? kind, (DateTimeOffset MadeAt, Guid Id)? after, int limit,
        CancellationToken cancellationToken);

    /// <summary>Null when there is none, or its account is not in scope.</summary>
    Task<(HandedOutReport Report, byte[] Content)?> Find(AccessScope scope, Guid id, CancellationToken cancellationToken);
}
