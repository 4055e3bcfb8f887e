namespace OrderTracking.Domain;

/// <summary>
/// The company's calendar days and times of day: in its own time zone, whatever zone the service runs in and whatever offset an event has.
/// </summary>
public sealed record Company(TimeZoneInfo Zone)
{
    /// <summary>The company's day of an instant.</summary>
    public DateOnly Day(DateTimeOffset time) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, Zone).DateTime);

    /// <summary>The first instant of a day.</summary>
    public DateTimeOffset Begin(DateOnly day) => At(day, TimeOnly.MinValue);

    /// <summary>The last instant of a day that the log can hold: times are kept to the microsecond.</summary>
    public DateTimeOffset End(DateOnly day) => Begin(day.AddDays(1)).AddMicroseconds(-1);

    /// <summary>
    /// The instant at which the company's clocks show a time on a day. A time that a clock change skips is the first instant after the gap;
    /// a time that occurs twice is the first occurrence.
    /// </summary>
    public DateTimeOffset At(DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time);
        while (Zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }
}
