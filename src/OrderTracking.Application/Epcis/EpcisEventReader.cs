using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrderTracking.Application.Codec;

namespace OrderTracking.Application.Epcis;

/// <summary>What was read of an EPCIS event.</summary>
/// <param name="Wrong">Why it cannot be read.</param>
/// <param name="Lost">The first member that nothing of ours could keep; null where all are kept.</param>
public sealed record EpcisRead(EpcisEvent? Event, EpcisRefusal? Wrong, EpcisRefusal? Lost);

/// <summary>Reads one event of the JSON binding. The first fault is kept, with its member and what was expected.</summary>
public sealed partial class EpcisEventReader
{
    private readonly EpcisContext context;
    private EpcisRefusal? wrong, lost;

    private EpcisEventReader(EpcisContext context) => this.context = context;

    /// <param name="outer">What names mean around it.</param>
    public static EpcisRead Read(JsonElement element, EpcisContext outer)
    {
        var reader = new EpcisEventReader(outer.Within(element));
        var read = element.ValueKind == JsonValueKind.Object ? reader.Read(element) : null;
        return read is null ? new(null, reader.wrong ?? new(MalformedCodes.InvalidType, "", "an event: a JSON object"), null)
            : new(reader.wrong is null ? read : null, reader.wrong, reader.lost);
    }

    private EpcisEvent? Read(JsonElement element)
    {
        if (!element.TryGetProperty("type", out var given) || Text(given, "type") is not { } type)
        {
            Wrong(MalformedCodes.MissingField, "type", "the type of the event");
            return null;
        }
        if (type is not (EpcisEvent.ObjectType or EpcisEvent.AggregationType))
        {
            Wrong(EpcisCodes.NotMapped, "type", $"{EpcisEvent.ObjectType} or {EpcisEvent.AggregationType}");
            return null;
        }
        var isAggregation = type == EpcisEvent.AggregationType;
        var read = new EpcisEvent { Type = type, At = default, Action = "" };
        var extensions = new Dictionary<string, JsonNode>();
        DateTimeOffset? at = null;
        TimeSpan? offset = null;
        foreach (var member in element.EnumerateObject())
        {
            var value = member.Value;
            switch (member.Name)
            {
                // The time at which a repository recorded it is that repository's.
                case "type" or "@context" or "recordTime": break;
                case "eventID": read = read with { Id = Address(value, member.Name) }; break;
                case "eventTime": at = Time(value, member.Name); break;
                case "eventTimeZoneOffset": offset = Offset(value); break;
                case "action": read = read with { Action = Text(value, member.Name) ?? "" }; break;
                case "bizStep": read = read with { BizStep = Word(value, member.Name) }; break;
                case "disposition": read = read with { Disposition = Word(value, member.Name) }; break;
                case "readPoint": read = read with { ReadPoint = Location(value, member.Name) }; break;
                case "bizLocation": read = read with { BizLocation = Location(value, member.Name) }; break;
                case "parentID" when isAggregation: read = read with { Parent = Address(value, member.Name) }; break;
                case "epcList" when !isAggregation:
                case "childEPCs" when isAggregation:
                    read = read with { Epcs = [.. Items(value, member.Name).Select(item => Address(item, member.Name) ?? "")] };
                    break;
                case "quantityList" when !isAggregation:
                case "childQuantityList" when isAggregation:
                    read = read with { Quantities = [.. Items(value, member.Name).Select(item => Quantity(item, member.Name))] };
                    break;
                case "bizTransactionList":
                    read = read with { Transactions = References(value, member.Name, "bizTransaction", needsType: false) };
                    break;
                case "sourceList": read = read with { Sources = References(value, member.Name, "source") }; break;
                case "destinationList": read = read with { Destinations = References(value, member.Name, "destination") }; break;
                case "errorDeclaration": read = read with { Error = Error(value) }; break;
                default: Extension(member, extensions, ""); break;
            }
        }
        if (at is not { } time) Wrong(MalformedCodes.MissingField, "eventTime", EventDataErrors.Time);
        else if (offset is not { } zone) Wrong(MalformedCodes.MissingField, "eventTimeZoneOffset", "an offset such as +08:00");
        else read = read with { At = At(time, zone) };
        if (read.Action is not ("OBSERVE" or "ADD" or "DELETE"))
            Wrong(MalformedCodes.MissingField, "action", "OBSERVE, ADD or DELETE");
        return read with { Extensions = extensions };
    }

    private DateTimeOffset At(DateTimeOffset time, TimeSpan offset)
    {
        try
        {
            return time.ToOffset(offset);
        }
        catch (ArgumentOutOfRangeException)
        {
            Wrong(MalformedCodes.InvalidTime, "eventTime", EventDataErrors.Time);
            return time;
        }
    }

    private EpcisError? Error(JsonElement value)
    {
        const string Field = "errorDeclaration";
        if (value.ValueKind != JsonValueKind.Object)
        {
            Wrong(MalformedCodes.InvalidType, Field, "an object");
            return null;
        }
        DateTimeOffset? declaredAt = null;
        string? reason = null;
        IReadOnlyList<string> correctives = [];
        var extensions = new Dictionary<string, JsonNode>();
        foreach (var member in value.EnumerateObject())
        {
            var path = $"{Field}.{member.Name}";
            switch (member.Name)
            {
                case "declarationTime": declaredAt = Time(member.Value, path); break;
                case "reason": reason = Word(member.Value, path); break;
                case "correctiveEventIDs":
                    correctives = [.. Items(member.Value, path).Select(item => Address(item, path) ?? "")];
                    break;
                default: Extension(member, extensions, $"{Field}."); break;
            }
        }
        if (declaredAt is { } at) return new(at, reason, correctives, extensions);
        Wrong(MalformedCodes.MissingField, $"{Field}.declarationTime", EventDataErrors.Time);
        return null;
    }

    private void Extension(JsonProperty member, Dictionary<string, JsonNode> extensions, string under)
    {
        if (context.Ours(member.Name) is not { } name)
            lost ??= new(EpcisCodes.NotKept, under + member.Name, "no member that a waybill's event has no place for");
        else if (Own(member.Value) is { } value && !extensions.TryAdd(name, value))
            Wrong(MalformedCodes.DuplicateField, under + member.Name, "each member once");
    }

    // The value with the names that our vocabulary has for its members.
    private JsonNode? Own(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array) return new JsonArray([.. value.EnumerateArray().Select(Own)]);
        if (value.ValueKind != JsonValueKind.Object)
            return value.ValueKind == JsonValueKind.Null ? null : JsonValue.Create(value);
        var own = new JsonObject();
        foreach (var member in value.EnumerateObject())
            if (!own.TryAdd(context.Ours(member.Name) ?? member.Name, Own(member.Value)))
                Wrong(MalformedCodes.DuplicateField, member.Name, "each member once");
        return own;
    }

    private EpcisQuantity Quantity(JsonElement item, string field)
    {
        string? its = null;
        decimal? quantity = null;
        if (item.ValueKind != JsonValueKind.Object) Wrong(MalformedCodes.InvalidType, field, "objects");
        else
            foreach (var member in item.EnumerateObject())
                switch (member.Name)
                {
                    case "epcClass": its = Address(member.Value, $"{field}.epcClass"); break;
                    case "quantity" when member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetDecimal(out var number):
                        quantity = number;
                        break;
                    case "uom": lost ??= new(EpcisCodes.NotKept, $"{field}.uom", "none: pieces are counted"); break;
                    default: Wrong(MalformedCodes.InvalidType, $"{field}.{member.Name}", "epcClass and quantity"); break;
                }
        if (its is not null && quantity is { } pieces) return new(its, pieces);
        Wrong(MalformedCodes.MissingField, field, "an epcClass and its quantity");
        return new("", 0);
    }

    private List<EpcisReference> References(JsonElement value, string field, string member, bool needsType = true)
    {
        var references = new List<EpcisReference>();
        foreach (var item in Items(value, field))
        {
            string? type = null, id = null;
            foreach (var part in item.ValueKind == JsonValueKind.Object ? item.EnumerateObject().ToArray() : [])
                if (part.Name == "type") type = Word(part.Value, $"{field}.type");
                else if (part.Name == member) id = Address(part.Value, $"{field}.{member}");
                else Wrong(MalformedCodes.UnknownField, $"{field}.{part.Name}", $"type and {member}");
            if (id is null || (needsType && type is null)) Wrong(MalformedCodes.MissingField, field, $"objects with type and {member}");
            else references.Add(new(type, id));
        }
        return references;
    }

    private string? Location(JsonElement value, string field)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("id", out var id))
        {
            Wrong(MalformedCodes.MissingField, $"{field}.id", "the location's address");
            return null;
        }
        foreach (var member in value.EnumerateObject())
            if (member.Name != "id") lost ??= new(EpcisCodes.NotKept, $"{field}.{member.Name}", "id alone");
        return Address(id, $"{field}.id");
    }

    private JsonElement[] Items(JsonElement value, string field)
    {
        if (value.ValueKind == JsonValueKind.Array) return [.. value.EnumerateArray()];
        Wrong(MalformedCodes.InvalidType, field, "an array");
        return [];
    }

    private string? Word(JsonElement value, string field) => Text(value, field) is { } text ? context.Word(text) : null;

    private string? Address(JsonElement value, string field)
    {
        if (Text(value, field) is not { } text) return null;
        if (UriForm().IsMatch(text)) return text;
        Wrong(MalformedCodes.InvalidText, field, "an absolute URI");
        return null;
    }

    private string? Text(JsonElement value, string field)
    {
        // Whether it can be stored was looked at when its document was parsed.
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text) return text;
        Wrong(MalformedCodes.InvalidText, field, "a text");
        return null;
    }

    private DateTimeOffset? Time(JsonElement value, string field)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(value.GetRawText()));
        if (reader.Read() && OffsetTimeConverter.TryRead(ref reader, out var time)) return time;
        Wrong(MalformedCodes.InvalidTime, field, EventDataErrors.Time);
        return null;
    }

    private TimeSpan? Offset(JsonElement value)
    {
        if (Text(value, "eventTimeZoneOffset") is { } text && OffsetForm().IsMatch(text))
            return (text[0] == '-' ? -1 : 1) * new TimeSpan(Digits(text, 1), Digits(text, 4), 0);
        Wrong(MalformedCodes.InvalidTime, "eventTimeZoneOffset", "an offset such as +08:00");
        return null;

        static int Digits(string text, int at) => ((text[at] - '0') * 10) + text[at + 1] - '0';
    }

    private void Wrong(string code, string field, string expected) => wrong ??= new(code, field, expected);

    // RFC 3986. Uri.IsWellFormedUriString refuses letters and spaces that are escaped beside each other.
    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*:([A-Za-z0-9._~:/?#@!$&'()*+,;=\\[\\]-]|%[0-9A-Fa-f]{2})+$")]
    private static partial Regex UriForm();

    [GeneratedRegex("^[+-](((0[0-9]|1[0-3]):[0-5][0-9])|14:00)$")]
    private static partial Regex OffsetForm();
}
