using System.Text.Json;

namespace OrderTracking.Oracle;

/// <summary>The events of a case that count, in order, and what was set when one of them was recorded.</summary>
/// <param name="inOrder">The types of events in the order of such a case's life.</param>
public abstract class CaseStory(
    string stream, IReadOnlyList<LogEvent> recorded, ReferenceData reference, string settings, IReadOnlyList<string> inOrder)
{
    protected string Stream => stream;

    protected string Number => stream[(stream.IndexOf(':', StringComparison.Ordinal) + 1)..];

    protected List<LogEvent> Counting => field ??=
    [
        .. recorded.Where(entry => inOrder.Contains(entry.Type)
                && !recorded.Any(other => other.Type == "corrected" && other.Reference("eventId") == entry.Id))
            .OrderBy(entry => entry.OccurredAt.UtcDateTime).ThenBy(entry => inOrder.ToList().IndexOf(entry.Type))
            .ThenBy(entry => entry.Version),
    ];

    public abstract CaseRow? Row();

    public IEnumerable<TouchRow> Visits() => Row() is not { } row ? [] : [new TouchRow(stream, row.Station, true)];

    protected LogEvent? Last(params string[] types) => Counting.FindLast(entry => types.Contains(entry.Type));

    /// <summary>When the first of these happened after an event.</summary>
    protected DateTimeOffset? After(LogEvent begun, params string[] types) =>
        Counting.Skip(Counting.IndexOf(begun) + 1).FirstOrDefault(entry => types.Contains(entry.Type))?.OccurredAt;

    /// <summary>What the company had set for the kind, as known when the step that an event begins was recorded.</summary>
    protected int? Set(LogEvent begun, string setting) =>
        CompanySet(begun)?.Member(settings) is { } set && set.TryGetProperty(setting, out var value)
            && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    protected DateTimeOffset Workdays(LogEvent begun, int days) =>
        reference.EndOfWorkday(begun.OccurredAt, days, CompanySet(begun)?.Text("calendar"), KnownAt(begun));

    private LogEvent? CompanySet(LogEvent begun) => reference.CompanySet(begun.OccurredAt, KnownAt(begun));

    private long KnownAt(LogEvent begun) =>
        recorded.Where(entry => entry.Type == "stepDue" && entry.Causation == begun.Id).Min(entry => (long?)entry.Position)
            ?? long.MaxValue;
}
