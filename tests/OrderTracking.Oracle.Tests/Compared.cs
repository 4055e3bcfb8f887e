using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrderTracking.Oracle.Tests;

/// <summary>Compares the oracle's values with the service's, member by member.</summary>
internal sealed class Compared(int seed)
{
    private const int Shown = 40;

    public static readonly JsonSerializerOptions Members = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly List<string> differences = [];

    public int Same { get; private set; }

    public IReadOnlyList<string> Differences => differences;

    public void Differs(string what) => differences.Add($"seed {seed}: {what}");

    /// <summary>Compares rows by their keys; a row on one side only is a difference too.</summary>
    /// <param name="isSame">Whether two values with different texts still count as equal.</param>
    public void Rows(string of, IReadOnlyDictionary<string, JsonObject> expected, IReadOnlyDictionary<string, JsonObject> actual,
        Func<string, string, bool>? isSame = null)
    {
        foreach (var key in expected.Keys.Union(actual.Keys).Order(StringComparer.Ordinal))
            if (!actual.TryGetValue(key, out var there))
                Differs($"{of} {key}: the service has no such row; the oracle: {expected[key].ToJsonString(Members)}");
            else if (!expected.TryGetValue(key, out var wanted))
                Differs($"{of} {key}: the oracle has no such row; the service: {there.ToJsonString(Members)}");
            else Row($"{of} {key}", wanted, there, isSame);
    }

    public void Row(string of, JsonObject expected, JsonObject actual, Func<string, string, bool>? isSame = null)
    {
        foreach (var member in expected.Select(item => item.Key).Union(actual.Select(item => item.Key)))
            Value($"{of}: {member}", Text(expected[member]), Text(actual[member]), isSame);
    }

    public void Value(string of, string expected, string actual, Func<string, string, bool>? isSame = null)
    {
        if (expected == actual || isSame?.Invoke(expected, actual) is true) Same++;
        else Differs($"{of}: the oracle says {expected}, the service says {actual}");
    }

    public static bool IsSameMoment(string one, string other) =>
        DateTimeOffset.TryParse(one, CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
        && DateTimeOffset.TryParse(other, CultureInfo.InvariantCulture, DateTimeStyles.None, out var second) && first == second;

    public static JsonObject Json(object row) => JsonSerializer.SerializeToNode(row, Members)!.AsObject();

    public override string ToString() => string.Join('\n', differences.Take(Shown))
        + (differences.Count > Shown ? $"\n… and {differences.Count - Shown} more" : "");

    // Numbers by value, objects by their members in order of name.
    private static string Text(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject item => "{"
            + string.Join(", ", item.Where(member => member.Value is not null).OrderBy(member => member.Key, StringComparer.Ordinal)
                .Select(member => $"{member.Key}: {Text(member.Value)}")) + "}",
        JsonArray list => "[" + string.Join(", ", list.Select(Text)) + "]",
        JsonValue single when single.GetValueKind() == JsonValueKind.Number =>
            decimal.Parse(single.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture)
                .ToString("0.############################", CultureInfo.InvariantCulture),
        JsonValue single when single.GetValueKind() == JsonValueKind.String => single.GetValue<JsonElement>().GetString()!,
        var other => other.ToJsonString(),
    };
}
