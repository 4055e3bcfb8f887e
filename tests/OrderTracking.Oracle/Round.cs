namespace OrderTracking.Oracle;

public sealed record RoundPart(IReadOnlyList<RoundSite> Sites, string? Follows, string? FollowedBy, DateTimeOffset? ReportedAt);

public sealed record RoundSite(
    string Site, bool InRound, DateTimeOffset? CalledAt, bool? Reached, int? Satisfied, string? Fault, DateTimeOffset? ResolvedAt,
    string? Waybill, string? ExceptionId, string? ComplaintId)
{
    public bool IsOpen() => Fault is not null && ResolvedAt is null;
}

/// <summary>What must be true of a call round, each question from the whole list of events and the reference data.</summary>
public sealed class Round(string stream, IReadOnlyList<LogEvent> recorded, ReferenceData reference, Days days)
{
    private static readonly string[] InOrder =
        ["roundOpened", "siteCalled", "siteFaultResolved", "roundReported", "roundFollowed"];

    private List<LogEvent> Counting => field ??=
    [
        .. recorded.Where(entry => InOrder.Contains(entry.Type)
                && !recorded.Any(other => other.Type == "corrected" && other.Reference("eventId") == entry.Id))
            .OrderBy(entry => entry.OccurredAt.UtcDateTime).ThenBy(entry => Array.IndexOf(InOrder, entry.Type))
            .ThenBy(entry => entry.Version),
    ];

    public LogEvent? Opened => Of("roundOpened").FirstOrDefault();

    public string Number => stream[6..];

    /// <summary>The rounds that the service says follow this one.</summary>
    public IEnumerable<string> FollowedBy => Of("roundFollowed").Select(entry => entry.Text("round")!);

    public IEnumerable<string> Complaints => Of("siteCalled").Select(entry => entry.Text("complaintId")).OfType<string>();

    public CaseRow? Row()
    {
        if (Opened is not { } opened) return null;
        var (reported, followed) = (Of("roundReported").LastOrDefault(), Of("roundFollowed").LastOrDefault());
        var sites = Sites(opened);
        var months = CompanySet(opened)?.Whole("roundMonths") ?? 3;
        var due = days.At(days.Of(opened.OccurredAt).AddMonths(months).AddDays(1), default);
        return new(
            stream, "round", Number, opened.Text("account")!, opened.Station, null,
            followed is not null ? "followed" : reported is not null ? "reported"
                : sites.Exists(site => site is { InRound: true, CalledAt: null }) ? "opened" : "called",
            [.. Of("siteCalled").Select(entry => entry.Text("waybill")).OfType<string>().Distinct()], opened.OccurredAt,
            reported?.OccurredAt ?? followed?.OccurredAt, null, [new("nextRound", opened.OccurredAt, due, followed?.OccurredAt)], due,
            followed is null ? due : null, Counting[^1].OccurredAt, null,
            Round: new(sites, opened.Text("follows"), followed?.Text("round"), reported?.OccurredAt));
    }

    public IEnumerable<TouchRow> Visits() => Row() is { } row ? [new(stream, row.Station, true)] : [];

    private List<RoundSite> Sites(LogEvent opened)
    {
        var chosen = opened.Member("sites") is null ? null : opened.Texts("sites");
        return
        [
            .. from site in reference.Sites(opened.Text("account")!, opened.OccurredAt, KnownAt(opened)).Order(StringComparer.Ordinal)
               let call = Of("siteCalled").LastOrDefault(entry => entry.Text("site") == site)
               let resolved = call is null ? null : Of("siteFaultResolved").FirstOrDefault(entry => entry.Text("site") == site
                   && Counting.IndexOf(entry) > Counting.IndexOf(call))
               select new RoundSite(
                   site, chosen?.Contains(site) is not false, call?.OccurredAt, call?.Flag("reached"), call?.Whole("satisfied"),
                   call?.Text("fault"), resolved?.OccurredAt, call?.Text("waybill"), call?.Text("exceptionId"), call?.Text("complaintId")),
        ];
    }

    private LogEvent? CompanySet(LogEvent begun) => reference.CompanySet(begun.OccurredAt, KnownAt(begun));

    private long KnownAt(LogEvent begun) =>
        recorded.Where(entry => entry.Type == "stepDue" && entry.Causation == begun.Id).Min(entry => (long?)entry.Position)
            ?? long.MaxValue;

    private IEnumerable<LogEvent> Of(string type) => Counting.Where(entry => entry.Type == type);
}

/// <summary>The report of a round, site by site, beside the round before.</summary>
public static class RoundCounted
{
    public static long[] Of(IEnumerable<CaseRow> rounds)
    {
        var sites = rounds.SelectMany(row => row.Round!.Sites).ToList();
        return
        [
            sites.Count, sites.Count(site => site.InRound), sites.Count(site => site.CalledAt is not null),
            sites.Count(site => site.Reached == true), sites.Count(site => site.Satisfied is not null),
            sites.Count(site => site.Satisfied is 4 or 5), sites.Count(site => site.Fault is not null), sites.Count(site => site.IsOpen()),
        ];
    }

    public static IEnumerable<string> Changes(CaseRow now, CaseRow? before)
    {
        var all = now.Round!.Sites.Select(site => site.Site)
            .Union((before?.Round!.Sites ?? []).Where(site => site.IsOpen()).Select(site => site.Site));
        foreach (var name in all.Order(StringComparer.Ordinal))
        {
            var (one, other) = (now.Round.Sites.FirstOrDefault(site => site.Site == name),
                before?.Round!.Sites.FirstOrDefault(site => site.Site == name));
            yield return $"{name} " + (
                one is null ? "已撤销网点"
                : one.CalledAt is null ? "未回访"
                : other?.CalledAt is null ? "首次回访"
                : one.Fault is not null && other.Fault is null ? "变差"
                : one.Fault is null && one.Reached == true && other.Fault is not null ? "好转"
                : one.Satisfied < other.Satisfied ? "变差" : one.Satisfied > other.Satisfied ? "好转" : "不变");
        }
    }
}
