using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

/// <summary>Decides lines in quarantine again: unasked when their waybill is received, and when somebody asks.</summary>
public sealed class HeldLineReleaser(IQuarantine quarantine, ChunkRecorder recorder)
{
    /// <param name="waybills">Just received; null looks for every waybill that has been received, as after a crash.</param>
    /// <returns>How many lines were settled.</returns>
    public async Task<int> Release(IReadOnlyCollection<string>? waybills, CancellationToken cancellation)
    {
        var held = await quarantine.Releasable(waybills, cancellation);
        if (held.Count == 0) return 0;
        var lines = held.Select((kept, index) => new Line(index, kept.Line.Line, WireEvent.Read(kept.Line.Line, namesWaybill: true).From(kept.Line.Origin))).ToList();
        var recorded = await recorder.Record(null, [.. lines.Where(line => line.Event.Malformed is null)], allOrNothing: false, cancellation);
        // Where a waybill cannot be read, its lines go on being held: they are looked at again from time to time.
        var settled = recorded.Lines.Where(result => result.Status != LineStatus.Held && result.Code != RefusalCodes.UnreadableEvent).Select(result => Settle(held[result.Line].Id, result))
            .Concat(lines.Where(line => line.Event.Malformed is not null).Select(line => Settle(held[line.Number].Id, line.Event.Malformed!)))
            .ToList();
        await quarantine.Settle(settled, cancellation);
        return settled.Count;
    }

    /// <summary>Decides one line again, as it was kept or mended.</summary>
    /// <param name="origin">Of what was mended.</param>
    public async Task<LineResult> Retry(Author author, StoredQuarantinedLine kept, ReadOnlyMemory<byte>? mended, SubmissionOrigin origin, CancellationToken cancellation)
    {
        var raw = mended ?? kept.Line.Line;
        var line = new Line(1, raw, WireEvent.Read(raw.Span, namesWaybill: true).From(mended is null ? kept.Line.Origin : origin));
        if (line.Event.Malformed is { } wrong)
            return new(1, line.Event.Id, line.Waybill, LineStatus.Refused, Code: wrong.Code, Field: wrong.Field, Expected: wrong.Expected);
        var recorded = await recorder.Record(author, [line], allOrNothing: false, cancellation);
        var result = recorded.Lines[0];
        if (result.Status is LineStatus.Accepted or LineStatus.Duplicate) await quarantine.Settle([Settle(kept.Id, result)], cancellation);
        if (recorded.Received.Count > 0) await Release(recorded.Received, cancellation);
        return result;
    }

    private static Settlement Settle(long id, LineResult result) => result.Status == LineStatus.Refused
        ? new(id, QuarantineStatus.Refused, result.Code!, result.Field!, result.Expected!)
        : new(id, QuarantineStatus.Released, "", "", "");

    private static Settlement Settle(long id, Malformed wrong) => new(id, QuarantineStatus.Refused, wrong.Code, wrong.Field, wrong.Expected);
}
