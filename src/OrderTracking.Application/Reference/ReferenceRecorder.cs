using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Recording;
using OrderTracking.Application.Signals;
using OrderTracking.Domain;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Reference;

/// <summary>Everything posted together is laid down, now or since earlier.</summary>
public sealed record ReferenceRecorded(IReadOnlyList<(string Stream, RecordedEvent<DomainEvent> Entry, bool IsNew)> Events) : Outcome
{
    public bool AnyNew => Events.Any(item => item.IsNew);
}

/// <summary>Records reference data: all that is posted together or nothing, over however many streams.</summary>
public sealed class ReferenceRecorder(IEventLog log, ReferenceDataCache data, Company company, Telemetry signals, TimeProvider clock)
{
    public async Task<Outcome> Record(IReadOnlyList<SubmittedReferenceEvent> facts, CancellationToken cancellation) =>
        signals.CountOutcome("reference", await Decide(facts, cancellation));

    private async Task<Outcome> Decide(IReadOnlyList<SubmittedReferenceEvent> facts, CancellationToken cancellation)
    {
        while (true)
        {
            var reference = await data.Refresh(cancellation);
            var (reused, fresh) = Split(reference, facts);
            if (reused is { } index) return new IdReused(index, facts[index].Id);
            if (fresh.Count == 0) return Answer(reference, facts, reference.Position);

            if (ReferenceRules.Decide(reference, fresh, company, clock.GetUtcNow()) is Refusal refusal)
                return new RefusedByRule(refusal with { Index = IndexOf(facts, fresh[refusal.Index]) });
            var appends = new List<StreamAppend>();
            foreach (var group in fresh.GroupBy(fact => fact.Stream))
                appends.Add(new(
                    group.Key, await data.VersionOf(reference, group.Key, cancellation),
                    [.. group.Select(fact => new NewEvent(fact.Id, fact.Event, Correlation: fact.Correlation, Sender: fact.Sender))]));
            var appended = await log.Append(appends, cancellation);
            if (appended.Status == AppendStatus.Appended) return Answer(await data.Refresh(cancellation), facts, appended.FirstPosition - 1);
            if (appended.Status == AppendStatus.IdTaken && await TakenElsewhere(facts, cancellation) is { } taken) return taken;
        }
    }

    private static ReferenceRecorded Answer(Domain.Reference.ReferenceSnapshot reference, IReadOnlyList<SubmittedReferenceEvent> facts, long known) =>
        new([.. facts.Select(fact => reference.Find(fact.Id)!.Value).Select(found => (found.Stream, found.Entry, found.Entry.Position > known))]);

    // Only the event id deduplicates, as with waybills.
    private static (int? Reused, IReadOnlyList<SubmittedReferenceEvent> Fresh) Split(Domain.Reference.ReferenceSnapshot reference, IReadOnlyList<SubmittedReferenceEvent> facts)
    {
        var fresh = new Dictionary<Guid, SubmittedReferenceEvent>();
        for (var i = 0; i < facts.Count; i++)
        {
            var known = reference.Find(facts[i].Id)?.Entry.Event ?? fresh.GetValueOrDefault(facts[i].Id)?.Event;
            if (known is not null && !EventCodec.SameContent(known, facts[i].Event)) return (i, []);
            if (known is null) fresh.Add(facts[i].Id, facts[i]);
        }
        return (null, [.. fresh.Values]);
    }

    // In the log and not laid down: a waybill has it, or what was set aside.
    private async Task<IdReused?> TakenElsewhere(IReadOnlyList<SubmittedReferenceEvent> facts, CancellationToken cancellation)
    {
        var streams = await log.Find([.. facts.Select(fact => fact.Id)], cancellation);
        var reference = await data.Refresh(cancellation);
        for (var i = 0; i < facts.Count; i++)
            if (streams.ContainsKey(facts[i].Id) && reference.Find(facts[i].Id) is null) return new(i, facts[i].Id);
        return null;
    }

    private static int IndexOf(IReadOnlyList<SubmittedReferenceEvent> facts, SubmittedReferenceEvent fact)
    {
        for (var i = 0; i < facts.Count; i++)
            if (ReferenceEquals(facts[i], fact)) return i;
        return 0;
    }
}
