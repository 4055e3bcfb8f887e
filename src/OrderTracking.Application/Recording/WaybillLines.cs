using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Rules;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

/// <summary>The lines of a chunk that belong to one waybill, and the rules' decisions on them one after the other.</summary>
internal sealed class WaybillLines
{
    private readonly List<IReadOnlyList<Line>> steps;
    private readonly Dictionary<int, (Guid Id, bool IsNew)> inLog = [];

    public WaybillLines(string number, IReadOnlyList<Line> lines)
    {
        Number = number;
        steps = InOrder(lines);
    }

    public string Number { get; }

    /// <summary>The events to append.</summary>
    public List<NewEvent> NewEvents { get; } = [];

    /// <summary>Results of lines that are not recorded, by line number.</summary>
    public Dictionary<int, LineResult> Kept { get; } = [];

    /// <summary>Ids known to be taken by other waybills or by events set aside.</summary>
    public HashSet<Guid> Taken { get; } = [];

    /// <summary>Why the waybill cannot be read. If set, only access is checked, on its readable events, and no line is decided.</summary>
    public UnreadableEvent? Unreadable { get; set; }

    public Waybill? Before { get; private set; }

    /// <summary>One of each subject.</summary>
    public IEnumerable<Author> Authors =>
        steps.SelectMany(step => step).Select(line => line.Author).DistinctBy(author => author.Caller.Subject);

    public void Judge(Waybill waybill, Domain.Reference.ReferenceSnapshot reference, Company company, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        Before = waybill;
        NewEvents.Clear();
        Kept.Clear();
        inLog.Clear();
        var state = waybill;
        foreach (var step in steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var submittedEvents = step.Select(line => line.Event.Submitted!).ToArray();
            if (Check(step, state, submittedEvents) is { } notHis)
            {
                Refuse(step, notHis);
                continue;
            }
            if (Unreadable is not null)
            {
                var isSeen = step.All(line => line.Author.MaySeeUnreadable(state, submittedEvents));
                Refuse(step, isSeen ? Unreadable.Refusal : Author.Unknown);
                continue;
            }
            var (reused, fresh) = Deduplication.Split(state, submittedEvents);
            if (reused is null && Taken.Count > 0) reused = FirstTaken(submittedEvents);
            if (reused is { } index)
            {
                Refuse(step, HideUnseen(step,
                    state, new(RefusalCodes.IdReused, "id", "an id that was not used for other content") { Index = index }));
                continue;
            }
            var decision = fresh.Count == 0 ? null : WaybillRules.Decide(state, fresh, reference, company, now);
            if (decision is Refusal refusal)
            {
                Refuse(step, HideUnseen(step, state, refusal with { Index = Array.IndexOf(submittedEvents, fresh[refusal.Index]) }));
                continue;
            }
            // Derived events have ids of their own, which can be taken too.
            if (Taken.Count > 0 && decision is Accepted { Events: var events } && events.Any(entry => Taken.Contains(entry.Id)))
            {
                Refuse(step, HideUnseen(step, state, new(RefusalCodes.IdReused, "id", "an id that was not used for other content")));
                continue;
            }
            foreach (var line in step) inLog[line.Number] = (line.Event.Id!.Value, fresh.Contains(line.Event.Submitted!));
            if (decision is not Accepted accepted) continue;
            NewEvents.AddRange(accepted.Events);
            state = WaybillAfterAppend.After(state, accepted.Events, new(AppendStatus.Appended, PendingPosition.First, now));
        }
    }

    /// <summary>The results of all lines, once what was decided is in the log.</summary>
    public IEnumerable<LineResult> Results(Waybill after)
    {
        foreach (var (line, (id, isNew)) in inLog)
        {
            var entry = after.Find(id)!;
            yield return new(line, id, Number, isNew ? LineStatus.Accepted : LineStatus.Duplicate, entry.Version, entry.Position,
                Deduplication.LastOf(after.History, entry.Version).Position)
            {
                Gaps = entry.Event is Received or OrderAmended ? after.History.Gaps?.Fields ?? [] : [],
            };
        }
        foreach (var result in Kept.Values) yield return result;
    }

    /// <summary>The results of all lines when nothing of the batch was recorded.</summary>
    public IEnumerable<LineResult> RolledBack() =>
        inLog.Select(line => new LineResult(line.Key, line.Value.Id, Number,
            line.Value.IsNew ? LineStatus.RolledBack : LineStatus.Duplicate)).Concat(Kept.Values);

    private void Refuse(IReadOnlyList<Line> step, Refusal refusal)
    {
        // Held only if nobody knows the waybill: one that exists but is hidden from the sender, or cannot be read, would never release the
        // line.
        var status = refusal.Code == RefusalCodes.UnknownWaybill && Before!.Received is null && Unreadable is null
            ? LineStatus.Held : LineStatus.Refused;
        for (var i = 0; i < step.Count; i++)
        {
            // Lines decided together are refused together; the field names the line at fault.
            var field = i == refusal.Index ? refusal.Field : $"line {step[refusal.Index].Number}: {refusal.Field}";
            Kept[step[i].Number] =
                new(step[i].Number, step[i].Event.Id, Number, status, Code: refusal.Code, Field: field, Expected: refusal.Expected)
                {
                    IsUndecided = Unreadable is not null,
                };
        }
    }

    // Lines that are decided again can be of several authors: each may record what is theirs.
    private static Refusal? Check(IReadOnlyList<Line> step, Waybill waybill, SubmittedEvent[] submittedEvents)
    {
        for (var i = 0; i < step.Count; i++)
            if (step[i].Author.Check(waybill, submittedEvents, i) is { } refusal) return refusal;
        return null;
    }

    private static Refusal HideUnseen(IReadOnlyList<Line> step, Waybill waybill, Refusal refusal) =>
        step.All(line => line.Author.MaySeeRefusal(waybill, refusal.Code)) ? refusal : Author.Unknown with { Index = refusal.Index };

    private int? FirstTaken(SubmittedEvent[] submittedEvents)
    {
        var index = Array.FindIndex(submittedEvents, submitted => Taken.Contains(submitted.Id));
        return index < 0 ? null : index;
    }

    // In the order sent, except: a Received comes first, a correction goes together with its replacement, and not before what it corrects.
    private static List<IReadOnlyList<Line>> InOrder(IReadOnlyList<Line> lines)
    {
        if (lines.Count == 1) return [lines];
        var corrections = lines.Where(line => line.Event.Submitted!.Event is Corrected).ToList();
        if (corrections.Count == 0)
            return [.. lines.OrderBy(line => line.Event.Submitted!.Event is Received ? 0 : 1).Select(line => (IReadOnlyList<Line>)[line])];

        var (first, last) = (new Dictionary<(Guid, string), Line>(lines.Count), new Dictionary<Guid, int>(lines.Count));
        foreach (var line in lines)
            if (line.Event.Id is { } id)
            {
                first.TryAdd((id, line.Author.Caller.Subject), line);
                last[id] = line.Number;
            }
        var replacements = corrections
            .Select(line => (Correction: line,
                // Only the same sender's: with another's, the refusal of the correction would be the refusal of their event.
                Replacement: ((Corrected)line.Event.Submitted!.Event).ReplacedBy is { } id
                    ? first.GetValueOrDefault((id, line.Author.Caller.Subject)) : null))
            .Where(pair => pair.Replacement is not null && pair.Replacement != pair.Correction)
            .ToDictionary(pair => pair.Correction, pair => pair.Replacement!);
        var replacing = replacements.Values.ToHashSet();
        return [.. lines.Where(line => !replacing.Contains(line))
            .OrderBy(Place)
            .Select(line => (IReadOnlyList<Line>)(replacements.TryGetValue(line, out var replacement) ? [line, replacement] : [line]))];

        int Place(Line line) => line.Event.Submitted!.Event switch
        {
            Received => 0,
            Corrected corrected when last.GetValueOrDefault(corrected.EventId) > line.Number => 2,
            _ => 1,
        };
    }
}
