using OrderTracking.Application.Codec;
using OrderTracking.Application.Diagnostics;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reference;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

/// <summary>All the reference events posted together are in the log, now or since earlier.</summary>
public sealed record ReferenceRecorded(IReadOnlyList<(string Stream, RecordedEvent<DomainEvent> Entry, bool IsNew)> Events) : Outcome
{
    public bool AnyNew => Events.Any(item => item.IsNew);
}

/// <summary>Records reference events: all that are posted together or none, over however many streams.</summary>
public sealed class ReferenceRecorder(
    IEventLog log, ReferenceDataCache data, LogEpoch epoch, Company company, Telemetry telemetry, TimeProvider clock)
{
    public async Task<Outcome> Record(IReadOnlyList<SubmittedReferenceEvent> submittedEvents, CancellationToken cancellationToken) =>
        telemetry.CountOutcome("reference", await Decide(submittedEvents, cancellationToken));

    private async Task<Outcome> Decide(IReadOnlyList<SubmittedReferenceEvent> submittedEvents, CancellationToken cancellationToken)
    {
        while (true)
        {
            var decidedIn = epoch.Current;
            var reference = await data.Refresh(cancellationToken);
            var (reused, fresh) = Split(reference, submittedEvents);
            if (reused is { } index) return new IdReused(index, submittedEvents[index].Id);
            if (fresh.Count == 0)
            {
                if (await log.Confirm(decidedIn, cancellationToken)) return Answer(reference, submittedEvents, reference.Position);
                continue;
            }

            if (ReferenceRules.Decide(reference, fresh, company, clock.GetUtcNow()) is Refusal refusal)
                return new RefusedByRule(refusal with { Index = IndexOf(submittedEvents, fresh[refusal.Index]) });
            var appends = new List<StreamAppend>();
            foreach (var group in fresh.GroupBy(submitted => submitted.Stream))
                appends.Add(new(
                    group.Key, await data.VersionOf(reference, group.Key, cancellationToken),
                    [.. group.Select(submitted => new NewEvent(submitted.Id, submitted.Event, Correlation: submitted.Correlation,
                        Sender: submitted.Sender))]));
            var appended = await log.Append(appends, cancellationToken);
            if (appended.Status == AppendStatus.Appended)
                return Answer(await data.Refresh(cancellationToken), submittedEvents, appended.FirstPosition - 1);
            if (appended.Status == AppendStatus.IdTaken && await TakenElsewhere(submittedEvents, cancellationToken) is { } taken)
                return taken;
        }
    }

    private static ReferenceRecorded Answer(Domain.Reference.ReferenceSnapshot reference,
        IReadOnlyList<SubmittedReferenceEvent> submittedEvents, long known) =>
        new([.. submittedEvents.Select(submitted => reference.Find(submitted.Id)!.Value)
            .Select(found => (found.Stream, found.Entry, found.Entry.Position > known))]);

    // Only the event id deduplicates, as with waybills.
    private static (int? Reused, IReadOnlyList<SubmittedReferenceEvent> Fresh) Split(
        Domain.Reference.ReferenceSnapshot reference, IReadOnlyList<SubmittedReferenceEvent> submittedEvents)
    {
        var fresh = new Dictionary<Guid, SubmittedReferenceEvent>();
        for (var i = 0; i < submittedEvents.Count; i++)
        {
            var known = reference.Find(submittedEvents[i].Id)?.Entry.Event ?? fresh.GetValueOrDefault(submittedEvents[i].Id)?.Event;
            if (known is not null && !EventCodec.SameContent(known, submittedEvents[i].Event)) return (i, []);
            if (known is null) fresh.Add(submittedEvents[i].Id, submittedEvents[i]);
        }
        return (null, [.. fresh.Values]);
    }

    // The id is in the log but in no snapshot: a waybill has it, or an event that was set aside.
    private async Task<IdReused?> TakenElsewhere(
        IReadOnlyList<SubmittedReferenceEvent> submittedEvents, CancellationToken cancellationToken)
    {
        var streams = await log.Find([.. submittedEvents.Select(submitted => submitted.Id)], cancellationToken);
        var reference = await data.Refresh(cancellationToken);
        for (var i = 0; i < submittedEvents.Count; i++)
            if (streams.ContainsKey(submittedEvents[i].Id) && reference.Find(submittedEvents[i].Id) is null)
                return new(i, submittedEvents[i].Id);
        return null;
    }

    private static int IndexOf(IReadOnlyList<SubmittedReferenceEvent> submittedEvents, SubmittedReferenceEvent submitted)
    {
        for (var i = 0; i < submittedEvents.Count; i++)
            if (ReferenceEquals(submittedEvents[i], submitted)) return i;
        return 0;
    }
}
