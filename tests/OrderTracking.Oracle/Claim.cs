namespace OrderTracking.Oracle;

public sealed record CaseRow(
    string Stream, string Kind, string Number, string Account, string Station, string? ResponsibleStation, string Status,
    IReadOnlyList<string> Waybills, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt, DateTimeOffset? SuspendedSince,
    IReadOnlyList<CaseStep> Steps, DateTimeOffset? DueAt, DateTimeOffset? NextDueAt, DateTimeOffset LastEventAt, ClaimPart? Claim,
    ComplaintPart? Complaint = null, InsurancePart? Insurance = null, InquiryPart? Inquiry = null, RoundPart? Round = null,
    DeskPart? Desk = null);

public sealed record CaseStep(
    string Name, DateTimeOffset StartedAt, DateTimeOffset DueAt, DateTimeOffset? KeptAt = null, DateTimeOffset? EndedAt = null)
{
    public string Verdict(DateTimeOffset? restsSince, DateTimeOffset now) =>
        KeptAt is { } kept ? (kept > DueAt ? "late" : "met")
        : EndedAt is { } ended ? (ended > DueAt ? "missed" : "ended")
        : restsSince <= DueAt ? "rests"
        : now > DueAt ? "missed" : "open";
}

public sealed record ClaimPart(
    decimal Claimed, decimal? Approved, decimal? Settled, decimal Paid, decimal Recovered, decimal? SalvageValue, decimal? SalvageSold,
    decimal Deducted, string? Kind, string? Cause, string? ExceptionId);

/// <summary>
/// What must be true of a claim, computed independently: each question is answered from the whole list of events, and when its steps are
/// due from the reference data, whatever the service recorded of that.
/// </summary>
public sealed class Claim(string stream, IReadOnlyList<LogEvent> recorded, ReferenceData reference, Days days)
{
    private static readonly string[] SignOff = ["claimApproved", "claimDisapproved"];

    private List<LogEvent> Counting => field ??=
    [
        .. recorded.Where(entry => entry.Type is not ("corrected" or "stepDue") && !IsCorrected(entry.Id))
            .OrderBy(entry => entry.OccurredAt.UtcDateTime).ThenBy(entry => Rank(entry.Type))
            .ThenBy(entry => entry.Version),
    ];

    public CaseRow? Row()
    {
        if (Of("claimFiled").FirstOrDefault() is not { } filed) return null;
        var (settled, rejected) = (Last("settlementAgreed"), Last("claimRejected"));
        var paid = Sum("claimPaid");
        var closed = rejected?.OccurredAt ?? (settled is not null && paid >= settled.Amount("amount")
            ? Of("claimPaid").Last().OccurredAt : null);
        var steps = Steps().OrderBy(step => step.Name, StringComparer.Ordinal).ToList();
        return new(
            stream, "claim", stream[6..], filed.Text("account")!, filed.Station,
            Of("claimInvestigated").Select(entry => entry.Text("responsibleStation")).LastOrDefault(station => station is not null),
            Status(settled, rejected, paid),
            [.. filed.Texts("waybills").Concat(Of("deductionReported").Select(entry => entry.Text("waybill")).OfType<string>()).Distinct()],
            filed.OccurredAt, closed, RestsSince, steps, steps.Find(step => step.Name == "settlement")?.DueAt,
            RestsSince is not null ? null
                : steps.Where(step => step is { KeptAt: null, EndedAt: null }).Min(step => (DateTimeOffset?)step.DueAt),
            Counting[^1].OccurredAt,
            new(
                filed.Amount("amount")!.Value, Approved(Counting.Count), settled?.Amount("amount"), paid, Sum("recoveryReceived"),
                Last("salvageValued")?.Amount("amount"), Last("salvageSold")?.Amount("amount"), Sum("deductionReported"),
                filed.Text("kind"), Of("claimInvestigated").Select(entry => entry.Text("cause")).LastOrDefault(cause => cause is not null),
                filed.Text("exceptionId")));
    }

    public IEnumerable<TouchRow> Visits() => Row() is not { } row ? [] :
        new[] { row.Station, row.ResponsibleStation }.OfType<string>().Distinct().Select(station => new TouchRow(stream, station, true));

    private string Status(LogEvent? settled, LogEvent? rejected, decimal paid)
    {
        var end = Counting.Count;
        if (rejected is not null) return "rejected";
        if (settled is not null) return paid >= settled.Amount("amount") ? "paid" : "settled";
        if (RestsSince is not null) return "suspended";
        if (Approved(end) is not null) return "approved";
        if (IsEscalated(end)) return "escalated";
        return Opinions(end) switch
        {
            { Count: > 1 } => "disputed",
            { Count: 1 } => "disapproved",
            _ => Of("claimReportSubmitted").Any() ? "reported" : Of("claimInvestigated").Any() ? "investigated" : "filed",
        };
    }

    private DateTimeOffset? RestsSince =>
        Of("claimSuspended", "claimResumed").LastOrDefault() is { Type: "claimSuspended" } last ? last.OccurredAt : null;

    // What the posts say of the newest report, among the first so many events: the different opinions, -1 for a disapproval.
    private HashSet<decimal> Opinions(int until)
    {
        var first = Counting.Take(until).ToList();
        return [.. first.Skip(first.FindLastIndex(entry => entry.Type == "claimReportSubmitted") + 1)
            .Where(entry => SignOff.Contains(entry.Type))
            .GroupBy(entry => entry.Text("post")).Select(post => post.Last().Amount("amount") ?? -1)];
    }

    private bool IsEscalated(int until) => SinceReport(until).Any(entry => entry.Type == "claimEscalated");

    private decimal? Approved(int until) =>
        SinceReport(until).LastOrDefault(entry => entry.Type == "claimArbitrated") is { } arbitrated ? arbitrated.Amount("amount")
        : !IsEscalated(until) && Opinions(until) is { Count: 1 } agreed && agreed.Single() >= 0 ? agreed.Single() : null;

    private List<LogEvent> SinceReport(int until)
    {
        var first = Counting.Take(until).ToList();
        return first[(first.FindLastIndex(entry => entry.Type == "claimReportSubmitted") + 1)..];
    }

    private IEnumerable<CaseStep> Steps()
    {
        var filed = Of("claimFiled").First();
        yield return Ended("investigation", filed, Workdays(filed, "investigationDays", 2), ["claimInvestigated"],
            ["settlementAgreed", "claimRejected"]);
        yield return Ended("report", filed, Workdays(filed, "reportDays", 3), ["claimReportSubmitted"], ["claimRejected"]);
        yield return Ended("settlement", filed, Settlement(filed), ["settlementAgreed", "claimRejected"], []);
        if (Of("deductionReported").LastOrDefault() is { } deducted)
            yield return Ended("deductionReport", deducted, Workdays(deducted, "reportDays", 3), ["claimReportSubmitted"],
                ["claimRejected"]);
        if (Of("salvageValued").FirstOrDefault() is { } valued)
            yield return Ended("salvage", valued,
                days.At(days.Of(valued.OccurredAt).AddDays((Set(valued, "salvageDays") ?? 30) + 1), default),
                ["salvageSold"], ["claimRejected"]);
        var began = Enumerable.Range(0, Counting.Count).Where(at => SignOff.Contains(Counting[at].Type) && Opinions(at + 1).Count > 1
            && Opinions(at).Count < 2 && !IsEscalated(at + 1)).ToList();
        if (began.Count == 0) yield break;
        var dispute = Counting[began[^1]];
        var agreed = Enumerable.Range(began[^1] + 1, Counting.Count - began[^1] - 1)
            .Where(at => SignOff.Contains(Counting[at].Type) && Opinions(at + 1).Count < 2).Select(at => Counting[at].Id).Take(1).ToList();
        yield return Ended("arbitration", dispute, Workdays(dispute, "arbitrationDays", 3), ["claimEscalated"],
            ["claimReportSubmitted", "settlementAgreed", "claimRejected"], agreed);
    }

    // The first event after the step's beginning that keeps it or makes it needless; and the rest of the clock meanwhile.
    private CaseStep Ended(
        string name, LogEvent begun, DateTimeOffset due, string[] keeping, string[] ending, IReadOnlyCollection<Guid>? alsoEnding = null)
    {
        var place = Counting.FindIndex(entry => entry.Id == begun.Id);
        var after = Counting.Skip(place + 1).ToList();
        var end = after.FindIndex(entry => keeping.Contains(entry.Type) || ending.Contains(entry.Type)
            || alsoEnding?.Contains(entry.Id) is true);
        var suspended = Counting.Take(place + 1).LastOrDefault(entry => entry.Type is "claimSuspended" or "claimResumed") is
            { Type: "claimSuspended" } earlier ? earlier.OccurredAt : (DateTimeOffset?)null;
        foreach (var entry in end < 0 ? after : after.Take(end))
            if (entry.Type == "claimSuspended") suspended = entry.OccurredAt;
            else if (entry.Type == "claimResumed" && suspended is { } since)
            {
                if (due >= since) due += entry.OccurredAt - (begun.OccurredAt > since ? begun.OccurredAt : since);
                suspended = null;
            }
        return end < 0 ? new(name, begun.OccurredAt, due)
            : keeping.Contains(after[end].Type) ? new(name, begun.OccurredAt, due, after[end].OccurredAt)
            : new(name, begun.OccurredAt, due, null, after[end].OccurredAt);
    }

    private DateTimeOffset Settlement(LogEvent filed)
    {
        var claims = CompanySet(filed)?.Member("claims");
        var small = claims is { } set && set.TryGetProperty("settlementClasses", out var classes)
            && classes.ValueKind == System.Text.Json.JsonValueKind.Array
            ? classes.EnumerateArray().Where(each => filed.Amount("amount") <= each.GetProperty("upTo").GetDecimal())
                .OrderBy(each => each.GetProperty("upTo").GetDecimal())
                .Select(each => (int?)each.GetProperty("days").GetInt32()).FirstOrDefault()
            : null;
        return small is { } within ? End(filed, within) : Workdays(filed, "settlementDays", 15);
    }

    private DateTimeOffset Workdays(LogEvent begun, string setting, int byDefault) => End(begun, Set(begun, setting) ?? byDefault);

    private DateTimeOffset End(LogEvent begun, int workdays) =>
        reference.EndOfWorkday(begun.OccurredAt, workdays, CompanySet(begun)?.Text("calendar"), KnownAt(begun));

    private int? Set(LogEvent begun, string setting) =>
        CompanySet(begun)?.Member("claims") is { } claims && claims.TryGetProperty(setting, out var value)
            && value.ValueKind == System.Text.Json.JsonValueKind.Number ? value.GetInt32() : null;

    private LogEvent? CompanySet(LogEvent begun) => reference.CompanySet(begun.OccurredAt, KnownAt(begun));

    // What was known when the service recorded when the step is due.
    private long KnownAt(LogEvent begun) =>
        recorded.Where(entry => entry.Type == "stepDue" && entry.Causation == begun.Id).Min(entry => (long?)entry.Position)
            ?? long.MaxValue;

    private bool IsCorrected(Guid id) => recorded.Any(entry => entry.Type == "corrected" && entry.Reference("eventId") == id);

    private IEnumerable<LogEvent> Of(params string[] types) => Counting.Where(entry => types.Contains(entry.Type));

    private LogEvent? Last(string type) => Of(type).LastOrDefault();

    private decimal Sum(string type) => Of(type).Sum(entry => entry.Amount("amount")!.Value);

    private static int Rank(string type) => Array.IndexOf(
    [
        "claimFiled", "claimInvestigated", "deductionReported", "goodwillProposed", "claimReportSubmitted", "claimApproved",
        "claimDisapproved", "claimEscalated", "claimArbitrated", "claimSuspended", "claimResumed", "claimRejected", "settlementAgreed",
        "claimPaid", "salvageValued", "salvageSold", "recoveryReceived",
    ], type);
}
