using System.Text.Json;

namespace OrderTracking.Application.Codec;

/// <summary>Names of JSON members that may be anything. One that no answer and no table could hold is no name.</summary>
internal static class Names
{
    private const int Longest = 100;

    public static string? Of(ref Utf8JsonReader reader)
    {
        try
        {
            return Usable(reader.GetString()!);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return null;
        }
    }

    public static string? Of(JsonProperty member)
    {
        try
        {
            return Usable(member.Name);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Usable(string name) => name.Length > Longest || name.Contains('\0', StringComparison.Ordinal) ? null : name;
}
