using System.Text.Json;
using System.Text.Unicode;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Codec;

/// <summary>Why something cannot be read, so that no rule can decide on it.</summary>
public sealed record Malformed(string Code, string Field, string Expected)
{
    /// <param name="maxDepth">How many levels it may have.</param>
    public static Malformed NoJson(JsonException fault, int maxDepth = EventJson.MaxDepth) => new(MalformedCodes.InvalidJson, "",
        $"JSON of at most {maxDepth} levels; it breaks at byte {fault.BytePositionInLine} of line {fault.LineNumber + 1}");
}

/// <summary>An event as it comes in over HTTP.</summary>
/// <param name="Waybill">Named by a line of a batch; on a waybill's own route it is in the URL.</param>
public readonly record struct WireEvent(SubmittedEvent? Submitted, string? Waybill, Guid? Id, Malformed? Malformed)
{
    /// <summary>A reference event, where one was asked for.</summary>
    public SubmittedReferenceEvent? Reference { get; init; }

    /// <summary>An event of a case, or a correction of one, where those were asked for.</summary>
    public SubmittedCaseEvent? Case { get; init; }

    /// <summary>The stream of the case that a line of a batch names; on a case's own route it is in the URL.</summary>
    public string? CaseStream { get; init; }

    /// <summary>The station, where it could be read.</summary>
    public string? Station { get; init; }

    /// <summary>The same event with its origin.</summary>
    public WireEvent From(SubmissionOrigin origin) =>
        this with { Submitted = Submitted?.From(origin), Reference = Reference?.From(origin), Case = Case?.From(origin) };

    /// <summary>Reads one event; every fault has a code, the field and what was expected.</summary>
    /// <param name="namesWaybill">A line of a batch: it names its waybill or case, and its event is of that stream.</param>
    /// <param name="family">The events that the stream takes; a waybill's where it is null.</param>
    public static WireEvent Read(ReadOnlySpan<byte> utf8, bool namesWaybill, EventFamily? family = null)
    {
        if (!Utf8.IsValid(utf8)) return Wrong(MalformedCodes.InvalidUtf8, "", "UTF-8");
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = EventJson.MaxDepth });
            reader.Read();
            var read = new Envelope(family ?? EventFamily.Waybills).Read(ref reader, utf8, namesWaybill);
            return reader.Read() ? Wrong(MalformedCodes.InvalidJson, "", "one event") : read;
        }
        catch (JsonException fault)
        {
            return Wrong(Malformed.NoJson(fault));
        }
    }

    /// <summary>Reads the event at the reader's position, and leaves the reader at its end.</summary>
    public static WireEvent Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, bool namesWaybill, EventFamily? family = null) =>
        new Envelope(family ?? EventFamily.Waybills).Read(ref reader, utf8, namesWaybill);

    internal static WireEvent Wrong(string code, string field, string expected) => Wrong(new(code, field, expected));

    internal static WireEvent Wrong(Malformed wrong) => new(null, null, null, wrong);
}

/// <summary>Codes of what cannot be read.</summary>
public static class MalformedCodes
{
    public const string InvalidUtf8 = "invalid-utf8";
    public const string InvalidJson = "invalid-json";
    public const string InvalidType = "invalid-type";
    public const string InvalidTime = "invalid-time";
    public const string InvalidId = "invalid-id";
    public const string InvalidWaybill = "invalid-waybill";
    public const string InvalidCase = "invalid-case";
    public const string InvalidText = "invalid-text";
    public const string MissingField = "missing-field";
    public const string UnknownField = "unknown-field";
    public const string DuplicateField = "duplicate-field";
    public const string UnknownType = "unknown-type";

    /// <summary>Of an EDI interchange.</summary>
    public const string InvalidEdi = "invalid-edi";

    /// <summary>Of a line that an EDI status made for whose code there is no rule.</summary>
    public const string UnknownStatusCode = "unknown-status-code";

    /// <summary>Of an event of a case in a batch of which all or none is to be recorded.</summary>
    public const string NotWithRollback = "not-with-rollback";

    /// <summary>Of a stored event: a person in it was changed, or its key is lost, though nobody erased it.</summary>
    public const string BrokenSeal = "broken-seal";
}
