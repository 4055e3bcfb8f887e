using OrderTracking.Application.Diagnostics;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

/// <summary>The result of posting events for one waybill.</summary>
public abstract record Outcome;

/// <summary>The events are in the log, now or since earlier.</summary>
/// <param name="Events">The recorded events in the order they were posted, and whether each is new.</param>
/// <param name="Version">The stream's version after them and the events derived from them.</param>
public sealed record EventsRecorded(string Waybill, long Version, long Position,
    IReadOnlyList<(RecordedEvent<WaybillEvent> Entry, bool IsNew)> Events) : Outcome
{
    /// <summary>What the order lacks, where an order or an amendment was posted; empty when it lacks nothing.</summary>
    public IReadOnlyList<OrderField> Gaps { get; init; } = [];

    public bool AnyNew => Events.Any(item => item.IsNew);
}

/// <summary>A rule refuses them.</summary>
public sealed record RefusedByRule(Refusal Refusal) : Outcome;

/// <summary>The id of an event was already used for other content, or elsewhere.</summary>
public sealed record IdReused(int Index, Guid Id) : Outcome;

/// <summary>The waybill holds an event that cannot be read: nothing can be decided on it.</summary>
public sealed record WaybillUnreadable(UnreadableEvent Event) : Outcome;

/// <summary>The stream is not at the version the sender asked for.</summary>
public sealed record VersionMismatch(long Version) : Outcome;

/// <summary>Counts outcomes as metrics, and hands them on.</summary>
internal static class OutcomeCounts
{
    /// <summary>Of events posted for one waybill, or of reference data.</summary>
    public static Outcome CountOutcome(this Telemetry telemetry, string route, Outcome outcome)
    {
        telemetry.CountIngested(route, outcome switch
        {
            EventsRecorded recorded => recorded.Events.Count(item => item.IsNew),
            CaseRecorded recorded => recorded.Events.Count(item => item.IsNew),
            ReferenceRecorded recorded => recorded.Events.Count(item => item.IsNew),
            _ => 0,
        });
        return outcome;
    }

    public static BatchResult CountOutcome(this Telemetry telemetry, BatchResult batch)
    {
        telemetry.CountIngested("batch", batch.Accepted);
        foreach (var codes in batch.Results.Where(line => line.Status is LineStatus.Refused or LineStatus.Held)
            .CountBy(line => line.Code!))
            telemetry.CountRefusal(codes.Key, codes.Value);
        return batch;
    }
}
