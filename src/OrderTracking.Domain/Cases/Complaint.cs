using System.Collections.Immutable;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using static OrderTracking.Domain.Waybills.Values;

namespace OrderTracking.Domain.Cases;

/// <summary>投诉状态.</summary>
public enum ComplaintStatus { Received, Answered, Resolved, CalledBack }

/// <summary>The steps of a complaint.</summary>
public static class ComplaintSteps
{
    public const string Answer = "answer", CallBack = "callBack", CorrectiveAction = "correctiveAction";
}

/// <summary>What the rules and the row of a complaint read.</summary>
public sealed record Complaint : CaseState
{
    public ComplaintOrigin Origin { get; init; }

    public bool? Founded { get; init; }

    public ExceptionCause? Cause { get; init; }

    public string? Post { get; init; }

    public int? Satisfied { get; init; }

    public int Reopened { get; init; }

    public ComplaintStatus Status { get; init; }

    /// <summary>The corrective actions that are not verified yet, each with when it is due.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> Actions { get; init; } =
        ImmutableSortedDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal);
}

/// <summary>投诉: from the reception to the call-back.</summary>
public sealed class ComplaintType() : CaseType<Complaint>("complaint", "complaints", typeof(ComplaintEvent))
{
    // 「客户服务,接收客户投诉 … 对客户提出的问题一般在24小时内从予以解决」. 「在有效投诉案件处理完毕后的个工作日回访」: the handbook has lost the number.
    private const int AnswerHours = 24, CallBackDays = 3;

    public override IReadOnlyList<string> Statuses => WireNames<ComplaintStatus>.All;

    public override IReadOnlyList<string> Steps { get; } =
        [ComplaintSteps.Answer, ComplaintSteps.CallBack, ComplaintSteps.CorrectiveAction];

    public override string JudgedStep => ComplaintSteps.Answer;

    public override bool CountsWaybills => true;

    public override string? AccountOf(CaseEvent caseEvent) => (caseEvent as ComplaintReceived)?.Account;

    public override IEnumerable<(string Waybill, string Field)> WaybillsOf(CaseEvent caseEvent) =>
        caseEvent is ComplaintReceived { Waybills: { } named } ? named.Select((waybill, i) => (waybill, $"data.waybills[{i}]")) : [];

    public override CaseFigures Figures(IReadOnlyList<CaseRow> rows, CasePeriod period, DateTimeOffset now, long waybills) =>
        ComplaintFigures.Of(rows, period, now, waybills);

    internal override IEnumerable<CaseGroup> ByStation(
        string by, IReadOnlyList<CaseRow> rows, CasePeriod period, Func<string, string> of) =>
        ComplaintFigures.ByStation(by, rows.Where(row => period.Includes(row.OpenedAt)), of);

    internal override Refusal? Check(CaseEvent caseEvent) => caseEvent switch
    {
        ComplaintReceived x => First(
            Named("data.account", x.Account, Code), Named("data.channel", x.Channel, Code), Named("data.content", x.Content, Text),
            Words("data.firstHandler", x.FirstHandler, Code), Numbers(x.Waybills), Whose("data.complainant", x.Complainant)),
        ComplaintJudged x =>
            First(Named("data.grounds", x.Grounds, Text), StationOrNone("data.responsibleStation", x.ResponsibleStation)),
        ComplaintAnswered x => Named("data.answer", x.Answer, Text),
        ComplaintResolved x => First(Named("data.post", x.Post, Code), Named("data.measure", x.Measure, Text)),
        ComplainantCalledBack x => First(Within("data.satisfied", x.Satisfied, 1, 5), Words("data.note", x.Note, Text)),
        ComplaintReopened x => Named("data.reason", x.Reason, Text),
        ComplaintActionSet x => First(
            Named("data.actionId", x.ActionId, Code), Named("data.owner", x.Owner, Code), Named("data.measure", x.Measure, Text),
            Plan("data.dueAt", x.DueAt)),
        ComplaintActionVerified x => First(Named("data.actionId", x.ActionId, Code), Words("data.note", x.Note, Text)),
        _ => null,
    };

    /// <summary>A founded complaint makes the penalties due that need one.</summary>
    internal override WaybillEvent? OnWaybills(string number, CaseEvent caseEvent) => caseEvent is ComplaintJudged { Founded: true } x
        ? new ComplaintLinked(number) { OccurredAt = x.OccurredAt, Station = x.Station, By = x.By } : null;

    protected override Refusal? Refuse(Complaint complaint, CaseEvent caseEvent) => caseEvent switch
    {
        ComplaintJudged when complaint.Founded is not null =>
            new(RefusalCodes.AlreadyJudged, "type", "a complaint that is not judged yet, or a correction"),
        ComplaintResolved when complaint.Founded is null => new(RefusalCodes.NotJudged, "type", "a complaint that is judged"),
        ComplaintResolved when complaint.Status >= ComplaintStatus.Resolved =>
            new(RefusalCodes.AlreadyResolved, "type", "a complaint that is not resolved"),
        ComplainantCalledBack or ComplaintReopened when complaint.Status < ComplaintStatus.Resolved =>
            new(RefusalCodes.NotResolved, "type", "a complaint that is resolved"),
        ComplaintActionSet when complaint.Founded is not true => new(RefusalCodes.NotFounded, "type", "a founded complaint"),
        ComplaintActionVerified x when !complaint.Actions.ContainsKey(x.ActionId) =>
            new(RefusalCodes.UnknownAction, "data.actionId", "an action that is set and not verified"),
        _ => null,
    };

    protected override Complaint Apply(Complaint complaint, CaseEvent caseEvent)
    {
        var at = caseEvent.OccurredAt;
        return caseEvent switch
        {
            ComplaintReceived x => complaint with
            {
                OpenedAt = at, Account = x.Account, Station = x.Station, Waybills = x.Waybills ?? [],
                Origin = x.Origin ?? ComplaintOrigin.External,
            },
            ComplaintJudged x => complaint with
            {
                Founded = x.Founded, Cause = x.Cause, ResponsibleStation = x.ResponsibleStation,
            },
            ComplaintAnswered => (complaint with
            {
                Status = complaint.Status < ComplaintStatus.Answered ? ComplaintStatus.Answered : complaint.Status,
            }).Keep(ComplaintSteps.Answer, at),
            // A colleague is not called back.
            ComplaintResolved x => complaint with
            {
                Status = ComplaintStatus.Resolved, Post = x.Post, ClosedAt = complaint.Origin == ComplaintOrigin.Internal ? at : null,
            },
            ComplainantCalledBack x => (complaint with
            {
                Status = ComplaintStatus.CalledBack, Satisfied = x.Satisfied, ClosedAt = complaint.ClosedAt ?? at,
            }).Keep(ComplaintSteps.CallBack, at),
            ComplaintReopened => (complaint with
            {
                Status = ComplaintStatus.Received, Reopened = complaint.Reopened + 1, ClosedAt = null,
            }).End(ComplaintSteps.CallBack, at),
            ComplaintActionSet x => complaint with { Actions = complaint.Actions.SetItem(x.ActionId, x.DueAt) },
            ComplaintActionVerified x => complaint.Actions.Remove(x.ActionId) is { Count: 0 } none
                ? (complaint with { Actions = none }).Keep(ComplaintSteps.CorrectiveAction, at)
                : complaint with { Actions = complaint.Actions.Remove(x.ActionId) },
            _ => complaint,
        };
    }

    protected override IEnumerable<(string Step, DateTimeOffset DueAt)> StepsOf(
        Complaint before, Complaint after, CaseEvent caseEvent, CaseStandards standards) => caseEvent switch
    {
        ComplaintReceived or ComplaintReopened =>
            [(ComplaintSteps.Answer, caseEvent.OccurredAt.AddHours(standards.Set?.Complaints?.AnswerHours ?? AnswerHours))],
        ComplaintResolved when after.Origin == ComplaintOrigin.External => [(ComplaintSteps.CallBack,
            standards.Workdays(caseEvent.OccurredAt, standards.Set?.Complaints?.CallBackDays ?? CallBackDays))],
        // The last of several actions is waited for.
        ComplaintActionSet => [(ComplaintSteps.CorrectiveAction, after.Actions.Values.Max())],
        _ => [],
    };

    protected override string StatusOf(Complaint complaint) => WireNames<ComplaintStatus>.All[(int)complaint.Status];

    protected override CaseRow Fill(Complaint complaint, CaseRow row) => row with
    {
        Complaint = new(
            complaint.Origin, complaint.Founded, complaint.Cause, complaint.Post, complaint.Satisfied, complaint.Reopened,
            complaint.Actions.Count),
    };
}
