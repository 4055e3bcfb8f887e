using System.Globalization;
using System.Text.Json;
using OrderTracking.Domain;

namespace OrderTracking.Application.Epcis;

/// <summary>
/// At which times on the company's clock a query is run. Of a part that is not given any value will do where a finer one is given, and only
/// its first where none is: hour 1 and minute 5 are 01:05:00 of every day.
/// </summary>
public sealed class EpcisSchedule
{
    private const int MaxDays = 8 * 366, DayOfMonth = 3;

    // From the finest; the last three choose days.
    private static readonly (string Name, int First, int Last)[] Parts =
    [
        ("second", 0, 59), ("minute", 0, 59), ("hour", 0, 23), ("dayOfMonth", 1, 31), ("month", 1, 12), ("dayOfWeek", 1, 7),
    ];

    private readonly int[][] allowed;

    private EpcisSchedule(int[][] allowed) => this.allowed = allowed;

    /// <summary>The name of the part at fault, where there is one.</summary>
    public static (EpcisSchedule? Schedule, string? Wrong) Read(JsonElement given)
    {
        if (given.ValueKind != JsonValueKind.Object || !given.EnumerateObject().Any()) return (null, "schedule");
        var values = new int[]?[Parts.Length];
        foreach (var member in given.EnumerateObject())
        {
            var part = Array.FindIndex(Parts, one => one.Name == member.Name);
            if (part < 0 || member.Value.ValueKind != JsonValueKind.String
                || Values(member.Value.GetString()!, Parts[part].First, Parts[part].Last) is not { } found) return (null, member.Name);
            values[part] = found;
        }
        // A day of the week is as fine as one of the month.
        var finest = Math.Min(Array.FindIndex(values, part => part is not null), values[^1] is null ? Parts.Length : DayOfMonth);
        return (new([.. Parts.Select((part, index) => values[index]
            ?? (index < finest ? [part.First] : [.. Enumerable.Range(part.First, part.Last - part.First + 1)]))]), null);
    }

    /// <summary>The first time after another; null where there is none for years, such as a 31 February.</summary>
    public DateTimeOffset? Next(DateTimeOffset after, Company company)
    {
        var today = company.Day(after);
        for (var day = 0; day <= MaxDays; day++)
        {
            var date = today.AddDays(day);
            if (!allowed[3].Contains(date.Day) || !allowed[4].Contains(date.Month) || !allowed[5].Contains(Weekday(date))) continue;
            foreach (var hour in allowed[2])
                // What a whole hour of the past holds is not looked at one by one.
                if (company.At(date, new(hour, 59, 59)) > after)
                    foreach (var minute in allowed[1])
                        foreach (var second in allowed[0])
                            if (company.At(date, new(hour, minute, second)) is var time && time > after) return time;
        }
        return null;
    }

    // Monday is 1.
    private static int Weekday(DateOnly date) => date.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)date.DayOfWeek;

    // Numbers and ranges, [1-5], separated by commas.
    private static int[]? Values(string text, int first, int last)
    {
        var values = new SortedSet<int>();
        foreach (var part in text.Split(','))
        {
            var ends = part is ['[', .., ']'] ? part[1..^1].Split('-') : [part];
            if (ends.Length > 2 || (ends.Length == 1 && part.StartsWith('['))) return null;
            if (Number(ends[0]) is not { } from || Number(ends[^1]) is not { } to || from < first || to > last || to < from) return null;
            for (var value = from; value <= to; value++) values.Add(value);
        }
        return [.. values];

        static int? Number(string digits) =>
            int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
