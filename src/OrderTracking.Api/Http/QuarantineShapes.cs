using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Http;

/// <param name="Bytes">The length of the line as it was sent.</param>
/// <param name="Line">
/// As it was sent; bytes that are not UTF-8 are shown as U+FFFD, and stored unchanged. In a list its first 2,048 bytes. Empty once it is
/// erased.
/// </param>
public sealed record QuarantineItem(
    long Id, QuarantineStatus Status, string Code, string Field, string Expected, string? Waybill, Guid? EventId, DateTimeOffset KeptAt,
    DateTimeOffset? SettledAt, DateTimeOffset? ErasedAt, int Bytes, string Line);
