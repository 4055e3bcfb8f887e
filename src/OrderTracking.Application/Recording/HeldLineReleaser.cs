using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Keys;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

/// <summary>Decides quarantined lines again: automatically when their waybill is received, and on request.</summary>
public sealed class HeldLineReleaser(IQuarantine quarantine, ChunkRecorder recorder, ApiKeys keys)
{
    /// <summary>How many lines are decided at a time. A waybill that was reported before it was received has one or two.</summary>
    private const int PageSize = 1_000;

    /// <summary>A day's file in any order has some lines for each waybill of a chunk; whoever posted it waits for these many.</summary>
    private const int PagesForChunk = 10;

    /// <summary>
    /// Decides the first page of the lines held for waybills just received. Whoever posted the Received waits for no more: further pages
    /// are decided in the background (<see cref="ReleaseAll"/>).
    /// </summary>
    public async Task Release(IReadOnlyCollection<string> waybills, CancellationToken cancellationToken) =>
        await Release(waybills, pages: 1, cancellationToken);

    /// <summary>The same for a chunk of a batch, up to ten pages.</summary>
    public async Task<ReleasedLines> ReleaseForChunk(IReadOnlyCollection<string> waybills, CancellationToken cancellationToken) =>
        waybills.Count == 0 ? default : (await Release(waybills, PagesForChunk, cancellationToken)).Released;

    /// <summary>Decides all lines held for these waybills, page by page.</summary>
    /// <param name="waybills">Null looks for every received waybill that has held lines.</param>
    /// <returns>How many lines were settled.</returns>
    public async Task<int> ReleaseAll(IReadOnlyCollection<string>? waybills, CancellationToken cancellationToken)
    {
        return (await Release(waybills, int.MaxValue, cancellationToken)).Settled;
    }

    private async Task<(int Settled, ReleasedLines Released)> Release(
        IReadOnlyCollection<string>? waybills, int pages, CancellationToken cancellationToken)
    {
        var (settled, released, after) = (0, new ReleasedLines(), 0L);
        while (pages-- > 0 && await quarantine.Releasable(waybills, after, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            var decided = await Decide(page, cancellationToken);
            (settled, released) = (settled + decided.Settled, released + decided.Released);
            if (page.Count < PageSize) break;
            after = page[^1].Id;
        }
        return (settled, released);
    }

    private async Task<(int Settled, ReleasedLines Released)> Decide(
        IReadOnlyList<StoredQuarantinedLine> heldLines, CancellationToken cancellationToken)
    {
        // A line is judged by what its sender was allowed when it came in, and not at all once its sender's key has been revoked.
        var revoked = await keys.Revoked(heldLines.Select(stored => stored.Line.Origin.Sender).OfType<string>(), cancellationToken);
        bool IsRevoked(StoredQuarantinedLine stored) => stored.Line.Origin.Sender is { } sender && revoked.Contains(sender);
        var lines = heldLines
            .Select((stored, index) => Line.Read(stored.Line.Author ?? Author.Nobody, stored.Line.Line, index, stored.Line.Origin))
            .Where(line => !IsRevoked(heldLines[line.Number])).ToList();
        var recorded = await recorder.Record([.. lines.Where(line => line.Event.Malformed is null)], rollback: false, cancellationToken);
        // Lines of a waybill that cannot be read stay held; the sweeper looks at them again.
        var settled = recorded.Lines.Where(result => result.Status != LineStatus.Held && !result.IsUndecided)
            .Select(result => Settle(heldLines[result.Line].Id, result))
            .Concat(lines.Where(line => line.Event.Malformed is not null)
                .Select(line => Settle(heldLines[line.Number].Id, line.Event.Malformed!)))
            .Concat(heldLines.Where(IsRevoked).Select(stored => new Settlement(stored.Id, QuarantineStatus.Refused,
                QuarantineCodes.KeyRevoked, "sender", "somebody to decide: the key that sent this line has been revoked")))
            .ToList();
        await quarantine.Settle(settled, cancellationToken);
        return (settled.Count, new(
            recorded.Lines.Count(result => result.Status is LineStatus.Accepted or LineStatus.Duplicate),
            recorded.Lines.Max(result => result.Through) ?? 0));
    }

    /// <summary>
    /// Decides one line again, as it was kept or as corrected. A corrected line is of the same event and waybill or case, as far as the
    /// kept one names them: otherwise its sender's event would be settled by another one, and never be recorded.
    /// </summary>
    /// <param name="origin">The origin of the corrected line.</param>
    public async Task<LineResult> Retry(
        LineAuthors authors, StoredQuarantinedLine stored, ReadOnlyMemory<byte>? mended, SubmissionOrigin origin,
        CancellationToken cancellationToken)
    {
        var raw = mended ?? stored.Line.Line;
        var line = Line.Read(authors, raw, 1, mended is null ? stored.Line.Origin : origin);
        if (line.Event.Malformed is { } wrong) return line.Refused(wrong);
        if (stored.Line.EventId is { } id && line.Event.Id != id) return OtherEvent(line, "id", id.ToString());
        if (stored.Line.Waybill is { } waybill && line.Waybill != waybill) return OtherEvent(line, "waybill", waybill);
        if (stored.Line.Case is { } stream && line.Event.CaseStream != stream) return OtherEvent(line, "case", stream);
        var recorded = await recorder.Record([line], rollback: false, cancellationToken);
        var result = recorded.Lines[0];
        if (result.Status is LineStatus.Accepted or LineStatus.Duplicate)
            await quarantine.Settle([Settle(stored.Id, result) with { By = line.Author.Caller.Subject }], cancellationToken);
        if (recorded.Received.Count > 0) await Release(recorded.Received, cancellationToken);
        return result;
    }

    private static LineResult OtherEvent(Line line, string field, string expected) => line.Refused(
        QuarantineCodes.OtherEvent, field, $"{expected}, as in the line; discard the line to send another event");

    private static Settlement Settle(long id, LineResult result) => result.Status == LineStatus.Refused
        ? new(id, QuarantineStatus.Refused, result.Code!, result.Field!, result.Expected!)
        : new(id, QuarantineStatus.Released, "", "", "");

    private static Settlement Settle(long id, Malformed wrong) =>
        new(id, QuarantineStatus.Refused, wrong.Code, wrong.Field, wrong.Expected);
}
