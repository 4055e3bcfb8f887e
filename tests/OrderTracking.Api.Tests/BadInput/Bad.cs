using System.Net.Http.Headers;
using System.Text;

namespace OrderTracking.Api.Tests.BadInput;

/// <summary>A bad request and the answer that it must get.</summary>
/// <param name="Body">@id is replaced by a fresh id; null for a request without a body.</param>
/// <param name="Field">Null where the answer names no field.</param>
internal sealed record Bad(string Name, string Path, byte[]? Body, int Status, string Code, string? Field)
{
    /// <summary>A valid received.</summary>
    public const string Received =
        """{"id":"@id","type":"received","occurredAt":"2026-01-05T09:00:00+08:00","station":"SHA","by":"li.wei","data":"""
        + """{"account":"ACME","origin":"SHA","destination":"CTU","pieces":10}}""";

    /// <summary>A valid loaded for a waybill that has been received.</summary>
    public const string Loaded =
        """{"id":"@id","type":"loaded","occurredAt":"2026-01-05T10:00:00+08:00","station":"SHA","by":"li.wei","data":{"pieces":3}}""";

    /// <summary>A valid event of a truck.</summary>
    public const string Truck =
        """{"id":"@id","type":"loaded","occurredAt":"2026-01-05T10:00:00+08:00","station":"SHA","by":"li.wei","data":"""
        + """{"waybills":[{"waybill":"KNOWN-1","pieces":3}]}}""";

    /// <summary>A waybill received before all rows, with ten pieces and this event id.</summary>
    public const string Known = "KNOWN-1", KnownId = "0198c1c2-0000-7000-8000-000000000001";

    public string? ContentType { get; init; } = "application/json";

    public HttpMethod Method { get; init; } = HttpMethod.Post;

    public string? IfMatch { get; init; }

    /// <summary>Sent chunked, without a Content-Length.</summary>
    public bool Chunked { get; init; }

    /// <summary>The Content-Length claimed; the body is sent only when the service asks for it.</summary>
    public long? Claims { get; init; }

    /// <summary>Whether the body is an event that can be sent as a line of a batch as well.</summary>
    public bool IsEvent { get; init; }

    /// <summary>A bad event on the route of a waybill that is not received yet.</summary>
    public static Bad Event(string name, string body, string code, string? field, int status = 400) =>
        Event(name, Encoding.UTF8.GetBytes(body), code, field, status);

    public static Bad Event(string name, byte[] body, string code, string? field, int status = 400) =>
        new(name, "/v1/waybills/NEW-1/events", body, status, code, field) { IsEvent = body.Length > 0 && body[0] == (byte)'{' };

    /// <summary>A bad event on the route of <see cref="Known"/>.</summary>
    public static Bad More(string name, string body, string code, string? field, int status = 400) =>
        Event(name, body, code, field, status) with { Path = $"/v1/waybills/{Known}/events" };

    public static Bad Post(string name, string path, string? body, int status, string code, string? field) =>
        new(name, path, body is null ? null : Encoding.UTF8.GetBytes(body), status, code, field);

    public static Bad Get(string name, string path, int status, string code, string? field) =>
        new(name, path, null, status, code, field) { Method = HttpMethod.Get };

    public static Bad Query(string name, string path, string field, string code = "invalid-parameter") => Get(name, path, 400, code, field);

    /// <exception cref="InvalidOperationException">The text to replace is missing: the row would not test what its name says.</exception>
    public static string Replace(string json, string old, string with) =>
        json.Contains(old, StringComparison.Ordinal) ? json.Replace(old, with, StringComparison.Ordinal)
            : throw new InvalidOperationException($"{json} has no {old}");

    public HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(Method, Path);
        if (IfMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", IfMatch);
        if (Body is null) return request;
        var body = Fresh(Body);
        request.Content = Chunked ? new StreamContent(new MemoryStream(body)) : new ByteArrayContent(body);
        if (ContentType is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        if (Chunked) request.Headers.TransferEncodingChunked = true;
        if (Claims is { } claimed)
        {
            request.Content = new Promised(claimed) { Headers = { ContentType = MediaTypeHeaderValue.Parse(ContentType!) } };
            request.Headers.ExpectContinue = true;
        }
        return request;
    }

    /// <summary>The same event as a line of a batch.</summary>
    public byte[] Line()
    {
        byte[] start = [.. Encoding.UTF8.GetBytes($$"""{"waybill":"{{Path.Split('/')[3]}}" """)];
        var rest = Fresh(Body!)[1..];
        return rest.AsSpan().TrimStart((byte)' ') is [(byte)'}', ..] ? [.. start, .. rest] : [.. start, (byte)',', .. rest];
    }

    private static byte[] Fresh(byte[] body)
    {
        var place = body.AsSpan().IndexOf("@id"u8);
        if (place < 0) return body;
        return Fresh([.. body[..place], .. Encoding.ASCII.GetBytes(Guid.NewGuid().ToString()), .. body[(place + 3)..]]);
    }

    private sealed class Promised(long length) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) =>
            throw new InvalidOperationException("The service asked for a body that it should have refused by its length.");

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }
}
