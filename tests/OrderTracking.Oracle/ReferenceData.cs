using System.Globalization;

namespace OrderTracking.Oracle;

/// <summary>Reference data, looked up in the list of all reference events.</summary>
public sealed class ReferenceData(IReadOnlyList<LogEvent> events, Days days)
{
    /// <summary>A reference event in force, and its place, from 1, among the events of the same kind and name.</summary>
    public sealed record Found(LogEvent Event, int Version);

    public IEnumerable<string> Accounts =>
        events.Where(entry => entry.Type is "accountSet" or "accountManagerAssigned").Select(entry => entry.Text("account")!).Distinct()
            .Order(StringComparer.Ordinal);

    /// <param name="before">Considers only events before this position of the log.</param>
    public Found? Account(string account, DateTimeOffset at, long before = long.MaxValue) =>
        Newest(All("accountSet", entry => entry.Text("account") == account), Begins, at, before);

    public Found? Standard(string origin, string destination, DateTimeOffset at, long before = long.MaxValue) =>
        Newest(All("laneStandardSet", entry => entry.Text("origin") == origin && entry.Text("destination") == destination), Begins, at,
            before);

    /// <summary>The account's mandate of that name if it is in force on a day.</summary>
    public LogEvent? Mandate(string account, string mandate, DateOnly day, long before) =>
        All("mandateGranted", entry => entry.Text("account") == account && entry.Text("mandate") == mandate)
            .Where(entry => entry.Position < before && entry.Day("from") <= day).OrderBy(entry => entry.Day("from"))
            .ThenBy(entry => entry.Position).LastOrDefault() is { } granted && !(granted.Day("to") < day) ? granted : null;

    /// <summary>The branch of a station at a time; null while it is of none.</summary>
    public string? BranchOf(string station, DateTimeOffset at) =>
        Newest(All("stationSet", entry => entry.Text("code") == station), entry => entry.OccurredAt, at)?.Event.Text("branch");

    /// <summary>Every branch that a station is of at a time.</summary>
    public IReadOnlyCollection<string> Branches(DateTimeOffset at) =>
        [.. All("stationSet", _ => true).Select(entry => BranchOf(entry.Text("code")!, at)).OfType<string>().Distinct()];

    public string? ManagerOf(string account, DateTimeOffset at) =>
        Newest(All("accountManagerAssigned", entry => entry.Text("account") == account && entry.Text("atStation") is null),
            entry => entry.Time("from")!.Value,
            at)?.Event.Text("manager");

    /// <summary>The line of the penalty schedule for what was due on a day.</summary>
    public Found? PenaltyLine(string rule, DateOnly day)
    {
        var versions = All("penaltyScheduleSet", entry => entry.Text("rule") == rule).ToList();
        var found = versions.Where(entry => entry.Day("effectiveFrom") <= day).OrderBy(entry => entry.Day("effectiveFrom"))
            .ThenBy(entry => entry.Position).LastOrDefault();
        return found is null ? null : new(found, versions.IndexOf(found) + 1);
    }

    /// <summary>
    /// When goods are due at the destination: the hours run from the first cut-off at or after their reception on a workday, on workdays
    /// only.
    /// </summary>
    public DateTimeOffset Due(DateTimeOffset received, LogEvent standard, int hours, long before)
    {
        var calendar = Calendar(standard.Text("calendar"), before);
        var time = received;
        if (standard.Text("cutOff") is { } cutOff)
            time = EachDay(days.Of(received)).Where(day => IsWorkday(calendar, day))
                .Select(day => days.At(day, TimeOnly.Parse(cutOff, CultureInfo.InvariantCulture))).First(at => at >= received);

        var left = TimeSpan.FromHours(hours);
        foreach (var day in EachDay(days.Of(time)).Where(day => IsWorkday(calendar, day)))
        {
            var (begin, end) = (days.At(day, default), days.At(day.AddDays(1), default));
            if (begin > time) time = begin;
            if (time + left <= end) break;
            left -= end - time;
            time = end;
        }
        return time + left;
    }

    /// <summary>The end of the last workday on which a receipt may come back; null where the account counts in ordinary days.</summary>
    public DateTimeOffset? ReceiptDue(DateTimeOffset signed, LogEvent account, long before)
    {
        if (Calendar(account.Text("calendar"), before) is not { } calendar) return null;
        var last = EachDay(days.Of(signed)).Skip(1).Where(day => IsWorkday(calendar, day)).Prepend(days.Of(signed))
            .ElementAt(account.Whole("receiptDays") ?? 7);
        return days.At(last.AddDays(1), default);
    }

    /// <summary>What the company had set at a time, as it was known before a position.</summary>
    public LogEvent? CompanySet(DateTimeOffset at, long before) =>
        Newest(All("companySet", _ => true), entry => entry.OccurredAt, at, before)?.Event;

    /// <summary>The codes of an account's sites at a time, as they were known before a position.</summary>
    public IEnumerable<string> Sites(string account, DateTimeOffset at, long before) =>
        Newest(All("accountSitesSet", entry => entry.Text("account") == account), Begins, at, before)?.Event.Member("sites") is { } sites
            ? sites.EnumerateArray().Select(site => site.GetProperty("code").GetString()!) : [];

    /// <summary>The end of the n-th workday after the day of a time; without a calendar, Saturdays and Sundays are free.</summary>
    public DateTimeOffset EndOfWorkday(DateTimeOffset from, int workdays, string? calendar, long before)
    {
        var its = Calendar(calendar, before);
        var last = EachDay(days.Of(from)).Skip(1).Where(day => its is null
            ? day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) : IsWorkday(its, day)).ElementAt(workdays - 1);
        return days.At(last.AddDays(1), default);
    }

    private IEnumerable<LogEvent> All(string type, Func<LogEvent, bool> isMeant) =>
        events.Where(entry => entry.Type == type && isMeant(entry));

    // The one that begins last of those that have begun; of several that begin together, the one recorded last.
    private static Found? Newest(IEnumerable<LogEvent> versions, Func<LogEvent, DateTimeOffset> begins, DateTimeOffset at,
        long before = long.MaxValue)
    {
        var all = versions.OrderBy(entry => entry.Position).ToList();
        var found = all.Where(entry => entry.Position < before && begins(entry) <= at).OrderBy(begins).LastOrDefault();
        return found is null ? null : new(found, all.IndexOf(found) + 1);
    }

    private static DateTimeOffset Begins(LogEvent entry) => entry.Time("effectiveFrom") ?? entry.OccurredAt;

    private LogEvent? Calendar(string? name, long before) =>
        name is null ? null : Newest(All("calendarSet", entry => entry.Text("calendar") == name), entry => entry.OccurredAt,
            DateTimeOffset.MaxValue, before)?.Event;

    public static bool IsWorkday(LogEvent? calendar, DateOnly day)
    {
        if (calendar is null) return true;
        string[] weekend = calendar.Member("weekend") is null ? ["saturday", "sunday"] : [.. calendar.Texts("weekend")];
        var name = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (calendar.Texts("holidays").Contains(name)) return false;
        return calendar.Texts("workdays").Contains(name) || !weekend.Contains(day.DayOfWeek.ToString(), StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<DateOnly> EachDay(DateOnly from)
    {
        for (var day = from; ; day = day.AddDays(1)) yield return day;
    }
}
