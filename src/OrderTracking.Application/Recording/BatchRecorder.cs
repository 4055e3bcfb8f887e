using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Diagnostics;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

/// <summary>Records a day's file in chunks; the next chunk is parsed while one is stored.</summary>
public sealed class BatchRecorder(ChunkRecorder recorder, IQuarantine quarantine, HeldLineReleaser releaser, Telemetry telemetry)
{
    private const int ChunkLines = 2_000, ChunkBytes = 4_000_000;

    /// <summary>Each line by itself; refused and held lines are kept in quarantine.</summary>
    public Task<BatchResult> Proceed(LineAuthors authors, IReadOnlyList<ReadOnlyMemory<byte>> raw, SubmissionOrigin origin,
        CancellationToken cancellationToken) => Proceed(authors, raw, LineForm.Event, origin, cancellationToken);

    /// <summary>The same, of lines in this form.</summary>
    public async Task<BatchResult> Proceed(LineAuthors authors, IReadOnlyList<ReadOnlyMemory<byte>> raw, LineForm form,
        SubmissionOrigin origin, CancellationToken cancellationToken)
    {
        var (results, released) = (new List<LineResult>(raw.Count), new ReleasedLines());
        var next = Task.Run(() => ReadChunk(authors, raw, 0, form, origin), cancellationToken);
        while (await next is { Count: > 0 } chunk)
        {
            next = Task.Run(() => ReadChunk(authors, raw, chunk[^1].Number, form, origin), cancellationToken);
            var recorded = await Record(chunk, origin, cancellationToken);
            results.AddRange(recorded.Results);
            released += recorded.Released;
        }
        return telemetry.CountOutcome(new BatchResult([.. results.OrderBy(result => result.Line)], released));
    }

    /// <summary>All lines or none, of waybills only; nothing goes to quarantine.</summary>
    public async Task<BatchResult> RecordWithRollback(LineAuthors authors, IReadOnlyList<ReadOnlyMemory<byte>> raw, LineForm form,
        SubmissionOrigin origin, CancellationToken cancellationToken) =>
        telemetry.CountOutcome(await RecordInOneChunk(authors, raw, form, origin, cancellationToken));

    /// <summary>What would be refused or held of a batch as things stand, in order of line; nothing is recorded or kept.</summary>
    public async Task<IReadOnlyList<LineResult>> Check(
        LineAuthors authors, IReadOnlyList<ReadOnlyMemory<byte>> raw, SubmissionOrigin origin, CancellationToken cancellationToken)
    {
        var lines = raw.Select((line, index) => Line.Read(authors, line, index + 1, origin)).ToList();
        var kept = await recorder.Check([.. lines.Where(line => line.Event.Malformed is null)], cancellationToken);
        return [.. lines.Where(line => line.Event.Malformed is not null).Select(Refused).Concat(kept).OrderBy(result => result.Line)];
    }

    private async Task<BatchResult> RecordInOneChunk(LineAuthors authors, IReadOnlyList<ReadOnlyMemory<byte>> raw, LineForm form,
        SubmissionOrigin origin, CancellationToken cancellationToken)
    {
        var lines = raw.Select((line, index) => OfWaybill(Line.Read(authors, line, index + 1, origin, form))).ToList();
        var malformed = lines.Where(line => line.Event.Malformed is not null).Select(Refused).ToList();
        var readable = lines.Where(line => line.Event.Malformed is null).ToList();
        if (malformed.Count > 0)
            return new([.. malformed.Concat(
                readable.Select(line => new LineResult(line.Number, line.Event.Id, line.Waybill, LineStatus.RolledBack)))
                .OrderBy(result => result.Line)]);
        var recorded = await recorder.Record(readable, rollback: true, cancellationToken);
        var released = await releaser.ReleaseForChunk(recorded.Received, cancellationToken);
        // Nothing of this batch is kept in quarantine, so a line that would be held is refused.
        return new([.. recorded.Lines.Select(line => line.Status == LineStatus.Held ? line with { Status = LineStatus.Refused } : line)
            .OrderBy(result => result.Line)], released);
    }

    private async Task<BatchResult> Record(List<Line> chunk, SubmissionOrigin origin, CancellationToken cancellationToken)
    {
        var recorded = await recorder.Record([.. chunk.Where(line => line.Event.Malformed is null)], rollback: false, cancellationToken);
        var released = await releaser.ReleaseForChunk(recorded.Received, cancellationToken);
        List<LineResult> results = [.. chunk.Where(line => line.Event.Malformed is not null).Select(Refused), .. recorded.Lines];
        var byNumber = chunk.ToDictionary(line => line.Number);
        var keep = results.Where(result => result.Status is LineStatus.Held or LineStatus.Refused).OrderBy(result => result.Line).ToList();
        if (keep.Count == 0) return new(results, released);
        var kept = await quarantine.Keep([.. keep.Select(result => Quarantined(byNumber[result.Line], result, origin))], cancellationToken);
        released += await releaser.ReleaseForChunk(kept.Received, cancellationToken);
        if (kept.WithoutRoom.Count == 0) return new(results, released);
        var withoutRoom = kept.WithoutRoom.Select(index => keep[index].Line).ToHashSet();
        return new([.. results.Select(result => withoutRoom.Contains(result.Line) ? WithoutRoom(result) : result)], released);
    }

    private static List<Line> ReadChunk(
        LineAuthors authors, IReadOnlyList<ReadOnlyMemory<byte>> raw, int from, LineForm form, SubmissionOrigin origin)
    {
        var (chunk, bytes) = (new List<Line>(), 0);
        for (var i = from; i < raw.Count; i++)
        {
            var line = Line.Read(authors, raw[i], i + 1, origin, form);
            // Consecutive lines of one waybill or case stay in one chunk: a correction and its replacement are decided together.
            if (IsFull(chunk.Count, bytes) && (line.Stream is null || line.Stream != chunk[^1].Stream
                || IsFull(chunk.Count / 2, bytes / 2))) break;
            chunk.Add(line);
            bytes += line.Raw.Length;
        }
        return chunk;
    }

    private static bool IsFull(int lines, int bytes) => lines >= ChunkLines || bytes >= ChunkBytes;

    private static Line OfWaybill(Line line) => line.Event.Case is null ? line : line with
    {
        Event = line.Event with
        {
            Malformed = new(MalformedCodes.NotWithRollback, "case",
                "an event of a waybill; an array on the case's own route is taken whole or not at all"),
        },
    };

    private static LineResult Refused(Line line) => line.Refused(line.Event.Malformed!);

    // Not kept, so that even a line that would have been held is refused: its sender has to send it again.
    private static LineResult WithoutRoom(LineResult result) => result with
    {
        Status = LineStatus.Refused,
        Code = QuarantineCodes.Full,
        Expected = $"room in quarantine: this line was not kept. It was refused as {result.Code}, expected {result.Expected}",
    };

    private static QuarantinedLine Quarantined(Line line, LineResult result, SubmissionOrigin origin) => new(
        line.Raw.ToArray(), line.Waybill, line.Event.Id, result.Status == LineStatus.Held
        ? QuarantineStatus.Held : QuarantineStatus.Refused,
        result.Code!, result.Field!, result.Expected!, origin, line.Event.CaseStream is null ? line.Event.Station : null, line.Author,
        line.Event.CaseStream);
}
