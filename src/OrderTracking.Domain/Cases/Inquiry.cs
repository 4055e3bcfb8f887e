using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Waybills;
using static OrderTracking.Domain.Waybills.Values;

namespace OrderTracking.Domain.Cases;

/// <summary>查询状态.</summary>
public enum InquiryStatus { Received, Answered }

/// <summary>The steps of an inquiry.</summary>
public static class InquirySteps
{
    public const string Answer = "answer";
}

/// <summary>What the rules and the row of an inquiry read.</summary>
public sealed record Inquiry : CaseState
{
    public InquiryChannel Channel { get; init; }

    public InquiryTopic Topic { get; init; }
}

/// <summary>查询: received and answered.</summary>
public sealed class InquiryType() : CaseType<Inquiry>("inquiry", "inquiries", typeof(InquiryEvent))
{
    // 「对客户提出的问题一般在24小时内从予以解决」.
    private const int AnswerHours = 24;

    private static readonly RateDefinition AnsweredInTime = new(
        "inquiries-answered-in-time", 1, "inquiries answered by their due time", "inquiries whose due time is over or that are answered",
        "the answer", "the company's days of the due time", "none",
        new Dictionary<string, string> { ["notDue"] = "not answered, and the time is not over", ["suspended"] = "none: always 0" });

    public override IReadOnlyList<string> Statuses => WireNames<InquiryStatus>.All;

    public override IReadOnlyList<string> Steps { get; } = [InquirySteps.Answer];

    public override string JudgedStep => InquirySteps.Answer;

    public override string? AccountOf(CaseEvent caseEvent) => (caseEvent as InquiryReceived)?.Account;

    public override IEnumerable<(string Waybill, string Field)> WaybillsOf(CaseEvent caseEvent) =>
        caseEvent is InquiryReceived { Waybills: { } named } ? named.Select((waybill, i) => (waybill, $"data.waybills[{i}]")) : [];

    public override CaseFigures Figures(IReadOnlyList<CaseRow> rows, CasePeriod period, DateTimeOffset now, long waybills)
    {
        List<CaseRow> opened = [.. rows.Where(row => period.Includes(row.OpenedAt))], open = [.. rows.Where(row => row.ClosedAt is null)];
        return new(
            opened.Count, open.Count, Answered(opened), [new(CaseFigures.InTime(rows, InquirySteps.Answer, period, now), AnsweredInTime)],
            [
                .. CaseFigures.GroupBy("channel", opened, row => CaseFigures.Name<InquiryChannel>(row.Inquiry!.Channel), Answered),
                .. CaseFigures.GroupBy("topic", opened, row => CaseFigures.Name<InquiryTopic>(row.Inquiry!.Topic), Answered),
                .. CaseFigures.ByAge(open, now),
            ]);
    }

    internal override Refusal? Check(CaseEvent caseEvent) => caseEvent switch
    {
        InquiryReceived x => First(
            Named("data.account", x.Account, Code), Words("data.question", x.Question, Text),
            Words("data.firstHandler", x.FirstHandler, Code), Numbers(x.Waybills), Whose("data.inquirer", x.Inquirer)),
        InquiryAnswered x => Named("data.answer", x.Answer, Text),
        _ => null,
    };

    internal override WaybillEvent? OnWaybills(string number, CaseEvent caseEvent) => null;

    protected override Refusal? Refuse(Inquiry inquiry, CaseEvent caseEvent) => caseEvent is InquiryAnswered && inquiry.ClosedAt is not null
        ? new(RefusalCodes.CaseClosed, "type", "an inquiry that is not answered") : null;

    protected override Inquiry Apply(Inquiry inquiry, CaseEvent caseEvent) => caseEvent switch
    {
        InquiryReceived x => inquiry with
        {
            OpenedAt = x.OccurredAt, Account = x.Account, Station = x.Station, Waybills = x.Waybills ?? [], Channel = x.Channel,
            Topic = x.Topic,
        },
        InquiryAnswered x => (inquiry with { ClosedAt = x.OccurredAt }).Keep(InquirySteps.Answer, x.OccurredAt),
        _ => inquiry,
    };

    protected override IEnumerable<(string Step, DateTimeOffset DueAt)> StepsOf(
        Inquiry before, Inquiry after, CaseEvent caseEvent, CaseStandards standards) => caseEvent is InquiryReceived
        ? [(InquirySteps.Answer, caseEvent.OccurredAt.AddHours(standards.Set?.Inquiries?.AnswerHours ?? AnswerHours))] : [];

    protected override string StatusOf(Inquiry inquiry) =>
        WireNames<InquiryStatus>.All[(int)(inquiry.ClosedAt is null ? InquiryStatus.Received : InquiryStatus.Answered)];

    protected override CaseRow Fill(Inquiry inquiry, CaseRow row) => row with { Inquiry = new(inquiry.Channel, inquiry.Topic) };

    private static Dictionary<string, decimal> Answered(IReadOnlyCollection<CaseRow> rows) =>
        new() { ["answered"] = rows.Count(row => row.ClosedAt is not null) };
}
