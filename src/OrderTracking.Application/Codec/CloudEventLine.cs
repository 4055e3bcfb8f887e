using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Codec;

/// <summary>
/// Makes a line of a batch of an event in the structured mode of CloudEvents 1.0.2. Only the envelope is looked at here: what stands in
/// its data goes into the line as it was sent, and is read with it.
/// </summary>
internal ref struct CloudEventLine
{
    private const int MaxExtensionName = 20;

    /// <summary>To which libraries keep the attribute time.</summary>
    private static readonly TimeSpan Precision = TimeSpan.FromMilliseconds(1);

    private static readonly string Sources = string.Join(", ", CloudEventNames.Sources);

    private readonly ReadOnlySpan<byte> utf8;
    private readonly ArrayBufferWriter<byte> line;
    private readonly HashSet<string> seen = [];
    private string? specVersion, id, source, type, subject, contentType, traceParent;
    private DateTimeOffset? time, repeatedTime;
    private Range timeAt, repeatedTimeAt;
    private string? repeatedId, repeatedType, repeatedWaybill, repeatedCase, station;
    private bool hasData, hasCorrelation;
    private Malformed? wrong;

    private CloudEventLine(ReadOnlySpan<byte> utf8)
    {
        this.utf8 = utf8;
        line = new(utf8.Length + 256);
        line.Write("{"u8);
    }

    /// <summary>The line; or why there is none, with what could be read of the event.</summary>
    public static (byte[]? Line, WireEvent Refused) Read(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8)) return (null, WireEvent.Wrong(MalformedCodes.InvalidUtf8, "", "UTF-8"));
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = CloudEventNames.MaxDepth });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                return (null, WireEvent.Wrong(MalformedCodes.InvalidType, "", "a CloudEvent: a JSON object"));
            var read = new CloudEventLine(utf8);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) read.Attribute(ref reader);
            return reader.Read() ? (null, WireEvent.Wrong(MalformedCodes.InvalidJson, "", "one event")) : read.Finish();
        }
        catch (JsonException fault)
        {
            return (null, WireEvent.Wrong(Malformed.NoJson(fault, CloudEventNames.MaxDepth)));
        }
    }

    // An attribute that is null counts as left out, as the JSON format says.
    private void Attribute(ref Utf8JsonReader reader)
    {
        var name = JsonNames.Of(ref reader);
        reader.Read();
        switch (name)
        {
            case "specversion":
                specVersion = Text(ref reader, name);
                break;
            case "id":
                id = Text(ref reader, name);
                break;
            case "source":
                source = Text(ref reader, name);
                break;
            case "type":
                type = Text(ref reader, name);
                break;
            case "subject":
                subject = Text(ref reader, name);
                break;
            case "time":
                Time(ref reader);
                break;
            case "datacontenttype":
                contentType = Text(ref reader, name);
                break;
            case "traceparent":
                traceParent = Text(ref reader, name);
                break;
            case "data":
                Data(ref reader);
                break;
            case "data_base64":
                Complain(MalformedCodes.UnknownField, name, "data: the event as JSON");
                reader.Skip();
                break;
            default:
                Extension(ref reader, name);
                break;
        }
    }

    // Extensions that say nothing to us are taken and not kept, as the specification asks of receivers.
    private void Extension(ref Utf8JsonReader reader, string? name)
    {
        if (name is null or { Length: 0 or > MaxExtensionName }
            || !name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter)))
            Complain(MalformedCodes.UnknownField, name ?? "", $"attributes: 1 to {MaxExtensionName} of a–z and 0–9");
        else if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            Complain(MalformedCodes.InvalidType, name, "a text, a number or a boolean");
        reader.Skip();
    }

    private void Time(ref Utf8JsonReader reader)
    {
        if (!IsGiven(ref reader, "time")) return;
        if (OffsetTimeConverter.TryRead(ref reader, out var given)) (time, timeAt) = (given, Value(ref reader));
        else Complain(MalformedCodes.InvalidTime, "time", EventDataErrors.Time);
        reader.Skip();
    }

    private void Data(ref Utf8JsonReader reader)
    {
        if (!IsGiven(ref reader, "data")) return;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Complain(MalformedCodes.InvalidType, "data", "the event: a JSON object");
            reader.Skip();
            return;
        }
        hasData = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) Member(ref reader);
    }

    private void Member(ref Utf8JsonReader reader)
    {
        var (name, from) = (JsonNames.Of(ref reader), (int)reader.TokenStartIndex);
        reader.Read();
        switch (name)
        {
            // The log's own, in what webhooks and the feed write: recorded here, the event gets others.
            case "position" or "version" or "recordedAt" or "source" or "sender" or "causation":
                reader.Skip();
                return;
            case "id":
                repeatedId = Repeated(ref reader, "data.id");
                return;
            case "type":
                repeatedType = Repeated(ref reader, "data.type");
                return;
            case "waybill":
                repeatedWaybill = Repeated(ref reader, "data.waybill");
                return;
            case "case":
                repeatedCase = Repeated(ref reader, "data.case");
                return;
            case "occurredAt":
                RepeatedTime(ref reader);
                return;
            case "correlation":
                hasCorrelation = true;
                break;
            case "station":
                station = TextOf(ref reader);
                break;
        }
        reader.Skip();
        line.Write(utf8[from..(int)reader.BytesConsumed]);
        line.Write(","u8);
    }

    // What the data say again of what the attributes say; an empty text for what is not text.
    private string Repeated(ref Utf8JsonReader reader, string name)
    {
        IsGiven(ref reader, name);
        var text = TextOf(ref reader) ?? "";
        reader.Skip();
        return text;
    }

    private void RepeatedTime(ref Utf8JsonReader reader)
    {
        IsGiven(ref reader, "data.occurredAt");
        if (OffsetTimeConverter.TryRead(ref reader, out var given)) (repeatedTime, repeatedTimeAt) = (given, Value(ref reader));
        else Complain(MalformedCodes.InvalidTime, "data.occurredAt", EventDataErrors.Time);
        reader.Skip();
    }

    private (byte[]? Line, WireEvent Refused) Finish()
    {
        var known = Guid.TryParseExact(id, "D", out var guid) ? guid : (Guid?)null;
        var ofCases = source is null ? null : CloudEventNames.FindCases(source);
        var number = ofCases is null && source != CloudEventNames.Waybills ? null : WaybillNumber.Parse(subject);
        var stream = number is null ? null : ofCases?.Stream(number) ?? number;
        Check(known, ofCases, stream);
        if (wrong is not null)
            return (null, new(null, ofCases is null ? stream : null, known, wrong)
            {
                CaseStream = ofCases is null ? null : stream, Station = station,
            });
        // Numbers, names and ids need no escaping, and the time is as it was sent.
        Write($"\"id\":\"{known}\",\"type\":\"{CloudEventNames.FindType(type!)!.Wire}\","
            + $"\"{(ofCases is null ? "waybill" : "case")}\":\"{stream}\",");
        if (!hasCorrelation && ActivityContext.TryParse(traceParent, null, isRemote: true, out var trace))
            Write($"\"correlation\":\"{trace.TraceId}\",");
        line.Write("\"occurredAt\":"u8);
        // Libraries write the attribute in UTC and to the millisecond, so where the data say the time, that is the one.
        line.Write(utf8[repeatedTime is null ? timeAt : repeatedTimeAt]);
        line.Write("}"u8);
        return (line.WrittenSpan.ToArray(), default);
    }

    private void Check(Guid? known, CaseType? ofCases, string? stream)
    {
        Require("specversion", specVersion);
        if (specVersion != CloudEventNames.SpecVersion)
            Complain(RefusalCodes.InvalidValue, "specversion", CloudEventNames.SpecVersion);
        Require("id", id);
        if (known is null) Complain(MalformedCodes.InvalidId, "id", "a UUID");
        Require("source", source);
        if (ofCases is null && source != CloudEventNames.Waybills) Complain(RefusalCodes.InvalidValue, "source", Sources);
        Require("type", type);
        if (type is null || CloudEventNames.FindType(type) is not { } found
            || (ofCases?.Events ?? EventFamily.Waybills).Find(found.Wire) is null)
            Complain(MalformedCodes.UnknownType, "type",
                $"{CloudEventNames.TypePrefix}waybill.received.v1 or the type of another event of the source");
        Require("subject", subject);
        if (stream is null)
            Complain(ofCases is null ? MalformedCodes.InvalidWaybill : MalformedCodes.InvalidCase, "subject", WaybillNumber.Expected);
        if (time is null) Complain(MalformedCodes.MissingField, "time", "a value");
        if (contentType is not null
            && !contentType.AsSpan(0, contentType.AsSpan().IndexOf(';') is >= 0 and var end ? end : contentType.Length).Trim()
                .Equals(CloudEventNames.DataContentType, StringComparison.OrdinalIgnoreCase))
            Complain(RefusalCodes.InvalidValue, "datacontenttype", CloudEventNames.DataContentType);
        if (!hasData) Complain(MalformedCodes.MissingField, "data", "the event: a JSON object");
        CheckRepeated(known, ofCases, stream);
    }

    // The data of what webhooks and the feed write say again what the attributes say.
    private void CheckRepeated(Guid? known, CaseType? ofCases, string? stream)
    {
        if (repeatedId is not null && (!Guid.TryParseExact(repeatedId, "D", out var other) || other != known)) Differs("id", "id");
        if (repeatedType is not null && repeatedType != CloudEventNames.FindType(type ?? "")?.Wire) Differs("type", "type");
        if (repeatedWaybill is not null && (ofCases is not null || WaybillNumber.Parse(repeatedWaybill) != stream))
            Differs("waybill", "subject");
        if (repeatedCase is not null && (ofCases is null || CaseStreams.Parse(repeatedCase) is not var (kind, number)
            || kind.Stream(number) != stream))
            Differs("case", "subject");
        if (repeatedTime is { } said && time is { } at && (said - at).Duration() >= Precision) Differs("occurredAt", "time");
    }

    private void Differs(string member, string attribute) =>
        Complain(RefusalCodes.InvalidValue, $"data.{member}", $"what the attribute {attribute} says");

    private void Require(string name, string? value)
    {
        if (value is null) Complain(MalformedCodes.MissingField, name, "a value");
    }

    // Whether there is a value at the reader's position.
    private bool IsGiven(ref Utf8JsonReader reader, string name)
    {
        if (!seen.Add(name)) Complain(MalformedCodes.DuplicateField, name, "each attribute once");
        return reader.TokenType != JsonTokenType.Null;
    }

    private string? Text(ref Utf8JsonReader reader, string name)
    {
        if (!IsGiven(ref reader, name)) return null;
        if (reader.TokenType != JsonTokenType.String) Complain(MalformedCodes.InvalidType, name, "a text");
        else if (TextOf(ref reader) is { } text) return text;
        else Complain(MalformedCodes.InvalidText, name, "text without NUL and without broken surrogates");
        reader.Skip();
        return null;
    }

    private static string? TextOf(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? PlainText.Of(ref reader) : null;

    private static Range Value(ref Utf8JsonReader reader) => (int)reader.TokenStartIndex..(int)reader.BytesConsumed;

    private readonly void Write(string text) => line.Write(Encoding.UTF8.GetBytes(text));

    private void Complain(string code, string field, string expected) => wrong ??= new(code, field, expected);
}
