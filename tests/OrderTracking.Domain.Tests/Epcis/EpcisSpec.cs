using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Epcis;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using Shouldly;

namespace OrderTracking.Domain.Tests.Epcis;

/// <summary>Events as they are given out in EPCIS, and EPCIS events as they are taken in.</summary>
internal static class EpcisSpec
{
    public const string Base = "https://id.ordertracking.example";

    public static readonly DateTimeOffset At = new(2026, 3, 2, 9, 30, 0, TimeSpan.FromHours(8));

    public static readonly EpcisLinks Links = new(new Uri(Base));

    private static readonly EpcisEvents Events = new(Links);
    private static readonly EpcisCapture Capture = new(Links);

    public static RecordedEvent<WaybillEvent> Recorded(
        WaybillEvent waybillEvent, Guid? id = null, string? correlation = null, long position = 1) => new(
        id ?? Guid.NewGuid(), position, position, At.AddHours(1).ToUniversalTime(), EventSource.Person, correlation, null, waybillEvent);

    public static T At09<T>(T waybillEvent, string station = "SHA") where T : WaybillEvent =>
        waybillEvent with { OccurredAt = At, Station = station, By = "li.wei" };

    /// <summary>What is given out of an event, as JSON.</summary>
    public static IReadOnlyList<JsonObject> Out(
        RecordedEvent<WaybillEvent> entry, Disclosure disclosure = Disclosure.Full, History? history = null) =>
        [.. Events.Of("ZB-1", entry, disclosure, history).Select(one => JsonNode.Parse(EpcisJson.Text(one))!.AsObject())];

    /// <summary>The lines of a batch that an EPCIS event becomes.</summary>
    public static (IReadOnlyList<EpcisLine> Lines, EpcisRefusal? Refusal) In(JsonObject sent, string? context = null)
    {
        using var parsed = JsonDocument.Parse(sent.ToJsonString());
        var names = EpcisContext.Of(Links);
        if (context is null) return Capture.Lines(parsed.RootElement.Clone(), names);
        using var outer = JsonDocument.Parse($$"""{ "@context": {{context}} }""");
        return Capture.Lines(parsed.RootElement.Clone(), names.Within(outer.RootElement));
    }

    public static void ShouldBeRefused(this JsonObject sent, string code, string field)
    {
        var (lines, refusal) = In(sent);
        lines.ShouldBeEmpty();
        (refusal!.Code, refusal.Field).ShouldBe((code, field), refusal.Expected);
    }

    /// <summary>The event that a line is read as.</summary>
    public static SubmittedEvent Read(EpcisLine line)
    {
        var read = WireEvent.Read(line.Utf8.Span, namesWaybill: true);
        read.Malformed.ShouldBeNull(line.Line.ToJsonString());
        return read.Submitted!;
    }

    public static JsonObject With(this JsonObject sent, string member, JsonNode? value)
    {
        var copy = sent.DeepClone().AsObject();
        if (value is null) copy.Remove(member);
        else copy[member] = value.DeepClone();
        return copy;
    }
}
