using OrderTracking.Application.Access;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Views;

namespace OrderTracking.Application.Ports;

/// <summary>An exception with the number by which the customer knows the order.</summary>
public sealed record ExceptionToFollow(ExceptionRow Exception, string? OrderNumber);

/// <summary>A receipt that is neither back nor lost, with the number by which the customer knows the order.</summary>
public sealed record OutstandingReceipt(ReceiptRow Receipt, string? OrderNumber);

/// <summary>A waybill whose promise was not kept, with the number by which the customer knows the order.</summary>
public sealed record LateWaybill(OnTimeRow Waybill, string? OrderNumber);

/// <summary>What reports list that no view answers by itself.</summary>
public interface IReportRows
{
    /// <summary>Exceptions raised in a period, and those raised before its end that are not resolved; first raised first.</summary>
    /// <param name="account">Null for all accounts.</param>
    Task<IReadOnlyList<ExceptionToFollow>> Exceptions(AccessScope scope, string? account, Period raised, CancellationToken cancellationToken);

    /// <summary>Receipts of waybills signed for in full before a time that are neither back nor lost, first signed first.</summary>
    Task<IReadOnlyList<OutstandingReceipt>> Receipts(AccessScope scope, string account, DateTimeOffset signedBefore, CancellationToken cancellationToken);

    /// <summary>Waybills promised for a period and not signed for in time, by the definition on-time-signed-gross; in order of number.</summary>
    Task<IReadOnlyList<LateWaybill>> Late(AccessScope scope, string account, Period promised, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>Answers of several views that agree.</summary>
public interface IViewSnapshots
{
    /// <summary>
    /// What is asked of the views in here, one question after the other, is answered as they stand at one position, however they move
    /// on meanwhile. To be done with soon: what has changed since cannot be cleared away.
    /// </summary>
    /// <param name="ask">Is given the position.</param>
    Task<T> Within<T>(Func<long, Task<T>> ask, CancellationToken cancellationToken);
}

/// <summary>A report that was handed out.</summary>
/// <param name="To">The day after the last of its period.</param>
/// <param name="Format">As it is called in addresses: json, csv, xlsx.</param>
/// <param name="MadeAt">When it was made; that it was handed out is in the log.</param>
/// <param name="Position">The place in the log that it rests on.</param>
/// <param name="Sha256">Of its bytes, in hexadecimal.</param>
public sealed record HandedOutReport(
    Guid Id, ReportKind Report, string Account, DateOnly From, DateOnly To, string Format, DateTimeOffset MadeAt, long Position, string By, string Sha256);

/// <summary>Bytes of reports, as they were handed out. A report belongs here once the log says that it was handed out.</summary>
public interface IHandedOutReports
{
    /// <summary>Keeps a report; one that is kept under its id already stays as it is, and is answered.</summary>
    Task<HandedOutReport> Keep(HandedOutReport report, byte[] content, CancellationToken cancellationToken);

    /// <summary>Of accounts in scope, newest made first.</summary>
    Task<IReadOnlyList<HandedOutReport>> List(
        AccessScope scope, string? account, ReportKind? kind, (DateTimeOffset MadeAt, Guid Id)? after, int limit, CancellationToken cancellationToken);

    /// <summary>Null as well where its account is not in scope.</summary>
    Task<(HandedOutReport Report, byte[] Content)?> Find(AccessScope scope, Guid id, CancellationToken cancellationToken);
}
