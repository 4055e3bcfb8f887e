namespace OrderTracking.Domain;

/// <summary>
/// The company whose days and cut-offs count. They are its own, wherever the service runs and whatever offset a fact came with.
/// </summary>
public sealed record Company(TimeZoneInfo Zone)
{
    /// <summary>The day on which something happened.</summary>
    public DateOnly Day(DateTimeOffset time) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, Zone).DateTime);

    /// <summary>The first moment of a day.</summary>
    public DateTimeOffset Begin(DateOnly day) => At(day, TimeOnly.MinValue);

    /// <summary>
    /// The moment when the clocks show a time on a day. Where clocks are put forward over it, the first moment after; where they
    /// are put back, the first time round.
    /// </summary>
    public DateTimeOffset At(DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time);
        while (Zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }
}
