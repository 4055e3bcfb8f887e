using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Http;

/// <summary>
/// A stream's version and position, and the beginning of the log's epoch, as an entity tag: <c>"7-1042-5f0c1a2b"</c>. Where not all is
/// shown, how much of it follows: <c>"7-1042-5f0c1a2b-masked"</c>.
/// </summary>
internal static class Etag
{
    /// <param name="terms">The version of the account's terms, where the answer shows some of them.</param>
    public static string Of(HttpContext context, long version, long position, Disclosure disclosure = Disclosure.Full, int? terms = null) =>
        string.Create(CultureInfo.InvariantCulture,
            $"\"{version}-{position}-{BeginningOfEpoch(context)}{(terms is { } of ? $"-terms{of}" : "")}{Suffix(disclosure)}\"");

    /// <summary>Whether If-None-Match names this tag. A header that is no list of tags names none.</summary>
    public static bool IsKnown(HttpRequest request, string etag)
    {
        var header = request.Headers.IfNoneMatch;
        if (header.Count == 0) return false;
        if (header is [{ } one] && one == etag) return true;
        return EntityTagHeaderValue.TryParseList([.. header.OfType<string>()], out var known)
            && known.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(new(etag), useStrongComparison: false));
    }

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

    private static string Suffix(Disclosure disclosure) => disclosure switch
    {
        Disclosure.Full => "",
        Disclosure.Masked => "-masked",
        _ => "-customer",
    };

    private static ReadOnlySpan<char> BeginningOfEpoch(HttpContext context) =>
        context.RequestServices.GetRequiredService<LogEpoch>().CurrentText.AsSpan(0, 8);
}

/// <summary>304: the caller has what would be answered. Nothing is shown, so nothing goes into the access log.</summary>
internal sealed class NotModified(string etag) : IResult, IEndpointMetadataProvider
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
        httpContext.Response.Headers.ETag = etag;
        return Task.CompletedTask;
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified));
}
