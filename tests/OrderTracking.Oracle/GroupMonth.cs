namespace OrderTracking.Oracle;

public sealed record GroupFigures(
    long Claims, long Complaints, long Open, long Founded, long Waybills, long Met, long Judged, long Damaged, long Short, decimal Paid,
    decimal Salvage, decimal Loss, long SalvageToSell);

/// <param name="Branch">Empty for what is of no branch, null for all.</param>
public sealed record GroupRow(
    string? Branch, int? Rank, int? RankBefore, GroupFigures Now, GroupFigures? Before, decimal? FoundedChange, decimal LossChange);

/// <summary>The group's month, each number from all rows.</summary>
public sealed class GroupMonth(Company company)
{
    public IReadOnlyList<GroupRow> Of(DateOnly month)
    {
        var before = month.AddMonths(-1);
        var branches = company.Reference.Branches(company.Now);
        bool Shows(string branch, DateOnly at) => branch.Length > 0 || IsAny(Figures("", at), at);
        return
        [
            .. branches.Append("").Where(branch => Shows(branch, month) || Shows(branch, before))
                .Select(branch => Row(branch, Rank(branches, branch, month), Rank(branches, branch, before), month) with
                {
                    Before = Shows(branch, before) ? Figures(branch, before) : null,
                })
                .OrderBy(row => row.Rank ?? int.MaxValue).ThenBy(row => row.Branch == "").ThenBy(row => row.Branch, StringComparer.Ordinal),
        ];
    }

    public GroupRow Total(DateOnly month) => Row(null, null, null, month);

    private GroupRow Row(string? branch, int? rank, int? rankBefore, DateOnly month)
    {
        var (now, before) = (Figures(branch, month), Figures(branch, month.AddMonths(-1)));
        return new(branch, rank, rankBefore, now, before, PerMille(now) - PerMille(before), now.Loss - before.Loss);
    }

    private int? Rank(IReadOnlyCollection<string> branches, string branch, DateOnly month)
    {
        if (branch.Length == 0 || PerMille(Figures(branch, month)) is not { } own) return null;
        var settled = Settled(branch);
        return 1 + branches.Count(other => PerMille(Figures(other, month)) is { } its
            && (its < own || (its == own && Settled(other) > settled)));

        decimal Settled(string of) => Figures(of, month) is { Judged: > 0 } figures
            ? Math.Round((decimal)figures.Met / figures.Judged, 4) : -1;
    }

    private static decimal? PerMille(GroupFigures figures) =>
        figures.Waybills == 0 ? null : Math.Round(figures.Founded * 1000m / figures.Waybills, 4);

    private GroupFigures Figures(string? branch, DateOnly month)
    {
        var claims = company.Cases.Where(row => row.Kind == "claim" && IsOf(row.ResponsibleStation ?? row.Station)).ToList();
        var complaints = company.Cases.Where(row => row.Kind == "complaint" && IsOf(row.ResponsibleStation ?? row.Station)).ToList();
        var freight = company.Volumes.Where(row => row.Day >= month && row.Day < month.AddMonths(1) && IsOf(row.Origin)).ToList();
        var opened = claims.Where(row => IsIn(row.OpenedAt)).ToList();
        var verdicts = Verdicts(claims, month);
        var (paid, salvage) = (opened.Sum(row => row.Claim!.Paid), opened.Sum(row => row.Claim!.SalvageSold ?? 0));
        return new(
            opened.Count, complaints.Count(row => IsIn(row.OpenedAt)), claims.Concat(complaints).Count(row => row.ClosedAt is null),
            complaints.Count(row => IsIn(row.OpenedAt) && row.Complaint!.Founded is true), freight.Count,
            verdicts.Count(verdict => verdict == "met"), verdicts.Count(verdict => verdict is "met" or "late" or "missed"),
            freight.Count(row => row.DamagedPieces > 0), freight.Count(row => row.ShortPieces > 0), paid, salvage,
            paid - salvage - opened.Sum(row => row.Claim!.Recovered),
            opened.Count(row => row.Claim!.SalvageValue is not null && row.Claim.SalvageSold is null));

        bool IsOf(string station) => branch is null || (company.BranchOf(station) ?? "") == branch;

        bool IsIn(DateTimeOffset at) => company.Days.Of(at) is var day && day >= month && day < month.AddMonths(1);
    }

    private List<string> Verdicts(IEnumerable<CaseRow> claims, DateOnly month) =>
    [
        .. claims.Where(row => row.DueAt is { } due && company.Days.Of(due) is var day && day >= month && day < month.AddMonths(1))
            .Select(row => row.Steps.Single(step => step.Name == "settlement").Verdict(row.SuspendedSince, company.Now)),
    ];

    // What is due and not judged yet shows as well.
    private bool IsAny(GroupFigures figures, DateOnly month) =>
        figures.Claims + figures.Complaints + figures.Open + figures.Waybills + figures.Judged > 0
            || Verdicts(company.Cases.Where(row => row.Kind == "claim" && company.BranchOf(row.ResponsibleStation ?? row.Station) is null),
                month).Exists(verdict => verdict is "open" or "rests");
}
