using System.Globalization;
using OrderTracking.Domain;

namespace OrderTracking.Application.Codec.Edi;

/// <summary>When a status happened: the instant, or the text that says none.</summary>
internal readonly record struct EdiTime(DateTimeOffset? At, string? Raw)
{
    /// <summary>AT7's date, time and time code. Without a time code, and with that of local time, it is the company's time.</summary>
    public static EdiTime OfX12(string? date, string? time, string? code, EdiRules rules, Company company)
    {
        if (date is null && time is null) return default;
        var raw = new EdiTime(null, string.Join(' ', new[] { date, time, code }.OfType<string>()));
        if (date is not { Length: 8 } || time is not { Length: 4 or 6 or 7 or 8 }) return raw;
        var fraction = time.Length - 6;
        if (Parse(date + time, "yyyyMMddHHmm" + (fraction < 0 ? "" : "ss" + new string('f', fraction))) is not { } local) return raw;
        return code is null ? new(In(local, company), null)
            : rules.TryZone(code, out var zone) ? new(In(local, zone ?? company), null) : raw;
    }

    /// <summary>DTM's value by its format. Without an offset it is the company's time; one without a time of day is no instant.</summary>
    public static EdiTime OfEdifact(string? value, string? format, EdiRules rules, Company company)
    {
        if (value is null) return default;
        var raw = new EdiTime(null, format is null ? value : $"{value} ({format})");
        var (form, hasZone) = format switch
        {
            "203" => ("yyyyMMddHHmm", false),
            "204" => ("yyyyMMddHHmmss", false),
            "205" or "303" => ("yyyyMMddHHmm", true),
            "208" or "304" => ("yyyyMMddHHmmss", true),
            _ => ("", false),
        };
        if (form.Length == 0 || value.Length < form.Length || value.Length > form.Length != hasZone) return raw;
        if (Parse(value[..form.Length], form) is not { } local) return raw;
        if (!hasZone) return new(In(local, company), null);
        if (Offset(value[form.Length..]) is { } offset) return new(new DateTimeOffset(local, offset), null);
        return rules.TryZone(value[form.Length..], out var zone) ? new(In(local, zone ?? company), null) : raw;
    }

    // Far from the ends of what a time can be, so that no offset leads beyond them.
    private static DateTime? Parse(string digits, string form) =>
        DateTime.TryParseExact(digits, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            && local.Year is >= 1900 and < 9000 ? local : null;

    private static DateTimeOffset In(DateTime local, Company company) =>
        company.At(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));

    // A sign, hours, and minutes unless they are left out.
    private static TimeSpan? Offset(string text)
    {
        if (text is not ['+' or '-', _, _] and not ['+' or '-', _, _, _, _]) return null;
        if (!int.TryParse(text[1..].PadRight(4, '0'), NumberStyles.None, CultureInfo.InvariantCulture, out var digits)) return null;
        if (digits > 1400 || digits % 100 > 59) return null;
        var offset = new TimeSpan(digits / 100, digits % 100, 0);
        return text[0] == '-' ? -offset : offset;
    }
}
