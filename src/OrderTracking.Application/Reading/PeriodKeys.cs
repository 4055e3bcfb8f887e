using System.Globalization;
using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Reading;

/// <summary>
/// The keys of groups that are periods: 2026-11-20, 2026-W47 (ISO 8601), 2026-11-2 (the second ten days, 旬, of November; the third goes on
/// to the month's end), 2026-11.
/// </summary>
public static class PeriodKeys
{
    /// <summary>The days of a group, limited to the scope that it is a group of.</summary>
    public static FigureScope Of(FigureScope scope, string key) => scope.Grouping switch
    {
        FigureGrouping.Account => scope with { Account = key },
        FigureGrouping.Tier => scope with { Tier = TierGroups.Of(key) },
        FigureGrouping.Lane => scope with { Lane = key },
        FigureGrouping.Station => scope with { Station = key },
        FigureGrouping.Branch => scope with { Branch = key },
        { } period => Within(scope, Days(period, key)),
        null => scope,
    };

    private static (DateOnly First, DateOnly Past) Days(FigureGrouping period, string key)
    {
        int[] parts = [.. key.Split('-').Select(part => int.Parse(part.TrimStart('W'), CultureInfo.InvariantCulture))];
        switch (period)
        {
            case FigureGrouping.Day:
                var day = new DateOnly(parts[0], parts[1], parts[2]);
                return (day, day.AddDays(1));
            case FigureGrouping.Week:
                var monday = DateOnly.FromDateTime(ISOWeek.ToDateTime(parts[0], parts[1], DayOfWeek.Monday));
                return (monday, monday.AddDays(7));
            case FigureGrouping.TenDays:
                var first = new DateOnly(parts[0], parts[1], ((parts[2] - 1) * 10) + 1);
                return (first, parts[2] == 3 ? new DateOnly(parts[0], parts[1], 1).AddMonths(1) : first.AddDays(10));
            default:
                var month = new DateOnly(parts[0], parts[1], 1);
                return (month, month.AddMonths(1));
        }
    }

    private static FigureScope Within(FigureScope scope, (DateOnly First, DateOnly Past) days) => scope with
    {
        From = scope.From > days.First ? scope.From : days.First, To = scope.To < days.Past ? scope.To : days.Past,
    };
}
