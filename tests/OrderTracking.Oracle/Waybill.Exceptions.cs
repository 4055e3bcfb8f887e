using System.Text.Json;

namespace OrderTracking.Oracle;

/// <summary>The exceptions of a waybill: those that people raised, and those derived from other events.</summary>
public sealed partial class Waybill
{
    public IEnumerable<ExceptionRow> Exceptions()
    {
        if (Received is null) yield break;
        foreach (var raised in Of("exceptionRaised").GroupBy(entry => entry.Text("exceptionId")!).Select(group => group.First()))
        {
            var id = raised.Text("exceptionId")!;
            var reports = Of("exceptionReportedBack").Where(entry => entry.Text("exceptionId") == id).ToList();
            var measures = reports.Where(entry => entry.Text("measure") is not null).ToList();
            var told = Of("customerNotified").Where(entry => entry.Text("exceptionId") == id).ToList();
            var ended = (End ?? Of("cancelled").FirstOrDefault())?.OccurredAt;
            var resolved = Of("exceptionResolved").LastOrDefault(entry => entry.Text("exceptionId") == id);
            var follows = raised.Source == "system" ? Following().SingleOrDefault(item => item.Id == raised.Id) : null;
            yield return new(
                number, id, raised.Id, Account, Lane, raised.Text("kind")!, raised.Text("stage"),
                resolved is not null ? "resolved" : reports.Count > 0 ? "reportedBack" : "open", raised.Station,
                follows is null ? raised.Text("responsibleStation") : follows.Responsible,
                follows is null ? raised.Whole("pieces") : follows.Pieces,
                follows is null ? raised.Text("description") : follows.Description, raised.Source == "system", raised.OccurredAt,
                raised.RecordedAt,
                raised.OccurredAt.AddHours(Hours("reportBackHours")),
                reports.Count > 0 ? reports.Min(entry => entry.RecordedAt) : null,
                reports.LastOrDefault(entry => entry.Text("report") is not null)?.Text("report"),
                told.FirstOrDefault()?.OccurredAt, measures.FirstOrDefault()?.OccurredAt, measures.LastOrDefault()?.Text("measure"),
                AgreedAt(told), resolved?.OccurredAt, ended, resolved?.Text("cause"),
                resolved is not null && Excuses(resolved).Count > 0,
                resolved is not null && Excuses(resolved) is { Count: > 0 } excuses ? excuses : null, resolved?.Text("reasonCode"),
                resolved?.Amount("loss"));
        }
    }

    // The first yes after the last no.
    private static DateTimeOffset? AgreedAt(List<LogEvent> told) =>
        told.Skip(told.FindLastIndex(entry => entry.Member("customerAgrees") is { ValueKind: JsonValueKind.False }) + 1)
            .FirstOrDefault(entry => entry.Flag("customerAgrees"))?.OccurredAt;

    /// <summary>An exception derived from another event.</summary>
    public sealed record Followed(Guid Id, LogEvent Cause, string Kind, string Stage, string? Responsible, int? Pieces,
        string? Description);

    /// <summary>
    /// A remark beside a signature, a measurement that is not the order's, an arrival off the lane, and fewer pieces arrived than were
    /// loaded.
    /// </summary>
    public IEnumerable<Followed> Following()
    {
        if (Received is not { } received) yield break;
        foreach (var signed in Of("signed"))
            if (signed.Member("remark") is { } remark)
            {
                var kind = remark.GetProperty("kind").GetString()!;
                yield return new(
                    DerivedId.OfException(signed.Id, kind), signed, kind, "delivery", signed.Station, null,
                    remark.TryGetProperty("text", out var words) ? words.GetString() : null);
            }

        foreach (var measured in Mismeasured()) yield return measured;

        string[] lane = [Origin, Destination, .. received.Texts("transfers")];
        foreach (var arrived in Of("arrived").Where(entry => !lane.Contains(entry.Station)))
            yield return new(
                DerivedId.OfException(arrived.Id, "misroute"), arrived, "misroute", "lineHaul",
                Of("loaded").LastOrDefault(entry => Place(entry) < Place(arrived))?.Station, arrived.Whole("pieces"), null);

        // Pieces may come on several vehicles: only the last arrival of those that belong together is judged.
        foreach (var together in Of("arrived").GroupBy(entry => (entry.Station, List: entry.Text("loadingList"))))
        {
            var last = together.Last();
            var loaded = Of("loaded")
                .Where(entry => Place(entry) < Place(last) && entry.Text("nextStation") == last.Station && IsFor(entry, last)).ToList();
            var missing = loaded.Sum(entry => (long)entry.Whole("pieces")!) - together.Sum(entry => (long)entry.Whole("pieces")!);
            if (missing > 0)
                yield return new(DerivedId.OfException(last.Id, "shortage"), last, "shortage", "lineHaul", loaded[^1].Station, (int)missing,
                    null);
        }
    }

    // An arrival that names a list is compared with that list only; one that names none, with the lists that no arrival there has named so
    // far.
    private bool IsFor(LogEvent loaded, LogEvent arrived) =>
        arrived.Text("loadingList") is { } list
            ? loaded.Text("loadingList") == list
            : loaded.Text("loadingList") is not { } other
              || !Of("arrived").Any(entry => Place(entry) <= Place(arrived) && entry.Station == arrived.Station
                  && entry.Text("loadingList") == other);
}
