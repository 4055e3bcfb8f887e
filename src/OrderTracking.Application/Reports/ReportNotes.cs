using OrderTracking.Application.Ports;
using OrderTracking.Application.Reference;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;
using ReferenceSnapshot = OrderTracking.Domain.Reference.ReferenceSnapshot;

namespace OrderTracking.Application.Reports;

/// <summary>A note that whoever makes a report adds to it.</summary>
public sealed record Note(DateTimeOffset At, string By, string Text);

/// <summary>Notes on reports (备注): recorded in the stream of the account or the department, and part of the report from then on.</summary>
public sealed class ReportNotes(IEventLog log, ReferenceDataCache data, TimeProvider clock)
{
    private static readonly Guid Space = new("5a0c9a0e-4a55-5d0e-9b3b-6d2f1e7a4c11");

    /// <summary>The notes on a report, the oldest first.</summary>
    public static IReadOnlyList<Note> Of(ReferenceSnapshot reference, string? account, ReportPeriod period) =>
    [
        .. from entry in reference.Stream(ReferenceStreams.Reports(account))
           let noted = entry.Event as ReportNoted
           where noted is not null && noted.Report == period.Kind && noted.From == period.From
           select new Note(noted.OccurredAt, noted.By, noted.Note),
    ];

    /// <summary>The notes as a section of the report.</summary>
    internal static Section Section(ReportHead head, IReadOnlyList<Note> notes) =>
        new Table<Note>(head.Company, "notes", "备注与分析", "Notes")
            .Time("at", "时间", "At", note => note.At)
            .Text("by", "填写人", "By", note => note.By)
            .Text("note", "内容", "Note", note => note.Text)
            .Of(notes);

    /// <param name="by">The subject of the caller who notes it, as <see cref="Access.Caller.Subject"/>.</param>
    /// <returns>False when the same was noted before.</returns>
    public async Task<bool> Add(string? account, ReportPeriod period, string note, string by, CancellationToken cancellationToken)
    {
        var stream = ReferenceStreams.Reports(account);
        // The id follows from what is noted, so a caller who got no answer and retries notes it once.
        var id = UuidV5.Create(Space, $"{stream}/{period.Kind.Wire()}/{period.From:yyyy-MM-dd}/{by}/{note}");
        while (true)
        {
            var reference = await data.Refresh(cancellationToken);
            if (reference.Find(id) is not null) return false;
            var noted = new ReportNoted(period.Kind, period.From, note, account) { OccurredAt = clock.GetUtcNow(), Station = "", By = by };
            var result = await log.Append(
                [new(stream, await data.VersionOf(reference, stream, cancellationToken), [new(id, noted, Sender: by)])], cancellationToken);
            if (result.Status == AppendStatus.IdTaken) return false;
            if (result.Status == AppendStatus.Appended)
            {
                await data.Refresh(cancellationToken);
                return true;
            }
        }
    }
}
