using OrderTracking.Application.Access;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Ports;

/// <summary>Why a line is in quarantine.</summary>
public enum QuarantineStatus
{
    /// <summary>Its waybill is not received yet; when it is, the line is decided again without a request.</summary>
    Held,

    /// <summary>It cannot be read or a rule refused it; somebody has to correct it.</summary>
    Refused,

    /// <summary>It was recorded after all.</summary>
    Released,
}

/// <summary>A line that was not recorded, byte for byte as it came.</summary>
/// <param name="Waybill">Where it could be read; so is the station.</param>
/// <param name="Origin">Who sent it; that stays so, whoever releases it.</param>
public sealed record QuarantinedLine(
    byte[] Line, string? Waybill, Guid? EventId, QuarantineStatus Status, string Code, string Field, string Expected,
    SubmissionOrigin Origin, string? Station);

/// <summary>A line in quarantine, with its id there.</summary>
public sealed record StoredQuarantinedLine(long Id, DateTimeOffset KeptAt, DateTimeOffset? SettledAt, QuarantinedLine Line);

/// <summary>Refused and held lines: nothing that was sent is lost.</summary>
public interface IQuarantine
{
    /// <summary>
    /// Keeps lines; a line that its sender already has there is not kept again. Answers the waybills of held lines that have been received
    /// meanwhile: whoever recorded the Received may have looked for held lines before these were there, so they are to be released.
    /// </summary>
    Task<IReadOnlySet<string>> Keep(IReadOnlyCollection<QuarantinedLine> lines, CancellationToken cancellationToken);

    /// <summary>
    /// A page of the lines held for these waybills, in the order they came; with null, for any waybill that has been received.
    /// </summary>
    /// <param name="after">The id of the last line of the page before; 0 for the first page.</param>
    Task<IReadOnlyList<StoredQuarantinedLine>> Releasable(
        IReadOnlyCollection<string>? waybills, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Those of these waybills for which lines are held.</summary>
    Task<IReadOnlySet<string>> WithHeldLines(IReadOnlyCollection<string> waybills, CancellationToken cancellationToken);

    /// <summary>Null when there is no such line, or it is not in scope.</summary>
    Task<StoredQuarantinedLine?> Find(QuarantineScope scope, long id, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<StoredQuarantinedLine>> List(
        QuarantineScope scope, QuarantineStatus? status, string? code, long? before, int limit, CancellationToken cancellationToken);

    /// <summary>Stores the results of lines that were decided again.</summary>
    Task Settle(IReadOnlyCollection<Settlement> settlements, CancellationToken cancellationToken);
}

/// <summary>The result of a line that was decided again: released, or refused and why.</summary>
public sealed record Settlement(long Id, QuarantineStatus Status, string Code, string Field, string Expected);
