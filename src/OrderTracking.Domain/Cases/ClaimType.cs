using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using static OrderTracking.Domain.Cases.ClaimSteps;
using static OrderTracking.Domain.Waybills.Values;

namespace OrderTracking.Domain.Cases;

/// <summary>理赔: from the filing to the payment, and what is got back.</summary>
public sealed class ClaimType() : CaseType<Claim>("claim", "claims", typeof(ClaimEvent))
{
    // 客服员(投诉理赔): 「对于签批意见不一致的,在三个工作日内报营运中心客服部仲裁」. The other numbers are blanks of the handbook.
    private const int InvestigationDays = 2, ReportDays = 3, SettlementDays = 15, ArbitrationDays = 3, SalvageDays = 30;

    public override IReadOnlyList<string> Statuses => WireNames<ClaimStatus>.All;

    public override IReadOnlyList<string> Steps { get; } = [Investigation, Report, DeductionReport, Arbitration, Settlement, Salvage];

    public override string JudgedStep => Settlement;

    public override string? AccountOf(CaseEvent caseEvent) => (caseEvent as ClaimFiled)?.Account;

    public override IEnumerable<(string Waybill, string Field)> WaybillsOf(CaseEvent caseEvent) => caseEvent switch
    {
        ClaimFiled { Waybills: { } named } => named.Select((waybill, index) => (waybill, $"data.waybills[{index}]")),
        DeductionReported { Waybill: { } named } => [(named, "data.waybill")],
        _ => [],
    };

    public override CaseFigures Figures(IReadOnlyList<CaseRow> rows, CasePeriod period, DateTimeOffset now, long waybills) =>
        ClaimFigures.Of(rows, period, now);

    internal override IEnumerable<CaseGroup> ByStation(
        string by, IReadOnlyList<CaseRow> rows, CasePeriod period, Func<string, string> of) =>
        ClaimFigures.ByStation(by, rows.Where(row => period.Includes(row.OpenedAt)), of);

    internal override Refusal? Check(CaseEvent caseEvent) => caseEvent switch
    {
        ClaimFiled x => First(
            Named("data.account", x.Account, Code), Amount(x.Amount), Numbers(x.Waybills), Words("data.exceptionId", x.ExceptionId, Code),
            Whose("data.claimant", x.Claimant), Words("data.description", x.Description, Text)),
        ClaimInvestigated x => First(
            Named("data.findings", x.Findings, Text), References("data.evidence", x.Evidence),
            StationOrNone("data.responsibleStation", x.ResponsibleStation)),
        ClaimReportSubmitted x => First(Money("data.amount", x.Amount), Words("data.proposal", x.Proposal, Text)),
        ClaimApproved x => First(Named("data.post", x.Post, Code), Money("data.amount", x.Amount)),
        ClaimDisapproved x => First(Named("data.post", x.Post, Code), Named("data.reason", x.Reason, Text)),
        ClaimEscalated x => Words("data.reason", x.Reason, Text),
        ClaimArbitrated x => First(Money("data.amount", x.Amount), Words("data.reason", x.Reason, Text)),
        ClaimSuspended x => First(
            Named("data.paper", x.Paper, Text), Named("data.approver", x.Approver, Code), Words("data.reason", x.Reason, Text)),
        ClaimResumed x => Words("data.note", x.Note, Text),
        DeductionReported x => First(Amount(x.Amount), Number("data.waybill", x.Waybill)),
        GoodwillProposed x => First(Amount(x.Amount), Named("data.reason", x.Reason, Text)),
        ClaimRejected x => First(Named("data.reason", x.Reason, Text), Words("data.approver", x.Approver, Code)),
        SettlementAgreed x => Amount(x.Amount),
        ClaimPaid x => First(Amount(x.Amount), Words("data.payment", x.Payment, Code)),
        SalvageValued x => Money("data.amount", x.Amount),
        SalvageSold x => Money("data.amount", x.Amount),
        RecoveryReceived x => Amount(x.Amount),
        _ => null,
    };

    internal override WaybillEvent? OnWaybills(string number, CaseEvent caseEvent)
    {
        WaybillEvent? said = caseEvent switch
        {
            ClaimFiled x => new ClaimOpened(number, x.Amount, x.ExceptionId) { OccurredAt = default, Station = "", By = "" },
            SettlementAgreed x => new ClaimSettled(number, x.Amount) { OccurredAt = default, Station = "", By = "" },
            ClaimRejected => new ClaimSettled(number, 0) { OccurredAt = default, Station = "", By = "" },
            _ => null,
        };
        return said is null ? null : said with { OccurredAt = caseEvent.OccurredAt, Station = caseEvent.Station, By = caseEvent.By };
    }

    protected override Refusal? Refuse(Claim claim, CaseEvent caseEvent) => caseEvent switch
    {
        SalvageSold when claim.SalvageValue is null => new(RefusalCodes.NothingValued, "type", "a salvage that was valued"),
        SalvageSold when claim.SalvageSold is not null => new(RefusalCodes.AlreadySold, "type", "a salvage that was not sold yet"),
        SalvageValued or SalvageSold or RecoveryReceived or ClaimFiled => null,
        ClaimPaid when claim.Settled is null => new(RefusalCodes.NotSettled, "type", "a claim that is settled"),
        ClaimPaid when claim.Paid >= claim.Settled => new(RefusalCodes.AlreadyPaid, "type", "a claim that is not paid yet"),
        ClaimPaid x when claim.Paid + x.Amount > claim.Settled =>
            new(RefusalCodes.MoreThanSettled, "data.amount", $"at most the {claim.Settled - claim.Paid} CNY that are not paid yet"),
        ClaimPaid => null,
        SettlementAgreed or ClaimRejected when claim.Settled is not null =>
            new(RefusalCodes.AlreadySettled, "type", "a claim that is not settled yet"),
        _ when claim.ClosedAt is not null || claim.Settled is not null =>
            new(RefusalCodes.CaseClosed, "type", "an event of a claim that is neither settled nor rejected"),
        ClaimSuspended when claim.RestsSince is not null => new(RefusalCodes.CaseSuspended, "type", "a claim that is not suspended"),
        ClaimResumed when claim.RestsSince is null => new(RefusalCodes.NotSuspended, "type", "a claim that is suspended"),
        SettlementAgreed or ClaimRejected when claim.RestsSince is not null =>
            new(RefusalCodes.CaseSuspended, "type", "a claim that was resumed"),
        SettlementAgreed when claim.Approved is null => new(RefusalCodes.NothingApproved, "type", "an amount that all posts agree to"),
        SettlementAgreed x when x.Amount > claim.Approved =>
            new(RefusalCodes.MoreThanApproved, "data.amount", $"at most the {claim.Approved} CNY that are approved"),
        ClaimApproved or ClaimDisapproved when !claim.IsReported =>
            new(RefusalCodes.NoReport, "type", "a claim whose report was submitted"),
        ClaimEscalated when !claim.IsDisputed => new(RefusalCodes.OpinionsAgree, "type", "a claim on which the posts do not agree"),
        ClaimArbitrated when !claim.IsEscalated => new(RefusalCodes.NotEscalated, "type", "a claim that was escalated"),
        _ => null,
    };

    protected override Claim Apply(Claim claim, CaseEvent caseEvent)
    {
        var at = caseEvent.OccurredAt;
        return caseEvent switch
        {
            ClaimFiled x => claim with
            {
                OpenedAt = at, Account = x.Account, Station = x.Station, Waybills = x.Waybills ?? [], Claimed = x.Amount, Kind = x.Kind,
                ExceptionId = x.ExceptionId,
            },
            ClaimInvestigated x => (claim with
            {
                IsInvestigated = true, Cause = x.Cause ?? claim.Cause,
                ResponsibleStation = x.ResponsibleStation ?? claim.ResponsibleStation,
            }).Keep(Investigation, at),
            ClaimReportSubmitted => (claim with { IsReported = true, Opinions = claim.Opinions.Clear(), IsEscalated = false,
                Arbitrated = null }).Keep(Report, at).Keep(DeductionReport, at).End(Arbitration, at),
            ClaimApproved x => WithOpinion(claim, x.Post, x.Amount, at),
            ClaimDisapproved x => WithOpinion(claim, x.Post, null, at),
            ClaimEscalated => (claim with { IsEscalated = true }).Keep(Arbitration, at),
            ClaimArbitrated x => claim with { Arbitrated = x.Amount },
            ClaimSuspended => claim with { RestsSince = at },
            ClaimResumed => claim.Resume(at),
            DeductionReported x => claim with
            {
                Deducted = claim.Deducted + x.Amount,
                Waybills = x.Waybill is null || claim.Waybills.Contains(x.Waybill) ? claim.Waybills : [.. claim.Waybills, x.Waybill],
            },
            SettlementAgreed x => (claim with { Settled = x.Amount }).Keep(Settlement, at).End(Investigation, at).End(Arbitration, at),
            ClaimRejected => (claim with { IsRejected = true }).Keep(Settlement, at).Close(at),
            ClaimPaid x => Pay(claim, x.Amount, at),
            SalvageValued x => claim with { SalvageValue = x.Amount },
            SalvageSold x => (claim with { SalvageSold = x.Amount }).Keep(Salvage, at),
            RecoveryReceived x => claim with { Recovered = claim.Recovered + x.Amount },
            _ => claim,
        };
    }

    protected override IEnumerable<(string Step, DateTimeOffset DueAt)> StepsOf(
        Claim before, Claim after, CaseEvent caseEvent, CaseStandards standards)
    {
        var (set, at) = (standards.Set?.Claims, caseEvent.OccurredAt);
        return caseEvent switch
        {
            ClaimFiled x =>
            [
                (Investigation, standards.Workdays(at, set?.InvestigationDays ?? InvestigationDays)),
                (Report, standards.Workdays(at, set?.ReportDays ?? ReportDays)),
                (Settlement, standards.Workdays(at, SettlementWithin(x.Amount, set))),
            ],
            DeductionReported => [(DeductionReport, standards.Workdays(at, set?.ReportDays ?? ReportDays))],
            SalvageValued when before.SalvageValue is null => [(Salvage, standards.Days(at, set?.SalvageDays ?? SalvageDays))],
            ClaimApproved or ClaimDisapproved when after is { IsDisputed: true, IsEscalated: false } && !before.IsDisputed =>
                [(Arbitration, standards.Workdays(at, set?.ArbitrationDays ?? ArbitrationDays))],
            _ => [],
        };
    }

    protected override string StatusOf(Claim claim) => WireNames<ClaimStatus>.All[(int)claim.Status];

    protected override CaseRow Fill(Claim claim, CaseRow row) => row with
    {
        Claim = new(
            claim.Claimed, claim.Approved, claim.Settled, claim.Paid, claim.Recovered, claim.SalvageValue, claim.SalvageSold,
            claim.Deducted, claim.Kind, claim.Cause, claim.ExceptionId),
    };

    // Once the posts agree, nothing is to be escalated any more.
    private static Claim WithOpinion(Claim claim, string post, decimal? amount, DateTimeOffset at)
    {
        var after = claim with { Opinions = claim.Opinions.SetItem(post, amount) };
        return after.IsDisputed ? after : after.End(Arbitration, at);
    }

    // A payment in full closes the claim; what is left of the salvage is still to be sold.
    private static Claim Pay(Claim claim, decimal amount, DateTimeOffset at)
    {
        var after = claim with { Paid = claim.Paid + amount };
        return after.Paid < after.Settled ? after : after with { ClosedAt = at };
    }

    private static int SettlementWithin(decimal amount, ClaimStandards? set) =>
        (set?.SettlementClasses ?? []).OrderBy(each => each.UpTo).FirstOrDefault(each => amount <= each.UpTo)?.Days
            ?? set?.SettlementDays ?? SettlementDays;
}
