using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reference;
using OrderTracking.Application.Signals;
using OrderTracking.Domain;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

/// <summary>Records facts of one waybill: what its rules accept is appended at the version they were decided on.</summary>
public sealed class Recorder(
    IEventLog log, WaybillCache cache, WaybillReader reader, Releasing releasing, ReferenceData reference, Company company, ServiceSignals signals, TimeProvider clock)
{
    /// <param name="expectedVersion">The version the sender has seen, when he insists on it.</param>
    public async Task<Outcome> Record(Author author, string number, IReadOnlyList<Fact> facts, long? expectedVersion, CancellationToken cancellation) =>
        signals.Told("single", await Decide(author, number, facts, expectedVersion, cancellation));

    private async ValueTask<Outcome> Decide(Author author, string number, IReadOnlyList<Fact> facts, long? expectedVersion, CancellationToken cancellation)
    {
        var waybill = cache.Find(number);
        var isFresh = waybill is null;
        waybill ??= await reader.Fresh(number, cancellation);
        while (true)
        {
            var (outcome, decided) = Judge(author, waybill, facts, expectedVersion, await reference.Now(cancellation));
            if (decided is null)
            {
                // What is in the log stays there; but a refusal must not rest on what this node saw some time ago.
                if (outcome is InLog || isFresh) return Told(author, waybill, outcome!);
            }
            else
            {
                var appended = await log.Append([new(number, waybill.History.Version, decided)], cancellation);
                if (appended.Status == AppendStatus.Appended) return await Complete(waybill, facts, decided, appended, cancellation);
                if (appended.Status == AppendStatus.IdTaken && await TakenElsewhere(number, facts, cancellation) is { } reused) return Told(author, waybill, reused);
            }
            waybill = await reader.Fresh(number, cancellation);
            isFresh = true;
        }
    }

    private static Outcome Told(Author author, Waybill waybill, Outcome outcome)
    {
        var (code, index) = outcome switch
        {
            RefusedByRule refused => (refused.Refusal.Code, refused.Refusal.Index),
            IdReused reused => (RefusalCodes.IdReused, reused.Index),
            _ => ("", 0),
        };
        return outcome is InLog || author.MayHear(waybill, code) ? outcome : new RefusedByRule(Author.Unknown with { Index = index });
    }

    private (Outcome?, IReadOnlyList<Decided>?) Judge(
        Author author, Waybill waybill, IReadOnlyList<Fact> facts, long? expectedVersion, Domain.Reference.Reference known)
    {
        if (author.Check(waybill, facts) is { } notHis) return (new RefusedByRule(notHis), null);
        var (reused, fresh) = Deduplication.Split(waybill, facts);
        if (reused is { } index) return (new IdReused(index, facts[index].Id), null);
        if (fresh.Count == 0) return (Answer(waybill, facts, _ => false), null);
        if (expectedVersion is { } expected && expected != waybill.History.Version) return (new VersionIsOther(waybill.History.Version), null);
        return WaybillRules.Decide(waybill, fresh, known, company, clock.GetUtcNow()) switch
        {
            Accepted accepted => (null, accepted.Events),
            Refusal refusal => (new RefusedByRule(refusal with { Index = IndexOf(facts, fresh[refusal.Index].Id) }), null),
            _ => throw new InvalidOperationException("A decision is an acceptance or a refusal."),
        };
    }

    private async Task<Outcome> Complete(
        Waybill waybill, IReadOnlyList<Fact> facts, IReadOnlyList<Decided> decided, AppendResult appended, CancellationToken cancellation)
    {
        var after = Recording.After(waybill, decided, appended);
        cache.Keep(after);
        if (waybill.Received is null && after.Received is not null) await releasing.Release([after.History.Waybill], cancellation);
        return Answer(after, facts, entry => entry.Position >= appended.FirstPosition);
    }

    private static InLog Answer(Waybill waybill, IReadOnlyList<Fact> facts, Func<Recorded<WaybillEvent>, bool> isNew)
    {
        var events = facts.Select(fact => waybill.Find(fact.Id)!).Select(entry => (entry, isNew(entry))).ToArray();
        var last = Deduplication.LastOf(waybill.History, events.Max(item => item.entry.Version));
        return new(waybill.History.Waybill, last.Version, last.Position, events);
    }

    private async Task<IdReused?> TakenElsewhere(string number, IReadOnlyList<Fact> facts, CancellationToken cancellation)
    {
        var streams = await log.Find([.. facts.Select(fact => fact.Id)], cancellation);
        for (var i = 0; i < facts.Count; i++)
            if (streams.TryGetValue(facts[i].Id, out var stream) && stream != number) return new(i, facts[i].Id);
        return null;
    }

    private static int IndexOf(IReadOnlyList<Fact> facts, Guid id)
    {
        for (var i = 0; i < facts.Count; i++)
            if (facts[i].Id == id) return i;
        return 0;
    }
}
