using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Codec;

/// <summary>
/// Writes a person so that somebody who knows him finds it plausible, and nobody else learns who it is. Since personal data stand
/// in persons alone, what is written with this shows none.
/// </summary>
/// <param name="plain">How a person is written otherwise.</param>
internal sealed class MaskedPersons(JsonSerializerOptions plain) : JsonConverter<Person>
{
    private const int PhoneDigitsShown = 3, EndOfPhone = 4;

    public override Person Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("What is masked is not read.");

    public override void Write(Utf8JsonWriter writer, Person value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, Mask(value), (JsonTypeInfo<Person>)plain.GetTypeInfo(typeof(Person)));

    private static Person Mask(Person person) => new(
        person.Name is { } name ? StringInfo.GetNextTextElement(name) + "**" : null,
        person.Phone is { } phone ? phone[..Shown(phone)] + "****" : null,
        person.Address is null ? null : "***");

    // A phone's last four digits tell a caller from a stranger elsewhere: however short it is, they are not shown.
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
