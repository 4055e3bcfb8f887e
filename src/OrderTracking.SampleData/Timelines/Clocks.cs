using System.Globalization;
using System.Text.RegularExpressions;
using OrderTracking.Cli.Wire;

namespace OrderTracking.SampleData.Timelines;

/// <summary>Times of carriers: local, with or without an offset, and promised dates in five formats.</summary>
internal static partial class Clocks
{
    private const string Local = "yyyy-MM-dd'T'HH:mm:ss";
    private static readonly string[] Dates =
        ["yyyy-MM-dd", "yyyyMMdd", "MM/dd/yyyy", "M/d/yyyy", "MMMM d, yyyy", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss"];

    public static DateTime? LocalTime(CarrierEvent happened) =>
        DateTime.TryParseExact(happened.LocalTime, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? local : null;

    /// <summary>
    /// The time to send. One without an offset is sent as it is unless a zone is given: the service then refuses it, which is better than
    /// a silent guess.
    /// </summary>
    public static string? ToSend(CarrierEvent happened, TimeZoneInfo? zone)
    {
        if (LocalTime(happened) is not { } local) return happened.LocalTime;
        if (happened.OffsetMinutes is { } minutes) return WireData.Time(new DateTimeOffset(local, TimeSpan.FromMinutes(minutes)));
        return zone is null ? happened.LocalTime : WireData.Time(new DateTimeOffset(local, zone.GetUtcOffset(local)));
    }

    /// <summary>
    /// The order of a timeline's events. A time without an offset is compared with the first offset of the response, whether or not a zone
    /// is given, so that giving one later changes no event that was recorded without it.
    /// </summary>
    public static IReadOnlyList<CarrierEvent> InOrder(CarrierTimeline timeline)
    {
        var usual = timeline.Events.Select(happened => happened.OffsetMinutes).FirstOrDefault(minutes => minutes is not null) ?? 0;
        return [.. timeline.Events
            .Where(happened => LocalTime(happened) is not null)
            .OrderBy(happened => LocalTime(happened)!.Value.AddMinutes(-(happened.OffsetMinutes ?? usual)))
            .ThenByDescending(happened => happened.I)];
    }

    /// <summary>The end of the promised day at the destination; null without a promise, or without a zone for it.</summary>
    public static DateTimeOffset? Promise(CarrierTimeline timeline, TimeZoneInfo? zone)
    {
        if (ZonedPromise().Match(timeline.Promised) is { Success: true } zoned)
            return DateTimeOffset.ParseExact($"{zoned.Groups[1]} {zoned.Groups[2]}", "yyyy-MM-dd HH:mm:ss zzz",
                CultureInfo.InvariantCulture);
        if (!DateTime.TryParseExact(timeline.Promised, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return null;
        var end = day.Date.AddDays(1).AddSeconds(-1);
        var offset = InOrder(timeline).LastOrDefault(happened => happened.OffsetMinutes is not null)?.OffsetMinutes is { } minutes
            ? TimeSpan.FromMinutes(minutes)
            : zone?.GetUtcOffset(end);
        return offset is { } known ? new DateTimeOffset(end, known) : null;
    }

    [GeneratedRegex(@"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) GMT([+-]\d\d:\d\d)$")]
    private static partial Regex ZonedPromise();
}
