using System.Globalization;
using System.Security.Cryptography;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reference;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Reports;

/// <summary>Hands reports out: stores their bytes, and records it in the account's stream.</summary>
public sealed class ReportHandOut(IReportWriter writer, IHandedOutReports reports, IAdministrativeActs acts, IEventLog log,
    ReferenceDataCache data, TimeProvider clock)
{
    private static readonly Guid Space = new("b2a6c1d4-7f0e-5d39-8a51-3c94e7d02f68");

    private const string Department = "department";

    /// <summary>
    /// Notes the act, then stores the bytes: if this node dies in between, nothing was handed out, and a retry hands out the stored bytes.
    /// </summary>
    /// <param name="report">A report of one account, or of the department.</param>
    /// <param name="by">The subject of the caller who hands it out, as <see cref="Access.Caller.Subject"/>.</param>
    /// <returns>What was handed out, and whether it is new: a report with the same content as an earlier one is that one.</returns>
    public async Task<(HandedOutReport Report, bool IsNew)> HandOut(
        Report report, ReportFormat format, string by, CancellationToken cancellationToken)
    {
        if (report.Kind is not { } kind || (report.Account is null && !kind.IsOfDepartment()))
            throw new ArgumentException("A report of all accounts, or due by nobody's terms, cannot be handed out.", nameof(report));
        await acts.Note(new(by, ActKind.ReportHandedOut, report.Account ?? Department, new Dictionary<string, string>
        {
            ["report"] = report.Name, ["format"] = format.FileExtension(),
            ["from"] = report.From.ToString("O", CultureInfo.InvariantCulture),
        }), cancellationToken);
        var content = writer.Write(report, format);
        var kept = await reports.Keep(
            new(
                IdOf(report, format), kind, report.Account, report.From, report.To, format.FileExtension(), report.MadeAt,
                report.Position, by,
                Convert.ToHexStringLower(SHA256.HashData(content))),
            content, cancellationToken);
        return (kept, await Say(kept, by, cancellationToken));
    }

    // The id depends on the content, not on when it was made, so a caller who got no answer and retries gets the same report.
    private Guid IdOf(Report report, ReportFormat format)
    {
        var said = writer.Write(report with { MadeAt = default, Position = 0 }, ReportFormat.Json);
        return UuidV5.Create(Space,
            $"{report.Name}/{report.Account}/{report.From:yyyy-MM-dd}.{format.FileExtension()}/"
            + $"{Convert.ToHexStringLower(SHA256.HashData(said))}");
    }

    private async Task<bool> Say(HandedOutReport report, string by, CancellationToken cancellationToken)
    {
        while (true)
        {
            var handedOut = new ReportHandedOut(report.Report, report.From, report.To, report.Format, report.Sha256, report.Account)
            {
                OccurredAt = clock.GetUtcNow(), Station = "", By = by,
            };
            var (reference, stream) = (await data.Refresh(cancellationToken), ReferenceStreams.Of(handedOut));
            if (reference.Find(report.Id) is not null) return false;
            var result = await log.Append(
                [new(stream, await data.VersionOf(reference, stream, cancellationToken), [new(report.Id, handedOut, Sender: by)])],
                cancellationToken);
            if (result.Status != AppendStatus.Conflict) return result.Status == AppendStatus.Appended;
        }
    }
}
