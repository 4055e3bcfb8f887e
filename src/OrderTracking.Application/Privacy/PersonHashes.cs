using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;

namespace OrderTracking.Application.Privacy;

/// <summary>
/// Keyed hashes by which persons are found, without their names and phones being stored. Who has the database but not the key learns which
/// waybills have equal phones or names that begin alike, and nothing else.
/// </summary>
public sealed class PersonHashes(byte[] key) : IDisposable
{
    /// <summary>What of a name or a phone is searched by; a longer search is cut to it.</summary>
    public const int NameLength = 16, PhoneDigits = 11;

    /// <summary>The fewest last digits of a phone that find it.</summary>
    public const int FewestDigits = 4;

    private const int BytesPerPlace = 4;

    // One for each thread, because it is not safe for several, and takes a third of the time of one that is made for each hash.
    private readonly ThreadLocal<HMACSHA256> hmacs = new(() => new(key), trackAllValues: true);

    /// <summary>Equal for one phone however it is written; null for one without digits.</summary>
    public long? OfPhone(string? phone)
    {
        var digits = Digits(phone);
        return digits.Length == 0 ? null : BitConverter.ToInt64(OfLine(Encoding.ASCII.GetBytes($"phone {digits}")));
    }

    /// <summary>By which a line in quarantine is known again.</summary>
    public byte[] OfLine(ReadOnlySpan<byte> line)
    {
        var hash = new byte[HMACSHA256.HashSizeInBytes];
        Hash(line, hash);
        return hash;
    }

    public void Dispose()
    {
        foreach (var hmac in hmacs.Values) hmac.Dispose();
        hmacs.Dispose();
    }

    public SearchHashes Of(Person person) => new(OfName(person.Name), OfPhoneEnd(person.Phone));

    /// <summary>Its beginnings' hashes, one after the other; of a part of a name it is the beginning of the whole name's.</summary>
    public string? OfName(string? name) => name is null ? null : Prefixes("name", name.AsSpan(0, Math.Min(name.Length, NameLength)), 1);

    /// <summary>The same for the digits of a phone from the last one on: null for fewer than four.</summary>
    public string? OfPhoneEnd(string? phone)
    {
        if (phone is null) return null;
        var digits = phone.Where(char.IsAsciiDigit).Reverse().Take(PhoneDigits).ToArray();
        return digits.Length < FewestDigits ? null : Prefixes("end", digits, FewestDigits);
    }

    // Fixed-width text, so that a column of it is searched by LIKE and an ordinary index. Hexadecimal has no wildcards.
    private string Prefixes(string kind, ReadOnlySpan<char> text, int shortest)
    {
        var found = new StringBuilder((text.Length + 1 - shortest) * BytesPerPlace * 2);
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(kind.Length + 1 + Math.Max(NameLength, PhoneDigits))];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var start = Encoding.UTF8.GetBytes(kind, bytes);
        bytes[start++] = (byte)' ';
        for (var length = shortest; length <= text.Length; length++)
        {
            Hash(bytes[..(start + Encoding.UTF8.GetBytes(text[..length], bytes[start..]))], hash);
            found.Append(Convert.ToHexStringLower(hash[..BytesPerPlace]));
        }
        return found.ToString();
    }

    private void Hash(ReadOnlySpan<byte> text, Span<byte> into)
    {
        if (!hmacs.Value!.TryComputeHash(text, into, out _)) throw new ArgumentException("Too short for a hash.", nameof(into));
    }

    // Full-width digits are digits too; +86 before a number of eleven is left out.
    private static string Digits(string? phone)
    {
        if (phone is null) return "";
        var digits = string.Concat(phone.Where(char.IsDigit).Select(digit => CharUnicodeInfo.GetDecimalDigitValue(digit)));
        if (digits.StartsWith("00", StringComparison.Ordinal)) digits = digits[2..];
        return digits.Length == 13 && digits.StartsWith("86", StringComparison.Ordinal) ? digits[2..] : digits;
    }
}
