using OrderTracking.Application.Access;
using OrderTracking.Application.Diagnostics;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reference;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

/// <summary>The events are in the case's stream, now or since earlier.</summary>
/// <param name="Version">The stream's version after them and the steps that began with them.</param>
/// <param name="Position">Of the last event that was recorded with them, in whatever stream.</param>
public sealed record CaseRecorded(
    string Number, long Version, long Position, IReadOnlyList<(RecordedEvent<DomainEvent> Entry, bool IsNew)> Events) : Outcome
{
    public bool AnyNew => Events.Any(item => item.IsNew);
}

/// <summary>
/// Records events of one case, and what they say of its waybills in those waybills' streams: all of it or nothing. There are few of them,
/// so a case is read from the log each time.
/// </summary>
public sealed class CaseRecorder(
    IEventLog log, LogEpoch epoch, WaybillReader waybills, ReferenceDataCache reference, Company company, Telemetry telemetry,
    TimeProvider clock)
{
    /// <param name="expectedVersion">The version that the sender requires (If-Match); null when any will do.</param>
    public async Task<Outcome> Record(
        Author author, CaseType type, string number, IReadOnlyList<SubmittedCaseEvent> submittedEvents, long? expectedVersion,
        CancellationToken cancellationToken) =>
        telemetry.CountOutcome("case", await TryRecord(author, type, number, submittedEvents, expectedVersion, cancellationToken));

    /// <summary>The same without counting: a batch counts its lines itself.</summary>
    internal async Task<Outcome> TryRecord(
        Author author, CaseType type, string number, IReadOnlyList<SubmittedCaseEvent> submittedEvents, long? expectedVersion,
        CancellationToken cancellationToken)
    {
        try
        {
            return await Decide(author, type, number, submittedEvents, expectedVersion, cancellationToken);
        }
        catch (UnreadableEventException fault) when (fault.First.IsOfOneStream)
        {
            return new WaybillUnreadable(fault.First);
        }
    }

    private async Task<Outcome> Decide(
        Author author, CaseType type, string number, IReadOnlyList<SubmittedCaseEvent> submittedEvents, long? expectedVersion,
        CancellationToken cancellationToken)
    {
        List<Guid> ids = [.. submittedEvents.Select(submitted => submitted.Id)];
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var decidedIn = epoch.Current;
            var history = await Read(type.Stream(number), cancellationToken);
            if (author.Check(type, history, submittedEvents) is { } notTheirs) return new RefusedByRule(notTheirs);
            var (reused, fresh) = SubmittedIds.Split(
                submittedEvents, submitted => (submitted.Id, submitted.Event), id => history.Find(id)?.Event);
            if (reused is { } index) return new IdReused(index, submittedEvents[index].Id);
            if (fresh.Count == 0)
            {
                if (await log.Confirm(decidedIn, cancellationToken)) return Answer(history, submittedEvents, long.MaxValue, 0);
                continue;
            }
            if (expectedVersion is { } expected && expected != history.Version) return new VersionMismatch(history.Version);
            var named = await Named(author, type, history, fresh, cancellationToken);
            var namedCases = await NamedCases(author, type, fresh, cancellationToken);
            // Those of now, also where another node recorded them: no later event mends the due times that are taken from them.
            var decision = CaseRules.Decide(type, history, fresh, named.GetValueOrDefault, namedCases.GetValueOrDefault,
                await reference.Refresh(cancellationToken), company, clock.GetUtcNow());
            if (decision is Refusal refusal)
                return new RefusedByRule(refusal with { Index = ids.IndexOf(fresh[refusal.Index].Id) });

            var accepted = (CaseAccepted)decision;
            List<StreamAppend> appends = [new(history.Stream, history.Version, accepted.Events)];
            foreach (var said in accepted.OnWaybills.GroupBy(said => said.Waybill, said => said.Event))
                appends.Add(new(
                    said.Key, (named.GetValueOrDefault(said.Key) ?? await waybills.Current(said.Key, cancellationToken)).History.Version,
                    [.. said]));
            foreach (var sent in accepted.ToCases)
            {
                var (append, refused) = appends.Exists(append => append.Stream == sent.Stream)
                    ? (null, new(RefusalCodes.InvalidValue, sent.Field, "a case that no other event of the array says something to"))
                    : await Hear(author, sent, cancellationToken);
                if (refused is not null)
                    return new RefusedByRule(refused with { Index = ids.IndexOf(fresh[sent.Index].Id) });
                if (append is not null) appends.Add(append);
            }
            var appended = await log.Append(appends, cancellationToken);
            if (appended.Status == AppendStatus.Appended)
                return Answer(await Read(history.Stream, cancellationToken), submittedEvents, appended.FirstPosition,
                    appended.FirstPosition + appends.Sum(append => append.Events.Count) - 1);
            if (appended.Status != AppendStatus.IdTaken) continue;
            var taken = await log.Find(ids, cancellationToken);
            history = await Read(history.Stream, cancellationToken);
            if (SubmittedIds.TakenElsewhere(ids, taken, id => history.Find(id)?.Event) is { } elsewhere) return elsewhere;
        }
    }

    // What is said to another case is decided with what is known of that one; the append checks its version as well.
    private async Task<(StreamAppend? Append, Refusal? Refusal)> Hear(
        Author author, SentCaseMessage sent, CancellationToken cancellationToken)
    {
        var other = await Read(sent.Stream, cancellationToken);
        var notTheirs = sent.Message.Source == EventSource.Person
            ? author.Check(sent.Type, other, [new(sent.Message.Id, sent.Message.Event)])
            : other.Version > 0 && author.Scope.Of(other) is null
                ? new(RefusalCodes.UnknownCase, sent.Field, $"the number of a {sent.Type.Kind}") : null;
        if (notTheirs is not null) return (null, notTheirs with { Field = sent.Field });
        var decision = CaseRules.Hear(sent, other, await reference.Refresh(cancellationToken), company, clock.GetUtcNow());
        if (decision is Refusal refusal) return (null, refusal);
        var events = ((CaseAccepted)decision).Events;
        return (events.Count == 0 ? null : new(other.Stream, other.Version, events), null);
    }

    private async Task<CaseHistory> Read(string stream, CancellationToken cancellationToken) =>
        (await log.ReadCases([stream], cancellationToken))[0];

    // The waybills that the events name and their sender may see, and those that the case is about already.
    private async Task<Dictionary<string, Waybill>> Named(
        Author author, CaseType type, CaseHistory history, IReadOnlyList<SubmittedCaseEvent> fresh, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Waybill>();
        foreach (var (number, _) in fresh.Select(submitted => submitted.Event).OfType<CaseEvent>().SelectMany(type.WaybillsOf))
            if (WaybillNumber.Parse(number) == number && !found.ContainsKey(number)
                && await waybills.Current(number, cancellationToken) is var waybill && author.Scope.Includes(waybill.History))
                found.Add(number, waybill);
        foreach (var number in type.Row(history)?.Waybills ?? [])
            if (!found.ContainsKey(number)) found.Add(number, await waybills.Current(number, cancellationToken));
        return found;
    }

    // The cases that the events name and their sender may see.
    private async Task<Dictionary<string, CaseRow>> NamedCases(
        Author author, CaseType type, IReadOnlyList<SubmittedCaseEvent> fresh, CancellationToken cancellationToken)
    {
        List<string> streams =
        [
            .. fresh.Select(submitted => submitted.Event).OfType<CaseEvent>().SelectMany(type.CasesOf).Select(named => named.Stream)
                .Where(CaseStreams.IsCase).Distinct(),
        ];
        if (streams.Count == 0) return [];
        return (await log.ReadCases(streams, cancellationToken)).Where(history => author.Scope.Of(history) is not null)
            .SelectMany(CaseRow.Rows).ToDictionary(row => row.Stream);
    }

    private static CaseRecorded Answer(
        CaseHistory history, IReadOnlyList<SubmittedCaseEvent> submittedEvents, long newFrom, long last)
    {
        var events = submittedEvents.Select(submitted => history.Find(submitted.Id)!)
            .Select(entry => (entry, entry.Position >= newFrom)).ToArray();
        return new(history.Number, history.Version, Math.Max(last, history.Position), events);
    }
}
