using System.Globalization;
using System.Text.Json;

namespace OrderTracking.Oracle.Replay;

/// <summary>What the fold reads of a line of the exported log.</summary>
/// <param name="CorrectedEvent">The event that a correction names.</param>
/// <param name="PromisedAt">Of a Received or a PromiseSet; text, so that the offset is kept.</param>
public sealed record LogLine(
    string Waybill, long Position, string Id, string Type, DateTimeOffset OccurredAt, int? Pieces, string? PromisedAt,
    string? CorrectedEvent)
{
    public DateTimeOffset? Promise =>
        PromisedAt is null ? null : DateTimeOffset.Parse(PromisedAt, CultureInfo.InvariantCulture);

    /// <summary>Whether the line stands for an event that was set aside because it cannot be read; it has no content.</summary>
    public static bool IsSetAside(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.TryGetProperty("setAside", out _);
    }

    /// <exception cref="FormatException">The line is no event of the log.</exception>
    public static LogLine Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var data = root.GetProperty("data");
        return new LogLine(
            root.GetProperty("waybill").GetString() ?? throw new FormatException("waybill is null"),
            root.GetProperty("position").GetInt64(),
            root.GetProperty("id").GetGuid().ToString(),
            root.GetProperty("type").GetString() ?? throw new FormatException("type is null"),
            root.GetProperty("occurredAt").GetDateTimeOffset(),
            data.TryGetProperty("pieces", out var pieces) && pieces.ValueKind == JsonValueKind.Number ? pieces.GetInt32() : null,
            Text(data, "promisedAt"),
            Text(data, "eventId")?.ToLowerInvariant());
    }

    private static string? Text(JsonElement data, string member) =>
        data.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
