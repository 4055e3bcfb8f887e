using System.Text.Json;
using OrderTracking.Domain;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Codec;

/// <summary>Events to and from what an engine stores: a versioned name and JSON.</summary>
public static class EventCodec
{
    public static byte[] Write(DomainEvent fact) => JsonSerializer.SerializeToUtf8Bytes(fact, EventJson.Stored.GetTypeInfo(fact.GetType()));

    /// <exception cref="KeyNotFoundException">The log holds an event that this version does not know.</exception>
    public static DomainEvent Read(string storedName, ReadOnlySpan<byte> json) =>
        (DomainEvent)JsonSerializer.Deserialize(json, EventJson.Stored.GetTypeInfo(EventTypes.FromStored(storedName).Type))!;

    /// <summary>Whether two events say the same: lists, offsets and all, whatever the order of members.</summary>
    public static bool SameContent(DomainEvent one, DomainEvent other)
    {
        if (one.GetType() != other.GetType()) return false;
        using var first = JsonDocument.Parse(Write(one));
        using var second = JsonDocument.Parse(Write(other));
        return JsonElement.DeepEquals(first.RootElement, second.RootElement);
    }
}
