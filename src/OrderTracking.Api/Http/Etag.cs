using System.Globalization;
using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Http;

/// <summary>
/// A stream's version and position, and the beginning of the log's epoch, as an entity tag: <c>"7-1042-5f0c1a2b"</c>.
/// </summary>
internal static class Etag
{
    public static string Of(HttpContext context, long version, long position) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{version}-{position}-{BeginningOfEpoch(context)}\"");

    /// <summary>
    /// The version that If-Match names; null without the header, and -1 for a tag that matches nothing, as one of another epoch.
    /// </summary>
    /// <returns>False when the header is no entity tag.</returns>
    public static bool TryReadIfMatch(HttpContext context, out long? version)
    {
        version = null;
        var header = context.Request.Headers.IfMatch;
        if (header.Count == 0) return true;
        var text = header.ToString().Trim();
        var weak = text.StartsWith("W/", StringComparison.Ordinal);
        var tag = weak ? text[2..] : text;
        if (tag.Length < 3 || tag[0] != '"' || tag[^1] != '"' || tag.AsSpan(1, tag.Length - 2).Contains('"')) return false;
        var body = tag[1..^1];
        var parts = body.Split('-');
        var isOfEpoch = parts.Length < 3 || BeginningOfEpoch(context).SequenceEqual(parts[2]);
        // RFC 9110: If-Match compares strongly, so a weak tag matches nothing.
        version = !weak && isOfEpoch && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
            ? parsed : -1;
        return true;
    }

    private static ReadOnlySpan<char> BeginningOfEpoch(HttpContext context) =>
        context.RequestServices.GetRequiredService<LogEpoch>().CurrentText.AsSpan(0, 8);
}
