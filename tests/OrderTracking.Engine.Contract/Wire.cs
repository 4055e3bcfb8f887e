using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Application.Codec;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Engine.Contract;

/// <summary>Events as a sender writes them.</summary>
public static class Wire
{
    /// <param name="waybill">Named by the lines of a batch.</param>
    public static JsonObject Of(SubmittedEvent submitted, string? waybill = null)
    {
        var json = new JsonObject
        {
            ["id"] = submitted.Id, ["type"] = EventTypes.Of(submitted.Event).Wire, ["occurredAt"] = submitted.Event.OccurredAt,
            ["station"] = submitted.Event.Station, ["by"] = submitted.Event.By,
            ["data"] = JsonSerializer.SerializeToNode(submitted.Event, EventJson.Data.GetTypeInfo(submitted.Event.GetType())),
        };
        if (waybill is not null) json["waybill"] = waybill;
        return json;
    }

    public static ReadOnlyMemory<byte> Line(string waybill, SubmittedEvent submitted) =>
        JsonSerializer.SerializeToUtf8Bytes(Of(submitted, waybill));
}
