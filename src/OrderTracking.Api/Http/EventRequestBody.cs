using System.Text.Json;
using System.Text.Unicode;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Codec;
using OrderTracking.Domain.Events;

namespace OrderTracking.Api.Http;

/// <summary>A body that is one event, or an array of events.</summary>
internal static class EventRequestBody
{
    public const int MaxEvents = 1_000;

    public static (IReadOnlyList<WireEvent> Events, Problem? Fault) Read(byte[] body, EventFamily family)
    {
        if (!IsArray(body))
        {
            var single = WireEvent.Read(body, namesWaybill: false, family);
            return single.Malformed is { } wrong ? ([], Problem.Malformed(wrong)) : ([single], null);
        }
        if (!Utf8.IsValid(body)) return ([], Problem.Malformed(new(MalformedCodes.InvalidUtf8, "", "UTF-8")));
        try
        {
            var events = new List<WireEvent>();
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = EventJson.MaxDepth });
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (events.Count == MaxEvents)
                    return ([], Problem.Of(413, "too-many-events", "", $"at most {MaxEvents} events in one array"));
                var read = WireEvent.Read(ref reader, body, namesWaybill: false, family);
                if (read.Malformed is { } wrong) return ([], Problem.Malformed(wrong, $"[{events.Count}]"));
                events.Add(read);
            }
            if (reader.Read()) return ([], Problem.Malformed(new(MalformedCodes.InvalidJson, "", "one array of events")));
            return events.Count == 0 ? ([], Problem.Malformed(new(MalformedCodes.MissingField, "", "at least one event"))) : (events, null);
        }
        catch (JsonException fault)
        {
            return ([], Problem.Malformed(Malformed.NoJson(fault)));
        }
    }

    public static bool IsArray(byte[] body)
    {
        foreach (var letter in body)
            if (letter is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')) return letter == '[';
        return false;
    }
}
