using System.Globalization;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Recording;
using OrderTracking.Dashboard.Hosting;
using OrderTracking.Dashboard.Texts;
using OrderTracking.Domain;

namespace OrderTracking.Dashboard.Entry;

/// <param name="Left">The rows that cannot be read: they were not sent.</param>
/// <param name="Kept">The rows that the rules refused or that wait for their waybill: they are in quarantine.</param>
public sealed record EntryResult(int Recorded, IReadOnlyList<EntryRow> Left, IReadOnlyList<EntryRow> Kept);

/// <summary>Checks and records sheets, as a batch over HTTP is: each row by itself, and what is refused is kept in quarantine.</summary>
public sealed class EntryRecorder(BatchRecorder batches, ILoadingListsView lists, Company company, TimeProvider clock)
{
    /// <summary>An empty sheet; or that of a loading list, with the waybills on it that are in the caller's scope.</summary>
    public async Task<EntrySheet> Prepare(
        CallerContext who, EntryEvent entryEvent, string? list, int blank, CancellationToken cancellationToken)
    {
        var lines = list is { Length: > 0 } ? await lists.Lines(who.Scope, [list], cancellationToken) : [];
        var station = who.Caller is { IsEverywhere: false, Stations.Count: 1 } ? who.Caller.Stations.Single() : "";
        var rows = lines.Select(line => EntryRow.New(line.Waybill, entryEvent.HasPieces ? Pieces(line) : "")).ToList();
        if (rows.Count == 0) rows = [.. Enumerable.Range(0, blank).Select(_ => EntryRow.New())];
        return new(entryEvent, EntrySheet.FieldTimeOf(clock.GetUtcNow(), company), station, lines is [var first, ..]
            ? first.NextStation ?? "" : "", list ?? "", lines is [var any, ..] ? any.Vehicle ?? "" : "", rows);

        // What is said to be on the truck: loaded, else listed, else planned.
        static string Pieces(Domain.Views.LoadingListRow line) =>
            (line.Loaded > 0 ? line.Loaded : line.Listed ?? line.Planned)?.ToString(CultureInfo.InvariantCulture) ?? "";
    }

    /// <summary>The sheet with what is wrong with each row, as things stand; nothing is recorded.</summary>
    public async Task<EntrySheet> Check(CallerContext who, EntrySheet sheet, CancellationToken cancellationToken)
    {
        var wrong = (await batches.Check(who.Author, Lines(who, sheet.Rows, sheet), PageOrigin.Of(who), cancellationToken))
            .ToDictionary(result => result.Line);
        return sheet with
        {
            Rows = [.. sheet.Rows.Select((row, i) => row with { Fault = wrong.TryGetValue(i + 1, out var result) ? Fault(result) : null })],
        };
    }

    public async Task<EntryResult> Record(CallerContext who, EntrySheet sheet, CancellationToken cancellationToken)
    {
        List<EntryRow> left = [], sent = [];
        foreach (var row in sheet.Rows)
            if (WireEvent.Read(sheet.Line(row, who.Caller.Handle, company).Span, namesWaybill: true).Malformed is { } wrong)
                left.Add(row with { Fault = Faults.Of(wrong.Code, wrong.Field, wrong.Expected) });
            else sent.Add(row with { Fault = null });
        if (sent.Count == 0) return new(0, left, []);
        var batch = await batches.Proceed(who.Author, Lines(who, sent, sheet), PageOrigin.Of(who), cancellationToken);
        return new(batch.Accepted + batch.Duplicates, left, [
            .. batch.Results.Where(result => result.Status is LineStatus.Refused or LineStatus.Held)
                .Select(result => sent[result.Line - 1] with { Fault = Fault(result) })]);
    }

    private IReadOnlyList<ReadOnlyMemory<byte>> Lines(CallerContext who, IReadOnlyList<EntryRow> rows, EntrySheet sheet) =>
        [.. rows.Select(row => sheet.Line(row, who.Caller.Handle, company))];

    private static string Fault(LineResult result) =>
        (result.Status == LineStatus.Held ? EntryTexts.Waits + " " : "") + Faults.Of(result.Code!, result.Field!, result.Expected!);
}
