using OrderTracking.Application.Ports;
using OrderTracking.Application.Reference;
using OrderTracking.Domain;

namespace OrderTracking.Application.Recording;

/// <summary>
/// Records lines over many waybills. Each waybill is its own append, unless all are to succeed together. A waybill whose stream was
/// appended to meanwhile is read again and its lines decided anew; the others do not wait for it.
/// </summary>
public sealed class ChunkRecorder(IEventLog log, WaybillCache cache, LogEpoch epoch, WaybillReader reader, ReferenceDataCache reference,
    CaseLineRecorder cases, Company company, OffWaySightings offWay, TimeProvider clock)
{
    /// <summary>
    /// Records the lines; those that cannot be read must have been removed before. Those of cases come after those of waybills, because
    /// they name waybills that must have been received, and are recorded one by one: with rollback there may be none.
    /// </summary>
    public async Task<ChunkResult> Record(IReadOnlyList<Line> lines, bool rollback, CancellationToken cancellationToken)
    {
        var ofCases = lines.Where(line => line.Event.Case is not null).ToList();
        if (ofCases.Count == 0) return await RecordOfWaybills(lines, rollback, cancellationToken);
        var recorded = await RecordOfWaybills([.. lines.Where(line => line.Event.Case is null)], rollback, cancellationToken);
        return recorded with { Lines = [.. recorded.Lines, .. await cases.Record(ofCases, cancellationToken)] };
    }

    private async Task<ChunkResult> RecordOfWaybills(IReadOnlyList<Line> lines, bool rollback, CancellationToken cancellationToken)
    {
        while (true)
        {
            var decidedIn = epoch.Current;
            var recorded = await Decide(lines, rollback, cancellationToken);
            // In another epoch all are decided again: what was appended in this one is found there.
            if (recorded.Lines.All(line => line.Status != LineStatus.Duplicate) || await log.Confirm(decidedIn, cancellationToken))
                return recorded;
        }
    }

    /// <summary>What the rules would not accept of these lines as things stand; nothing is recorded or kept.</summary>
    public async Task<IReadOnlyList<LineResult>> Check(IReadOnlyList<Line> lines, CancellationToken cancellationToken)
    {
        var groups = lines.GroupBy(line => line.Waybill!).Select(group => new WaybillLines(group.Key, [.. group])).ToList();
        var waybills = new Dictionary<string, Domain.Waybills.Waybill>();
        await ReadAgain(groups, waybills, cancellationToken);
        var known = await reference.Now(cancellationToken);
        foreach (var group in groups) group.Judge(waybills[group.Number], known, company, clock.GetUtcNow(), cancellationToken);
        return [.. groups.SelectMany(group => group.Kept.Values)];
    }

    private async Task<ChunkResult> Decide(IReadOnlyList<Line> lines, bool rollback, CancellationToken cancellationToken)
    {
        var pending = lines.GroupBy(line => line.Waybill!).Select(group => new WaybillLines(group.Key, [.. group])).ToList();
        var results = new List<LineResult>(lines.Count);
        var received = new List<string>();

        var waybills = new Dictionary<string, Domain.Waybills.Waybill>();
        var cached = new HashSet<string>();
        foreach (var group in pending)
            if (cache.Find(group.Number) is { } waybill)
            {
                waybills[group.Number] = waybill;
                cached.Add(group.Number);
            }
        await ReadAgain(pending.Where(group => !cached.Contains(group.Number)), waybills, cancellationToken);

        while (pending.Count > 0)
        {
            var known = await reference.Now(cancellationToken);
            foreach (var group in pending) group.Judge(waybills[group.Number], known, company, clock.GetUtcNow(), cancellationToken);
            // A refusal must not rest on a cached state: read those waybills again and decide once more.
            var doubtful = pending.Where(group => group.Kept.Count > 0 && cached.Remove(group.Number)).ToList();
            if (doubtful.Count > 0)
            {
                await ReadAgain(doubtful, waybills, cancellationToken);
                foreach (var group in doubtful) group.Judge(waybills[group.Number], known, company, clock.GetUtcNow(), cancellationToken);
            }
            if (rollback && pending.Any(group => group.Kept.Count > 0))
                return new([.. pending.SelectMany(group => group.RolledBack())], []);

            var (again, taken) = await Append(pending, rollback, results, received, cancellationToken);
            cached.Clear();
            await ReadAgain(again, waybills, cancellationToken);
            // The taken ids were looked up before the waybills were read again, so one of the waybill's own would be in its history now,
            // unless set aside.
            foreach (var group in again)
                group.Taken.UnionWith(group.NewEvents.Select(newEvent => newEvent.Id)
                    .Where(id => taken.ContainsKey(id) && waybills[group.Number].Find(id) is null));
            pending = again;
        }
        return new(results, received);
    }

    // Appends what was decided; answers the groups to decide anew, and which of their ids are taken, in which streams.
    private async Task<(List<WaybillLines> Again, IReadOnlyDictionary<Guid, string> Taken)> Append(
        List<WaybillLines> groups, bool rollback, List<LineResult> results, List<string> received, CancellationToken cancellationToken)
    {
        var (decidedIn, again) = (epoch.Current, new List<WaybillLines>());
        var writing = groups.Where(group => group.NewEvents.Count > 0).ToList();
        foreach (var group in groups.Where(group => group.NewEvents.Count == 0)) results.AddRange(group.Results(group.Before!));
        IReadOnlyDictionary<Guid, string> taken = new Dictionary<Guid, string>();
        if (writing.Count == 0) return (again, taken);

        var appends = writing.Select(group => new StreamAppend(group.Number, group.Before!.History.Version, group.NewEvents)).ToList();
        var answers = rollback
            ? Enumerable.Repeat(await log.Append(appends, cancellationToken), 1).ToArray()
            : await Task.WhenAll(appends.Select(append => log.Append([append], cancellationToken)));

        var position = answers[0].FirstPosition;
        for (var i = 0; i < writing.Count; i++)
        {
            var (group, answer) = (writing[i], rollback ? answers[0] with { FirstPosition = position } : answers[i]);
            if (answer.Status == AppendStatus.Appended)
            {
                var after = WaybillAfterAppend.After(group.Before!, group.NewEvents, answer);
                cache.Keep(after, decidedIn);
                foreach (var author in group.Authors) offWay.Count(author, group.Before!, after);
                results.AddRange(group.Results(after));
                if (group.Before!.Received is null && after.Received is not null) received.Add(group.Number);
                position += group.NewEvents.Count;
                continue;
            }
            again.Add(group);
        }
        if (answers.Any(answer => answer.Status == AppendStatus.IdTaken))
            taken = await log.Find([.. again.SelectMany(group => group.NewEvents).Select(newEvent => newEvent.Id)], cancellationToken);
        if (rollback && again.Count > 0) again.AddRange(groups.Except(again));
        if (rollback && again.Count > 0) results.Clear();
        return (again, taken);
    }

    private async Task ReadAgain(IEnumerable<WaybillLines> groups, Dictionary<string, Domain.Waybills.Waybill> into,
        CancellationToken cancellationToken)
    {
        var byNumber = groups.ToDictionary(group => group.Number);
        if (byNumber.Count == 0) return;
        foreach (var group in byNumber.Values) group.Unreadable = null;
        foreach (var stream in await reader.Read(byNumber.Keys, into, cancellationToken))
        {
            byNumber[stream.First.Stream].Unreadable = stream.First;
            into[stream.First.Stream] = Domain.Waybills.Waybill.Of(stream.Readable);
        }
    }
}

/// <param name="Received">Waybills that were received by this: lines held for them can be decided.</param>
public sealed record ChunkResult(IReadOnlyList<LineResult> Lines, IReadOnlyList<string> Received);
