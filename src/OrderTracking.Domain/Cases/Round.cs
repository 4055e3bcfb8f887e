using System.Collections.Immutable;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;
using static OrderTracking.Domain.Waybills.Values;

namespace OrderTracking.Domain.Cases;

/// <summary>回访状态. Called: every site of the round was called.</summary>
public enum RoundStatus { Opened, Called, Reported, Followed }

/// <summary>The steps of a round.</summary>
public static class RoundSteps
{
    public const string NextRound = "nextRound";
}

/// <summary>What the rules and the row of a call round read.</summary>
public sealed record Round : CaseState
{
    /// <summary>The sites that were chosen for the round; null for all.</summary>
    public IReadOnlyList<string>? Chosen { get; init; }

    /// <summary>Every site that the account had.</summary>
    public ImmutableSortedDictionary<string, RoundSite> Sites { get; init; } =
        ImmutableSortedDictionary.Create<string, RoundSite>(StringComparer.Ordinal);

    public string? Follows { get; init; }

    public string? FollowedBy { get; init; }

    public DateTimeOffset? ReportedAt { get; init; }

    public RoundStatus Status =>
        FollowedBy is not null ? RoundStatus.Followed
        : ReportedAt is not null ? RoundStatus.Reported
        : Sites.Values.All(site => !site.InRound || site.CalledAt is not null) ? RoundStatus.Called : RoundStatus.Opened;
}

/// <summary>网点回访: from the list of a customer's sites to the report for its headquarters and the next round.</summary>
public sealed class RoundType() : CaseType<Round>("round", "rounds", typeof(RoundEvent))
{
    /// <summary>How many sites a round may have.</summary>
    public const int MaxSites = 400;

    // 「每3个月电话回访一次」; 「一个季度后, 第二次回访开始了」
    private const int Months = 3;

    public override IReadOnlyList<string> Statuses => WireNames<RoundStatus>.All;

    public override IReadOnlyList<string> Steps { get; } = [RoundSteps.NextRound];

    public override string JudgedStep => RoundSteps.NextRound;

    public override string? AccountOf(CaseEvent caseEvent) => (caseEvent as RoundOpened)?.Account;

    public override IEnumerable<(string Waybill, string Field)> WaybillsOf(CaseEvent caseEvent) =>
        caseEvent is SiteCalled { Waybill: { } named } ? [(named, "data.waybill")] : [];

    public override CaseFigures Figures(IReadOnlyList<CaseRow> rows, CasePeriod period, DateTimeOffset now, long waybills) =>
        RoundFigures.Of(rows, period, now);

    internal override Refusal? Check(CaseEvent caseEvent) => caseEvent switch
    {
        RoundOpened x => First(
            Named("data.account", x.Account, Code),
            x.Sites is { } sites && (sites.Count is 0 or > MaxSites || sites.Distinct().Count() < sites.Count)
                ? Invalid("data.sites", $"1 to {MaxSites} sites, each once") : null,
            Number("data.follows", x.Follows)),
        SiteCalled x => First(
            Named("data.site", x.Site, Code), Within("data.satisfied", x.Satisfied, 1, 5), Words("data.problem", x.Problem, Text),
            Number("data.waybill", x.Waybill), Words("data.exceptionId", x.ExceptionId, Code),
            Number("data.complaintId", x.ComplaintId),
            !x.Reached && ((object?)x.Satisfied ?? x.Fault) is not null
                ? Invalid("data.reached", "true where the site said something") : null,
            x.Fault is null && (x.Problem ?? x.ExceptionId ?? x.ComplaintId) is not null
                ? Invalid("data.fault", "the kind of what is wrong") : null,
            x.ComplaintId is not null && string.IsNullOrWhiteSpace(x.Problem)
                ? Invalid("data.problem", "what is complained of") : null),
        SiteFaultResolved x => First(Named("data.site", x.Site, Code), Named("data.measure", x.Measure, Text)),
        RoundReported x => Words("data.note", x.Note, Text),
        _ => null,
    };

    internal override Refusal? CheckAgainst(ReferenceSnapshot reference, CaseEvent caseEvent)
    {
        if (caseEvent is not RoundOpened opened) return null;
        if (SitesAt(reference, opened) is not { Count: > 0 } known)
            return new(RefusalCodes.NoSites, "data.account", "an account whose sites are set");
        if (known.Count > MaxSites) return Invalid("data.account", $"an account of at most {MaxSites} sites");
        for (var i = 0; i < opened.Sites?.Count; i++)
            if (!known.Contains(opened.Sites[i]))
                return new(RefusalCodes.UnknownSite, $"data.sites[{i}]", "the code of a site of the account");
        return null;
    }

    internal override CaseEvent? TakenFrom(ReferenceSnapshot reference, CaseEvent caseEvent) => caseEvent is RoundOpened opened
        ? new RoundSitesListed(SitesAt(reference, opened))
        {
            OccurredAt = opened.OccurredAt, Station = opened.Station, By = DerivedExceptions.By,
        }
        : null;

    internal override CaseMessage? ToCase(string number, CaseEvent caseEvent) => caseEvent switch
    {
        SiteCalled { ComplaintId: { } complaint } x => new(AllCases.Complaints, complaint, "data.complaintId", account =>
            new ComplaintReceived(account, "round", x.Problem!, Waybills: x.Waybill is { } waybill ? [waybill] : null)
            {
                OccurredAt = x.OccurredAt, Station = x.Station, By = x.By,
            }),
        RoundOpened { Follows: { } earlier } x => new(AllCases.Rounds, earlier, "data.follows", _ =>
            new RoundFollowed(number) { OccurredAt = x.OccurredAt, Station = x.Station, By = DerivedExceptions.By }),
        _ => null,
    };

    internal override WaybillEvent? OnWaybills(string number, CaseEvent caseEvent) => null;

    protected override Refusal? Refuse(Round round, CaseEvent caseEvent) => caseEvent switch
    {
        SiteCalled or RoundReported when round.ReportedAt is not null =>
            new(RefusalCodes.CaseClosed, "type", "an event of a round that is not reported yet"),
        SiteCalled x when round.Sites.GetValueOrDefault(x.Site) is not { InRound: true } =>
            new(RefusalCodes.UnknownSite, "data.site", "the code of a site of the round"),
        SiteFaultResolved when !round.Sites.Values.Any(site => site.IsFaulty()) =>
            new(RefusalCodes.NothingWrong, "type", "a round with a site where something is wrong"),
        SiteFaultResolved x when round.Sites.GetValueOrDefault(x.Site)?.IsFaulty() is not true =>
            new(RefusalCodes.NothingWrong, "data.site", "a site where something is wrong"),
        RoundFollowed when round.FollowedBy is not null =>
            new(RefusalCodes.AlreadyFollowed, "type", "a round that no other follows"),
        _ => null,
    };

    protected override Round Apply(Round round, CaseEvent caseEvent)
    {
        var at = caseEvent.OccurredAt;
        return caseEvent switch
        {
            RoundOpened x => round with
            {
                OpenedAt = at, Account = x.Account, Station = x.Station, Chosen = x.Sites, Follows = x.Follows,
            },
            RoundSitesListed x => round with
            {
                Sites = x.Sites.ToImmutableSortedDictionary(
                    site => site, site => new RoundSite(site, round.Chosen?.Contains(site) is not false), StringComparer.Ordinal),
            },
            SiteCalled x => round with
            {
                Sites = round.Sites.SetItem(x.Site, new(
                    x.Site, true, at, x.Reached, x.Satisfied, x.Fault, null, x.Waybill, x.ExceptionId, x.ComplaintId)),
                Waybills = x.Waybill is null || round.Waybills.Contains(x.Waybill) ? round.Waybills : [.. round.Waybills, x.Waybill],
            },
            SiteFaultResolved x => round with
            {
                Sites = round.Sites.SetItem(x.Site, round.Sites[x.Site] with { ResolvedAt = at }),
            },
            RoundReported => round with { ReportedAt = at, ClosedAt = at },
            RoundFollowed x => (round with { FollowedBy = x.Round, ClosedAt = round.ClosedAt ?? at }).Keep(RoundSteps.NextRound, at),
            _ => round,
        };
    }

    protected override IEnumerable<(string Step, DateTimeOffset DueAt)> StepsOf(
        Round before, Round after, CaseEvent caseEvent, CaseStandards standards) => caseEvent is RoundOpened
        ? [(RoundSteps.NextRound, standards.Months(caseEvent.OccurredAt, standards.Set?.RoundMonths ?? Months))] : [];

    protected override string StatusOf(Round round) => WireNames<RoundStatus>.All[(int)round.Status];

    protected override CaseRow Fill(Round round, CaseRow row) => row with
    {
        Round = new([.. round.Sites.Values], round.Follows, round.FollowedBy, round.ReportedAt),
    };

    private static IReadOnlyList<string> SitesAt(ReferenceSnapshot reference, RoundOpened opened) =>
        [.. (reference.SitesInForce(opened.Account, opened.OccurredAt)?.Event.Sites ?? []).Select(site => site.Code)];
}
