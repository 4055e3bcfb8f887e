namespace OrderTracking.Dashboard.Texts;

/// <summary>Spans of time as people say them, to the minute. dashboard.js says them in the same words.</summary>
public static class Durations
{
    private static readonly Text Minutes = new("{0} 分", "{0} min"), Hours = new("{0} 小时 {1} 分", "{0} h {1} min"),
        Days = new("{0} 天 {1} 小时", "{0} d {1} h"), Remaining = new("还有 {0}", "{0} left"), Over = new("超时 {0}", "{0} over");

    public static string Of(TimeSpan span) => span switch
    {
        { TotalMinutes: < 60 } => Minutes.With((int)span.TotalMinutes),
        { TotalHours: < 48 } => Hours.With((int)span.TotalHours, span.Minutes),
        _ => Days.With((int)span.TotalDays, span.Hours),
    };

    public static string Left(TimeSpan left) => left < TimeSpan.Zero ? Over.With(Of(-left)) : Remaining.With(Of(left));
}
