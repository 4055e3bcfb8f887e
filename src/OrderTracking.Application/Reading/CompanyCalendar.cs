using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Reading;

/// <summary>Days are the company's: they begin at its midnight, wherever the service runs.</summary>
public sealed class CompanyCalendar(TimeZoneInfo zone)
{
    public string Zone => zone.Id;

    /// <summary>From the beginning of the first day to the beginning of the last, which does not belong to it.</summary>
    public Period Days(DateOnly? from, DateOnly? to) => new(Begin(from), Begin(to));

    private DateTimeOffset? Begin(DateOnly? day)
    {
        if (day is not { } date) return null;
        var midnight = date.ToDateTime(TimeOnly.MinValue);
        // Where clocks are put forward at midnight, the day begins at the first moment there is.
        while (zone.IsInvalidTime(midnight)) midnight = midnight.AddMinutes(15);
        // Where they are put back across midnight, it begins the first time round.
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset);
    }
}
