using Marten;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Diagnostics;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Views;
using OrderTracking.Marten.Log;
using Wolverine;
using Wolverine.Attributes;

namespace OrderTracking.Marten.Messages;

/// <summary>One of the waybill's standards falls due: it is then looked at, and what is not known to be kept is said to be missed.</summary>
/// <param name="At">When to look, by the machine's clock.</param>
[ScheduledForItsTime]
public sealed record DeadlineDue(string Waybill, DateTimeOffset At);

/// <summary>Delivers a message when its time has come, however it is published.</summary>
internal sealed class ScheduledForItsTimeAttribute : ModifyEnvelopeAttribute
{
    public override void Modify(Envelope envelope)
    {
        if (envelope.Message is DeadlineDue due) envelope.ScheduledTime = due.At;
    }
}

/// <summary>Decides on the stream itself. The events, the end of the message and the next one are one transaction.</summary>
public static class DeadlineDueHandler
{
    public static async Task<DeadlineDue?> Handle(
        DeadlineDue due, IDocumentSession session, IEventLog log, Company company, Telemetry telemetry, TimeProvider clock, CancellationToken cancellationToken)
    {
        // Marten's aggregate leaves out what was set aside and then takes an earlier event for the stream's last, at whose version nothing can be appended.
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

    /// <summary>A time of the service's clock, which need not be the machine's, as the machine's clock will show it.</summary>
    internal static DateTimeOffset ByTheMachinesClock(this DateTimeOffset time, TimeProvider clock) =>
        clock == TimeProvider.System ? time : TimeProvider.System.GetUtcNow() + (time - clock.GetUtcNow());
}
