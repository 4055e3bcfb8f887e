using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrderTracking.Application.Codec;

/// <summary>
/// RFC 3339 with a required offset: the serializer's own converter reads a time without one as +00:00, silently wrong. Kept to the
/// microsecond, which is PostgreSQL's precision.
/// </summary>
public sealed class OffsetTimeConverter : JsonConverter<DateTimeOffset>
{
    // 33 characters, each possibly escaped as \uXXXX.
    private const int LongestEscaped = 33 * 6;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TryRead(ref reader, out var time) ? time : throw new JsonException("Not an RFC 3339 time with an offset.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);

    /// <summary>The same of a text that stands in no JSON.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        var reader = new Utf8JsonReader(JsonSerializer.SerializeToUtf8Bytes(text));
        reader.Read();
        return TryRead(ref reader, out time);
    }

    public static bool TryRead(ref Utf8JsonReader reader, out DateTimeOffset time)
    {
        time = default;
        if (reader.TokenType != JsonTokenType.String || reader.HasValueSequence) return false;
        if (!(reader.ValueIsEscaped ? HasOffsetUnescaped(ref reader) : HasOffset(reader.ValueSpan))
            || !reader.TryGetDateTimeOffset(out time)) return false;
        time = Microseconds.Of(time);
        return true;
    }

    // Many serializers escape the plus of an offset as \u002B.
    private static bool HasOffsetUnescaped(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.Length > LongestEscaped) return false;
        Span<byte> text = stackalloc byte[LongestEscaped];
        try
        {
            return HasOffset(text[..reader.CopyString(text)]);
        }
        catch (InvalidOperationException)
        {
            return false; // An unpaired surrogate.
        }
    }

    private static bool HasOffset(ReadOnlySpan<byte> text) =>
        text.Length >= 20 && text[10] == 'T' && (text[^1] == 'Z' || (text[^6] is (byte)'+' or (byte)'-' && text[^3] == ':'));
}

/// <summary>Text without NUL, which jsonb cannot store.</summary>
public sealed class PlainTextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new JsonException("Not a string.");
        var text = reader.GetString();
        return text!.Contains('\0', StringComparison.Ordinal) ? throw new JsonException("A string with a NUL character.") : text;
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString()!;

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value);
}

/// <summary>
/// Members of closed lists by their exact names. The serializer's own converter ignores case and accepts "damage, wet", of which it makes
/// contamination by adding up the numbers.
/// </summary>
internal sealed class ClosedListConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert))!;

    private sealed class Of<TEnum> : JsonConverter<TEnum> where TEnum : struct, Enum
    {
        private static readonly FrozenDictionary<string, TEnum> ByName = Enum.GetValues<TEnum>().ToFrozenDictionary(Name);
        private static readonly FrozenDictionary<TEnum, string> NameOf = Enum.GetValues<TEnum>().ToFrozenDictionary(value => value, Name);

        public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && ByName.TryGetValue(reader.GetString()!, out var value)
                ? value : throw new JsonException("Not a member of the closed list.");

        public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
            writer.WriteStringValue(NameOf[value]);

        private static string Name(TEnum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
    }
}
