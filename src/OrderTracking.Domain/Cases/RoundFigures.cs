using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Domain.Cases;

/// <summary>回访: how many sites there are, were called, were reached, are content, and have something wrong.</summary>
/// <param name="Sites">All sites of the account, in the round or not.</param>
/// <param name="Rated">Those that said how satisfied they are.</param>
/// <param name="Content">客户反馈良好: those of them that said 4 or 5.</param>
/// <param name="Faults">Those with something wrong, put right or not.</param>
public sealed record RoundCounts(
    long Sites, long InRound, long Called, long Reached, long Rated, long Content, long Faults, long OpenFaults)
{
    public static RoundCounts Of(IEnumerable<CaseRow> rounds)
    {
        var sites = rounds.SelectMany(row => row.Round!.Sites).ToList();
        return new(
            sites.Count, Count(site => site.InRound), Count(site => site.CalledAt is not null), Count(site => site.Reached is true),
            Count(site => site.Satisfied is not null), Count(site => site.Satisfied >= RoundSite.ContentFrom),
            Count(site => site.Fault is not null), Count(site => site.IsFaulty()));

        long Count(Func<RoundSite, bool> isSuch) => sites.Count(isSuch);
    }

    public Rate Coverage => new(null, Called, Sites, new Dictionary<string, long>());

    public Rate Contentment => new(null, Content, Rated, new Dictionary<string, long>
    {
        ["notCalled"] = Sites - Called, ["notReached"] = Called - Reached, ["notSaid"] = Reached - Rated,
    });
}

/// <summary>A site in the report of a round, beside what it was in the round before.</summary>
/// <param name="Now">Null for a site that the account has no more, and of which something was wrong in the round before.</param>
/// <param name="Before">Null where the round before did not know the site, or there was none.</param>
/// <param name="Words">Of the call that counts; null where nothing was said.</param>
public sealed record RoundLine(string Site, RoundSite? Now, RoundSite? Before, SiteWords? Words = null)
{
    public RoundChange Change => (Now, Before) switch
    {
        (null, _) => RoundChange.Gone,
        ({ CalledAt: null }, _) => RoundChange.NotCalled,
        (_, null or { CalledAt: null }) => RoundChange.First,
        ({ Fault: not null }, { Fault: null }) => RoundChange.Worse,
        ({ Fault: null, Reached: true }, { Fault: not null }) => RoundChange.Better,
        ({ Satisfied: { } now }, { Satisfied: { } before }) when now != before =>
            now < before ? RoundChange.Worse : RoundChange.Better,
        _ => RoundChange.Same,
    };
}

/// <summary>What a site said is wrong, and what was done about it. No row has them: they are free texts.</summary>
public sealed record SiteWords(string? Problem, string? Measure)
{
    /// <summary>Of each site by the events that count, in order of occurrence: the newest call, and what put it right.</summary>
    public static IReadOnlyDictionary<string, SiteWords> Of(CaseHistory round)
    {
        var words = new Dictionary<string, SiteWords>();
        foreach (var entry in round.EffectiveEvents)
            if (entry.Event is SiteCalled called) words[called.Site] = new(called.Problem, null);
            else if (entry.Event is SiteFaultResolved resolved && words.TryGetValue(resolved.Site, out var said))
                words[resolved.Site] = said with { Measure = resolved.Measure };
        return words;
    }
}

/// <summary>How a site stands beside the round before: by what is wrong there, then by how satisfied it is.</summary>
public enum RoundChange { First, Better, Same, Worse, NotCalled, Gone }

/// <summary>反馈总部: the report of a round to the customer's headquarters. It leaves no site out, called or not.</summary>
/// <param name="Before">The account's round before it; null where it is the first.</param>
/// <param name="Words">By the site's code.</param>
public sealed record RoundReport(CaseRow Round, CaseRow? Before, IReadOnlyDictionary<string, SiteWords>? Words = null)
{
    public RoundCounts Counts => RoundCounts.Of([Round]);

    public RoundCounts? CountsBefore => Before is null ? null : RoundCounts.Of([Before]);

    /// <summary>Every site, in order of code, and those that are gone while something was wrong there.</summary>
    public IEnumerable<RoundLine> Lines
    {
        get
        {
            var before = (Before?.Round?.Sites ?? []).ToDictionary(site => site.Site);
            var now = Round.Round!.Sites.ToDictionary(site => site.Site);
            return now.Values.Select(site => new RoundLine(
                    site.Site, site, before.GetValueOrDefault(site.Site), Words?.GetValueOrDefault(site.Site)))
                .Concat(before.Values.Where(site => site.IsFaulty() && !now.ContainsKey(site.Site))
                    .Select(site => new RoundLine(site.Site, null, site)))
                .OrderBy(line => line.Site, StringComparer.Ordinal);
        }
    }
}

/// <summary>回访覆盖率, 反馈良好率, and whether the next round came in time.</summary>
public static class RoundFigures
{
    public static readonly RateDefinition Coverage = new(
        "sites-called", 1, "sites called", "sites that the account had when the round was opened, in the round or not", "the call",
        "the company's days of the round's opening", "none", new Dictionary<string, string>());

    public static readonly RateDefinition Contentment = new(
        "sites-content", 1, "sites that said 4 or 5 of 5", "sites that said how satisfied they are", "the newest call of each site",
        "the company's days of the round's opening", "none", new Dictionary<string, string>
        {
            ["notCalled"] = "sites not called", ["notReached"] = "sites called and not reached", ["notSaid"] = "sites that did not say",
        });

    private static readonly RateDefinition FollowedInTime = new(
        "rounds-followed-in-time", 1, "rounds that another one followed by the due time", "rounds whose due time for the next is over or "
        + "that another one follows", "the next round's opening", "the company's days of the due time", "none",
        new Dictionary<string, string> { ["notDue"] = "not followed, and the time is not over", ["suspended"] = "none: always 0" });

    internal static CaseFigures Of(IReadOnlyList<CaseRow> rows, CasePeriod period, DateTimeOffset now)
    {
        List<CaseRow> opened = [.. rows.Where(row => period.Includes(row.OpenedAt))], open = [.. rows.Where(row => row.ClosedAt is null)];
        var counts = RoundCounts.Of(opened);
        return new(
            opened.Count, open.Count, Counts(opened),
            [
                new(counts.Coverage, Coverage), new(counts.Contentment, Contentment),
                new(CaseFigures.InTime(rows, RoundSteps.NextRound, period, now), FollowedInTime),
            ],
            [.. CaseFigures.GroupBy("account", opened, row => row.Account, Counts), .. CaseFigures.ByAge(open, now)]);
    }

    private static Dictionary<string, decimal> Counts(IReadOnlyCollection<CaseRow> rows)
    {
        var counts = RoundCounts.Of(rows);
        return new()
        {
            ["faults"] = counts.Faults, ["openFaults"] = counts.OpenFaults, ["sites"] = counts.Sites, ["inRound"] = counts.InRound,
            ["called"] = counts.Called, ["reached"] = counts.Reached, ["contented"] = counts.Content,
        };
    }
}
