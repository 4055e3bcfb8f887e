using OrderTracking.Application.Access;
using OrderTracking.Application.Diagnostics;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reference;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Rules;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

/// <summary>Records events of one waybill: what its rules accept is appended at the version they were decided on.</summary>
public sealed class Recorder(
    IEventLog log, WaybillCache cache, LogEpoch epoch, WaybillReader reader, WaybillTurns turns, HeldLineReleaser releaser,
    ReferenceDataCache reference, Company company, OffWaySightings offWay, Telemetry telemetry, TimeProvider clock)
{
    /// <param name="expectedVersion">The version that the sender requires (If-Match); null when any will do.</param>
    public async Task<Outcome> Record(Author author, string number, IReadOnlyList<SubmittedEvent> submittedEvents, long? expectedVersion,
        CancellationToken cancellationToken)
    {
        try
        {
            Outcome outcome;
            bool isReceived;
            using (await turns.Take(number, cancellationToken))
                (outcome, isReceived) = await Decide(author, number, submittedEvents, expectedVersion, cancellationToken);
            if (isReceived) await releaser.Release([number], cancellationToken);
            return telemetry.CountOutcome("single", outcome);
        }
        catch (UnreadableEventException fault) when (fault.First.Stream == number)
        {
            return Unreadable(author, fault.Streams[0], submittedEvents);
        }
    }

    /// <returns>Also whether the waybill is received by this, so that lines held for it are to be released.</returns>
    private async ValueTask<(Outcome, bool IsReceived)> Decide(Author author, string number, IReadOnlyList<SubmittedEvent> submittedEvents,
        long? expectedVersion, CancellationToken cancellationToken)
    {
        var decidedIn = epoch.Current;
        var waybill = cache.Find(number);
        var isFresh = waybill is null;
        waybill ??= await reader.Fresh(number, null, cancellationToken);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            IReadOnlyDictionary<Guid, string>? taken = null;
            var (outcome, newEvents) = Judge(author, waybill, submittedEvents, expectedVersion, await reference.Now(cancellationToken));
            if (newEvents is null)
            {
                // Events found in the log stay there while its epoch does, so a cached state will do, once it is sure that they are
                // replicated; but a refusal must not rest on a cached state.
                if (outcome is EventsRecorded ? await log.Confirm(decidedIn, cancellationToken) : isFresh)
                    return (HideUnseen(author, waybill, outcome!), false);
            }
            else
            {
                var appended = await log.Append([new(number, waybill.History.Version, newEvents)], cancellationToken);
                if (appended.Status == AppendStatus.Appended)
                {
                    var after = WaybillAfterAppend.After(waybill, newEvents, appended);
                    cache.Keep(after, decidedIn);
                    offWay.Count(author, waybill, after);
                    return (Answer(after, submittedEvents, entry => entry.Position >= appended.FirstPosition),
                        waybill.Received is null && after.Received is not null);
                }
                // Whoever of this node appended meanwhile has cached what it is now.
                if (appended.Status == AppendStatus.Conflict && decidedIn == epoch.Current && cache.Find(number) is { } kept
                    && kept.History.Version > waybill.History.Version)
                {
                    (waybill, isFresh) = (kept, false);
                    continue;
                }
                if (appended.Status == AppendStatus.IdTaken)
                    taken = await log.Find([.. newEvents.Select(entry => entry.Id)], cancellationToken);
            }
            // The taken ids were looked up before the waybill is read again, so one of its own would be in its history now, unless set
            // aside.
            var known = decidedIn == epoch.Current ? waybill : null;
            decidedIn = epoch.Current;
            waybill = await reader.Fresh(number, known, cancellationToken);
            isFresh = true;
            if (taken is not null && FirstTaken(waybill, newEvents!, taken) is { } id)
                return (HideUnseen(author, waybill, new IdReused(IndexOf(submittedEvents, id), id)), false);
        }
    }

    private static Guid? FirstTaken(Waybill waybill, IReadOnlyList<NewEvent> newEvents, IReadOnlyDictionary<Guid, string> taken)
    {
        foreach (var entry in newEvents)
            if (taken.ContainsKey(entry.Id) && waybill.Find(entry.Id) is null) return entry.Id;
        return null;
    }

    private static Outcome Unreadable(Author author, UnreadableHistory stream, IReadOnlyList<SubmittedEvent> submittedEvents)
    {
        var readable = Waybill.Of(stream.Readable);
        if (author.Check(readable, submittedEvents) is { } notHis) return HideUnseen(author, readable, new RefusedByRule(notHis));
        return author.MaySeeUnreadable(readable, submittedEvents) ? new WaybillUnreadable(stream.First) : new RefusedByRule(Author.Unknown);
    }

    private static Outcome HideUnseen(Author author, Waybill waybill, Outcome outcome)
    {
        var (code, index) = outcome switch
        {
            RefusedByRule refused => (refused.Refusal.Code, refused.Refusal.Index),
            IdReused reused => (RefusalCodes.IdReused, reused.Index),
            _ => ("", 0),
        };
        return outcome is EventsRecorded || author.MaySeeRefusal(waybill, code)
            ? outcome : new RefusedByRule(Author.Unknown with { Index = index });
    }

    private (Outcome?, IReadOnlyList<NewEvent>?) Judge(
        Author author, Waybill waybill, IReadOnlyList<SubmittedEvent> submittedEvents, long? expectedVersion,
        Domain.Reference.ReferenceSnapshot known)
    {
        if (author.Check(waybill, submittedEvents) is { } notHis) return (new RefusedByRule(notHis), null);
        var (reused, fresh) = Deduplication.Split(waybill, submittedEvents);
        if (reused is { } index) return (new IdReused(index, submittedEvents[index].Id), null);
        if (fresh.Count == 0) return (Answer(waybill, submittedEvents, _ => false), null);
        if (expectedVersion is { } expected && expected != waybill.History.Version)
            return (new VersionMismatch(waybill.History.Version), null);
        return WaybillRules.Decide(waybill, fresh, known, company, clock.GetUtcNow()) switch
        {
            Accepted accepted => (null, accepted.Events),
            Refusal refusal => (new RefusedByRule(refusal with { Index = IndexOf(submittedEvents, fresh[refusal.Index].Id) }), null),
            _ => throw new InvalidOperationException("A decision is an acceptance or a refusal."),
        };
    }

    private static EventsRecorded Answer(Waybill waybill, IReadOnlyList<SubmittedEvent> submittedEvents,
        Func<RecordedEvent<WaybillEvent>, bool> isNew)
    {
        var events = submittedEvents.Select(submitted => waybill.Find(submitted.Id)!).Select(entry => (entry, isNew(entry))).ToArray();
        var last = Deduplication.LastOf(waybill.History, events.Max(item => item.entry.Version));
        return new(waybill.History.Waybill, last.Version, last.Position, events)
        {
            Gaps = submittedEvents.Any(submitted => submitted.Event is Received or OrderAmended)
                ? waybill.History.Gaps?.Fields ?? [] : [],
        };
    }

    private static int IndexOf(IReadOnlyList<SubmittedEvent> submittedEvents, Guid id)
    {
        for (var i = 0; i < submittedEvents.Count; i++)
            if (submittedEvents[i].Id == id) return i;
        return 0;
    }
}
