using OrderTracking.Client;

namespace OrderTracking.SampleData.Sending;

/// <summary>The outcome of a line.</summary>
internal sealed record SendingOutcome(LineStatus Status, string? Code = null, string? Field = null, string? Message = null);

/// <summary>
/// The outcome of every line, counted once however often it was sent. A line that was held at first and is a duplicate later was
/// accepted in between by the service itself, when its Received came.
/// </summary>
internal sealed class Ledger
{
    private readonly Dictionary<Guid, SendingOutcome> _outcomes = [];
    private readonly List<string> _oddities = [];

    /// <summary>Answers to lines that had been sent before in this run.</summary>
    public int Repeats { get; private set; }

    /// <summary>Lines that were held first and accepted later.</summary>
    public int ReleasedLater { get; private set; }

    /// <summary>Held lines that were accepted only because they were sent again: the service had not decided them by itself.</summary>
    public int AcceptedOnAsking { get; private set; }

    /// <summary>Answers that contradict earlier ones, such as a recorded line that is refused when repeated.</summary>
    public IReadOnlyList<string> Oddities => _oddities;

    public int Count(LineStatus status) => _outcomes.Values.Count(outcome => outcome.Status == status);

    public IReadOnlyDictionary<(LineStatus Status, string Code), int> ByCode() => _outcomes.Values
        .Where(outcome => outcome.Status is LineStatus.Held or LineStatus.Refused)
        .GroupBy(outcome => (outcome.Status, Code: outcome.Code ?? "?"))
        .ToDictionary(group => group.Key, group => group.Count());

    public IEnumerable<Guid> Held => _outcomes.Where(pair => pair.Value.Status == LineStatus.Held).Select(pair => pair.Key);

    public IEnumerable<(Guid Id, SendingOutcome Outcome)> Refused =>
        _outcomes.Where(pair => pair.Value.Status == LineStatus.Refused).Select(pair => (pair.Key, pair.Value));

    public void Record(IReadOnlyList<EventLine> sent, BatchAnswer answer)
    {
        // The loaders never send one id twice in one batch.
        var results = answer.Results.Where(result => result.Id is not null).ToDictionary(result => result.Id!.Value);
        foreach (var line in sent)
        {
            if (!results.TryGetValue(line.Id, out var result))
                throw new InvalidDataException($"the answer to a batch of {sent.Count} lines has no result for line {line.Id}");
            Record(line.Id, new SendingOutcome(result.Status, result.Code, result.Field, result.Expected));
        }
    }

    private void Record(Guid id, SendingOutcome now)
    {
        if (!_outcomes.TryGetValue(id, out var before))
        {
            _outcomes.Add(id, now);
            return;
        }

        Repeats++;
        switch (before.Status, now.Status)
        {
            case (LineStatus.Accepted or LineStatus.Duplicate, LineStatus.Duplicate):
            case (LineStatus.Held, LineStatus.Held):
                break;
            case (LineStatus.Refused, LineStatus.Refused) or (LineStatus.Held, LineStatus.Refused):
                _outcomes[id] = now;
                break;
            case (LineStatus.Held, LineStatus.Accepted or LineStatus.Duplicate):
                ReleasedLater++;
                if (now.Status == LineStatus.Accepted) AcceptedOnAsking++;
                _outcomes[id] = new SendingOutcome(LineStatus.Accepted);
                break;
            default:
                _oddities.Add($"{id}: {before.Status} at first, {now.Status} {now.Code} when repeated");
                break;
        }
    }
}
