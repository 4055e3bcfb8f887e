using OrderTracking.Application.Deadlines;
using OrderTracking.Application.Localization;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;

namespace OrderTracking.Api.Http;

/// <param name="Reports">Those that the caller hands out and has not yet, of periods that are over; the longest due first.</param>
/// <param name="Instructions">The standing instructions of the accounts that are on it, by account.</param>
public sealed record WorklistAnswer(
    string? Manager, IReadOnlyList<string>? Accounts, DateTimeOffset At, DateOnly LoadingDay, IReadOnlyList<LoadingShape> Loading,
    IReadOnlyList<LoadingShape> DueToday, IReadOnlyList<LoadingToConfirm> ToConfirm,
    IReadOnlyList<HeldFreight> Held, IReadOnlyList<CustomerToTell> CustomersToTell,
    IReadOnlyList<FollowedException> Exceptions, IReadOnlyList<WatchItem> Stagnating, IReadOnlyList<ReceiptToChase> Receipts,
    IReadOnlyList<RemarkToFollow> Remarks, IReadOnlyList<WaybillToIssue> NotIssued, IReadOnlyList<OrderToComplete> Incomplete,
    IReadOnlyList<WatchItem> CorrectiveActions, IReadOnlyList<CaseToHandle> Cases,
    IReadOnlyList<WatchedInsurance> SilentInsured, IReadOnlyList<HandOverSummary> HandOvers,
    IReadOnlyList<DueReport> Reports, IReadOnlyDictionary<string, string>? Instructions, long Position, long LagMs);

/// <param name="Verdicts">The number of plans by verdict.</param>
/// <param name="Instructions">The standing instructions of the accounts that are on it, by account.</param>
public sealed record LoadingAnswer(DateOnly Date, IReadOnlyDictionary<string, int> Verdicts, IReadOnlyList<LoadingShape> Items,
    IReadOnlyDictionary<string, string>? Instructions, long Position, long LagMs);

public sealed record LoadingShape(
    string Waybill, string Account, string Lane, string Station, string NextStation, string? LoadingList, int Planned, int Loaded,
    int Wrong, LoadingVerdict Verdict, DateTimeOffset DueAt, bool? CanLeave, string? Reason, DateTimeOffset? NewTime)
{
    public static LoadingShape Of(LoadingItem item) => new(
        item.Row.Waybill, item.Row.Account, item.Row.Lane, item.Row.Station, item.Plan.NextStation, item.Plan.LoadingList,
        item.Plan.Planned, item.Plan.Loaded,
        item.Plan.Wrong, item.Verdict, item.Row.DueAt, item.Plan.CanLeave, item.Plan.Reason, item.Plan.NewTime);
}

/// <param name="MinutesLeft">Minutes left to say whether it can leave; negative once the time is over.</param>
public sealed record LoadingToConfirm(
    string Waybill, string Account, string Lane, string Station, string NextStation, string? LoadingList, int Planned, int Loaded,
    TimeOnly? PlannedTime, DateTimeOffset DueAt, long MinutesLeft)
{
    public static LoadingToConfirm Of(DeadlineRow row, DateTimeOffset now) => new(
        row.Waybill, row.Account, row.Lane, row.Station, row.Loading!.NextStation, row.Loading.LoadingList, row.Loading.Planned,
        row.Loading.Loaded, row.Loading.PlannedTime, row.DueAt, (long)Math.Floor((row.DueAt - now).TotalMinutes));
}

/// <param name="About">Why: cannotLeave, movedLater, dispatchLate, pickupLate, held, deliveryDispatchLate.</param>
/// <param name="MinutesLeft">Minutes left to tell the customer; negative once the time is over.</param>
public sealed record CustomerToTell(
    string Waybill, string Account, string Lane, string Station, string? About, DateTimeOffset? Since, DateTimeOffset DueAt,
    long MinutesLeft)
{
    public static CustomerToTell Of(DeadlineRow row, DateTimeOffset now) => new(
        row.Waybill, row.Account, row.Lane, row.Station, row.About, row.StartedAt, row.DueAt,
        (long)Math.Floor((row.DueAt - now).TotalMinutes));
}

/// <summary>An exception until it is resolved and its waybill is closed.</summary>
/// <param name="MinutesLeft">Minutes left to report it back; negative once the time is over, null once somebody did.</param>
/// <param name="Steps">What is to be done about it, in order; without a time what is not done yet.</param>
public sealed record FollowedException(
    string Waybill, string ExceptionId, string Account, string Lane, ExceptionKind Kind, string Label, ExceptionStatus Status,
    string? ResponsibleStation, int? Pieces, string? Description, string? Measure, DateTimeOffset RaisedAt, DateTimeOffset DueAt,
    long? MinutesLeft, IReadOnlyList<FollowedStep> Steps)
{
    public static FollowedException Of(ExceptionRow row, DateTimeOffset now) => new(
        row.Waybill, row.ExceptionId, row.Account, row.Lane, row.Kind, Labels.Of(row.Kind), row.Status, row.ResponsibleStation, row.Pieces,
        row.Description, row.Measure, row.RaisedAt, row.ReportBackDueAt,
        row.ReportedBackAt is null ? (long)Math.Floor((row.ReportBackDueAt - now).TotalMinutes) : null,
        [.. row.Steps().Select(step => new FollowedStep(step.Step, Labels.Of(step.Step), step.At))]);
}

public sealed record FollowedStep(FollowUpStep Step, string Label, DateTimeOffset? At);

/// <param name="Type">The event's type; its label is beside it.</param>
/// <param name="Kind">What a remark beside a signature is about.</param>
/// <param name="Odd">What is unusual about the event, as in the timeline.</param>
public sealed record RemarkToFollow(
    string Waybill, string Account, string Lane, string Type, string Label, string Station, DateTimeOffset OccurredAt,
    DateTimeOffset RecordedAt, ExceptionKind? Kind, string? Text, IReadOnlyList<string> Odd)
{
    public static RemarkToFollow Of(RemarkRow row) => new(
        row.Waybill, row.Account, row.Lane, row.Type, Labels.Of(EventTypes.FromWire(row.Type)!), row.Station, row.OccurredAt,
        row.RecordedAt, row.Kind, row.Text, row.Odd?.Split(',') ?? []);
}

/// <summary>A case of the service desk, and its step that is due first.</summary>
/// <param name="MinutesLeft">Minutes left for the step; negative once the time is over.</param>
public sealed record CaseToHandle(
    string Kind, string Number, string Account, string Station, string Status, string Label, string Step, string StepLabel,
    DateTimeOffset DueAt, long MinutesLeft)
{
    public static CaseToHandle Of(CaseRow row, DateTimeOffset now)
    {
        var step = row.Steps.Where(step => step.IsOpen()).MinBy(step => step.DueAt)!;
        return new(
            row.Kind, row.Number, row.Account, row.Station, row.Status, CaseLabels.OfStatus(row.Kind, row.Status), step.Name,
            CaseLabels.OfStep(row.Kind, step.Name), step.DueAt, (long)Math.Floor((step.DueAt - now).TotalMinutes));
    }
}

/// <summary>An order whose waybill was not made out.</summary>
public sealed record WaybillToIssue(
    string Waybill, string Account, string Lane, string Station, WaybillStatus Status, string Label, DateTimeOffset ReceivedAt)
{
    public static WaybillToIssue Of(WaybillRow row) =>
        new(row.Waybill, row.Account, row.Lane, row.Station, row.Status, Labels.Of(row.Status), row.ReceivedAt);
}

/// <param name="Gaps">What the order lacks of what its channel asks for.</param>
/// <param name="MinutesLeft">Minutes left to fill them in; negative once the time is over.</param>
public sealed record OrderToComplete(
    string Waybill, string Account, string Lane, string Station, IReadOnlyList<OrderField> Gaps, IReadOnlyList<string> Labels,
    DateTimeOffset? ReceivedAt, DateTimeOffset DueAt, long MinutesLeft)
{
    public static OrderToComplete Of(DeadlineRow row, DateTimeOffset now)
    {
        var gaps = row.Gaps();
        return new(
            row.Waybill, row.Account, row.Lane, row.Station, gaps, [.. gaps.Select(Application.Localization.Labels.Of)], row.StartedAt,
            row.DueAt, (long)Math.Floor((row.DueAt - now).TotalMinutes));
    }
}

/// <param name="DaysOver">Whole days since it was due back.</param>
public sealed record ReceiptToChase(
    string Waybill, string Account, string Lane, string Destination, ReceiptStatus Status, string Label, DateTimeOffset? ClosedAt,
    DateTimeOffset? DueAt, int DaysOver)
{
    public static ReceiptToChase Of(ReceiptRow row, DateTimeOffset now) => new(
        row.Waybill, row.Account, row.Lane, row.Destination, row.Status, Labels.Of(row.Status), row.ClosedAt, row.DueAt,
        row.DueAt < now ? (now - row.DueAt.Value).Days : 0);
}
