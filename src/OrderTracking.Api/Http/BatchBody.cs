using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Codec.Edi;
using OrderTracking.Application.Recording;
using OrderTracking.Domain;

namespace OrderTracking.Api.Http;

/// <summary>The lines of a POST /v1/events, whichever of its forms they come in.</summary>
/// <param name="IsSingle">One CloudEvent by itself, which is answered by a problem where it is refused.</param>
internal sealed record BatchBody(IReadOnlyList<ReadOnlyMemory<byte>> Lines, LineForm Form, bool IsSingle = false)
{
    /// <summary>Before the name of an attribute in a header, in the binary mode of CloudEvents.</summary>
    private const string HeaderPrefix = "ce-";

    private static readonly string[] Types =
    [
        RequestBodies.NdjsonType, RequestBodies.JsonType, CloudEventNames.ContentType, CloudEventNames.BatchContentType,
        EdiLines.X12Type, EdiLines.EdifactType,
    ];

    // What every CloudEvent has: a header of one of these, whatever else it lacks, says that one is meant.
    private static readonly string[] RequiredHeaders = ["ce-specversion", "ce-id", "ce-source", "ce-type"];

    /// <param name="most">How many lines there may be.</param>
    public static async ValueTask<(BatchBody? Sent, Problem? Fault)> Read(HttpContext context, int most)
    {
        var request = context.Request;
        if (RequestBodies.Mistyped(request, Types) is { } mistyped) return (null, mistyped);
        return RequestBodies.TypeOf(request, Types) switch
        {
            CloudEventNames.ContentType => await ReadSingle(context, isBinary: false),
            CloudEventNames.BatchContentType => await ReadLines(context, most, LineForm.CloudEvent, isArray: true),
            EdiLines.X12Type or EdiLines.EdifactType => await ReadEdi(context, most),
            _ when !RequiredHeaders.Any(request.Headers.ContainsKey) =>
                await ReadLines(context, most, LineForm.Event, RequestBodies.TypeOf(request, RequestBodies.JsonType) is not null),
            _ when RequestBodies.Mistyped(request, RequestBodies.JsonType) is { } other => (null, other),
            _ => await ReadSingle(context, isBinary: true),
        };
    }

    private static async ValueTask<(BatchBody? Sent, Problem? Fault)> ReadLines(HttpContext context, int most, LineForm form, bool isArray)
    {
        var (body, tooLarge) = await RequestBodies.Read(context, RequestBodies.MaxBytes);
        if (tooLarge is not null) return (null, tooLarge);
        var (lines, fault) =
            BatchLines.Split(body, isArray, most, form == LineForm.CloudEvent ? CloudEventNames.MaxDepth : EventJson.MaxDepth);
        return fault is null ? (new(lines, form), null) : (null, fault);
    }

    private static async ValueTask<(BatchBody? Sent, Problem? Fault)> ReadEdi(HttpContext context, int most)
    {
        var type = RequestBodies.TypeOf(context.Request, EdiLines.X12Type, EdiLines.EdifactType)!;
        var (body, tooLarge) = await RequestBodies.Read(context, RequestBodies.MaxBytes);
        if (tooLarge is not null) return (null, tooLarge);
        var company = context.RequestServices.GetRequiredService<Company>();
        var made = EdiLines.Read(type, body, company, most, RequestBodies.MaxBytes);
        if (made.IsTooLarge) return (null, RequestBodies.TooLarge(RequestBodies.MaxBytes));
        if (made.Lines.Count > most) return (null, BatchLines.TooMany(most));
        return made.Fault is { } fault ? (null, Problem.Malformed(fault)) : (new(made.Lines, LineForm.Event), null);
    }

    private static async ValueTask<(BatchBody? Sent, Problem? Fault)> ReadSingle(HttpContext context, bool isBinary)
    {
        var (body, tooLarge) = await RequestBodies.Read(context, RequestBodies.MaxSingleBytes);
        if (tooLarge is not null) return (null, tooLarge);
        // In binary mode a body may be empty: then the event has no data.
        var isEmpty = isBinary && body.Length == 0;
        if (!isEmpty && NotOneValue(body, isBinary ? EventJson.MaxDepth : CloudEventNames.MaxDepth) is { } fault) return (null, fault);
        return (new([isBinary ? Structured(context.Request.Headers, body) : body], LineForm.CloudEvent, IsSingle: true), null);
    }

    // Whoever sends one event is told at once that it is no JSON: there is nothing to keep.
    private static Problem? NotOneValue(byte[] body, int maxDepth)
    {
        if (!Utf8.IsValid(body)) return Problem.Malformed(new(MalformedCodes.InvalidUtf8, "", "UTF-8"));
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = maxDepth });
            reader.Read();
            reader.Skip();
            return reader.Read() ? Problem.Malformed(new(MalformedCodes.InvalidJson, "", "one event")) : null;
        }
        catch (JsonException fault)
        {
            return Problem.Malformed(Malformed.NoJson(fault, maxDepth));
        }
    }

    /// <summary>An event in binary mode as a structured one. The body must be one JSON value, or empty.</summary>
    private static ReadOnlyMemory<byte> Structured(IHeaderDictionary headers, byte[] body)
    {
        var buffer = new ArrayBufferWriter<byte>(body.Length + 512);
        using (var writer = new Utf8JsonWriter(buffer, ResponseJson.Writing))
        {
            writer.WriteStartObject();
            foreach (var (name, values) in headers)
                if (name.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase))
                    // A header that was sent twice is an attribute that is there twice, which is refused.
                    foreach (var value in values)
                        writer.WriteString(name[HeaderPrefix.Length..].ToLowerInvariant(), Unescaped(value ?? ""));
            if (body.Length > 0)
            {
                writer.WritePropertyName("data");
                writer.WriteRawValue(body, skipInputValidation: true);
            }
            writer.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    // Values of headers may be quoted, and have letters beyond ASCII percent-encoded.
    private static string Unescaped(string value) => Uri.UnescapeDataString(
        value is ['"', _, .., '"'] ? HeaderUtilities.UnescapeAsQuotedString(value).ToString() : value);
}
