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

    /// <summary>Somebody gave it up: it is not decided any more.</summary>
    Discarded,
}

/// <summary>Why a line was not kept, or not decided again; other codes are those of its refusal.</summary>
public static class QuarantineCodes
{
    /// <summary>It was not kept, because its sender's quota is used up.</summary>
    public const string Full = "quarantine-full";

    /// <summary>A mended line names another event, or another waybill or case, than the line that it is to replace.</summary>
    public const string OtherEvent = "other-event";

    /// <summary>The key that sent it was revoked before its waybill was received: somebody has to decide on it.</summary>
    public const string KeyRevoked = "key-revoked";
}

/// <summary>A line that was not recorded, byte for byte as it came.</summary>
/// <param name="Waybill">Where it could be read; so is the station, by which a waybill's line is shown to others than its sender.</param>
/// <param name="Origin">Who sent it; that stays so, whoever releases it.</param>
/// <param name="Author">
/// Of a held line what its sender was allowed when it came in; without it, nothing. Only lines to be released are read with it.
/// </param>
/// <param name="Case">The key of the case's stream, of a line that names a case and no waybill.</param>
public sealed record QuarantinedLine(
    byte[] Line, string? Waybill, Guid? EventId, QuarantineStatus Status, string Code, string Field, string Expected,
    SubmissionOrigin Origin, string? Station, Author? Author = null, string? Case = null);

/// <summary>A line in quarantine, with its id there.</summary>
/// <param name="Settled">When, by whom and why, if it was released or discarded.</param>
/// <param name="Bytes">The length of the line as it was sent. A list has only its first 2,048 bytes.</param>
/// <param name="ErasedAt">When the line itself was erased, some time after it was settled.</param>
public sealed record StoredQuarantinedLine(
    long Id, DateTimeOffset KeptAt, LineSettled? Settled, QuarantinedLine Line, int Bytes, DateTimeOffset? ErasedAt);

/// <param name="By">The subject of the caller who had it decided again, or gave it up; null if it was released without a request.</param>
/// <param name="Reason">Why it was given up.</param>
public sealed record LineSettled(DateTimeOffset At, string? By, string? Reason);

/// <summary>How much the open lines of one sender may take, in bytes; each counts for 500 more than its length.</summary>
public sealed record QuarantineQuota(long Bytes)
{
    public const int DefaultMegabytes = 128;

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

    /// <summary>Newest first, of each line the beginning.</summary>
    Task<IReadOnlyList<StoredQuarantinedLine>> List(
        QuarantineScope scope, QuarantineStatus? status, string? code, long? before, int limit, CancellationToken cancellationToken);

    /// <summary>Stores the results of lines that were decided again.</summary>
    Task Settle(IReadOnlyCollection<Settlement> settlements, CancellationToken cancellationToken);

    /// <summary>Gives up a line that is open.</summary>
    /// <returns>False when it was released or discarded before; nothing is changed then.</returns>
    Task<bool> Discard(long id, string by, string reason, CancellationToken cancellationToken);

    /// <summary>The names of the keys of a waybill's or a case's lines that are not erased.</summary>
    Task<IReadOnlyList<string>> OfStream(string stream, CancellationToken cancellationToken);

    /// <summary>Gives up lines that are open, and erases them and those that were settled.</summary>
    /// <param name="lines">The names of their keys.</param>
    Task EraseNow(IReadOnlyCollection<string> lines, string by, CancellationToken cancellationToken);

    /// <summary>Erases some of the lines that were settled before a time; what became of each stays.</summary>
    /// <returns>How many were erased; 0 once there are none left.</returns>
    Task<int> Erase(DateTimeOffset settledBefore, CancellationToken cancellationToken);
}

/// <summary>The result of a line that was decided again: released, or refused and why.</summary>
/// <param name="By">The subject of the caller on whose request; null when nobody asked.</param>
public sealed record Settlement(long Id, QuarantineStatus Status, string Code, string Field, string Expected, string? By = null);
