using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reference;
using OrderTracking.Domain;

namespace OrderTracking.Application.Recording;

/// <summary>
/// Records lines over many waybills. Each waybill is its own append, unless all are to succeed together. A waybill that
/// somebody else has moved on is read again and its lines decided anew; the others are not held up.
/// </summary>
public sealed class ChunkRecorder(IEventLog log, WaybillCache cache, WaybillReader reader, ReferenceData reference, Company company, TimeProvider clock)
{
    /// <summary>What became of each line; lines that cannot be read must have been sorted out before.</summary>
    /// <param name="author">Null where lines are decided again that somebody was let in with.</param>
    public async Task<ChunkResult> Record(Author? author, IReadOnlyList<Line> lines, bool allOrNothing, CancellationToken cancellation)
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
        await ReadAgain(pending.Where(group => !cached.Contains(group.Number)), waybills, cancellation);

        while (pending.Count > 0)
        {
            var known = await reference.Now(cancellation);
            foreach (var group in pending) group.Judge(author, waybills[group.Number], known, company, clock.GetUtcNow());
            // A refusal must not rest on what this node saw some time ago.
            var doubtful = pending.Where(group => group.Kept.Count > 0 && cached.Remove(group.Number)).ToList();
            if (doubtful.Count > 0)
            {
                await ReadAgain(doubtful, waybills, cancellation);
                foreach (var group in doubtful) group.Judge(author, waybills[group.Number], known, company, clock.GetUtcNow());
            }
            if (allOrNothing && pending.Any(group => group.Kept.Count > 0))
                return new([.. pending.SelectMany(group => group.RolledBack())], []);

            var again = await Append(pending, allOrNothing, results, received, cancellation);
            cached.Clear();
            await ReadAgain(again, waybills, cancellation);
            pending = again;
        }
        return new(results, received);
    }

    // Appends what was decided; answers the groups that have to be decided anew.
    private async Task<List<WaybillLines>> Append(
        List<WaybillLines> groups, bool together, List<LineResult> results, List<string> received, CancellationToken cancellation)
    {
        var again = new List<WaybillLines>();
        var writing = groups.Where(group => group.Decided.Count > 0).ToList();
        foreach (var group in groups.Where(group => group.Decided.Count == 0)) results.AddRange(group.Results(group.Before!));
        if (writing.Count == 0) return again;

        var appends = writing.Select(group => new StreamAppend(group.Number, group.Before!.History.Version, group.Decided)).ToList();
        var answers = together
            ? Enumerable.Repeat(await log.Append(appends, cancellation), 1).ToArray()
            : await Task.WhenAll(appends.Select(append => log.Append([append], cancellation)));

        var position = answers[0].FirstPosition;
        for (var i = 0; i < writing.Count; i++)
        {
            var (group, answer) = (writing[i], together ? answers[0] with { FirstPosition = position } : answers[i]);
            if (answer.Status == AppendStatus.Appended)
            {
                var after = Recording.After(group.Before!, group.Decided, answer);
                cache.Keep(after);
                results.AddRange(group.Results(after));
                if (group.Before!.Received is null && after.Received is not null) received.Add(group.Number);
                position += group.Decided.Count;
                continue;
            }
            again.Add(group);
        }
        if (answers.Any(answer => answer.Status == AppendStatus.IdTaken)) await MarkTaken(again, cancellation);
        if (together && again.Count > 0) again.AddRange(groups.Except(again));
        if (together && again.Count > 0) results.Clear();
        return again;
    }

    private async Task MarkTaken(List<WaybillLines> groups, CancellationToken cancellation)
    {
        var streams = await log.Find([.. groups.SelectMany(group => group.Decided).Select(decided => decided.Id)], cancellation);
        foreach (var group in groups)
            foreach (var decided in group.Decided)
                if (streams.TryGetValue(decided.Id, out var stream) && stream != group.Number) group.Taken.Add(decided.Id);
    }

    private Task ReadAgain(IEnumerable<WaybillLines> groups, Dictionary<string, Domain.Waybills.Waybill> into, CancellationToken cancellation)
    {
        var numbers = groups.Select(group => group.Number).ToList();
        return numbers.Count == 0 ? Task.CompletedTask : reader.Read(numbers, into, cancellation);
    }
}

/// <param name="Received">Waybills that exist from now on: what was held for them can be decided.</param>
public sealed record ChunkResult(IReadOnlyList<LineResult> Lines, IReadOnlyList<string> Received);
