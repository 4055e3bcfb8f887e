using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Application.Codec;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Engine.Contract;

/// <summary>Facts as a sender writes them.</summary>
public static class Wire
{
    /// <param name="waybill">Named by the lines of a batch.</param>
    public static JsonObject Of(SubmittedEvent fact, string? waybill = null)
    {
        var json = new JsonObject
        {
            ["id"] = fact.Id, ["type"] = EventTypes.Of(fact.Event).Wire, ["occurredAt"] = fact.Event.OccurredAt,
            ["station"] = fact.Event.Station, ["by"] = fact.Event.By,
            ["data"] = JsonSerializer.SerializeToNode(fact.Event, EventJson.Data.GetTypeInfo(fact.Event.GetType())),
        };
        if (waybill is not null) json["waybill"] = waybill;
        return json;
    }

    public static ReadOnlyMemory<byte> Line(string waybill, SubmittedEvent fact) => JsonSerializer.SerializeToUtf8Bytes(Of(fact, waybill));
}
