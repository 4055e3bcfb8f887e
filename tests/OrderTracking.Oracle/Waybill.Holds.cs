using System.Globalization;

namespace OrderTracking.Oracle;

/// <summary>Goods that wait for the customer's instruction, what that does to due times, and what measurements say.</summary>
public sealed partial class Waybill
{
    private sealed record Hold(LogEvent Begun, LogEvent Said, string Station, LogEvent? Ended);

    // Those that the same event ended are one.
    private List<Hold> Holds =>
    [
        .. from held in Of("heldForInstruction")
           group held by EndOf(held) into same
           select new Hold(same.First(), same.Last(), WaitsAt(same.First()), same.Key),
    ];

    private LogEvent? EndOf(LogEvent held) => Counting.Skip(Place(held) + 1).FirstOrDefault(entry => entry.Type switch
    {
        "releasedForDispatch" or "cancelled" => true,
        "loaded" => entry.Station == WaitsAt(held),
        "heldForInstruction" => WaitsAt(entry) != WaitsAt(held),
        _ => entry == End,
    });

    private string WaitsAt(LogEvent held) =>
        held.Station == Destination || Received!.Texts("transfers").Contains(held.Station) ? held.Station : Origin;

    /// <summary>What waits now.</summary>
    private HeldGoods? Held => Holds.LastOrDefault() is { Ended: null } hold
        ? new(hold.Begun.OccurredAt, hold.Station, hold.Said.Text("reason")!, hold.Said.Text("note"),
            Of("customerNotified").FirstOrDefault(told => told.OccurredAt >= hold.Begun.OccurredAt)?.OccurredAt)
        : null;

    // The time that is left runs down between the holds only, and no longer than until it was kept.
    private Asked? Resting(Asked asked)
    {
        if (asked.Kept <= asked.Due) return asked;
        var (time, left, known) = (asked.StartedAt, asked.Due - asked.StartedAt, asked.KnownAt);
        foreach (var hold in Holds.Where(hold => hold.Station == asked.Station && !(hold.Ended?.OccurredAt <= asked.StartedAt)))
        {
            var running = hold.Begun.OccurredAt - time;
            if (running >= left || asked.Kept <= hold.Begun.OccurredAt) break;
            if (running > TimeSpan.Zero) left -= running;
            if (hold.Ended is null && asked.Kept is null) return null;
            time = new[] { hold.Ended?.OccurredAt, asked.Kept }.Min()!.Value;
            if (hold.Ended?.RecordedAt > known) known = hold.Ended.RecordedAt;
        }
        return asked with { Due = (time + left).ToOffset(asked.Due.Offset), KnownAt = known };
    }

    // A plan that falls into a hold is due at its time of the day of the release, or of the next.
    private Asked? Replanned(Asked asked, Func<DateOnly, DateTimeOffset> dueOn)
    {
        while (!(asked.Kept <= asked.Due) && Holds.Find(hold => hold.Station == asked.Station && hold.Begun.OccurredAt < asked.Due
            && !(hold.Ended?.OccurredAt <= asked.Due)) is { } over)
        {
            if (over.Ended is not { } ended) return null;
            var due = Enumerable.Range(0, 3).Select(later => dueOn(days.Of(ended.OccurredAt).AddDays(later)))
                .First(at => at > ended.OccurredAt);
            asked = asked with { Due = due, KnownAt = ended.RecordedAt > asked.KnownAt ? ended.RecordedAt : asked.KnownAt };
        }
        return asked;
    }

    private IEnumerable<Asked> TellingOfHolds() =>
        from hold in Holds
        let asked = ToTell(hold.Begun.Id.ToString(), hold.Station, hold.Begun.OccurredAt, hold.Begun.RecordedAt, "held")
        select asked with
        {
            Kept = new[] { asked.Kept, hold.Ended?.Type == "releasedForDispatch" ? hold.Ended.OccurredAt : null }.Min(),
        };

    private bool IsLoadedWhileHeld(LogEvent entry, List<LogEvent> before) => entry.Type == "loaded"
        && before.FindLastIndex(other => other.Type == "heldForInstruction") is var held and >= 0 && WaitsAt(before[held]) == entry.Station
        && !before.Skip(held + 1).Any(other => other.Type == "releasedForDispatch"
            || (other.Type == "loaded" && other.Station == entry.Station));

    // A measurement of all pieces against the order as it is now.
    private IEnumerable<Followed> Mismeasured()
    {
        foreach (var measured in Of("stockedIn").Where(entry => (entry.Whole("pieces") ?? Pieces) >= Pieces))
        {
            string[] words = [.. new[] { ("weightKg", "kg"), ("volumeM3", "m³") }.Select(size => Words(size.Item1, size.Item2))
                .OfType<string>()];
            if (words.Length > 0)
                yield return new(DerivedId.OfException(measured.Id, "measurement"), measured, "measurement",
                    measured.Station == Origin ? "origin" : measured.Station == Destination ? "destination" : "transfer", null, null,
                    string.Join(';', words));

            string? Words(string member, string unit)
            {
                if (measured.Amount(member) is not (> 0 and var found) || OrderAmount(member) is not (> 0 and var ordered)) return null;
                var percent = Math.Abs(found - ordered) / ordered * 100;
                return percent > Hours("measurementTolerancePercent") ? $"实测{Number(found)}{unit},委托{Number(ordered)}{unit}" : null;
            }
        }

        static string Number(decimal size) => size.ToString("G", CultureInfo.InvariantCulture) is var text && text.Contains('.')
            ? text.TrimEnd('0').TrimEnd('.') : size.ToString(CultureInfo.InvariantCulture);
    }
}
