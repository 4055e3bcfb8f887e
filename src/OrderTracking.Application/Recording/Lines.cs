using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

/// <summary>In which form the lines of a batch are.</summary>
public enum LineForm
{
    /// <summary>As the API shows events, with the waybill or the case.</summary>
    Event,

    /// <summary>As structured CloudEvents. A line that can be made an <see cref="Event"/> is one from then on, in quarantine too.</summary>
    CloudEvent,
}

/// <summary>A line of a batch, raw and parsed.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Author">Who records it, and what they may record.</param>
public sealed record Line(int Number, ReadOnlyMemory<byte> Raw, WireEvent Event, Author Author)
{
    public string? Waybill => Event.Waybill;

    /// <summary>The key of the waybill's stream or of the case's, whichever it names.</summary>
    public string? Stream => Event.CaseStream ?? Event.Waybill;

    /// <summary>Reads a line, and by whom it is recorded.</summary>
    public static Line Read(
        LineAuthors authors, ReadOnlyMemory<byte> raw, int number, SubmissionOrigin origin, LineForm form = LineForm.Event)
    {
        if (form == LineForm.CloudEvent)
        {
            var (line, refused) = CloudEventLine.Read(raw.Span);
            if (line is null) return new(number, raw, refused, authors.Of(refused));
            raw = line;
        }
        var read = WireEvent.Read(raw.Span, namesWaybill: true).From(origin);
        return new(number, raw, read, authors.Of(read));
    }

    public LineResult Refused(string code, string field, string expected) =>
        new(Number, Event.Id, Waybill, LineStatus.Refused, Code: code, Field: field, Expected: expected) { Case = Event.CaseStream };

    /// <summary>The result of a line that cannot be read.</summary>
    public LineResult Refused(Malformed wrong) => Refused(wrong.Code, wrong.Field, wrong.Expected) with { IsMalformed = true };
}

/// <summary>What happened to a line.</summary>
public enum LineStatus
{
    Accepted,

    /// <summary>Already in the log, with the same content.</summary>
    Duplicate,

    /// <summary>Kept until its waybill is received.</summary>
    Held,

    /// <summary>Kept until somebody corrects it.</summary>
    Refused,

    /// <summary>Would have been accepted, but the whole batch was not.</summary>
    RolledBack,
}

/// <summary>The result of a line.</summary>
/// <param name="Through">Position of the last event that rules derived from it; its own position when there is none.</param>
public sealed record LineResult(
    int Line, Guid? Id, string? Waybill, LineStatus Status, long? Version = null, long? Position = null, long? Through = null,
    string? Code = null, string? Field = null, string? Expected = null)
{
    /// <summary>What the order lacks, where the line is an order or an amendment; empty when it lacks nothing.</summary>
    public IReadOnlyList<OrderField> Gaps { get; init; } = [];

    /// <summary>The key of the case's stream, of a line that names a case and no waybill.</summary>
    public string? Case { get; init; }

    /// <summary>The line itself cannot be read: it was refused by no rule.</summary>
    public bool IsMalformed { get; init; }

    /// <summary>The waybill cannot be read, so the rules decided nothing, whatever the code says to who may not know that.</summary>
    public bool IsUndecided { get; init; }
}

/// <summary>What became of lines that had been held until their waybills were received.</summary>
/// <param name="Lines">How many are in the log now.</param>
/// <param name="Position">Position of the last event that came of them; 0 when there is none.</param>
public readonly record struct ReleasedLines(int Lines, long Position)
{
    public static ReleasedLines operator +(ReleasedLines one, ReleasedLines other) =>
        new(one.Lines + other.Lines, Math.Max(one.Position, other.Position));
}

/// <summary>The results of a batch.</summary>
/// <param name="Released">Held lines that were decided because the batch had their waybills received.</param>
public sealed record BatchResult(IReadOnlyList<LineResult> Results, ReleasedLines Released = default)
{
    public int Accepted => Count(LineStatus.Accepted);

    public int Duplicates => Count(LineStatus.Duplicate);

    public int Held => Count(LineStatus.Held);

    public int Refused => Count(LineStatus.Refused);

    /// <summary>
    /// Position of the last event that the batch added, released or found in the log, derived ones included; 0 when there is none.
    /// </summary>
    public long Position => Math.Max(Results.Max(result => result.Through) ?? 0, Released.Position);

    private int Count(LineStatus status) => Results.Count(result => result.Status == status);
}
