using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OrderTracking.Application.Privacy;

/// <summary>
/// Lines in quarantine are sealed whole, each by a key of its own: a line need not be readable, so nobody can say which persons are in it.
/// </summary>
public static partial class QuarantineKeys
{
    private const string Prefix = "line:";
    private const int MaxPhones = 50, FewestDigits = 7, MostDigits = 15;

    /// <summary>The name of a line's key: by the hash by which the same line is known again.</summary>
    public static string Of(ReadOnlySpan<byte> hash) => Prefix + Convert.ToHexStringLower(hash);

    public static bool IsOfLine(string stream) => stream.StartsWith(Prefix, StringComparison.Ordinal);

    public static byte[] HashOf(string stream) => Convert.FromHexString(stream.AsSpan(Prefix.Length));

    /// <summary>What may be phones in a line: texts of JSON with as many digits as a phone, or such runs in what is no JSON.</summary>
    public static IReadOnlyCollection<string> Phones(byte[] line)
    {
        var found = new HashSet<string>();
        try
        {
            var reader = new Utf8JsonReader(line);
            while (reader.Read() && found.Count < MaxPhones)
                if (reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: <= 64 } text && IsPhone(text))
                    found.Add(text);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            foreach (Match run in Runs().Matches(Encoding.UTF8.GetString(line)))
                if (found.Count < MaxPhones && IsPhone(run.Value)) found.Add(run.Value);
        }
        return found;
    }

    private static bool IsPhone(string text) => text.Count(char.IsDigit) is >= FewestDigits and <= MostDigits;

    [GeneratedRegex(@"\+?[0-9][0-9 \-()]{5,30}[0-9]")]
    private static partial Regex Runs();
}
