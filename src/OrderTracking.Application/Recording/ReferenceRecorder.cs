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
        List<Guid> ids = [.. submittedEvents.Select(submitted => submitted.Id)];
        while (true)
        {
            var decidedIn = epoch.Current;
            var reference = await data.Refresh(cancellationToken);
            var (reused, fresh) = SubmittedIds.Split(
                submittedEvents, submitted => (submitted.Id, submitted.Event), id => reference.Find(id)?.Entry.Event);
            if (reused is { } index) return new IdReused(index, submittedEvents[index].Id);
            if (fresh.Count == 0)
            {
                if (await log.Confirm(decidedIn, cancellationToken)) return Answer(reference, submittedEvents, reference.Position);
                continue;
            }

            if (ReferenceRules.Decide(reference, fresh, company, clock.GetUtcNow()) is Refusal refusal)
                return new RefusedByRule(refusal with { Index = ids.IndexOf(fresh[refusal.Index].Id) });
            var appends = new List<StreamAppend>();
            foreach (var group in fresh.GroupBy(submitted => submitted.Stream))
                appends.Add(new(
                    group.Key, await data.VersionOf(reference, group.Key, cancellationToken),
                    [.. group.Select(submitted => new NewEvent(submitted.Id, submitted.Event, Correlation: submitted.Correlation,
                        Sender: submitted.Sender))]));
            var appended = await log.Append(appends, cancellationToken);
            if (appended.Status == AppendStatus.Appended)
                return Answer(await data.Refresh(cancellationToken), submittedEvents, appended.FirstPosition - 1);
            if (appended.Status != AppendStatus.IdTaken) continue;
            var taken = await log.Find(ids, cancellationToken);
            reference = await data.Refresh(cancellationToken);
            if (SubmittedIds.TakenElsewhere(ids, taken, id => reference.Find(id)?.Entry.Event) is { } elsewhere) return elsewhere;
        }
    }

    private static ReferenceRecorded Answer(Domain.Reference.ReferenceSnapshot reference,
        IReadOnlyList<SubmittedReferenceEvent> submittedEvents, long known) =>
        new([.. submittedEvents.Select(submitted => reference.Find(submitted.Id)!.Value)
            .Select(found => (found.Stream, found.Entry, found.Entry.Position > known))]);
}
