using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Http;

/// <param name="Case">Of a line that names a case: its kind, a colon and its number.</param>
/// <param name="SettledBy">
/// The subject of the caller who had it decided again, or discarded it; null if it was released without a request.
/// </param>
/// <param name="Reason">Why it was discarded.</param>
/// <param name="Bytes">The length of the line as it was sent.</param>
/// <param name="Line">
/// As it was sent; bytes that are not UTF-8 are shown as U+FFFD, and stored unchanged. In a list its first 2,048 bytes. Empty once it is
/// erased.
/// </param>
public sealed record QuarantineItem(
    long Id, QuarantineStatus Status, string Code, string Field, string Expected, string? Waybill, string? Case, Guid? EventId,
    DateTimeOffset KeptAt, DateTimeOffset? SettledAt, string? SettledBy, string? Reason, DateTimeOffset? ErasedAt, int Bytes, string Line);

/// <param name="Reason">Why the line is given up, for later readers; without personal data.</param>
public sealed record DiscardReason(string Reason);

/// <summary>A line that was given up, by whom, when and why.</summary>
/// <param name="By">The caller's subject; never a personal name.</param>
public sealed record DiscardedLine(long Id, QuarantineStatus Status, DateTimeOffset At, string By, string Reason);
