using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Codec;

/// <summary>
/// How events and rows look as JSON. Strict: required members must be there, null only where it is allowed, no unknown
/// and no doubled members, so that a missing time is an error and never the year 0001.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Received))]
[JsonSerializable(typeof(DispatchRequested))]
[JsonSerializable(typeof(Loaded))]
[JsonSerializable(typeof(Arrived))]
[JsonSerializable(typeof(Signed))]
[JsonSerializable(typeof(ExceptionRaised))]
[JsonSerializable(typeof(PickedUp))]
[JsonSerializable(typeof(StockedIn))]
[JsonSerializable(typeof(LoadingPlanned))]
[JsonSerializable(typeof(Sorted))]
[JsonSerializable(typeof(OutForDelivery))]
[JsonSerializable(typeof(DeliveryFailed))]
[JsonSerializable(typeof(Refused))]
[JsonSerializable(typeof(ReturnedToShipper))]
[JsonSerializable(typeof(ExceptionReportedBack))]
[JsonSerializable(typeof(ExceptionResolved))]
[JsonSerializable(typeof(ReceiptCollected))]
[JsonSerializable(typeof(ReceiptSentBack))]
[JsonSerializable(typeof(ReceiptReturned))]
[JsonSerializable(typeof(ReceiptHandedOver))]
[JsonSerializable(typeof(ReceiptRejected))]
[JsonSerializable(typeof(ReceiptLost))]
[JsonSerializable(typeof(CustomerNotified))]
[JsonSerializable(typeof(ConsigneeCalledBack))]
[JsonSerializable(typeof(ClaimOpened))]
[JsonSerializable(typeof(ClaimSettled))]
[JsonSerializable(typeof(PromiseSet))]
[JsonSerializable(typeof(DeadlineMissed))]
[JsonSerializable(typeof(Corrected))]
[JsonSerializable(typeof(Cancelled))]
[JsonSerializable(typeof(ShipmentRow))]
[JsonSerializable(typeof(ExceptionRow))]
[JsonSerializable(typeof(OnTimeRow))]
[JsonSerializable(typeof(ReceiptRow))]
internal sealed partial class EventJsonContext : JsonSerializerContext;

/// <summary>The two shapes of the same JSON: an event as it is stored, and its <c>data</c> on the wire.</summary>
public static class EventJson
{
    /// <summary>Deeper JSON is nobody's freight.</summary>
    public const int MaxDepth = 16;

    private static readonly string[] Common = ["occurredAt", "station", "by"];

    /// <summary>An event or a row with all its members.</summary>
    public static JsonSerializerOptions Stored { get; } = Options(EventJsonContext.Default);

    /// <summary>An event without what stands beside its <c>data</c>: occurredAt, station, by.</summary>
    public static JsonSerializerOptions Data { get; } = Options(EventJsonContext.Default.WithAddedModifier(info =>
    {
        if (!info.Type.IsAssignableTo(typeof(WaybillEvent))) return;
        foreach (var property in info.Properties.Where(property => Common.Contains(property.Name)).ToList()) info.Properties.Remove(property);
    }));

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

    private static JsonSerializerOptions Options(IJsonTypeInfoResolver resolver)
    {
        var options = new JsonSerializerOptions(JsonSerializerOptions.Strict);
        Configure(options);
        options.TypeInfoResolver = resolver;
        options.MakeReadOnly();
        return options;
    }
}
