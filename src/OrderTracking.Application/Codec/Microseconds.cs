namespace OrderTracking.Application.Codec;

/// <summary>Times to the microsecond, which is PostgreSQL's precision: what is stored is read again as the same.</summary>
public static class Microseconds
{
    public static DateTimeOffset Of(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));

    public static DateTimeOffset Now(TimeProvider clock) => Of(clock.GetUtcNow());
}
