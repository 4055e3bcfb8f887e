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
/// <param name="Bytes">The length of the line as it was sent. A list has only its first 2,048 bytes.</param>
/// <param name="ErasedAt">When the line itself was erased, some time after it was settled.</param>
public sealed record StoredQuarantinedLine(
    long Id, DateTimeOffset KeptAt, DateTimeOffset? SettledAt, QuarantinedLine Line, int Bytes, DateTimeOffset? ErasedAt);

/// <summary>How much the open lines of one sender may take, in bytes; each counts for 500 more than its length.</summary>
public sealed record QuarantineQuota(long Bytes)
{
    public const int DefaultMegabytes = 128;

    /// <summary>The code of a line that was not kept because its sender's quota is used up.</summary>
    public const string Full = "quarantine-full";

    public static QuarantineQuota OfMegabytes(int megabytes) => new(megabytes * 1_000_000L);
}

/// <param name="Received">
/// Waybills of held lines that have been received meanwhile: whoever recorded the Received may have looked for held lines before these were
/// there, so they are to be released.
/// </param>
/// <param name="WithoutRoom">
/// The lines, by their index among those given, that were not kept because their sender's quota is used up.
/// </param>
public sealed record KeptLines(IReadOnlySet<string> Received, IReadOnlySet<int> WithoutRoom);

/// <summary>Refused and held lines: nothing that was sent is lost without its sender being told.</summary>
public interface IQuarantine
{
    /// <summary>Keeps lines as far as their senders' quotas go; a line that its sender already has there is not kept again.</summary>
    Task<KeptLines> Keep(IReadOnlyCollection<QuarantinedLine> lines, CancellationToken cancellationToken);

    /// <summary>The lines held for these waybills; with null, for any waybill that has been received.</summary>
    Task<IReadOnlyList<StoredQuarantinedLine>> Releasable(IReadOnlyCollection<string>? waybills, CancellationToken cancellationToken);

    /// <summary>Null when there is no such line, or it is not in scope.</summary>
    Task<StoredQuarantinedLine?> Find(QuarantineScope scope, long id, CancellationToken cancellationToken);

    /// <summary>Newest first, of each line the beginning.</summary>
    Task<IReadOnlyList<StoredQuarantinedLine>> List(
        QuarantineScope scope, QuarantineStatus? status, string? code, long? before, int limit, CancellationToken cancellationToken);

    /// <summary>Stores the results of lines that were decided again.</summary>
    Task Settle(IReadOnlyCollection<Settlement> settlements, CancellationToken cancellationToken);

    /// <summary>Erases some of the lines that were settled before a time; what became of each stays.</summary>
    /// <returns>How many were erased; 0 once there are none left.</returns>
    Task<int> Erase(DateTimeOffset settledBefore, CancellationToken cancellationToken);
}

/// <summary>The result of a line that was decided again: released, or refused and why.</summary>
public sealed record Settlement(long Id, QuarantineStatus Status, string Code, string Field, string Expected);
