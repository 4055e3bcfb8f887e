using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using OrderTracking.Domain.Events;

namespace OrderTracking.Application.Codec;

/// <summary>
/// Writes persons so that somebody who knows one recognises it and nobody else learns who it is. Personal data occur only in persons, so
/// nothing else needs masking.
/// </summary>
/// <param name="plain">The options by which a person is written otherwise.</param>
internal sealed class MaskedPersons(JsonSerializerOptions plain) : JsonConverter<Person>
{
    private const int PhoneDigitsShown = 3, EndOfPhone = 4;

    public override Person Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Masked persons cannot be read.");

    public override void Write(Utf8JsonWriter writer, Person value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, Mask(value), (JsonTypeInfo<Person>)plain.GetTypeInfo(typeof(Person)));

    private static Person Mask(Person person) => person.Erased is true ? person : new(
        person.Name is { } name ? StringInfo.GetNextTextElement(name) + "**" : null,
        person.Phone is { } phone ? phone[..Shown(phone)] + "****" : null,
        person.Address is null ? null : "***");

    // The last four digits of a phone authenticate public tracking, so they are never shown, however short the phone is.
    private static int Shown(string phone)
    {
        var shown = Math.Min(PhoneDigitsShown, phone.Length);
        for (var (i, digits) = (phone.Length - 1, 0); i >= 0 && digits < EndOfPhone; i--)
            if (char.IsDigit(phone[i]))
            {
                shown = Math.Min(shown, i);
                digits++;
            }
        return shown > 0 && char.IsHighSurrogate(phone[shown - 1]) ? shown - 1 : shown;
    }
}
