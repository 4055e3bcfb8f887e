using System.Globalization;
using System.Text.Json.Nodes;

namespace OrderTracking.Cli.Wire;

/// <summary>Builds the <c>data</c> of an event; null members are left out.</summary>
internal static class WireData
{
    public static JsonObject Of(params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var data = new JsonObject();
        foreach (var (name, value) in members)
        {
            if (value is not null) data.Add(name, value);
        }

        return data;
    }

    public static JsonArray? ListOrNull(IReadOnlyCollection<string> items) =>
        items.Count == 0 ? null : new JsonArray([.. items.Select(item => (JsonNode?)item)]);

    /// <summary>RFC 3339 with its offset, to the second.</summary>
    public static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
