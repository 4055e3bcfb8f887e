using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Http;

/// <param name="Line">As it was sent; bytes that are not UTF-8 are shown as U+FFFD, and stored unchanged.</param>
public sealed record QuarantineItem(
    long Id, QuarantineStatus Status, string Code, string Field, string Expected, string? Waybill, Guid? EventId, DateTimeOffset KeptAt,
    DateTimeOffset? SettledAt,
    string Line);
