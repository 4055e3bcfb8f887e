using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrderTracking.SampleData.Timelines;

/// <summary>What one carrier answered about one parcel.</summary>
/// <param name="Promised">A date in whatever form that carrier writes it, or empty.</param>
/// <param name="Events">Mostly newest first, as the carrier sent them.</param>
internal sealed record CarrierTimeline(string File, string Carrier, string Tracking, string Promised, IReadOnlyList<CarrierEvent> Events)
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static IReadOnlyList<CarrierTimeline> ReadAll(Stream file) => JsonSerializer.Deserialize<List<CarrierTimeline>>(file, SnakeCase)
        ?? throw new InvalidDataException("the file holds null, not a list of timelines");
}

/// <param name="I">Its place in the response, from 0.</param>
/// <param name="LocalTime">Without an offset; null when the carrier gave none.</param>
/// <param name="OffsetMinutes">Minutes ahead of UTC; null when the carrier did not say.</param>
/// <param name="Suggested">A guess at the kind of event, not the truth.</param>
internal sealed record CarrierEvent(
    int I,
    string? Code,
    string? Description,
    string? LocalTime,
    [property: JsonPropertyName("utc_offset_min")] int? OffsetMinutes,
    string? Place,
    string Suggested);
