using System.Text.Json;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Codec;

/// <summary>Reads the members around an event's <c>data</c>, then the data by the named type.</summary>
internal ref struct Envelope
{
    private const int MaxCorrelation = 128;

    private static readonly string ReferenceTypes = string.Join(", ", ReferenceRules.ForSenders.Select(type => type.Wire));

    private Guid? id;
    private EventType? type;
    private DateTimeOffset? occurredAt;
    private string? station, by, waybill, caseStream, correlation;
    private int dataStart, dataEnd;
    private uint seen;
    private Malformed? wrong;

    private readonly EventFamily family;

    /// <param name="family">The events that the stream takes.</param>
    public Envelope(EventFamily family) => this.family = family;

    public WireEvent Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, bool namesWaybill)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return WireEvent.Wrong(MalformedCodes.InvalidType, "", "an event: a JSON object");
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) Member(ref reader, namesWaybill);
        return (wrong is null ? Finish(utf8, namesWaybill) : Wrong(wrong)) with { Station = station };
    }

    private void Member(ref Utf8JsonReader reader, bool namesWaybill)
    {
        if (!IsText(ref reader)) Unknown(ref reader, namesWaybill);
        else if (reader.ValueTextEquals("id"u8)) Id(ref reader);
        else if (reader.ValueTextEquals("type"u8)) Type(ref reader, namesWaybill);
        else if (reader.ValueTextEquals("occurredAt"u8)) OccurredAt(ref reader);
        else if (reader.ValueTextEquals("station"u8)) station = Text(ref reader, 3, "station");
        else if (reader.ValueTextEquals("by"u8)) by = Text(ref reader, 4, "by");
        else if (reader.ValueTextEquals("data"u8)) Data(ref reader);
        else if (reader.ValueTextEquals("correlation"u8)) Correlation(ref reader);
        else if (namesWaybill && reader.ValueTextEquals("waybill"u8)) waybill = Text(ref reader, 6, "waybill");
        else if (namesWaybill && reader.ValueTextEquals("case"u8)) Case(ref reader);
        else Unknown(ref reader, namesWaybill);
    }

    private void Unknown(ref Utf8JsonReader reader, bool namesWaybill)
    {
        Complain(MalformedCodes.UnknownField, JsonNames.Of(ref reader) ?? "", "id, type, occurredAt, station, by, data"
            + (namesWaybill ? ", waybill, case" : ""));
        reader.Read();
        reader.Skip();
    }

    // Only escaped text can fail to be valid text; comparing or parsing it would then throw.
    private static bool IsText(ref Utf8JsonReader reader) => !reader.ValueIsEscaped || JsonNames.Of(ref reader) is not null;

    private void Id(ref Utf8JsonReader reader)
    {
        if (!Value(ref reader, 0, "id")) return;
        if (reader.TokenType == JsonTokenType.String && IsText(ref reader) && reader.TryGetGuid(out var guid)) id = guid;
        else Complain(reader.TokenType == JsonTokenType.String ? MalformedCodes.InvalidId : MalformedCodes.InvalidType, "id", "a UUID",
            ref reader);
    }

    // Members come in any order, so of what stream a line's event must be is known at the end (Finish).
    private void Type(ref Utf8JsonReader reader, bool namesWaybill)
    {
        if (Text(ref reader, 1, "type") is not { } name) return;
        type = family.Find(name) ?? (namesWaybill ? EventFamily.Cases.Find(name) : null);
        if (type is not null) return;
        if (namesWaybill && EdiStatusTypes.Expected(name) is { } expected) Complain(MalformedCodes.UnknownStatusCode, "type", expected);
        else Complain(MalformedCodes.UnknownType, "type", Names(family));
    }

    private static string Names(EventFamily family) =>
        family == EventFamily.Reference ? ReferenceTypes
        : family != EventFamily.Waybills ? string.Join(", ", family.Names)
        : "received, dispatchRequested, loaded, arrived, signed, exceptionRaised or another event's name";

    private void Case(ref Utf8JsonReader reader)
    {
        if (Text(ref reader, 8, "case") is not { } text) return;
        if (CaseStreams.Parse(text) is var (kind, number)) caseStream = kind.Stream(number);
        else Complain(MalformedCodes.InvalidCase, "case", CaseStreams.Expected);
    }

    private void OccurredAt(ref Utf8JsonReader reader)
    {
        if (!Value(ref reader, 2, "occurredAt")) return;
        if (OffsetTimeConverter.TryRead(ref reader, out var time)) occurredAt = time;
        else Complain(MalformedCodes.InvalidTime, "occurredAt", EventDataErrors.Time, ref reader);
    }

    private void Correlation(ref Utf8JsonReader reader)
    {
        correlation = Text(ref reader, 7, "correlation");
        if (correlation?.Length > MaxCorrelation)
            Complain(MalformedCodes.InvalidText, "correlation", $"at most {MaxCorrelation} characters");
    }

    private void Data(ref Utf8JsonReader reader)
    {
        if (!Value(ref reader, 5, "data")) return;
        dataStart = (int)reader.TokenStartIndex;
        reader.Skip();
        dataEnd = (int)reader.BytesConsumed;
    }

    // Moves to the member's value; false when there is none to read.
    private bool Value(ref Utf8JsonReader reader, int member, string name)
    {
        if ((seen & (1u << member)) != 0) Complain(MalformedCodes.DuplicateField, name, "each member once");
        seen |= 1u << member;
        reader.Read();
        if (reader.TokenType != JsonTokenType.Null) return true;
        Complain(MalformedCodes.MissingField, name, "a value, not null");
        return false;
    }

    private string? Text(ref Utf8JsonReader reader, int member, string name)
    {
        if (!Value(ref reader, member, name)) return null;
        if (reader.TokenType != JsonTokenType.String)
        {
            Complain(MalformedCodes.InvalidType, name, "a text", ref reader);
            return null;
        }
        if (PlainText.Of(ref reader) is { } text) return text;
        Complain(MalformedCodes.InvalidText, name, "text without NUL and without broken surrogates");
        return null;
    }

    private void Complain(string code, string field, string expected) => wrong ??= new(code, field, expected);

    private void Complain(string code, string field, string expected, ref Utf8JsonReader reader)
    {
        Complain(code, field, expected);
        reader.Skip();
    }

    private readonly WireEvent Finish(ReadOnlySpan<byte> utf8, bool namesWaybill)
    {
        if (namesWaybill && waybill is null && caseStream is null) return Missing("waybill");
        if (waybill is not null && caseStream is not null)
            return Wrong(new(MalformedCodes.UnknownField, "case", "a waybill or a case, not both"));
        var number = waybill is null ? null : WaybillNumber.Parse(waybill);
        if (waybill is not null && number is null)
            return Wrong(new(MalformedCodes.InvalidWaybill, "waybill", WaybillNumber.Expected));
        if (id is not { } known) return Missing("id");
        if (type is null) return Missing("type");
        if (occurredAt is not { } time) return Missing("occurredAt");
        if (station is null) return Missing("station");
        if (by is null) return Missing("by");
        var ofStream = caseStream is null ? family : CaseStreams.TypeOf(caseStream)!.Events;
        if (namesWaybill && ofStream.Find(type.Wire) is null) return Wrong(new(MalformedCodes.UnknownType, "type", Names(ofStream)));

        var data = dataEnd > dataStart ? utf8[dataStart..dataEnd] : "{}"u8;
        try
        {
            var read = JsonSerializer.Deserialize(data, EventJson.Data.GetTypeInfo(type.Type));
            if (ofStream != EventFamily.Waybills && read is DomainEvent ofCase and not ReferenceEvent)
                return new(null, null, known, null)
                {
                    Case = new(known, ofCase with { OccurredAt = time, Station = station, By = by }, correlation), CaseStream = caseStream,
                };
            return read switch
            {
                WaybillEvent waybillEvent =>
                    new(new SubmittedEvent(known, waybillEvent with { OccurredAt = time, Station = station, By = by }, correlation), number,
                        known, null),
                ReferenceEvent referenceEvent => new(null, null, known, null)
                {
                    Reference = new(known, referenceEvent with { OccurredAt = time, Station = station, By = by }, correlation),
                },
                _ => throw new InvalidOperationException($"No stream is known for events of the type {type.Wire}."),
            };
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return Wrong(EventDataErrors.Find(data, EventJson.Data.GetTypeInfo(type.Type), "data", fault)) with { Waybill = number };
        }
    }

    private readonly WireEvent Missing(string field) => Wrong(new(MalformedCodes.MissingField, field, "a value"));

    private readonly WireEvent Wrong(Malformed malformed) => new(null, waybill, id, malformed) { CaseStream = caseStream };
}
