using System.Text.Json;

namespace OrderTracking.Application.Codec;

/// <summary>
/// Names of JSON members, which may be anything. Null for a name that is not valid text, has a NUL or is longer than 100 characters.
/// </summary>
internal static class JsonNames
{
    private const int Longest = 100;

    public static string? Of(ref Utf8JsonReader reader) => PlainText.Of(ref reader) is { Length: <= Longest } name ? name : null;

    public static string? Of(JsonProperty member)
    {
        try
        {
            return member.Name is { Length: <= Longest } name && !name.Contains('\0', StringComparison.Ordinal) ? name : null;
        }
        catch (InvalidOperationException)
        {
            // An unpaired surrogate.
            return null;
        }
    }
}
