using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using OrderTracking.Domain;

namespace OrderTracking.Application.Codec;

/// <summary>
/// The two shapes of an event's JSON: as it is stored, and its <c>data</c> on the wire. Strict: required members must be
/// there, null only where it is allowed, no unknown and no doubled members, so that a missing time is an error and never
/// the year 0001.
/// </summary>
public static class EventJson
{
    /// <summary>Deeper JSON is nobody's freight.</summary>
    public const int MaxDepth = 16;

    private static readonly string[] Common = ["occurredAt", "station", "by"];

    /// <summary>An event with all its members.</summary>
    public static JsonSerializerOptions Stored { get; } = Options(JsonSerializerOptions.Strict, new DefaultJsonTypeInfoResolver());

    /// <summary>A view's row: what is not there is null.</summary>
    public static JsonSerializerOptions Rows { get; } = Options(JsonSerializerOptions.Default, new DefaultJsonTypeInfoResolver());

    /// <summary>An event without what stands beside its <c>data</c>: occurredAt, station, by.</summary>
    public static JsonSerializerOptions Data { get; } = Options(JsonSerializerOptions.Strict, new DefaultJsonTypeInfoResolver().WithAddedModifier(info =>
    {
        if (!info.Type.IsAssignableTo(typeof(DomainEvent))) return;
        foreach (var property in info.Properties.Where(property => Common.Contains(property.Name)).ToList()) info.Properties.Remove(property);
    }), new ClosedListConverter());

    /// <summary>As <see cref="Rows"/>, with persons masked.</summary>
    public static JsonSerializerOptions MaskedRows { get; } = Masked(Rows);

    /// <summary>As <see cref="Data"/>, with persons masked.</summary>
    public static JsonSerializerOptions MaskedData { get; } = Masked(Data);

    /// <summary>A body that is no event.</summary>
    public static JsonSerializerOptions Body { get; } = Options(JsonSerializerOptions.Strict, new DefaultJsonTypeInfoResolver(), new ClosedListConverter());

    /// <summary>What every JSON of this service has in common.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.MaxDepth = MaxDepth;
        // Text is Unicode and goes out as JSON alone, never inside HTML: no need to escape 运单.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new OffsetTimeConverter());
        options.Converters.Add(new PlainTextConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }

    /// <summary>Writes as these options do, with persons masked; they themselves cannot be changed any more.</summary>
    public static JsonSerializerOptions Masked(JsonSerializerOptions plain)
    {
        plain.MakeReadOnly(populateMissingResolver: true);
        var options = new JsonSerializerOptions(plain);
        options.Converters.Insert(0, new MaskedPersons(plain));
        options.MakeReadOnly();
        return options;
    }

    private static JsonSerializerOptions Options(JsonSerializerOptions basis, IJsonTypeInfoResolver resolver, params ReadOnlySpan<JsonConverter> first)
    {
        var options = new JsonSerializerOptions(basis);
        foreach (var converter in first) options.Converters.Add(converter);
        Configure(options);
        options.TypeInfoResolver = resolver;
        options.MakeReadOnly();
        return options;
    }
}
