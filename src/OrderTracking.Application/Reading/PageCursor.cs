using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace OrderTracking.Application.Reading;

/// <summary>The cursor of a page: the sort key of its last row, as an opaque text.</summary>
public static class PageCursor
{
    public static string Of(params ReadOnlySpan<string> parts) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join('\n', parts!)));

    /// <summary>The parts of a cursor, of which the first of several is a number; null if the text is none.</summary>
    public static string[]? Read(string text, int parts)
    {
        try
        {
            var split = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('\n');
            if (split.Length == parts && split.All(part => !part.Contains('\0', StringComparison.Ordinal))
                && (parts == 1 || long.TryParse(split[0], NumberStyles.None, CultureInfo.InvariantCulture, out _))) return split;
        }
        catch (FormatException)
        {
        }
        return null;
    }

    public static string Part(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Part(DateTimeOffset time) => Part(time.UtcTicks / TimeSpan.TicksPerMicrosecond);

    public static string Part(DateOnly day) => Part(day.DayNumber);

    public static DateTimeOffset Time(string part)
    {
        var micros = Math.Min(long.Parse(part, CultureInfo.InvariantCulture),
            DateTimeOffset.MaxValue.UtcTicks / TimeSpan.TicksPerMicrosecond);
        return new(micros * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
    }

    public static DateOnly Day(string part) =>
        DateOnly.FromDayNumber((int)Math.Min(long.Parse(part, CultureInfo.InvariantCulture), DateOnly.MaxValue.DayNumber));
}
