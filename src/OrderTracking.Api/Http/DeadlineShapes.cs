using OrderTracking.Application.Ports;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Api.Http;

/// <param name="KeptAt">When the requirement was met; for a report-back, when it was recorded.</param>
public sealed record DeadlineItem(
    string Waybill, string Deadline, DeadlineRule Rule, DeadlineVerdict Verdict, string Account, string Lane, string Station,
    DateTimeOffset? StartedAt,
    DateTimeOffset DueAt, DateTimeOffset? KeptAt, string? About, LoadingCheck? Loading)
{
    public static DeadlineItem Of(DeadlineRow row, DateTimeOffset now) => new(
        row.Waybill, row.Deadline, row.Rule, row.Verdict(now), row.Account, row.Lane, row.Station, row.StartedAt, row.DueAt, row.KeptAt,
        row.About, row.Loading);
}

/// <param name="Fine">
/// CNY: what the penalty schedule of the day on which it was due proposes, of a range the least; null if it proposes nothing, or if the
/// breach was withdrawn.
/// </param>
/// <param name="MaxFine">CNY: the most of a range.</param>
/// <param name="Penalty">How far the penalty has come; null if none is proposed.</param>
/// <param name="Post">The post that is fined; null if it is the station.</param>
/// <param name="Supervisor">The post that supervises, by the penalty schedule.</param>
/// <param name="Decision">What the supervisor decided, and why; null while nothing is decided.</param>
public sealed record BreachItem(
    string Waybill, string Deadline, DeadlineRule Rule, DeadlineVerdict Verdict, string Account, string Lane, string Station,
    DateTimeOffset DueAt,
    DateTimeOffset? ActualAt, bool Excused, decimal? Fine, decimal? MaxFine, int? PenaltyScheduleVersion, PenaltyStatus? Penalty,
    string? Post, string? Supervisor, string? ComplaintId, PenaltyDecision? Decision, string? About)
{
    public static BreachItem Of(Breach breach, ReferenceSnapshot reference, DateTimeOffset now)
    {
        var (row, proposed) = (breach.Row, reference.ProposedFor(breach.Row, breach.IsFirst));
        var (line, decided) = (proposed?.Event, breach.Row.Withdrawn ? null : breach.Row.Penalty);
        return new(
            row.Waybill, row.Deadline, row.Rule, row.Verdict(now), row.Account, row.Lane, row.Station, row.DueAt, row.KeptAt, row.Excused,
            line?.Fine, line?.MaxFine, proposed?.Version, decided?.Status() ?? (line is null ? null : PenaltyStatus.Proposed),
            line?.Post, line?.Supervisor, row.ComplaintId, decided, row.About);
    }
}

public sealed record BreachReport(BreachCounts Total, IReadOnlyList<BreachCounts>? Groups, long Position, long LagMs);

/// <param name="AgeHours">How long it has been running, in hours to one decimal.</param>
/// <param name="LimitHours">How long it may take, in hours.</param>
public sealed record WatchItem(
    string Waybill, DeadlineRule Rule, string Account, string Lane, string Station, DateTimeOffset? Since, decimal? AgeHours,
    decimal? LimitHours, DateTimeOffset DueAt,
    bool Overdue, string? About)
{
    public static WatchItem Of(DeadlineRow row, DateTimeOffset now) => new(
        row.Waybill, row.Rule, row.Account, row.Lane, row.Station, row.StartedAt, Hours(now - row.StartedAt),
        Hours(row.DueAt - row.StartedAt), row.DueAt, row.DueAt < now,
        row.About);

    private static decimal? Hours(TimeSpan? time) => time is { } span ? Math.Round((decimal)span.TotalHours, 1) : null;
}
