using OrderTracking.Cli.Sending;
using OrderTracking.Cli.Wire;

namespace OrderTracking.SampleData.Sending;

internal enum Status { Accepted, Duplicate, Held, Refused }

/// <summary>The outcome of a line.</summary>
internal sealed record SendingOutcome(Status Status, string? Code = null, string? Field = null, string? Message = null);

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

    public int Count(Status status) => _outcomes.Values.Count(outcome => outcome.Status == status);

    public IReadOnlyDictionary<(Status Status, string Code), int> ByCode() => _outcomes.Values
        .Where(outcome => outcome.Status is Status.Held or Status.Refused)
        .GroupBy(outcome => (outcome.Status, Code: outcome.Code ?? "?"))
        .ToDictionary(group => group.Key, group => group.Count());

    public IEnumerable<Guid> Held => _outcomes.Where(pair => pair.Value.Status == Status.Held).Select(pair => pair.Key);

    public IEnumerable<(Guid Id, SendingOutcome Outcome)> Refused =>
        _outcomes.Where(pair => pair.Value.Status == Status.Refused).Select(pair => (pair.Key, pair.Value));

    public void Record(IReadOnlyList<EventLine> sent, BatchResponse answer)
    {
        var results = new Dictionary<Guid, LineResponse>(answer.Results.Count);
        foreach (var result in answer.Results)
        {
            if (Guid.TryParse(result.Id, out var id)) results[id] = result;
        }

        foreach (var line in sent)
        {
            if (!results.TryGetValue(line.Id, out var result))
                throw new ServiceProblemException($"the answer to a batch of {sent.Count} lines has no result for line {line.Id}");
            Record(line.Id, new SendingOutcome(Parse(result.Status), result.Code, result.Field, result.Words));
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
            case (Status.Accepted or Status.Duplicate, Status.Duplicate):
            case (Status.Held, Status.Held):
                break;
            case (Status.Refused, Status.Refused) or (Status.Held, Status.Refused):
                _outcomes[id] = now;
                break;
            case (Status.Held, Status.Accepted or Status.Duplicate):
                ReleasedLater++;
                if (now.Status == Status.Accepted) AcceptedOnAsking++;
                _outcomes[id] = new SendingOutcome(Status.Accepted);
                break;
            default:
                _oddities.Add($"{id}: {before.Status} at first, {now.Status} {now.Code} when repeated");
                break;
        }
    }

    private static Status Parse(string status) => Enum.TryParse<Status>(status, ignoreCase: true, out var parsed)
        ? parsed
        : throw new ServiceProblemException($"unknown status '{status}' in the answer to a batch");
}
