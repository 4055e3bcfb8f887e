using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

/// <summary>Decides quarantined lines again: automatically when their waybill is received, and on request.</summary>
public sealed class HeldLineReleaser(IQuarantine quarantine, ChunkRecorder recorder)
{
    /// <summary>How many lines are decided at a time. A waybill that was reported before it was received has one or two.</summary>
    private const int PageSize = 1_000;

    /// <summary>
    /// Decides the first page of the lines held for waybills just received. Whoever posted the Received waits for no more: further pages
    /// are decided in the background (<see cref="ReleaseAll"/>).
    /// </summary>
    public async Task Release(IReadOnlyCollection<string> waybills, CancellationToken cancellationToken) =>
        await Decide(await quarantine.Releasable(waybills, 0, PageSize, cancellationToken), cancellationToken);

    /// <summary>Decides all lines held for these waybills, page by page.</summary>
    /// <param name="waybills">Null looks for every received waybill that has held lines.</param>
    /// <returns>How many lines were settled.</returns>
    public async Task<int> ReleaseAll(IReadOnlyCollection<string>? waybills, CancellationToken cancellationToken)
    {
        var (settled, after) = (0, 0L);
        while (await quarantine.Releasable(waybills, after, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            settled += await Decide(page, cancellationToken);
            if (page.Count < PageSize) break;
            after = page[^1].Id;
        }
        return settled;
    }

    private async Task<int> Decide(IReadOnlyList<StoredQuarantinedLine> heldLines, CancellationToken cancellationToken)
    {
        if (heldLines.Count == 0) return 0;
        var lines = heldLines.Select((stored, index) =>
            new Line(index, stored.Line.Line, WireEvent.Read(stored.Line.Line, namesWaybill: true).From(stored.Line.Origin))).ToList();
        var recorded = await recorder.Record(null, [.. lines.Where(line => line.Event.Malformed is null)], rollback: false,
            cancellationToken);
        // Lines of a waybill that cannot be read stay held; the sweeper looks at them again.
        var settled = recorded.Lines.Where(result => result.Status != LineStatus.Held && result.Code != RefusalCodes.UnreadableEvent)
            .Select(result => Settle(heldLines[result.Line].Id, result))
            .Concat(lines.Where(line => line.Event.Malformed is not null)
                .Select(line => Settle(heldLines[line.Number].Id, line.Event.Malformed!)))
            .ToList();
        await quarantine.Settle(settled, cancellationToken);
        return settled.Count;
    }

    /// <summary>Decides one line again, as it was kept or as corrected.</summary>
    /// <param name="origin">The origin of the corrected line.</param>
    public async Task<LineResult> Retry(Author author, StoredQuarantinedLine stored, ReadOnlyMemory<byte>? mended, SubmissionOrigin origin,
        CancellationToken cancellationToken)
    {
        var raw = mended ?? stored.Line.Line;
        var line = new Line(1, raw, WireEvent.Read(raw.Span, namesWaybill: true).From(mended is null ? stored.Line.Origin : origin));
        if (line.Event.Malformed is { } wrong)
            return new(1, line.Event.Id, line.Waybill, LineStatus.Refused, Code: wrong.Code, Field: wrong.Field, Expected: wrong.Expected);
        var recorded = await recorder.Record(author, [line], rollback: false, cancellationToken);
        var result = recorded.Lines[0];
        if (result.Status is LineStatus.Accepted or LineStatus.Duplicate)
            await quarantine.Settle([Settle(stored.Id, result)], cancellationToken);
        if (recorded.Received.Count > 0) await Release(recorded.Received, cancellationToken);
        return result;
    }

    private static Settlement Settle(long id, LineResult result) => result.Status == LineStatus.Refused
        ? new(id, QuarantineStatus.Refused, result.Code!, result.Field!, result.Expected!)
        : new(id, QuarantineStatus.Released, "", "", "");

    private static Settlement Settle(long id, Malformed wrong) =>
        new(id, QuarantineStatus.Refused, wrong.Code, wrong.Field, wrong.Expected);
}
