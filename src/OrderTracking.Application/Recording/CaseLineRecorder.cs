using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

/// <summary>
/// Records the lines of a chunk that name cases, each as the case's own route would. They are decided in order of occurrence, over all of
/// their cases, because cases build on each other; a correction goes together with its replacement.
/// </summary>
public sealed class CaseLineRecorder(CaseRecorder recorder)
{
    public async Task<IReadOnlyList<LineResult>> Record(IReadOnlyList<Line> lines, CancellationToken cancellationToken)
    {
        var results = new List<LineResult>(lines.Count);
        foreach (var step in InOrder(lines))
        {
            var (type, number) = CaseStreams.Parse(step[0].Event.CaseStream!)!.Value;
            var outcome = await recorder.TryRecord(
                step[0].Author, type, number, [.. step.Select(line => line.Event.Case!)], null, cancellationToken);
            results.AddRange(step.Select((line, index) => ResultOf(outcome, step, line, index)));
        }
        return results;
    }

    private static LineResult ResultOf(Outcome outcome, IReadOnlyList<Line> step, Line line, int index)
    {
        if (outcome is CaseRecorded recorded)
        {
            var (entry, isNew) = recorded.Events[index];
            return new(line.Number, entry.Id, null, isNew ? LineStatus.Accepted : LineStatus.Duplicate, entry.Version, entry.Position,
                recorded.Position) { Case = line.Event.CaseStream };
        }
        var refusal = outcome switch
        {
            RefusedByRule refused => refused.Refusal,
            IdReused reused => new(RefusalCodes.IdReused, "id", "an id that was not used for other content") { Index = reused.Index },
            WaybillUnreadable unreadable => unreadable.Event.Refusal,
            _ => throw new InvalidOperationException($"No result is known for {outcome.GetType().Name}."),
        };
        // On a case's own route the number is in the URL.
        var field = refusal.Field == "number" ? "case" : refusal.Field;
        return line.Refused(
            refusal.Code, index == refusal.Index ? field : $"line {step[refusal.Index].Number}: {field}", refusal.Expected);
    }

    private static IEnumerable<IReadOnlyList<Line>> InOrder(IReadOnlyList<Line> lines)
    {
        var byId = lines.DistinctBy(line => (line.Event.CaseStream, line.Event.Id))
            .ToDictionary(line => (line.Event.CaseStream, line.Event.Id));
        var replacements = new Dictionary<Line, Line>();
        foreach (var line in lines)
            if (line.Event.Case!.Event is Corrected { ReplacedBy: { } id }
                && byId.GetValueOrDefault((line.Event.CaseStream, id)) is { } replacement && replacement != line)
                replacements.TryAdd(line, replacement);
        var replacing = replacements.Values.ToHashSet();
        return lines.Where(line => !replacing.Contains(line))
            .OrderBy(line => line.Event.Case!.Event.OccurredAt).ThenBy(line => EventTypes.Of(line.Event.Case!.Event).Rank)
            .Select(line => (IReadOnlyList<Line>)(replacements.GetValueOrDefault(line) is { } replacement ? [line, replacement] : [line]));
    }
}
