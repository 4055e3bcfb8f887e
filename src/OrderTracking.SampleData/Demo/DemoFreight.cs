using System.Globalization;

namespace OrderTracking.SampleData.Demo;

/// <summary>
/// Made-up but lifelike freight of a few months ending now. Pure: the same seed, time and amounts give the same lines, to
/// the byte.
/// </summary>
internal sealed class DemoFreight
{
    public static readonly TimeSpan China = TimeSpan.FromHours(8);

    private DemoFreight(IReadOnlyList<Step> past, IReadOnlyList<Step> ahead) => (Past, Ahead) = (past, ahead);

    /// <summary>What has happened until now, in order of time.</summary>
    public IReadOnlyList<Step> Past { get; }

    /// <summary>What will happen to the waybills under way, in order of time.</summary>
    public IReadOnlyList<Step> Ahead { get; }

    public static DemoFreight Make(ulong seed, DateTimeOffset now, int waybills, int days)
    {
        now = now.ToOffset(China);
        var chance = new Chance(seed);
        var receipts = Enumerable.Range(0, waybills).Select(_ => ReceivedAt(chance, now, days)).Order().ToList();
        var steps = receipts
            .SelectMany((at, i) => Journey.Steps(seed, (ulong)i, Number(at, i), at))
            .OrderBy(step => step.At) // stable: steps of one moment stay in the order of their waybills
            .ToLookup(step => step.At <= now);
        return new DemoFreight([.. steps[true]], [.. steps[false]]);
    }

    /// <summary>A waybill received right now, while the demonstration goes on.</summary>
    /// <param name="run">Distinguishes the runs, so that their waybill numbers differ.</param>
    public static IReadOnlyList<Step> NewWaybill(ulong seed, string run, int ordinal, DateTimeOffset now) =>
        Journey.Steps(seed, (ulong)ordinal + 1_000_000_000, $"YD{run}-{ordinal:00000}", now.ToOffset(China));

    private static string Number(DateTimeOffset at, int ordinal) =>
        string.Create(CultureInfo.InvariantCulture, $"YD{at:yyMMdd}{ordinal:00000}");

    /// <summary>In working hours, less on Saturdays and least on Sundays.</summary>
    private static DateTimeOffset ReceivedAt(Chance chance, DateTimeOffset now, int days)
    {
        while (true)
        {
            var day = new DateTimeOffset(now.Date.AddDays(-chance.Between(0, days - 1)), China);
            var at = day.AddSeconds(chance.Between(8 * 3600, 18 * 3600));
            var busy = day.DayOfWeek switch { DayOfWeek.Sunday => 0.35, DayOfWeek.Saturday => 0.7, _ => 1 };
            if (at <= now && chance.Happens(busy)) return at;

            // If the demonstration covers a single day, that day may not have reached working hours yet: then goods are received at night.
            if (days == 1 && at > now) return now.AddMinutes(-chance.Between(1, 60));
        }
    }
}
