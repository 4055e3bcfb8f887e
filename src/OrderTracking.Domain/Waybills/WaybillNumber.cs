namespace OrderTracking.Domain.Waybills;

/// <summary>A waybill's number: trimmed, upper case, 3 to 32 of A–Z, 0–9 and '-'. It is the key of its stream.</summary>
public static class WaybillNumber
{
    public const string Expected = "3 to 32 of A–Z, 0–9 and '-'";

    /// <summary>The number in its canonical form; null when the text is not a waybill number.</summary>
    public static string? Parse(string? text)
    {
        if (text is null) return null;
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Length is < 3 or > 32) return null;
        foreach (var letter in trimmed)
            if (!char.IsAsciiLetterOrDigit(letter) && letter != '-') return null;
        var unchanged = trimmed.Length == text.Length && !trimmed.ContainsAnyInRange('a', 'z');
        return unchanged ? text : trimmed.ToString().ToUpperInvariant();
    }
}
