using System.Globalization;

namespace OrderTracking.Api.Http;

/// <summary>
/// A place in the feed: a position of the log and the epoch that it belongs to. Browsers send it back as Last-Event-ID and cannot send a
/// header Log-Epoch with it, so it names the epoch itself.
/// </summary>
/// <param name="Epoch">Null where it was not named: the epoch in force is meant.</param>
internal readonly record struct FeedPosition(long Position, Guid? Epoch)
{
    public const string Expected = "a position of the log, or the id of an event of the feed: position@epoch";

    public static FeedPosition? Parse(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var number = at < 0 ? text : text.AsSpan(0, at);
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var position)) return null;
        if (at < 0) return new(position, null);
        return Guid.TryParseExact(text.AsSpan(at + 1), "D", out var epoch) ? new(position, epoch) : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Position}@{Epoch}");
}
