using System.Text.Json;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Api.Http;

// The shapes of bodies for the OpenAPI document.

/// <summary>An event as it is sent; a line of a batch also names its waybill, or its case: its kind, a colon and its number.</summary>
public sealed record IncomingEvent(Guid Id, string Type, DateTimeOffset OccurredAt, string Station, string By, JsonElement? Data = null,
    string? Waybill = null, string? Correlation = null, string? Case = null);

/// <summary>
/// An event as a CloudEvent 1.0.2. Source and subject together are the path of its waybill or case; the data are the event, of which
/// station, by and data have to be there. The types, with the data of each, are in /asyncapi/v1.json.
/// </summary>
/// <param name="Time">When it happened.</param>
/// <param name="Traceparent">Its trace's id is the event's correlation where the data name none.</param>
public sealed record CloudEventShape(string Specversion, Guid Id, string Source, string Type, string Subject, DateTimeOffset Time,
    CloudEventDataShape Data, string? Datacontenttype = null, string? Traceparent = null);

public sealed record CloudEventDataShape(string Station, string By, JsonElement? Data = null, string? Correlation = null);

/// <param name="Gaps">What the order lacks of what its channel asks for; left out where it lacks nothing.</param>
public sealed record RecordedAnswer(string Waybill, long Version, long Position, IReadOnlyList<AppendedEvent> Events,
    IReadOnlyList<OrderField>? Gaps = null);

public sealed record AppendedEvent(Guid Id, string Status, long Version, long Position, DateTimeOffset RecordedAt);

/// <summary>A rate with its definition, and how far the view behind it is.</summary>
public sealed record RateAnswer(
    RateDefinition Definition, RateShape Total, IReadOnlyList<RateShape>? Groups, ComparedAnswer<RateShape>? Compared, long Position,
    long LagMs);

/// <summary>The same for an earlier period.</summary>
/// <param name="Months">How many months earlier.</param>
/// <param name="To">The day after the period's last.</param>
public sealed record ComparedAnswer<T>(int Months, DateOnly From, DateOnly To, T Total, IReadOnlyList<T>? Groups);

/// <param name="Numerators">Link to the rows of the numerator.</param>
/// <param name="Others">Link to the rest of the denominator.</param>
public sealed record RateShape(string? Key, long Numerator, long Denominator, decimal? Rate, IReadOnlyDictionary<string, long> Excluded,
    string Numerators, string Others);
