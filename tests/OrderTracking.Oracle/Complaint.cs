namespace OrderTracking.Oracle;

public sealed record ComplaintPart(
    string Origin, bool? Founded, string? Cause, string? Post, int? Satisfied, int Reopened, int Actions);

/// <summary>What must be true of a complaint, each question from the whole list of events.</summary>
public sealed class Complaint(string stream, IReadOnlyList<LogEvent> recorded, ReferenceData reference)
{
    private static readonly string[] InOrder =
    [
        "complaintReceived", "complaintJudged", "complaintAnswered", "complaintResolved", "complainantCalledBack", "complaintReopened",
        "complaintActionSet", "complaintActionVerified",
    ];

    private List<LogEvent> Counting => field ??=
    [
        .. recorded.Where(entry => InOrder.Contains(entry.Type)
                && !recorded.Any(other => other.Type == "corrected" && other.Reference("eventId") == entry.Id))
            .OrderBy(entry => entry.OccurredAt.UtcDateTime).ThenBy(entry => Array.IndexOf(InOrder, entry.Type))
            .ThenBy(entry => entry.Version),
    ];

    public CaseRow? Row()
    {
        if (Of("complaintReceived").FirstOrDefault() is not { } received) return null;
        var (judged, origin) = (Of("complaintJudged").LastOrDefault(), received.Text("origin") ?? "external");
        // What happened since it was last taken up.
        var since = Counting[(Counting.FindLastIndex(entry => entry.Type == "complaintReopened") + 1)..];
        var (resolved, called) = (since.FindLast(entry => entry.Type == "complaintResolved"),
            since.FindLast(entry => entry.Type == "complainantCalledBack"));
        var steps = Steps(received, origin).OrderBy(step => step.Name, StringComparer.Ordinal).ToList();
        return new(
            stream, "complaint", stream[10..], received.Text("account")!, received.Station, judged?.Text("responsibleStation"),
            called is not null ? "calledBack" : resolved is not null ? "resolved"
                : since.Exists(entry => entry.Type == "complaintAnswered") ? "answered" : "received",
            received.Texts("waybills"), received.OccurredAt,
            origin == "internal" && resolved is not null ? resolved.OccurredAt
                : since.Find(entry => entry.Type == "complainantCalledBack")?.OccurredAt,
            null, steps, steps.Find(step => step.Name == "answer")?.DueAt,
            steps.Where(step => step is { KeptAt: null, EndedAt: null }).Min(step => (DateTimeOffset?)step.DueAt), Counting[^1].OccurredAt,
            null,
            new(
                origin, judged?.Member("founded")?.GetBoolean(), judged?.Text("cause"),
                Of("complaintResolved").LastOrDefault()?.Text("post"),
                Of("complainantCalledBack").LastOrDefault()?.Whole("satisfied"), Of("complaintReopened").Count(),
                Open(Counting.Count).Count));
    }

    public IEnumerable<TouchRow> Visits() => Row() is not { } row ? [] :
        new[] { row.Station, row.ResponsibleStation }.OfType<string>().Distinct().Select(station => new TouchRow(stream, station, true));

    // The actions that are set and not verified among the first so many events, each with when it is due.
    private Dictionary<string, DateTimeOffset> Open(int until)
    {
        var open = new Dictionary<string, DateTimeOffset>();
        foreach (var entry in Counting.Take(until))
            if (entry.Type == "complaintActionSet") open[entry.Text("actionId")!] = entry.Time("dueAt")!.Value;
            else if (entry.Type == "complaintActionVerified") open.Remove(entry.Text("actionId")!);
        return open;
    }

    private IEnumerable<CaseStep> Steps(LogEvent received, string origin)
    {
        var taken = Of("complaintReceived", "complaintReopened").Last();
        yield return Kept("answer", taken, taken.OccurredAt.AddHours(Set(taken, "answerHours") ?? 24), "complaintAnswered");
        if (origin == "external" && Of("complaintResolved").LastOrDefault() is { } resolved)
            yield return Kept("callBack", resolved, reference.EndOfWorkday(
                resolved.OccurredAt, Set(resolved, "callBackDays") ?? 3, CompanySet(resolved)?.Text("calendar"), KnownAt(resolved)),
                "complainantCalledBack", "complaintReopened");
        if (Of("complaintActionSet").LastOrDefault() is not { } set) yield break;
        var place = Counting.IndexOf(set);
        var verified = Enumerable.Range(place + 1, Counting.Count - place - 1).Where(at => Open(at + 1).Count == 0)
            .Select(at => (DateTimeOffset?)Counting[at].OccurredAt).FirstOrDefault();
        yield return new("correctiveAction", set.OccurredAt, Open(place + 1).Values.Max(), verified);
    }

    private CaseStep Kept(string name, LogEvent begun, DateTimeOffset due, string keeping, string? ending = null) =>
        Counting.Skip(Counting.IndexOf(begun) + 1).FirstOrDefault(entry => entry.Type == keeping || entry.Type == ending) switch
        {
            null => new(name, begun.OccurredAt, due),
            { } end when end.Type == keeping => new(name, begun.OccurredAt, due, end.OccurredAt),
            { } end => new(name, begun.OccurredAt, due, null, end.OccurredAt),
        };

    private int? Set(LogEvent begun, string setting) =>
        CompanySet(begun)?.Member("complaints") is { } set && set.TryGetProperty(setting, out var value)
            && value.ValueKind == System.Text.Json.JsonValueKind.Number ? value.GetInt32() : null;

    private LogEvent? CompanySet(LogEvent begun) => reference.CompanySet(begun.OccurredAt, KnownAt(begun));

    private long KnownAt(LogEvent begun) =>
        recorded.Where(entry => entry.Type == "stepDue" && entry.Causation == begun.Id).Min(entry => (long?)entry.Position)
            ?? long.MaxValue;

    private IEnumerable<LogEvent> Of(params string[] types) => Counting.Where(entry => types.Contains(entry.Type));
}
