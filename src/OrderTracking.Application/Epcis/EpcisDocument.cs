using System.Text.Json;
using System.Text.Unicode;
using OrderTracking.Application.Codec;

namespace OrderTracking.Application.Epcis;

/// <summary>A document of EPCIS events, or one event by itself, as it was sent.</summary>
/// <param name="Context">What names mean in its events.</param>
public sealed record EpcisDocument(IReadOnlyList<JsonElement> Events, EpcisContext Context)
{
    public const int MaxDepth = 32;

    /// <summary>The code of a document with more events than it may have.</summary>
    public const string TooManyEvents = "too-many-events";

    private const string Document = "EPCISDocument", QueryDocument = "EPCISQueryDocument";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    // What a document says of itself and of its way, none of it about an event.
    private static readonly string[] Envelope =
    [
        "@context", "id", "type", "schemaVersion", "creationDate", "epcisBody", "sender", "receiver", "instanceIdentifier",
        "dc:creator", "dc:date",
    ];

    /// <summary>An EPCISDocument or an EPCISQueryDocument.</summary>
    /// <param name="most">How many events at most.</param>
    public static (EpcisDocument? Document, EpcisRefusal? Refusal) Read(byte[] body, EpcisLinks links, int most)
    {
        var (root, wrong) = Parse(body);
        if (root is not { } document) return (null, wrong);
        var type = document.TryGetProperty("type", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        if (type is not (Document or QueryDocument)) return Wrong("type", $"{Document} or {QueryDocument}");
        if (!document.TryGetProperty("@context", out _)) return Wrong("@context", EpcisJson.Context);
        if (type == Document && !(document.TryGetProperty("schemaVersion", out var version) && version.ValueKind == JsonValueKind.String
            && version.GetString() is "2.0" or "2.0.0" or "2.0.1")) return Wrong("schemaVersion", EpcisJson.SchemaVersion);
        if (document.TryGetProperty("epcisHeader", out var header) && header.ValueKind == JsonValueKind.Object
            && header.EnumerateObject().Any())
            return (null, new(EpcisCodes.NotKept, "epcisHeader", "none: stations and accounts are reference data of their own"));
        foreach (var member in document.EnumerateObject())
            if (!Envelope.Contains(member.Name) && member.Name != "epcisHeader")
                return (null, new(EpcisCodes.NotKept, member.Name, string.Join(", ", Envelope)));
        string[] path = type == Document ? ["epcisBody", "eventList"] : ["epcisBody", "queryResults", "resultsBody", "eventList"];
        var list = document;
        foreach (var name in path)
            if (list.ValueKind != JsonValueKind.Object || !list.TryGetProperty(name, out list))
                return Wrong(string.Join('.', path), "a list of events");
        if (list.ValueKind != JsonValueKind.Array) return Wrong(string.Join('.', path), "a list of events");
        return list.GetArrayLength() > most
            ? (null, new(TooManyEvents, string.Join('.', path), $"at most {most} events"))
            : (new([.. list.EnumerateArray()], EpcisContext.Of(links).Within(document)), null);
    }

    /// <summary>One event by itself.</summary>
    public static (EpcisDocument? Document, EpcisRefusal? Refusal) ReadEvent(byte[] body, EpcisLinks links)
    {
        var (root, wrong) = Parse(body);
        return root is { } one ? (new([one], EpcisContext.Of(links)), null) : (null, wrong);
    }

    /// <summary>A JSON object without members that are named twice, and with texts that can be stored.</summary>
    public static (JsonElement? Root, EpcisRefusal? Wrong) Parse(byte[] body)
    {
        if (!Utf8.IsValid(body)) return (null, new(MalformedCodes.InvalidUtf8, "", "UTF-8"));
        try
        {
            // First, since looking for names that are there twice compares them.
            if (!AreTextsPlain(body))
                return (null, new(MalformedCodes.InvalidText, "", "texts without NUL and without broken surrogates"));
            var root = JsonDocument.Parse(body, Strict).RootElement;
            return root.ValueKind == JsonValueKind.Object ? (root, null) : (null, new(MalformedCodes.InvalidType, "", "a JSON object"));
        }
        catch (JsonException fault)
        {
            return (null, new(MalformedCodes.InvalidJson, "", $"JSON of at most {MaxDepth} levels, each member once; "
                + $"it breaks at byte {fault.BytePositionInLine} of line {fault.LineNumber + 1}"));
        }
    }

    // Only escaped text can be otherwise.
    private static bool AreTextsPlain(byte[] body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped
                && PlainText.Of(ref reader) is null) return false;
        return true;
    }

    private static (EpcisDocument?, EpcisRefusal?) Wrong(string field, string expected) =>
        (null, new(MalformedCodes.MissingField, field, expected));
}
