using System.Globalization;

namespace OrderTracking.Oracle;

public sealed record DeskPart(
    string Writer, string? Receiver, bool IsRefused, IReadOnlyList<string> Cases, DateTimeOffset? DoneAt, DateTimeOffset? ReviewedAt);

/// <summary>What must be true of a desk note, each question from the whole list of events and the reference data.</summary>
public sealed class Desk(string stream, IReadOnlyList<LogEvent> recorded, ReferenceData reference, Days days)
{
    private static readonly string[] InOrder = ["noteWritten", "noteRefused", "noteAccepted", "noteDone", "noteReviewed"];

    private List<LogEvent> Counting => field ??=
    [
        .. recorded.Where(entry => InOrder.Contains(entry.Type)
                && !recorded.Any(other => other.Type == "corrected" && other.Reference("eventId") == entry.Id))
            .OrderBy(entry => entry.OccurredAt.UtcDateTime).ThenBy(entry => Array.IndexOf(InOrder, entry.Type))
            .ThenBy(entry => entry.Version),
    ];

    public CaseRow? Row()
    {
        if (Of("noteWritten") is not { } written) return null;
        var (accepted, refused, done, reviewed) = (Of("noteAccepted"), Of("noteRefused"), Of("noteDone"), Of("noteReviewed"));
        var stands = refused is not null && accepted is null;
        // Nothing is left to do once it is reviewed, and done or refused.
        var closed = reviewed is null ? null : stands ? reviewed.OccurredAt : Later(done, reviewed);
        var steps = Steps(written, accepted, refused, done, reviewed, closed).OrderBy(step => step.Name, StringComparer.Ordinal).ToList();
        return new(
            stream, "desk", stream[5..], written.Text("account") ?? "", written.Station, written.Text("toStation"),
            closed is not null ? "reviewed" : done is not null ? "done" : accepted is not null ? "accepted"
                : stands ? "refused" : "written",
            written.Texts("waybills"), written.OccurredAt, closed, null, steps, steps.Find(step => step.Name == "acceptance")!.DueAt,
            steps.Where(step => step is { KeptAt: null, EndedAt: null }).Min(step => (DateTimeOffset?)step.DueAt), Counting[^1].OccurredAt,
            null, Desk: new(written.By, accepted?.By, stands, written.Texts("cases"), done?.OccurredAt, reviewed?.OccurredAt));
    }

    public IEnumerable<TouchRow> Visits() => Row() is not { } row ? [] :
        new[] { row.Station, row.ResponsibleStation }.OfType<string>().Distinct().Select(station => new TouchRow(stream, station, true));

    private IEnumerable<CaseStep> Steps(
        LogEvent written, LogEvent? accepted, LogEvent? refused, LogEvent? done, LogEvent? reviewed, DateTimeOffset? closed)
    {
        yield return Step("acceptance", written, NextShift(written), accepted);
        if (written.Time("dueAt") is { } due) yield return Step("completion", written, due, done);
        if (Counting.Find(entry => entry == accepted || entry == refused) is { } answered)
            yield return Step("review", answered, days.At(days.Of(answered.OccurredAt).AddDays(1), default), reviewed);

        CaseStep Step(string name, LogEvent begun, DateTimeOffset until, LogEvent? kept) =>
            new(name, begun.OccurredAt, until, kept?.OccurredAt, kept is null ? closed : null);
    }

    private DateTimeOffset NextShift(LogEvent written)
    {
        var known = recorded.Where(entry => entry.Type == "stepDue" && entry.Causation == written.Id).Min(entry => (long?)entry.Position);
        var set = reference.CompanySet(written.OccurredAt, known ?? long.MaxValue);
        string[] shifts = set?.Member("shifts") is null ? ["08:00", "20:00"] : [.. set.Texts("shifts")];
        return Enumerable.Range(0, 3)
            .SelectMany(day => shifts.Select(time => days.At(
                days.Of(written.OccurredAt).AddDays(day), TimeOnly.Parse(time, CultureInfo.InvariantCulture))))
            .Where(start => start > written.OccurredAt).Min();
    }

    private static DateTimeOffset? Later(LogEvent? one, LogEvent other) =>
        one is null ? null : one.OccurredAt > other.OccurredAt ? one.OccurredAt : other.OccurredAt;

    private LogEvent? Of(string type) => Counting.Find(entry => entry.Type == type);
}
