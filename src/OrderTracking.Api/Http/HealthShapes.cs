using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Http;

public sealed record Liveness(string Status);

/// <param name="Status">ready, or degraded: an unreadable event stops the views, or what needs reference data.</param>
/// <param name="Unreadable">Those events; empty while it is ready.</param>
public sealed record Readiness(string Status, long Position, long LagMs, IReadOnlyList<ViewReadiness> Views,
    IReadOnlyList<UnreadableShape> Unreadable);

/// <summary>An unreadable event as anybody may see it: without the name of its stream or any of its data.</summary>
/// <param name="Kind">The kind of its stream: waybill, account, lane, station, calendar, penalty-schedule or other.</param>
/// <param name="Code">Why it cannot be read.</param>
/// <param name="Field">The stored member at fault.</param>
public sealed record UnreadableShape(long Position, string Kind, string Code, string Field, string Expected)
{
    internal static UnreadableShape Of(UnreadableEvent unreadable) =>
        new(unreadable.Position, unreadable.Kind, unreadable.Code, unreadable.Field, unreadable.Expected);
}

public sealed record ViewReadiness(string View, long Position, bool Rebuilding);
