using System.Text.Json;

namespace OrderTracking.Application.Codec;

/// <summary>Text that can be stored: without NUL, which jsonb cannot hold, and without half a surrogate pair.</summary>
internal static class PlainText
{
    /// <summary>The text or name at the reader's position; null where it is none that can be stored.</summary>
    public static string? Of(ref Utf8JsonReader reader)
    {
        try
        {
            var text = reader.GetString();
            return text?.Contains('\0', StringComparison.Ordinal) is false ? text : null;
        }
        catch (InvalidOperationException)
        {
            // An unpaired surrogate.
            return null;
        }
    }
}
