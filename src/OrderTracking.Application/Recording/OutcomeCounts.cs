using OrderTracking.Application.Diagnostics;

namespace OrderTracking.Application.Recording;

/// <summary>Counts outcomes as metrics, and hands them on.</summary>
internal static class OutcomeCounts
{
    /// <summary>Of events posted for one waybill, or of reference data.</summary>
    public static Outcome CountOutcome(this Telemetry telemetry, string route, Outcome outcome)
    {
        telemetry.CountIngested(route, outcome switch
        {
            EventsRecorded recorded => recorded.Events.Count(item => item.IsNew),
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
