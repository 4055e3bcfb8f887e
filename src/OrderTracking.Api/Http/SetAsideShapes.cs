using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Http;

/// <param name="Reason">Why the event is set aside, for later readers; without personal data.</param>
public sealed record SetAsideReason(string Reason);

/// <summary>An event that was set aside.</summary>
/// <param name="Stream">A waybill's number, or the key of a reference stream.</param>
/// <param name="Name">The event's stored name.</param>
/// <param name="Code">Why it could not be read; Field is the member at fault, and Expected what was expected there.</param>
/// <param name="By">The caller's subject; never a personal name.</param>
public sealed record SetAsideItem(
    long Position, string Stream, long Version, string Name, DateTimeOffset RecordedAt, string Code, string Field, string Expected,
    DateTimeOffset At, string By, string Reason)
{
    internal static SetAsideItem Of(SetAsideEvent aside)
    {
        var unreadable = aside.Event;
        return new(
            unreadable.Position, unreadable.Stream, unreadable.Version, unreadable.Type, unreadable.RecordedAt, unreadable.Code,
            unreadable.Field, unreadable.Expected,
            aside.At, aside.By, aside.Reason);
    }
}
