using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrderTracking.Application.Access;

namespace OrderTracking.Postgres;

/// <summary>An author as JSON, and the hash by which it is stored once.</summary>
internal sealed record StoredAuthor(byte[] Hash, string Text)
{
    private static readonly JsonSerializerOptions Options =
        new(JsonSerializerDefaults.Web) { IgnoreReadOnlyProperties = true, Converters = { new JsonStringEnumConverter() } };

    public static StoredAuthor Of(Author author)
    {
        var text = JsonSerializer.Serialize(author, Options);
        return new(SHA256.HashData(Encoding.UTF8.GetBytes(text)), text);
    }

    public static Author Read(string text) => JsonSerializer.Deserialize<Author>(text, Options)!;
}
