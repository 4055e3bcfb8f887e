using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace OrderTracking.Client;

/// <summary>A line to be sent.</summary>
/// <param name="Number">Its number in what is sent, from 1.</param>
/// <param name="Subject">The waybill or case that it names; null where it cannot be read.</param>
internal readonly record struct NumberedLine(int Number, ReadOnlyMemory<byte> Json, string? Subject);

/// <param name="Numbers">The numbers of its lines.</param>
internal sealed record CutBatch(ReadOnlyMemory<byte> Ndjson, IReadOnlyList<int> Numbers);

/// <summary>
/// Cuts lines into batches. Lines of one waybill that follow each other stay together, because a correction has to be in one batch with
/// the event that replaces what it corrects.
/// </summary>
internal sealed class BatchCutter(int lines, int bytes, int mostLines, int mostBytes)
{
    /// <summary>
    /// Batches that are answered in seconds and cost little to send again, far within what the service takes: 100,000 lines and 64 MB.
    /// </summary>
    public static readonly BatchCutter Default = new(5_000, 8 << 20, 100_000, 64 << 20);

    public async IAsyncEnumerable<CutBatch> Cut(
        IAsyncEnumerable<NumberedLine> all, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (body, numbers, last) = (new ArrayBufferWriter<byte>(1 << 16), new List<int>(), (string?)null);
        await foreach (var line in all.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var size = body.WrittenCount + line.Json.Length + 1;
            var goesOn = line.Subject is not null && line.Subject == last;
            if (numbers.Count > 0 && (numbers.Count >= (goesOn ? mostLines : lines) || size > (goesOn ? mostBytes : bytes)))
            {
                yield return new(body.WrittenMemory, numbers);
                (body, numbers) = (new(1 << 16), []);
            }
            body.Write(line.Json.Span);
            body.Write("\n"u8);
            numbers.Add(line.Number);
            last = line.Subject;
        }
        if (numbers.Count > 0) yield return new(body.WrittenMemory, numbers);
    }

    /// <summary>The lines of events.</summary>
    public static async IAsyncEnumerable<NumberedLine> Lines(
        IAsyncEnumerable<EventLine> events, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var number = 0;
        await foreach (var line in events.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return new(++number, EventLine.ToNdjson([line])[..^1], line.Case ?? line.Waybill);
    }

    /// <summary>The lines of a file, byte for byte. Empty lines are left out, as the service does; the others keep their numbers.</summary>
    public static async IAsyncEnumerable<NumberedLine> Lines(
        Stream file, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var reader = PipeReader.Create(file, new(leaveOpen: true));
        for (var number = 1; ; number++)
        {
            var (line, isLast) = await Next(reader, cancellationToken).ConfigureAwait(false);
            // A byte order mark is no JSON.
            var json = number == 1 && line.AsSpan().StartsWith("\uFEFF"u8) ? line.AsMemory(3) : line;
            if (json.Span.ContainsAnyExcept(" \t\r"u8)) yield return new(number, json, SubjectOf(json.Span));
            if (isLast) break;
        }
        await reader.CompleteAsync().ConfigureAwait(false);
    }

    private static async Task<(byte[] Line, bool IsLast)> Next(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var end = read.Buffer.PositionOf((byte)'\n');
            if (end is null && !read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }
            var line = read.Buffer.Slice(0, end ?? read.Buffer.End).ToArray();
            reader.AdvanceTo(end is { } at ? read.Buffer.GetPosition(1, at) : read.Buffer.End);
            return (line, end is null);
        }
    }

    // What cannot be read is sent as it is: the service says what is wrong with it.
    private static string? SubjectOf(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isSubject = reader.ValueTextEquals("waybill"u8) || reader.ValueTextEquals("case"u8);
                reader.Read();
                if (isSubject && reader.TokenType == JsonTokenType.String) return reader.GetString();
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // Nothing is known of the line.
        }
        return null;
    }
}
