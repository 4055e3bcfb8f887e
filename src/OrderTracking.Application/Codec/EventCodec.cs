using System.Text.Json;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;

namespace OrderTracking.Application.Codec;

/// <summary>Converts events to and from what an engine stores: a versioned name and JSON.</summary>
public static class EventCodec
{
    public static byte[] Write(DomainEvent domainEvent) =>
        JsonSerializer.SerializeToUtf8Bytes(domainEvent, EventJson.Stored.GetTypeInfo(domainEvent.GetType()));

    /// <exception cref="KeyNotFoundException">The log holds an event that this version does not know.</exception>
    /// <exception cref="JsonException">The JSON is not that of an event of that type.</exception>
    public static DomainEvent Read(string storedName, ReadOnlySpan<byte> json) =>
        (DomainEvent?)JsonSerializer.Deserialize(json, EventJson.Stored.GetTypeInfo(EventTypes.FromStored(storedName).Type))
            ?? throw new JsonException("null is not an event.");

    /// <summary>Why <see cref="Read"/> failed, without any content of the event.</summary>
    public static Malformed WhyUnreadable(string storedName, ReadOnlySpan<byte> json, Exception fault)
    {
        if (EventTypes.All.FirstOrDefault(type => type.Stored == storedName) is not { } type)
            return new(MalformedCodes.UnknownType, "type", "the stored name of an event that this version knows");
        try
        {
            var wrong = EventDataErrors.Find(json, EventJson.Stored.GetTypeInfo(type.Type), "", fault);
            // A member's name that is not one of ours could be personal data, so it is not repeated.
            return wrong.Code == MalformedCodes.UnknownField ? new(wrong.Code, "", $"no members but {wrong.Expected}") : wrong;
        }
        catch (JsonException)
        {
            return new(MalformedCodes.InvalidJson, "", $"JSON of at most {EventJson.MaxDepth} levels");
        }
    }

    /// <summary>Whether two events have the same content, lists and offsets included, whatever the order of members.</summary>
    /// <param name="recorded">Of a person or a text erased meanwhile it is no longer known what was sent, so any is the same.</param>
    public static bool SameContent(DomainEvent recorded, DomainEvent other)
    {
        if (recorded.GetType() != other.GetType()) return false;
        foreach (var (role, person) in Persons.Of(recorded))
            if (person.Erased is true) other = Persons.Change(other, (its, sent) => its == role ? person : sent);
        FreeTexts.Change(recorded, (member, text) =>
        {
            if (text == FreeText.Erased) other = FreeTexts.Change(other, (its, sent) => its == member ? text : sent);
            return text;
        });
        using var first = JsonDocument.Parse(Write(recorded));
        using var second = JsonDocument.Parse(Write(other));
        return JsonElement.DeepEquals(first.RootElement, second.RootElement);
    }
}
