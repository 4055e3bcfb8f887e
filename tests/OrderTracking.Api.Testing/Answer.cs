using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace OrderTracking.Api.Testing;

/// <summary>An HTTP answer with its whole body.</summary>
public sealed class Answer(int status, HttpResponseHeaders headers, HttpContentHeaders contentHeaders, byte[] bytes)
{
    private readonly Lazy<JsonElement> body = new(() => JsonSerializer.Deserialize<JsonElement>(bytes));

    public int Status { get; } = status;

    public HttpResponseHeaders Headers { get; } = headers;

    /// <summary>The media type, without parameters.</summary>
    public string? ContentType => ContentHeaders.ContentType?.MediaType;

    public HttpContentHeaders ContentHeaders { get; } = contentHeaders;

    public byte[] Bytes { get; } = bytes;

    public string? ETag => Headers.ETag?.Tag;

    public string Text { get; } = Encoding.UTF8.GetString(bytes);

    /// <exception cref="JsonException">The body is not JSON.</exception>
    public JsonElement Body => body.Value;

    /// <summary>The code of a problem, or of a line or a batch that has one.</summary>
    public string? Code => Member("code");

    public string? Field => Member("field");

    public long Version => Body.GetProperty("version").GetInt64();

    public long Position => Body.GetProperty("position").GetInt64();

    public JsonElement[] Items => [.. Body.GetProperty("items").EnumerateArray()];

    /// <summary>Each line of an NDJSON answer.</summary>
    public JsonElement[] Lines =>
        [.. Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];

    public override string ToString() => $"{Status} {ContentType} {(Text.Length > 2000 ? Text[..2000] : Text)}";

    private string? Member(string name) => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(name, out var value)
        ? value.GetString() : null;
}
