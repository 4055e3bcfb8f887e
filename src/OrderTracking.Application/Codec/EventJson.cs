using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;

namespace OrderTracking.Application.Codec;

/// <summary>
/// The two shapes of an event's JSON: as it is stored, and its <c>data</c> on the wire. Strict: required members must be there, null only
/// where allowed, no unknown and no duplicate members, so that a missing time is an error and never the year 0001.
/// </summary>
public static class EventJson
{
    /// <summary>No valid event nests deeper.</summary>
    public const int MaxDepth = 16;

    private static readonly string[] Common = ["occurredAt", "station", "by"];

    /// <summary>A whole event, as it is stored.</summary>
    public static JsonSerializerOptions Stored { get; } = Options(JsonSerializerOptions.Strict, new DefaultJsonTypeInfoResolver());

    /// <summary>A view's row: absent members are null.</summary>
    public static JsonSerializerOptions Rows { get; } =
        Options(JsonSerializerOptions.Default, new DefaultJsonTypeInfoResolver().WithAddedModifier(info =>
    {
        if (info.Type == typeof(SearchRow)) Remove(info, property => property.PropertyType == typeof(SearchHashes));
    }));

    /// <summary>An event's <c>data</c>: without occurredAt, station and by.</summary>
    public static JsonSerializerOptions Data { get; } =
        Options(JsonSerializerOptions.Strict, new DefaultJsonTypeInfoResolver().WithAddedModifier(info =>
    {
        if (info.Type.IsAssignableTo(typeof(DomainEvent))) Remove(info, property => Common.Contains(property.Name));
        if (info.Type == typeof(Person)) Remove(info, property => property.Name == "sealed");
    }), new ClosedListConverter());

    /// <summary>As <see cref="Rows"/>, with persons masked.</summary>
    public static JsonSerializerOptions MaskedRows { get; } = Masked(Rows);

    /// <summary>As <see cref="Data"/>, with persons masked.</summary>
    public static JsonSerializerOptions MaskedData { get; } = Masked(Data);

    /// <summary>As <see cref="MaskedRows"/>, with what customers are shown.</summary>
    public static JsonSerializerOptions CustomerRows { get; } = ForCustomers(Rows);

    /// <summary>As <see cref="MaskedData"/>, with what customers are shown.</summary>
    public static JsonSerializerOptions CustomerData { get; } = ForCustomers(Data);

    /// <summary>As <see cref="Data"/>, without persons.</summary>
    public static JsonSerializerOptions DataWithoutPersons { get; } = WithoutPersons(Data);

    /// <summary>As <see cref="CustomerData"/>, without persons.</summary>
    public static JsonSerializerOptions CustomerDataWithoutPersons { get; } = WithoutPersons(CustomerData);

    /// <summary>A request body that is not an event.</summary>
    public static JsonSerializerOptions Body { get; } =
        Options(JsonSerializerOptions.Strict, new DefaultJsonTypeInfoResolver(), new ClosedListConverter());

    /// <summary>Options shared by all JSON of this service.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.MaxDepth = MaxDepth;
        // Only ever sent as JSON, never inside HTML, so 运单 need not be escaped.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new OffsetTimeConverter());
        options.Converters.Add(new PlainTextConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }

    /// <summary>A copy of these options that masks persons; the given options become read-only.</summary>
    public static JsonSerializerOptions Masked(JsonSerializerOptions plain)
    {
        plain.MakeReadOnly(populateMissingResolver: true);
        var options = new JsonSerializerOptions(plain);
        options.Converters.Insert(0, new MaskedPersons(plain));
        options.MakeReadOnly();
        return options;
    }

    /// <summary>
    /// A copy of these options that masks persons, and writes only those members of events and rows that customers are shown.
    /// </summary>
    public static JsonSerializerOptions ForCustomers(JsonSerializerOptions plain)
    {
        var options = new JsonSerializerOptions(Masked(plain));
        options.TypeInfoResolver = options.TypeInfoResolver!.WithAddedModifier(CustomerFields.Keep);
        options.MakeReadOnly();
        return options;
    }

    private static JsonSerializerOptions WithoutPersons(JsonSerializerOptions withPersons)
    {
        var options = new JsonSerializerOptions(withPersons);
        options.TypeInfoResolver = options.TypeInfoResolver!.WithAddedModifier(info =>
        {
            Remove(info, property => property.PropertyType == typeof(Person));
        });
        options.MakeReadOnly();
        return options;
    }

    private static void Remove(JsonTypeInfo info, Func<JsonPropertyInfo, bool> which)
    {
        foreach (var property in info.Properties.Where(which).ToList()) info.Properties.Remove(property);
    }

    private static JsonSerializerOptions Options(
        JsonSerializerOptions basis, IJsonTypeInfoResolver resolver, params ReadOnlySpan<JsonConverter> first)
    {
        var options = new JsonSerializerOptions(basis);
        foreach (var converter in first) options.Converters.Add(converter);
        Configure(options);
        options.TypeInfoResolver = resolver;
        options.MakeReadOnly();
        return options;
    }
}
