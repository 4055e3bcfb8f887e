using Marten;
using OrderTracking.Application.Diagnostics;
using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Projections;
using OrderTracking.Marten.Log;
using Wolverine;
using Wolverine.Attributes;

namespace OrderTracking.Marten.Messages;

/// <summary>A deadline of the waybill falls due: if nothing known keeps it, DeadlineMissed is recorded.</summary>
/// <param name="At">When to handle it, by the machine's clock.</param>
[ScheduledForItsTime]
public sealed record DeadlineDue(string Waybill, DateTimeOffset At);

/// <summary>Delivers a message at the time that it names, however it is published.</summary>
internal sealed class ScheduledForItsTimeAttribute : ModifyEnvelopeAttribute
{
    public override void Modify(Envelope envelope)
    {
        if (envelope.Message is DeadlineDue due) envelope.ScheduledTime = due.At;
    }
}

/// <summary>Decides on the stream itself. The events, the end of this message and the next message are one transaction.</summary>
public static class DeadlineDueHandler
{
    public static async Task<DeadlineDue?> Handle(
        DeadlineDue due, IDocumentSession session, IEventLog log, Company company, Telemetry telemetry, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        // Not by Marten's aggregate: it leaves out events set aside, and takes an earlier version for the stream's: an append would fail.
        var history = (await log.Read([due.Waybill], cancellationToken))[0];
        var now = clock.GetUtcNow();
        var missed = MissedDeadlines.Of(history, company, now);
        if (missed.Count > 0)
        {
            session.AppendOnSave(new(due.Waybill, history.Version, missed));
            telemetry.RecordDeadlineLag(missed, now);
        }
        var next = AllViews.Deadlines.Rows(history, company)
            .Where(row => row.IsToBeRaised() && row.DueAt >= now).Select(row => (DateTimeOffset?)row.DueAt).Min();
        return next is { } at ? due with { At = at.ByTheMachinesClock(clock) } : null;
    }

    /// <summary>Converts a time of the service's clock, which a test may have set, to the machine's clock.</summary>
    internal static DateTimeOffset ByTheMachinesClock(this DateTimeOffset time, TimeProvider clock) =>
        clock == TimeProvider.System ? time : TimeProvider.System.GetUtcNow() + (time - clock.GetUtcNow());
}
