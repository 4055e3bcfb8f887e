using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Http;

/// <param name="Next">Always null: the list is answered whole.</param>
/// <param name="Unreadable">The unreadable events that stop the views, or what needs reference data; empty while there are none.</param>
public sealed record ViewStates(IReadOnlyList<ViewState> Items, string? Next, long Position, long LagMs,
    IReadOnlyList<UnreadableShape> Unreadable);

/// <summary>An unreadable event, without the name of its stream or any of its data.</summary>
/// <param name="Kind">The kind of its stream: waybill, account, lane, station, calendar, penalty-schedule or other.</param>
/// <param name="Code">Why it cannot be read.</param>
/// <param name="Field">The stored member at fault.</param>
public sealed record UnreadableShape(long Position, string Kind, string Code, string Field, string Expected)
{
    internal static UnreadableShape Of(UnreadableEvent unreadable) =>
        new(unreadable.Position, unreadable.Kind, unreadable.Code, unreadable.Field, unreadable.Expected);
}
