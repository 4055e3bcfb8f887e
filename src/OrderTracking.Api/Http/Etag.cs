using System.Globalization;

namespace OrderTracking.Api.Http;

/// <summary>A stream's version and position as an entity tag: <c>"7-1042"</c>.</summary>
internal static class Etag
{
    public static string Of(long version, long position) => string.Create(CultureInfo.InvariantCulture, $"\"{version}-{position}\"");

    /// <summary>The version that If-Match names; null without the header, and -1 for a tag that matches nothing.</summary>
    /// <returns>False when the header is no entity tag.</returns>
    public static bool TryReadIfMatch(HttpRequest request, out long? version)
    {
        version = null;
        var header = request.Headers.IfMatch;
        if (header.Count == 0) return true;
        var text = header.ToString().Trim();
        var weak = text.StartsWith("W/", StringComparison.Ordinal);
        var tag = weak ? text[2..] : text;
        if (tag.Length < 3 || tag[0] != '"' || tag[^1] != '"' || tag.AsSpan(1, tag.Length - 2).Contains('"')) return false;
        var body = tag[1..^1];
        var number = body.Split('-')[0];
        // RFC 9110: If-Match compares strongly, so a weak tag matches nothing.
        version = !weak && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : -1;
        return true;
    }
}
