using System.Collections.Frozen;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;

namespace OrderTracking.Application.Codec;

/// <summary>How events, waybills and cases are named in CloudEvents 1.0.2, whichever way these go.</summary>
public static class CloudEventNames
{
    public const string SpecVersion = "1.0", TypePrefix = "ordertracking.", DataContentType = "application/json";

    /// <summary>The media types of an event in the structured mode, and of a batch of them.</summary>
    public const string ContentType = "application/cloudevents+json", BatchContentType = "application/cloudevents-batch+json";

    /// <summary>How deep an event in the structured mode may nest: one level more than the event, its envelope.</summary>
    public const int MaxDepth = EventJson.MaxDepth + 1;

    /// <summary>The source of events of waybills: the path of their routes.</summary>
    public const string Waybills = "/v1/waybills";

    private static readonly FrozenDictionary<string, EventType> ByName = EventTypes.All.ToFrozenDictionary(TypeOf);

    private static readonly FrozenDictionary<string, CaseType> CasesBySource = AllCases.All.ToFrozenDictionary(SourceOf);

    /// <summary>The sources that there are.</summary>
    public static IReadOnlyList<string> Sources { get; } = [Waybills, .. AllCases.All.Select(SourceOf)];

    public static string TypeOf(EventType type) => TypePrefix + type.Stored;

    /// <summary>The source of the events of a kind of cases: the path of their routes.</summary>
    public static string SourceOf(CaseType type) => $"/v1/{type.Route}";

    /// <summary>The event type of a CloudEvent's type; null when there is none.</summary>
    public static EventType? FindType(string type) => ByName.GetValueOrDefault(type);

    /// <summary>The kind of cases of a source; null for that of waybills, and for any other text.</summary>
    public static CaseType? FindCases(string source) => CasesBySource.GetValueOrDefault(source);
}
