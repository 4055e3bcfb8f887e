using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reference;
using OrderTracking.Application.Signals;
using OrderTracking.Domain;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

/// <summary>Records facts of one waybill: what its rules accept is appended at the version they were decided on.</summary>
public sealed class Recorder(
    IEventLog log, WaybillCache cache, WaybillReader reader, HeldLineReleaser releasing, ReferenceDataCache reference, Company company, Telemetry signals, TimeProvider clock)
{
    /// <param name="expectedVersion">The version the sender has seen, when he insists on it.</param>
    public async Task<Outcome> Record(Author author, string number, IReadOnlyList<SubmittedEvent> facts, long? expectedVersion, CancellationToken cancellation)
    {
        try
        {
            return signals.CountOutcome("single", await Decide(author, number, facts, expectedVersion, cancellation));
        }
        catch (UnreadableEventException fault) when (fault.First.Stream == number)
        {
            return Unreadable(author, fault.Streams[0], facts);
        }
    }

    private async ValueTask<Outcome> Decide(Author author, string number, IReadOnlyList<SubmittedEvent> facts, long? expectedVersion, CancellationToken cancellation)
    {
        var waybill = cache.Find(number);
        var isFresh = waybill is null;
        waybill ??= await reader.Fresh(number, cancellation);
        while (true)
        {
            IReadOnlyDictionary<Guid, string>? taken = null;
            var (outcome, decided) = Judge(author, waybill, facts, expectedVersion, await reference.Now(cancellation));
            if (decided is null)
            {
                // What is in the log stays there; but a refusal must not rest on what this node saw some time ago.
                if (outcome is EventsRecorded || isFresh) return HideUnseen(author, waybill, outcome!);
            }
            else
            {
                var appended = await log.Append([new(number, waybill.History.Version, decided)], cancellation);
                if (appended.Status == AppendStatus.Appended) return await Complete(waybill, facts, decided, appended, cancellation);
                if (appended.Status == AppendStatus.IdTaken) taken = await log.Find([.. decided.Select(entry => entry.Id)], cancellation);
            }
            // Looked for before the waybill is read again: what was in its stream by then is there now, unless it was set aside.
            waybill = await reader.Fresh(number, cancellation);
            isFresh = true;
            if (taken is not null && FirstTaken(waybill, decided!, taken) is { } id) return HideUnseen(author, waybill, new IdReused(IndexOf(facts, id), id));
        }
    }

    private static Guid? FirstTaken(Waybill waybill, IReadOnlyList<NewEvent> decided, IReadOnlyDictionary<Guid, string> taken)
    {
        foreach (var entry in decided)
            if (taken.ContainsKey(entry.Id) && waybill.Find(entry.Id) is null) return entry.Id;
        return null;
    }

    private static Outcome Unreadable(Author author, UnreadableHistory stream, IReadOnlyList<SubmittedEvent> facts)
    {
        var readable = Waybill.Of(stream.Readable);
        if (author.Check(readable, facts) is { } notHis) return HideUnseen(author, readable, new RefusedByRule(notHis));
        return author.MaySeeUnreadable(readable, facts) ? new WaybillUnreadable(stream.First) : new RefusedByRule(Author.Unknown);
    }

    private static Outcome HideUnseen(Author author, Waybill waybill, Outcome outcome)
    {
        var (code, index) = outcome switch
        {
            RefusedByRule refused => (refused.Refusal.Code, refused.Refusal.Index),
            IdReused reused => (RefusalCodes.IdReused, reused.Index),
            _ => ("", 0),
        };
        return outcome is EventsRecorded || author.MaySeeRefusal(waybill, code) ? outcome : new RefusedByRule(Author.Unknown with { Index = index });
    }

    private (Outcome?, IReadOnlyList<NewEvent>?) Judge(
        Author author, Waybill waybill, IReadOnlyList<SubmittedEvent> facts, long? expectedVersion, Domain.Reference.ReferenceSnapshot known)
    {
        if (author.Check(waybill, facts) is { } notHis) return (new RefusedByRule(notHis), null);
        var (reused, fresh) = Deduplication.Split(waybill, facts);
        if (reused is { } index) return (new IdReused(index, facts[index].Id), null);
        if (fresh.Count == 0) return (Answer(waybill, facts, _ => false), null);
        if (expectedVersion is { } expected && expected != waybill.History.Version) return (new VersionMismatch(waybill.History.Version), null);
        return WaybillRules.Decide(waybill, fresh, known, company, clock.GetUtcNow()) switch
        {
            Accepted accepted => (null, accepted.Events),
            Refusal refusal => (new RefusedByRule(refusal with { Index = IndexOf(facts, fresh[refusal.Index].Id) }), null),
            _ => throw new InvalidOperationException("A decision is an acceptance or a refusal."),
        };
    }

    private async Task<Outcome> Complete(
        Waybill waybill, IReadOnlyList<SubmittedEvent> facts, IReadOnlyList<NewEvent> decided, AppendResult appended, CancellationToken cancellation)
    {
        var after = RecordedWaybill.After(waybill, decided, appended);
        cache.Keep(after);
        if (waybill.Received is null && after.Received is not null) await releasing.Release([after.History.Waybill], cancellation);
        return Answer(after, facts, entry => entry.Position >= appended.FirstPosition);
    }

    private static EventsRecorded Answer(Waybill waybill, IReadOnlyList<SubmittedEvent> facts, Func<RecordedEvent<WaybillEvent>, bool> isNew)
    {
        var events = facts.Select(fact => waybill.Find(fact.Id)!).Select(entry => (entry, isNew(entry))).ToArray();
        var last = Deduplication.LastOf(waybill.History, events.Max(item => item.entry.Version));
        return new(waybill.History.Waybill, last.Version, last.Position, events);
    }

    private static int IndexOf(IReadOnlyList<SubmittedEvent> facts, Guid id)
    {
        for (var i = 0; i < facts.Count; i++)
            if (facts[i].Id == id) return i;
        return 0;
    }
}
