using System.Globalization;
using OrderTracking.Application.Reading;

namespace OrderTracking.Application.Epcis;

/// <summary>Where a page ended: the place of the last event that was looked at, and how many were given so far.</summary>
/// <param name="Time">When it happened, in ticks; 0 in the order of the log.</param>
/// <param name="Index">Which of the EPCIS events that the one at this position is.</param>
public sealed record EpcisCursor(long Time, long Position, int Index, int Given)
{
    /// <summary>Behind all that a position is.</summary>
    public const int Whole = int.MaxValue;

    private const int Parts = 4;

    /// <summary>Null where the text is none.</summary>
    public static EpcisCursor? Read(string token) =>
        PageCursor.Read(token, Parts) is { } parts && Number(parts[0]) is { } time && Number(parts[1]) is { } position
            && Number(parts[2]) is { } index and <= Whole && Number(parts[3]) is { } given and <= int.MaxValue
            ? new(time, position, (int)index, (int)given) : null;

    public override string ToString() =>
        PageCursor.Of(PageCursor.Part(Time), PageCursor.Part(Position), PageCursor.Part(Index), PageCursor.Part(Given));

    private static long? Number(string part) =>
        long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
