using OrderTracking.Domain.Kpis;

namespace OrderTracking.Domain.Cases;

/// <summary>What the service figures of a branch (分公司) are made of.</summary>
/// <param name="Claims">Opened in the period, due in it, or open.</param>
/// <param name="Complaints">The same.</param>
/// <param name="Volumes">Freight received in the period, by station.</param>
/// <param name="Branches">The branch of each station that is of one.</param>
public sealed record GroupRows(
    IReadOnlyList<CaseRow> Claims, IReadOnlyList<CaseRow> Complaints, IReadOnlyList<VolumeCounts> Volumes,
    IReadOnlyDictionary<string, string> Branches);

/// <summary>A branch's service figures of a period.</summary>
/// <param name="Branch">Null for the whole group, empty for what is of no branch.</param>
/// <param name="Claims">Opened in the period.</param>
/// <param name="Complaints">Received in the period.</param>
/// <param name="Open">Claims and complaints that are open, whenever they were opened.</param>
/// <param name="Founded">Founded complaints per 1,000 waybills received.</param>
/// <param name="SettledInTime">理赔及时率.</param>
/// <param name="Damaged">Waybills with damage per 1,000 received (货损率).</param>
/// <param name="Short">Waybills with a shortage per 1,000 received (货差率).</param>
/// <param name="Amounts">CNY, of the claims opened in the period: claimed, paid, recovered, salvage, loss.</param>
/// <param name="SalvageToSell">Claims opened in the period whose salvage is valued and not sold (残值待处理).</param>
public sealed record BranchFigures(
    string? Branch, long Claims, long Complaints, long Open, Rate Founded, Rate SettledInTime, Rate Damaged, Rate Short,
    IReadOnlyDictionary<string, decimal> Amounts, long SalvageToSell)
{
    /// <summary>Whether anything was counted.</summary>
    public bool HasAny => Claims + Complaints + Open + Founded.Denominator + SettledInTime.Denominator
        + SettledInTime.Excluded.Values.Sum() > 0;
}

/// <summary>「每月汇总、通报集团各司的有效投诉案件、理赔及时率、货损货差率」.</summary>
public sealed record GroupFigures(BranchFigures Total, IReadOnlyList<BranchFigures> Branches)
{
    /// <summary>
    /// Every branch that has a station, in order of code, and last what is of no branch, where there is any. A case is of the branch of the
    /// station that is found responsible, and until one is found of the station that opened it.
    /// </summary>
    public static GroupFigures Of(GroupRows rows, CasePeriod period, DateTimeOffset now)
    {
        var claims = rows.Claims.ToLookup(BranchOf);
        var complaints = rows.Complaints.ToLookup(BranchOf);
        var volumes = rows.Volumes.Where(counts => counts.Key is not null)
            .ToLookup(counts => rows.Branches.GetValueOrDefault(counts.Key!, ""));
        var branches = rows.Branches.Values.Append("").Distinct().OrderBy(branch => branch.Length == 0)
            .ThenBy(branch => branch, StringComparer.Ordinal)
            .Select(branch => Figures(branch, [.. claims[branch]], [.. complaints[branch]], volumes[branch], period, now));
        return new(
            Figures(null, rows.Claims, rows.Complaints, rows.Volumes, period, now),
            [.. branches.Where(figures => figures.Branch is { Length: > 0 } || figures.HasAny)]);

        string BranchOf(CaseRow row) => rows.Branches.GetValueOrDefault(row.ResponsibleStation ?? row.Station, "");
    }

    /// <summary>A branch of which nothing is counted.</summary>
    public static BranchFigures None(string? branch) => Figures(branch, [], [], [], new(null, null), default);

    /// <summary>The definitions of the rates that are made from cases.</summary>
    public static IReadOnlyList<RateDefinition> Definitions { get; } = [ComplaintFigures.FoundedPerMille, ClaimFigures.SettledInTime];

    private static BranchFigures Figures(
        string? branch, IReadOnlyList<CaseRow> claims, IReadOnlyList<CaseRow> complaints, IEnumerable<VolumeCounts> volumes,
        CasePeriod period, DateTimeOffset now)
    {
        var received = volumes.Aggregate(VolumeCounts.None(branch), VolumeCounts.Add);
        var (ofClaims, ofComplaints) = (AllCases.Claims.Figures(claims, period, now, received.Waybills),
            AllCases.Complaints.Figures(complaints, period, now, received.Waybills));
        return new(
            branch, ofClaims.Cases, ofComplaints.Cases, ofClaims.Open + ofComplaints.Open,
            ofComplaints.RateOf(ComplaintFigures.FoundedPerMille), ofClaims.RateOf(ClaimFigures.SettledInTime),
            received.RateOf(LossOrDamage.Damage, LossAndDamageUnit.Waybills),
            received.RateOf(LossOrDamage.Shortage, LossAndDamageUnit.Waybills), ofClaims.Amounts,
            claims.Count(row => period.Includes(row.OpenedAt) && row.Claim is { SalvageValue: not null, SalvageSold: null }));
    }
}

/// <summary>A branch in a month, beside the month before.</summary>
/// <param name="Rank">From 1; null for what is of no branch, and without waybills.</param>
public sealed record BranchMonth(BranchFigures Now, BranchFigures? Before, int? Rank, int? RankBefore)
{
    public RateChange Founded => RateChange.Of(Now.Founded, Before?.Founded);

    public RateChange SettledInTime => RateChange.Of(Now.SettledInTime, Before?.SettledInTime);

    public RateChange Damaged => RateChange.Of(Now.Damaged, Before?.Damaged);

    public RateChange Short => RateChange.Of(Now.Short, Before?.Short);

    /// <summary>CNY.</summary>
    public decimal LossChange => Now.Amounts["loss"] - (Before?.Amounts["loss"] ?? 0);
}

/// <summary>A rate beside that of the month before, in its definition's unit; null without data.</summary>
public sealed record RateChange(decimal? Now, decimal? Before)
{
    public decimal? Change => Now - Before;

    internal static RateChange Of(Rate now, Rate? before) => new(now.Value, before?.Value);
}

/// <summary>The group's month (集团月报): its branches ranked, beside the month before.</summary>
public sealed record GroupMonth(BranchMonth Total, IReadOnlyList<BranchMonth> Branches)
{
    /// <summary>
    /// The best first: by founded complaints per 1,000 waybills, the fewest first, then by claims settled in time. Branches that are equal
    /// in both share a rank. What has no rank comes last.
    /// </summary>
    public static GroupMonth Of(GroupFigures now, GroupFigures before)
    {
        var (ranks, ranksBefore) = (Ranks(now), Ranks(before));
        var earlier = before.Branches.ToDictionary(figures => figures.Branch!);
        // What is of no branch is shown where it was in either month.
        var gone = before.Branches.Where(figures => now.Branches.All(other => other.Branch != figures.Branch))
            .Select(figures => GroupFigures.None(figures.Branch));
        return new(
            new(now.Total, before.Total, null, null),
            [
                .. now.Branches.Concat(gone)
                    .Select(figures => new BranchMonth(figures, earlier.GetValueOrDefault(figures.Branch!), Rank(ranks, figures),
                        Rank(ranksBefore, figures)))
                    .OrderBy(month => month.Rank ?? int.MaxValue).ThenBy(month => month.Now.Branch!.Length == 0)
                    .ThenBy(month => month.Now.Branch, StringComparer.Ordinal),
            ]);
    }

    private static int? Rank(Dictionary<string, int> ranks, BranchFigures figures) =>
        ranks.TryGetValue(figures.Branch!, out var rank) ? rank : null;

    private static Dictionary<string, int> Ranks(GroupFigures figures)
    {
        var ranked = figures.Branches.Where(branch => branch is { Branch.Length: > 0, Founded.Value: not null }).ToList();
        return ranked.ToDictionary(branch => branch.Branch!, branch => 1 + ranked.Count(other => IsBetter(other, branch)));
    }

    private static bool IsBetter(BranchFigures one, BranchFigures other) =>
        one.Founded.Value != other.Founded.Value ? one.Founded.Value < other.Founded.Value
        : (one.SettledInTime.Value ?? -1) > (other.SettledInTime.Value ?? -1);
}
