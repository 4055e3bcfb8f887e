using System.Globalization;
using System.Text.Json;

namespace OrderTracking.Oracle;

/// <summary>A line of the exported log.</summary>
/// <param name="Stream">A waybill's number, or the key of a reference stream or a case's, which has a colon.</param>
/// <param name="Source">person, system or clock.</param>
public sealed record LogEvent(
    string Stream, long Position, long Version, Guid Id, string Type, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt, string Station,
    string By, string Source,
    Guid? Causation, JsonElement Data)
{
    public bool IsOfCase =>
        Stream.Split(':') is ["claim" or "complaint" or "insurance" or "inquiry" or "round" or "desk", _];

    public bool IsReference => Stream.Contains(':', StringComparison.Ordinal) && !IsOfCase;

    public bool IsOfWaybill => !Stream.Contains(':', StringComparison.Ordinal);

    /// <summary>Whether a rule or the clock appended it, and no sender.</summary>
    public bool IsOurs => Source != "person";

    public string? Text(string member) => Member(member)?.GetString();

    public int? Whole(string member) => Member(member)?.GetInt32();

    public decimal? Amount(string member) => Member(member)?.GetDecimal();

    public bool Flag(string member) => Member(member)?.GetBoolean() is true;

    public DateTimeOffset? Time(string member) => Member(member)?.GetDateTimeOffset();

    public DateOnly? Day(string member) =>
        Text(member) is { } text ? DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    public Guid? Reference(string member) => Member(member)?.GetGuid();

    public IReadOnlyList<string> Texts(string member) =>
        Member(member) is { } list ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : [];

    public JsonElement? Member(string name) => Data.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
        ? value : null;

    /// <exception cref="KeyNotFoundException">The line is no event of the log.</exception>
    public static LogEvent Parse(string line)
    {
        var root = JsonSerializer.Deserialize<JsonElement>(line);
        return new(
            (root.TryGetProperty("waybill", out var waybill) ? waybill : root.GetProperty("stream")).GetString()!,
            root.GetProperty("position").GetInt64(), root.GetProperty("version").GetInt64(), root.GetProperty("id").GetGuid(),
            root.GetProperty("type").GetString()!, root.GetProperty("occurredAt").GetDateTimeOffset(),
            root.GetProperty("recordedAt").GetDateTimeOffset(),
            root.GetProperty("station").GetString()!, root.GetProperty("by").GetString()!, root.GetProperty("source").GetString()!,
            root.TryGetProperty("causation", out var causation) ? causation.GetGuid() : null, root.GetProperty("data"));
    }
}
