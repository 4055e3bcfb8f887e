using Microsoft.Extensions.Logging;
using OrderTracking.Application.Access;
using OrderTracking.Application.Diagnostics;
using OrderTracking.Domain;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

/// <param name="PerDay">Waybills that one caller may come to see in a day by recording events off their ways.</param>
public sealed record OffWayLimit(int PerDay = OffWayLimit.Default)
{
    public const int Default = 300;
}

/// <summary>
/// Counts by caller and company day the waybills that a caller came to see only by recording an event off their way, which is what
/// somebody does who guesses numbers. Events are recorded whatever the count; beyond the limit the caller sees none of these waybills for
/// the rest of the day, and an operator is told. Counted on this node, from its start.
/// </summary>
public sealed partial class OffWaySightings(
    OffWayLimit limit, Company company, TimeProvider clock, Telemetry telemetry, ILogger<OffWaySightings> logger)
{
    private readonly Lock changing = new();
    private readonly Dictionary<string, int> counts = [];
    private DateOnly day;

    /// <summary>Whether the caller is over today's limit.</summary>
    public bool IsOver(string subject)
    {
        lock (changing) return Today().GetValueOrDefault(subject) > limit.PerDay;
    }

    /// <summary>Counts the waybill if what the author recorded is all that lets the author see it.</summary>
    /// <param name="author">Null when the service itself records.</param>
    public void Count(Author? author, Waybill before, Waybill after)
    {
        // The route is looked at first, because it decides nearly always, and the whole history is read for the rest.
        if (author?.Scope is not { Stations: { } stations } scope || after.Received is not { } received
            || stations.Any(received.IsOnLane)) return;
        var anywhere = scope with { OnWayOnly = false };
        if (anywhere.Of(after.History) != Disclosure.Masked || anywhere.Of(before.History) == Disclosure.Masked) return;
        int count;
        lock (changing) count = Today()[author.Caller.Subject] = Today().GetValueOrDefault(author.Caller.Subject) + 1;
        telemetry.CountOffWaySighting(count > limit.PerDay);
        if (count == limit.PerDay + 1) LogOver(author.Caller.Subject, limit.PerDay);
    }

    // Yesterday's counts are forgotten with the first call of a day.
    private Dictionary<string, int> Today()
    {
        var today = company.Day(clock.GetUtcNow());
        if (day != today) counts.Clear();
        day = today;
        return counts;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Subject} came to see more than {Limit} waybills today by recording events off "
        + "their ways, and is shown none of them until tomorrow. Does this caller guess numbers?")]
    private partial void LogOver(string subject, int limit);
}
