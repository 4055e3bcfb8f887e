using System.Globalization;
using System.Text.Json;
using OrderTracking.Application.Reading;

namespace OrderTracking.Dashboard.Filters;

/// <summary>
/// A page's query parameters: its filter is its address. They have the names and values of the API's. They are read strictly, because a
/// filter that is ignored would give a wrong figure; the first that cannot be read is in <see cref="Fault"/>.
/// </summary>
public sealed class PageQuery(HttpRequest request)
{
    private const int MaxText = 200, MaxDays = 1_100;

    public string? Fault { get; private set; }

    /// <summary>Whether anything is asked for.</summary>
    public bool IsEmpty => request.Query.All(one => string.IsNullOrWhiteSpace(one.Value));

    /// <summary>What was given, whether it can be read or not.</summary>
    public string? Given(string name) => request.Query[name].FirstOrDefault();

    public string? Text(string name)
    {
        var given = request.Query[name];
        if (string.IsNullOrWhiteSpace(given)) return null;
        if (given is [{ Length: <= MaxText } text] && !text.Contains('\0', StringComparison.Ordinal)) return text.Trim();
        Fault ??= name;
        return null;
    }

    public DateOnly? Day(string name)
    {
        if (Text(name) is not { } text) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is >= 1900 and < 2200) return day;
        Fault ??= name;
        return null;
    }

    /// <summary>The days from and to; the last is not part of the period.</summary>
    public (DateOnly? From, DateOnly? To) Days()
    {
        var (from, to) = (Day("from"), Day("to"));
        if (to <= from || to?.DayNumber - from?.DayNumber > MaxDays) Fault ??= "to";
        return (from, to);
    }

    /// <summary>The same; where neither is given, the days of the month so far.</summary>
    public (DateOnly? From, DateOnly? To) DaysOrMonth(DateOnly today) => Days() switch
    {
        (null, null) when Fault is null => (new(today.Year, today.Month, 1), today.AddDays(1)),
        var days => days,
    };

    public TEnum? OneOf<TEnum>(string name) where TEnum : struct, Enum
    {
        if (Text(name) is not { } text) return null;
        foreach (var value in Enum.GetValues<TEnum>())
            if (Name(value) == text) return value;
        Fault ??= name;
        return null;
    }

    /// <summary>One of these values, by its name as the API has it.</summary>
    public string? OneOf(string name, IReadOnlyList<string> values)
    {
        if (Text(name) is not { } text) return null;
        if (values.Contains(text)) return text;
        Fault ??= name;
        return null;
    }

    /// <summary>A whole number from 0 to a bound.</summary>
    public int? Number(string name, int most)
    {
        if (Text(name) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most) return number;
        Fault ??= name;
        return null;
    }

    /// <summary>The parts of the last row of the page before; the first of several is a number.</summary>
    public string[]? Cursor(int parts)
    {
        if (Text("after") is not { } text) return null;
        if (PageCursor.Read(text, parts) is { } cursor) return cursor;
        Fault ??= "after";
        return null;
    }

    /// <summary>An address with these parameters, and of this page's those that are not given a value here. Pages begin anew.</summary>
    public string Address(string path, params ReadOnlySpan<(string Name, object? Value)> changed)
    {
        var all = request.Query.Where(one => one.Key is not ("after" or "done"))
            .ToDictionary(one => one.Key, one => one.Value.FirstOrDefault());
        foreach (var (name, value) in changed) all[name] = Of(value);
        return path + QueryString.Create(all.Where(one => !string.IsNullOrWhiteSpace(one.Value)));
    }

    /// <summary>The name of a value, as the API has it.</summary>
    public static string Name(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static string? Of(object? value) => value switch
    {
        null => null,
        Enum one => Name(one),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
