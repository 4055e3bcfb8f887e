using System.Text.Json;

namespace OrderTracking.Application.Epcis;

/// <summary>
/// What names mean where an event stands: the prefixes and terms of its JSON-LD contexts. Contexts that are named by their address are
/// not fetched; the standard's own is known.
/// </summary>
public sealed class EpcisContext
{
    // Words of the CBV, in all the forms in which senders write them.
    private static readonly string[] CbvForms =
    [
        "urn:epcglobal:cbv:bizstep:", "urn:epcglobal:cbv:disp:", "urn:epcglobal:cbv:btt:", "urn:epcglobal:cbv:sdt:",
        "urn:epcglobal:cbv:er:", "https://ref.gs1.org/cbv/BizStep-", "https://ref.gs1.org/cbv/Disp-", "https://ref.gs1.org/cbv/BTT-",
        "https://ref.gs1.org/cbv/SDT-", "https://ref.gs1.org/cbv/ER-",
    ];

    private readonly Dictionary<string, string> prefixes;
    private readonly string vocabulary;

    private EpcisContext(string vocabulary, Dictionary<string, string> prefixes) =>
        (this.vocabulary, this.prefixes) = (vocabulary, prefixes);

    /// <summary>What holds without any context: the prefixes of the standard and our own.</summary>
    public static EpcisContext Of(EpcisLinks links) => new(links.Vocabulary, new()
    {
        ["cbv"] = "https://ref.gs1.org/cbv/", [EpcisJson.Prefix] = links.Vocabulary,
    });

    /// <summary>The context within an object that may have one of its own.</summary>
    public EpcisContext Within(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("@context", out var own)) return this;
        var inner = new Dictionary<string, string>(prefixes);
        foreach (var part in own.ValueKind == JsonValueKind.Array ? own.EnumerateArray().ToArray() : [own])
            if (part.ValueKind == JsonValueKind.Object)
                foreach (var term in part.EnumerateObject())
                    if (Address(term.Value) is { } address) inner[term.Name] = address;
        return new(vocabulary, inner);
    }

    /// <summary>The name in our vocabulary; null where it is of another.</summary>
    public string? Ours(string name) =>
        Expand(name) is var whole && whole.StartsWith(vocabulary, StringComparison.Ordinal) && whole.Length > vocabulary.Length
            ? whole[vocabulary.Length..] : null;

    /// <summary>A value of a vocabulary: a word of the CBV is bare, one of ours has our prefix, any other is whole.</summary>
    public string Word(string value)
    {
        var whole = Expand(value);
        foreach (var form in CbvForms)
            if (whole.StartsWith(form, StringComparison.Ordinal)) return whole[form.Length..];
        return Ours(value) is { } name ? EpcisJson.Prefixed(name) : whole;
    }

    private string Expand(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? prefixes.GetValueOrDefault(name, name)
            : prefixes.TryGetValue(name[..colon], out var address) ? address + name[(colon + 1)..] : name;
    }

    private static string? Address(JsonElement term) => term.ValueKind switch
    {
        JsonValueKind.String => term.GetString(),
        JsonValueKind.Object when term.TryGetProperty("@id", out var id) && id.ValueKind == JsonValueKind.String => id.GetString(),
        _ => null,
    };
}
