using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrderTracking.Api.Testing;

/// <summary>Events as a client sends them, with defaults for what a test does not care about.</summary>
public static class Send
{
    /// <summary>An event; its data is an object whose members are named as on the wire.</summary>
    /// <param name="waybill">For a line of a batch.</param>
    public static JsonObject Event(string type, DateTimeOffset at, object? data = null, Guid? id = null, string station = "SHA",
        string by = "li.wei", string? waybill = null)
    {
        var sent = new JsonObject
        {
            ["id"] = (id ?? Guid.NewGuid()).ToString(),
            ["type"] = type,
            ["occurredAt"] = at.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture),
            ["station"] = station,
            ["by"] = by,
        };
        if (waybill is not null) sent["waybill"] = waybill;
        if (data is not null) sent["data"] = JsonSerializer.SerializeToNode(data, JsonSerializerOptions.Web);
        return sent;
    }

    public static JsonObject Received(
        DateTimeOffset at, int pieces = 10, string account = "ACME", string origin = "SHA", string destination = "CTU",
        DateTimeOffset? promisedAt = null,
        int? copies = null, Guid? id = null, string? waybill = null)
    {
        var data = new JsonObject
        {
            ["account"] = account, ["origin"] = origin, ["destination"] = destination, ["pieces"] = pieces, ["goods"] = "配件",
            ["weightKg"] = 120, ["volumeM3"] = 0.8,
        };
        if (promisedAt is { } promised) data["promisedAt"] = promised;
        if (copies is { } wanted) data["receiptCopies"] = wanted;
        return Event("received", at, data, id, origin, waybill: waybill);
    }

    public static JsonObject Loaded(DateTimeOffset at, int pieces, string next = "CTU", string station = "SHA", Guid? id = null,
        string? waybill = null) =>
        Event("loaded", at, new { pieces, nextStation = next }, id, station, waybill: waybill);

    public static JsonObject Arrived(DateTimeOffset at, int pieces, string station = "CTU", Guid? id = null, string? waybill = null) =>
        Event("arrived", at, new { pieces }, id, station, waybill: waybill);

    public static JsonObject Signed(DateTimeOffset at, int pieces, string station = "CTU", Guid? id = null, string? waybill = null) =>
        Event("signed", at, new { pieces }, id, station, waybill: waybill);

    /// <summary>The event with one member replaced.</summary>
    public static JsonObject With(this JsonObject sent, string member, JsonNode? value)
    {
        var copy = sent.DeepClone().AsObject();
        copy[member] = value;
        return copy;
    }

    public static string Id(this JsonObject sent) => sent["id"]!.GetValue<string>();
}
