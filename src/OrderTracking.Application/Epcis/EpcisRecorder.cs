using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Recording;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Epcis;

/// <summary>What came of a document.</summary>
/// <param name="Errors">Of each event that was not captured, the first reason.</param>
/// <param name="Ids">The ids by which what was captured is asked for, as URIs.</param>
public sealed record EpcisCaptured(IReadOnlyList<EpcisCaptureError> Errors, IReadOnlyList<string> Ids);

/// <summary>
/// Captures EPCIS events: as lines of a batch, by its rules, rights and quarantine. What this service gave out itself is known again, also
/// where persons were left out of it.
/// </summary>
public sealed class EpcisRecorder(
    EpcisCapture capture, EpcisEvents events, IEventLog log, LogEpoch epoch, WaybillReader waybills, BatchRecorder batches)
{
    public async Task<EpcisCaptured> Record(
        LineAuthors authors, EpcisDocument document, bool rollback, SubmissionOrigin origin, CancellationToken cancellationToken)
    {
        var errors = new SortedDictionary<int, EpcisCaptureError>();
        var lines = new List<(int Event, EpcisLine Line)>();
        foreach (var (index, sent) in document.Events.Index())
        {
            var (made, refusal) = capture.Lines(sent, document.Context);
            if (refusal is null) lines.AddRange(made.Select(line => (index, line)));
            else errors.Add(index, Error(index, refusal));
        }
        if (lines.Count == 0 || (rollback && errors.Count > 0)) return new([.. errors.Values], []);
        IReadOnlyList<string> ids = [.. lines.Select(line => line.Line.EventId)];
        var known = await Known(authors.OfWaybills, [.. lines.Select(line => line.Line)], cancellationToken);
        lines.RemoveAll(line => known.Contains(line.Line));
        if (lines.Count == 0) return new([.. errors.Values], ids);
        ReadOnlyMemory<byte>[] raw = [.. lines.Select(line => line.Line.Utf8)];
        var result = rollback ? await batches.RecordWithRollback(authors, raw, LineForm.Event, origin, cancellationToken)
            : await batches.Proceed(authors, raw, origin, cancellationToken);
        foreach (var line in result.Results.Where(line => line.Status is LineStatus.Refused or LineStatus.Held))
        {
            var index = lines[line.Line - 1].Event;
            errors.TryAdd(index, Error(index, new(line.Code!, line.Field!,
                line.Status == LineStatus.Held ? $"{line.Expected}; it is held until then" : line.Expected!)));
        }
        return new([.. errors.Values], ids);

        EpcisCaptureError Error(int index, EpcisRefusal refusal) =>
            new(index, IdOf(document.Events[index]), refusal.Code, refusal.Field, refusal.Expected);
    }

    private static string? IdOf(System.Text.Json.JsonElement sent) =>
        sent.ValueKind == System.Text.Json.JsonValueKind.Object && sent.TryGetProperty("eventID", out var id)
            && id.ValueKind == System.Text.Json.JsonValueKind.String ? id.GetString() : null;

    // Lines whose events are in the log with persons, which no EPCIS event says. All others the batch knows again by itself.
    private async Task<HashSet<EpcisLine>> Known(Author author, IReadOnlyList<EpcisLine> lines, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (readIn, known) = (epoch.Current, new HashSet<EpcisLine>(ReferenceEqualityComparer.Instance));
            var streams = await log.Find([.. lines.Select(line => line.Id).Distinct()], cancellationToken);
            var repeated = lines.Where(line => streams.GetValueOrDefault(line.Id) == line.Waybill).ToLookup(line => line.Waybill);
            var histories = new Dictionary<string, Waybill>();
            // One that cannot be read is for the batch to refuse.
            await waybills.Read([.. repeated.Select(ofOne => ofOne.Key)], histories, cancellationToken);
            foreach (var (number, waybill) in histories)
            {
                var history = waybill.History;
                if (!author.Scope.Includes(history)) continue;
                foreach (var line in repeated[number])
                    if (history.Find(line.Id) is { } entry && Persons.Of(entry.Event).Any()
                        && capture.LineOf(events, line.Waybill, entry)?.IsSameAs(line) is true) known.Add(line);
            }
            if (known.Count == 0 || await log.Confirm(readIn, cancellationToken)) return known;
        }
    }
}
