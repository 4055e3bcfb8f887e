using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.Net.Http.Headers;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Codec;

namespace OrderTracking.Api.Http;

/// <summary>Reads request bodies within their limits.</summary>
internal static class RequestBodies
{
    public const int MaxBytes = 64 * 1024 * 1024, MaxSingleBytes = 1024 * 1024;

    public const string JsonType = "application/json", NdjsonType = "application/x-ndjson";

    /// <summary>The content type without its parameters, if it is an allowed one and in UTF-8; else null.</summary>
    public static string? TypeOf(HttpRequest request, params ReadOnlySpan<string> allowed)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)) return null;
        if (type.Charset.HasValue && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return null;
        foreach (var name in allowed)
            if (type.MediaType.Equals(name, StringComparison.OrdinalIgnoreCase)) return name;
        return null;
    }

    /// <summary>The problem of a body that is of none of these types; null if it is of one.</summary>
    public static Problem? Mistyped(HttpRequest request, params string[] allowed) => TypeOf(request, allowed) is not null
        ? null : Problem.Of(415, "unsupported-media-type", "Content-Type", $"{string.Join(" or ", allowed)} in UTF-8");

    public static Problem TooLarge(int most) => Problem.Of(413, "body-too-large", "",
        $"at most {(most < 1024 * 1024 ? $"{most / 1024} KB" : $"{most / 1024 / 1024} MB")}");

    /// <summary>The whole body, which must be JSON.</summary>
    public static ValueTask<(byte[] Body, Problem? Fault)> ReadJson(HttpContext context, int most) => Read(context, most, JsonType);

    /// <summary>The whole body as the JSON object that a route takes.</summary>
    public static async ValueTask<(T? Body, Problem? Fault)> ReadJson<T>(HttpContext context, int most) where T : class
    {
        var (body, unread) = await ReadJson(context, most);
        if (unread is not null) return (null, unread);
        var (value, malformed) = StrictJson.Read<T>(body, EventJson.Body);
        return malformed is null ? (value, null) : (null, Problem.Malformed(malformed));
    }

    /// <summary>The whole body, which must be of one of these types.</summary>
    public static async ValueTask<(byte[] Body, Problem? Fault)> Read(HttpContext context, int most, params string[] allowed) =>
        Mistyped(context.Request, allowed) is { } mistyped ? ([], mistyped) : await Read(context, most);

    /// <summary>The whole body.</summary>
    public static async ValueTask<(byte[] Body, Problem? Fault)> Read(HttpContext context, int most) =>
        await Read(context.Request, most, context.RequestAborted) is { } body ? (body, null) : ([], TooLarge(most));

    /// <summary>The whole body, or null when it is larger than allowed.</summary>
    /// <exception cref="OrderTracking.Application.Ports.OverloadedException">All bodies together take the memory that they may.</exception>
    public static async ValueTask<byte[]?> Read(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        if (request.ContentLength > most) return null;
        var limits = request.HttpContext.Features.Get<NodeLimits>();
        var room = limits?.MakeRoom(request.HttpContext, 0, request.ContentLength ?? 0);
        var reader = request.BodyReader;
        while (true)
        {
            var result = await ReadSome(reader, cancellationToken);
            if (result.Buffer.Length > most)
            {
                reader.AdvanceTo(result.Buffer.End);
                return null;
            }
            try
            {
                room = limits?.MakeRoom(request.HttpContext, room!.Value, result.Buffer.Length);
            }
            catch
            {
                // Kestrel resets the connection if a read is left pending, before the answer is sent.
                reader.AdvanceTo(result.Buffer.End);
                throw;
            }
            if (result.IsCompleted)
            {
                var body = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                return body;
            }
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static async ValueTask<ReadResult> ReadSome(PipeReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (IOException fault) when (fault is not (BadHttpRequestException or ConnectionResetException))
        {
            // Kestrel's words for a size of a chunk that no number holds. Of all else in a body it says itself that it is a bad request.
            throw new BadHttpRequestException("The body is not in the form that Transfer-Encoding says.", fault);
        }
    }
}
