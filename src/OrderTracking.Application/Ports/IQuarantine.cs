using OrderTracking.Application.Access;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Ports;

/// <summary>Why a line is in quarantine.</summary>
public enum QuarantineStatus
{
    /// <summary>Its waybill is not received yet; it is decided again, unasked, when it is.</summary>
    Held,

    /// <summary>It cannot be read or a rule refused it; somebody has to mend it.</summary>
    Refused,

    /// <summary>It got into the log after all.</summary>
    Released,
}

/// <summary>A line that did not get into the log, as it came.</summary>
/// <param name="Waybill">As far as it could be read; so is the station.</param>
/// <param name="Origin">Who sent it: whoever it is released by, it stays his.</param>
public sealed record QuarantinedLine(
    byte[] Line, string? Waybill, Guid? EventId, QuarantineStatus Status, string Code, string Field, string Expected, SubmissionOrigin Origin, string? Station);

/// <summary>A line in quarantine, with its number there.</summary>
public sealed record StoredQuarantinedLine(long Id, DateTimeOffset KeptAt, DateTimeOffset? SettledAt, QuarantinedLine Line);

/// <summary>Refused and held lines: nothing that was sent is lost.</summary>
public interface IQuarantine
{
    /// <summary>
    /// Keeps lines; one that its sender has there already is not kept twice. Answers which waybills of held lines have been
    /// received in the meantime: their lines were not kept and are to be decided again.
    /// </summary>
    Task<IReadOnlySet<string>> Keep(IReadOnlyCollection<QuarantinedLine> lines, CancellationToken cancellationToken);

    /// <summary>The lines held for these waybills, or, without any named, for any waybill that has been received.</summary>
    Task<IReadOnlyList<StoredQuarantinedLine>> Releasable(IReadOnlyCollection<string>? waybills, CancellationToken cancellationToken);

    Task<StoredQuarantinedLine?> Find(QuarantineScope scope, long id, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<StoredQuarantinedLine>> List(QuarantineScope scope, QuarantineStatus? status, string? code, long? before, int limit, CancellationToken cancellationToken);

    /// <summary>Says what became of lines that were decided again.</summary>
    Task Settle(IReadOnlyCollection<Settlement> settlements, CancellationToken cancellationToken);
}

/// <summary>What became of a line: in the log now, or refused, and why.</summary>
public sealed record Settlement(long Id, QuarantineStatus Status, string Code, string Field, string Expected);
