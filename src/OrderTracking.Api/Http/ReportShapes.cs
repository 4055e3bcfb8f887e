using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;

namespace OrderTracking.Api.Http;

/// <summary>A report that was handed out.</summary>
/// <param name="Account">Null for the department's.</param>
/// <param name="To">The day after the period's last.</param>
/// <param name="Position">The position of the views that it was made from.</param>
/// <param name="Content">The path at which it can be downloaded.</param>
public sealed record HandedOut(
    Guid Id, string Report, string? Account, DateOnly From, DateOnly To, string Format, DateTimeOffset MadeAt, long Position, string By,
    string Sha256, string Content)
{
    internal static HandedOut Of(HandedOutReport kept) => new(
        kept.Id, kept.Report.Wire(), kept.Account, kept.From, kept.To, kept.Format, kept.MadeAt, kept.Position, kept.By, kept.Sha256,
        ReportRoutes.Address(kept.Id));
}

/// <param name="Note">1 to 2000 characters.</param>
public sealed record NewReportNote(string Note);

/// <param name="IsNew">False when the same was noted before.</param>
public sealed record NotedReport(string Report, string? Account, DateOnly From, string Note, bool IsNew);

/// <summary>A report that is or was due.</summary>
/// <param name="Account">Null for the department's.</param>
/// <param name="Raised">Whether it was not handed out by the due time, and the clock recorded that.</param>
public sealed record DueReport(
    string? Account, string Report, DateOnly From, DateOnly To, DateTimeOffset DueAt, DateTimeOffset? HandedOutAt, bool Raised,
    DeadlineVerdict Verdict)
{
    internal static DueReport Of(ReportDeadline row, Company company, DateTimeOffset now) => new(
        row.Account, row.Report.Wire(), row.From, row.To, TimeZoneInfo.ConvertTime(row.DueAt, company.Zone),
        row.HandedOutAt is { } at ? TimeZoneInfo.ConvertTime(at, company.Zone) : null, row.Raised, row.Verdict(now));
}
