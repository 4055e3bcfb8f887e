using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using static OrderTracking.Domain.Waybills.Values;

namespace OrderTracking.Domain.Cases;

/// <summary>投保状态.</summary>
public enum InsuranceStatus { Submitted, Confirmed, Declined, LossReported, PapersSubmitted, ClaimFiled, Paid, Refused }

/// <summary>The steps of an insurance.</summary>
public static class InsuranceSteps
{
    public const string Papers = "papers";
}

/// <summary>What the rules and the row of an insurance read.</summary>
public sealed record Insurance : CaseState
{
    public decimal Amount { get; init; }

    public DeclarationReason Reason { get; init; }

    public string? Policy { get; init; }

    public decimal? Premium { get; init; }

    public decimal? Loss { get; init; }

    public decimal? Claimed { get; init; }

    public decimal Paid { get; init; }

    public InsuranceStatus Status { get; init; }
}

/// <summary>
/// 投保: from the declaration to the insurer's answer, and after a loss to the insurer's payment. A cover that is confirmed is closed: it
/// is open again once a loss is reported.
/// </summary>
public sealed class InsuranceType() : CaseType<Insurance>("insurance", "insurance", typeof(InsuranceEvent))
{
    // 「投保货物出险时,及时收集相关资料,按时递交采购部」: the handbook does not say within what.
    private const int PapersDays = 3;

    public override IReadOnlyList<string> Statuses => WireNames<InsuranceStatus>.All;

    public override IReadOnlyList<string> Steps { get; } = [InsuranceSteps.Papers];

    public override string JudgedStep => InsuranceSteps.Papers;

    public override string? AccountOf(CaseEvent caseEvent) => (caseEvent as CoverSubmitted)?.Account;

    public override IEnumerable<(string Waybill, string Field)> WaybillsOf(CaseEvent caseEvent) =>
        caseEvent is CoverSubmitted x ? [(x.Waybill, "data.waybill")] : [];

    public override CaseFigures Figures(IReadOnlyList<CaseRow> rows, CasePeriod period, DateTimeOffset now, long waybills) =>
        InsuranceFigures.Of(rows, period, now);

    internal override IEnumerable<CaseGroup> ByStation(
        string by, IReadOnlyList<CaseRow> rows, CasePeriod period, Func<string, string> of) =>
        InsuranceFigures.ByStation(by, rows.Where(row => period.Includes(row.OpenedAt)), of);

    internal override Refusal? Check(CaseEvent caseEvent) => caseEvent switch
    {
        CoverSubmitted x => First(Named("data.account", x.Account, Code), Number("data.waybill", x.Waybill), Amount(x.Amount)),
        CoverConfirmed x => First(Named("data.policy", x.Policy, Code), Money("data.premium", x.Premium)),
        CoverDeclined x => Named("data.reason", x.Reason, Text),
        LossReported x => First(
            Named("data.description", x.Description, Text), Money("data.amount", x.Amount),
            Words("data.exceptionId", x.ExceptionId, Code)),
        LossPapersSubmitted x => First(References("data.papers", x.Papers), Words("data.note", x.Note, Text)),
        InsurerClaimFiled x => First(Amount(x.Amount), Words("data.reference", x.Reference, Code)),
        InsurerPaid x => First(Amount(x.Amount), Words("data.payment", x.Payment, Code)),
        InsurerRefused x => Named("data.reason", x.Reason, Text),
        _ => null,
    };

    internal override WaybillEvent? OnWaybills(string number, CaseEvent caseEvent) => null;

    protected override Refusal? Refuse(Insurance insurance, CaseEvent caseEvent) => caseEvent switch
    {
        CoverConfirmed or CoverDeclined when insurance.Status != InsuranceStatus.Submitted =>
            new(RefusalCodes.AlreadyDecided, "type", "a cover that is neither confirmed nor declined"),
        LossReported when insurance.Status is InsuranceStatus.Submitted or InsuranceStatus.Declined =>
            new(RefusalCodes.NotCovered, "type", "a cover that is confirmed"),
        LossReported when insurance.Status > InsuranceStatus.Confirmed =>
            new(RefusalCodes.LossKnown, "type", "a cover without a loss, or a correction"),
        LossPapersSubmitted or InsurerClaimFiled when insurance.Status < InsuranceStatus.LossReported =>
            new(RefusalCodes.NoLoss, "type", "a cover with a reported loss"),
        InsurerPaid or InsurerRefused when insurance.Claimed is null =>
            new(RefusalCodes.NotFiled, "type", "a loss that was claimed from the insurer"),
        InsurerClaimFiled when insurance.Claimed is not null =>
            new(RefusalCodes.AlreadyFiled, "type", "a loss that was not claimed yet, or a correction"),
        LossPapersSubmitted or InsurerPaid or InsurerRefused when insurance.ClosedAt is not null =>
            new(RefusalCodes.CaseClosed, "type", "a loss that the insurer neither paid nor refused"),
        InsurerClaimFiled x when x.Amount > insurance.Amount =>
            new(RefusalCodes.MoreThanCovered, "data.amount", $"at most the {insurance.Amount} CNY that are covered"),
        InsurerPaid x when insurance.Paid + x.Amount > insurance.Claimed => new(
            RefusalCodes.MoreThanFiled, "data.amount", $"at most the {insurance.Claimed - insurance.Paid} CNY that are not paid yet"),
        _ => null,
    };

    protected override Insurance Apply(Insurance insurance, CaseEvent caseEvent)
    {
        var at = caseEvent.OccurredAt;
        return caseEvent switch
        {
            CoverSubmitted x => insurance with
            {
                OpenedAt = at, Account = x.Account, Station = x.Station, Waybills = [x.Waybill], Amount = x.Amount, Reason = x.Reason,
            },
            CoverConfirmed x => insurance with
            {
                Status = InsuranceStatus.Confirmed, Policy = x.Policy, Premium = x.Premium, ClosedAt = at,
            },
            CoverDeclined => insurance with { Status = InsuranceStatus.Declined, ClosedAt = at },
            LossReported x => insurance with { Status = InsuranceStatus.LossReported, Loss = x.Amount, ClosedAt = null },
            LossPapersSubmitted => (insurance with
            {
                Status = insurance.Claimed is null ? InsuranceStatus.PapersSubmitted : insurance.Status,
            }).Keep(InsuranceSteps.Papers, at),
            // Nothing can be claimed without the papers.
            InsurerClaimFiled x =>
                (insurance with { Status = InsuranceStatus.ClaimFiled, Claimed = x.Amount }).Keep(InsuranceSteps.Papers, at),
            InsurerPaid x => Pay(insurance, x.Amount, at),
            InsurerRefused => insurance with { Status = InsuranceStatus.Refused, ClosedAt = at },
            _ => insurance,
        };
    }

    protected override IEnumerable<(string Step, DateTimeOffset DueAt)> StepsOf(
        Insurance before, Insurance after, CaseEvent caseEvent, CaseStandards standards) => caseEvent is LossReported
        ? [(InsuranceSteps.Papers, standards.Workdays(caseEvent.OccurredAt, standards.Set?.Insurance?.PapersDays ?? PapersDays))] : [];

    protected override string StatusOf(Insurance insurance) => WireNames<InsuranceStatus>.All[(int)insurance.Status];

    protected override CaseRow Fill(Insurance insurance, CaseRow row) => row with
    {
        Insurance = new(
            insurance.Amount, insurance.Reason, insurance.Policy, insurance.Premium, insurance.Loss, insurance.Claimed, insurance.Paid),
    };

    private static Insurance Pay(Insurance insurance, decimal amount, DateTimeOffset at)
    {
        var after = insurance with { Paid = insurance.Paid + amount };
        return after.Paid < after.Claimed ? after : after with { Status = InsuranceStatus.Paid, ClosedAt = at };
    }
}
