using Microsoft.Net.Http.Headers;
using OrderTracking.Api.Http;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Epcis;

namespace OrderTracking.Api.Epcis;

/// <summary>
/// The headers by which EPCIS servers and clients agree: versions, extensions, and the one binding that is served here, which is JSON.
/// </summary>
internal static class EpcisNegotiation
{
    public const string ErrorBehaviour = "GS1-Capture-Error-Behaviour", JsonLdType = "application/ld+json";

    /// <summary>The most of one capture.</summary>
    public const int MaxEvents = 10_000, MaxBytes = 16 * 1024 * 1024;

    private const string EpcisVersion = EpcisJson.EpcisVersion, CbvVersion = EpcisJson.CbvVersion, Links = "Always_GS1_Digital_Link";

    private static readonly string VendorVersion = typeof(EpcisNegotiation).Assembly.GetName().Version?.ToString(3) ?? "1";

    /// <summary>Says on every answer what it is of, and refuses what asks for something else.</summary>
    public static async ValueTask<object?> Run(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var headers = context.Response.Headers;
        headers["GS1-EPCIS-Version"] = EpcisVersion;
        headers["GS1-CBV-Version"] = CbvVersion;
        headers["GS1-Extensions"] = ExtensionsOf(context);
        return Wrong(context.Request) is { } problem ? problem : await next(invocation);
    }

    /// <summary>The whole body, which must be JSON or JSON-LD.</summary>
    public static ValueTask<(byte[] Body, Problem? Problem)> Read(HttpContext context, int most) =>
        RequestBodies.Read(context, most, RequestBodies.JsonType, JsonLdType);

    /// <summary>The answer to OPTIONS.</summary>
    /// <param name="allow">The methods of the resource.</param>
    public static IResult Discover(HttpContext context, string allow)
    {
        var headers = context.Response.Headers;
        headers.Allow = allow;
        headers["GS1-EPCIS-Version"] = headers["GS1-EPCIS-Min"] = headers["GS1-EPCIS-Max"] = EpcisVersion;
        headers["GS1-CBV-Version"] = headers["GS1-CBV-Min"] = headers["GS1-CBV-Max"] = CbvVersion;
        headers["GS1-EPC-Format"] = Links;
        headers["GS1-Extensions"] = ExtensionsOf(context);
        headers["GS1-Vendor-Version"] = VendorVersion;
        if (!context.Request.Path.Equals($"{EpcisExceptions.Root}/capture")) return TypedResults.NoContent();
        headers["GS1-EPCIS-Capture-Limit"] = $"{MaxEvents}";
        headers["GS1-EPCIS-Capture-File-Size-Limit"] = $"{MaxBytes}";
        headers[ErrorBehaviour] = "all";
        return TypedResults.NoContent();
    }

    private static string ExtensionsOf(HttpContext context) =>
        EpcisJson.Extensions(context.RequestServices.GetRequiredService<EpcisLinks>());

    private static Problem? Wrong(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        if (accepted.Count > 0 && !accepted.Any(IsJson)) return Unacceptable("Accept", $"{RequestBodies.JsonType} or {JsonLdType}");
        foreach (var (name, isServed) in (ReadOnlySpan<(string, Func<Version, bool>)>)
            [
                ("GS1-EPCIS-Min", version => version <= new Version(EpcisVersion)),
                ("GS1-EPCIS-Max", version => version >= new Version(2, 0)),
                ("GS1-EPCIS-Version", version => version.Major == 2 && version.Minor == 0),
                ("GS1-CBV-Min", version => version <= new Version(CbvVersion)),
                ("GS1-CBV-Max", version => version >= new Version(2, 0)),
                ("GS1-CBV-Version", version => version.Major == 2 && version.Minor == 0),
            ])
            if (request.Headers.TryGetValue(name, out var given) && !(Version.TryParse(given.ToString(), out var version)
                && isServed(version))) return Unacceptable(name, EpcisVersion);
        return request.Headers.TryGetValue("GS1-EPC-Format", out var format)
            && format.ToString() is not (Links or "No_Preference" or "Never_Translates")
            ? Unacceptable("GS1-EPC-Format", $"{Links}: waybills have no EPC URN") : null;
    }

    private static bool IsJson(MediaTypeHeaderValue accepted) => accepted.Quality is not 0
        && (accepted.MatchesAllTypes || accepted.MediaType == "application/*"
            || accepted.MediaType.Equals(RequestBodies.JsonType, StringComparison.OrdinalIgnoreCase)
            || accepted.MediaType.Equals(JsonLdType, StringComparison.OrdinalIgnoreCase));

    private static Problem Unacceptable(string header, string expected) => Problem.Of(406, "not-acceptable", header, expected);
}
