using System.Collections.Immutable;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Reference;

/// <summary>
/// Everything that was laid down, as of a position of the log; it never changes, what comes later makes another one. What is
/// in force at a time is the version that begins last of those that have begun by then; of several that begin together, the
/// one that was recorded last.
/// </summary>
public sealed class ReferenceSnapshot
{
    public static readonly ReferenceSnapshot Empty = new();

    private ImmutableDictionary<string, Versions<AccountSet>> accounts = ImmutableDictionary<string, Versions<AccountSet>>.Empty;
    private ImmutableDictionary<string, Versions<AccountManagerAssigned>> managers = ImmutableDictionary<string, Versions<AccountManagerAssigned>>.Empty;
    private ImmutableDictionary<(string, string), Versions<LaneStandardSet>> lanes = ImmutableDictionary<(string, string), Versions<LaneStandardSet>>.Empty;
    private ImmutableDictionary<string, Versions<StationSet>> stations = ImmutableDictionary<string, Versions<StationSet>>.Empty;
    private ImmutableDictionary<string, Versions<CalendarSet>> calendars = ImmutableDictionary<string, Versions<CalendarSet>>.Empty;
    private ImmutableDictionary<DeadlineRule, Versions<PenaltyScheduleSet>> penaltySchedules = ImmutableDictionary<DeadlineRule, Versions<PenaltyScheduleSet>>.Empty;
    private ImmutableDictionary<string, ImmutableList<RecordedEvent<DomainEvent>>> streams = ImmutableDictionary<string, ImmutableList<RecordedEvent<DomainEvent>>>.Empty;
    private ImmutableDictionary<Guid, (string Stream, RecordedEvent<DomainEvent> Entry)> ids = ImmutableDictionary<Guid, (string, RecordedEvent<DomainEvent>)>.Empty;

    private ReferenceSnapshot()
    {
    }

    /// <summary>Of the last reference event; 0 when there is none.</summary>
    public long Position { get; private set; }

    /// <summary>Whether a waybill can be held to anything but the house's own terms.</summary>
    public bool HasStandards => accounts.Count > 0 || lanes.Count > 0;

    /// <summary>Every account of which something was laid down, in order of code.</summary>
    public IReadOnlyCollection<string> Accounts => [.. accounts.Keys.Union(managers.Keys).Order(StringComparer.Ordinal)];

    public IReadOnlyCollection<(string Origin, string Destination)> Lanes =>
        [.. lanes.Keys.OrderBy(lane => lane.Item1, StringComparer.Ordinal).ThenBy(lane => lane.Item2, StringComparer.Ordinal)];

    public IReadOnlyCollection<string> Stations => [.. stations.Keys.Order(StringComparer.Ordinal)];

    public IReadOnlyCollection<string> Calendars => [.. calendars.Keys.Order(StringComparer.Ordinal)];

    public IReadOnlyCollection<DeadlineRule> PenaltyRules => [.. penaltySchedules.Keys.OrderBy(rule => rule.Wire(), StringComparer.Ordinal)];

    /// <summary>The snapshot with more of the log, in order.</summary>
    public ReferenceSnapshot With(IEnumerable<(string Stream, RecordedEvent<DomainEvent> Entry)> more)
    {
        var next = (ReferenceSnapshot)MemberwiseClone();
        foreach (var (stream, entry) in more)
            if (entry.Position > next.Position) next.Add(stream, entry);
        return next;
    }

    /// <summary>The terms of an account in force at a time.</summary>
    public AccountSet? Account(string account, DateTimeOffset at) => AccountInForce(account, at)?.Event;

    /// <summary>Their version.</summary>
    public int? AccountVersion(string account, DateTimeOffset at) => AccountInForce(account, at)?.Version;

    /// <param name="before">Only what stands before this position of the log.</param>
    public InForce<AccountSet>? AccountInForce(string account, DateTimeOffset at, long before = long.MaxValue) =>
        accounts.GetValueOrDefault(account)?.At(at, before);

    /// <summary>The handle of who looks after an account at a time.</summary>
    public string? ManagerOf(string account, DateTimeOffset at) => AssignmentOf(account, at)?.Event.Manager;

    public InForce<AccountManagerAssigned>? AssignmentOf(string account, DateTimeOffset at) => managers.GetValueOrDefault(account)?.At(at);

    /// <summary>The accounts that somebody looks after at a time, in order of code.</summary>
    public IReadOnlyList<string> AccountsOf(string manager, DateTimeOffset at) =>
        [.. managers.Where(account => account.Value.At(at)?.Event.Manager == manager).Select(account => account.Key).Order(StringComparer.Ordinal)];

    /// <param name="before">Only what stands before this position of the log.</param>
    public InForce<LaneStandardSet>? Standard(string origin, string destination, DateTimeOffset at, long before = long.MaxValue) =>
        lanes.GetValueOrDefault((origin, destination))?.At(at, before);

    public InForce<StationSet>? Station(string code, DateTimeOffset at) => stations.GetValueOrDefault(code)?.At(at);

    /// <summary>A calendar as last laid down by then.</summary>
    public InForce<CalendarSet>? CalendarInForce(string calendar, DateTimeOffset at, long before = long.MaxValue) =>
        calendars.GetValueOrDefault(calendar)?.At(at, before);

    /// <summary>A calendar as last laid down; days are judged by what is known of them, not by when it was said.</summary>
    public InForce<CalendarSet>? Calendar(string calendar, long before = long.MaxValue) => CalendarInForce(calendar, DateTimeOffset.MaxValue, before);

    public bool HasCalendar(string calendar) => calendars.ContainsKey(calendar);

    /// <summary>The fine for a breach of a rule that was due on a day: CNY, and the version of the penalty schedule.</summary>
    public (decimal Fine, int Version)? FineFor(DeadlineRule rule, DateOnly day) => PenaltySchedule(rule, day) is { } schedule ? (schedule.Event.Fine, schedule.Version) : null;

    public InForce<PenaltyScheduleSet>? PenaltySchedule(DeadlineRule rule, DateOnly day) => penaltySchedules.GetValueOrDefault(rule)?.At(Whole(day));

    /// <summary>Every penalty schedule that was laid down, in the order in which they were recorded, rule by rule.</summary>
    public IEnumerable<InForce<PenaltyScheduleSet>> PenaltySchedules => PenaltyRules.SelectMany(rule => penaltySchedules[rule].All);

    public bool HasPenaltySchedule(DeadlineRule rule) => penaltySchedules.ContainsKey(rule);

    /// <summary>The accounts and lanes for which a calendar was ever named.</summary>
    public (IEnumerable<string> Accounts, IEnumerable<(string Origin, string Destination)> Lanes) Using(string calendar) => (
        accounts.Where(account => account.Value.All.Any(version => version.Event.Calendar == calendar)).Select(account => account.Key),
        lanes.Where(lane => lane.Value.All.Any(version => version.Event.Calendar == calendar)).Select(lane => lane.Key));

    /// <summary>A stream's events, in order; none when there is no such stream.</summary>
    public IReadOnlyList<RecordedEvent<DomainEvent>> Stream(string stream) => streams.GetValueOrDefault(stream) ?? [];

    /// <summary>Of a stream's last event; 0 when there is no such stream.</summary>
    public long VersionOf(string stream) => streams.GetValueOrDefault(stream) is { Count: > 0 } entries ? entries[^1].Version : 0;

    /// <summary>All events after a position, in order.</summary>
    public IReadOnlyList<(string Stream, RecordedEvent<DomainEvent> Entry)> After(long position) =>
        [.. ids.Values.Where(entry => entry.Entry.Position > position).OrderBy(entry => entry.Entry.Position)];

    public (string Stream, RecordedEvent<DomainEvent> Entry)? Find(Guid id) => ids.TryGetValue(id, out var found) ? found : null;

    private void Add(string stream, RecordedEvent<DomainEvent> entry)
    {
        Position = entry.Position;
        streams = streams.SetItem(stream, (streams.GetValueOrDefault(stream) ?? []).Add(entry));
        ids = ids.SetItem(entry.Id, (stream, entry));
        switch (entry.Event)
        {
            case AccountSet x: accounts = Longer(accounts, x.Account, x, x.EffectiveFrom ?? x.OccurredAt, entry); break;
            case AccountManagerAssigned x: managers = Longer(managers, x.Account, x, x.From, entry); break;
            case LaneStandardSet x: lanes = Longer(lanes, (x.Origin, x.Destination), x, x.EffectiveFrom ?? x.OccurredAt, entry); break;
            case StationSet x: stations = Longer(stations, x.Code, x, x.OccurredAt, entry); break;
            case CalendarSet x: calendars = Longer(calendars, x.Calendar, x, x.OccurredAt, entry); break;
            case PenaltyScheduleSet x: penaltySchedules = Longer(penaltySchedules, x.Rule, x, Whole(x.EffectiveFrom), entry); break;
        }
    }

    // Penalty schedules begin with a day of the company's, wherever that is: days are compared with days.
    private static DateTimeOffset Whole(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static ImmutableDictionary<TKey, Versions<T>> Longer<TKey, T>(
        ImmutableDictionary<TKey, Versions<T>> all, TKey key, T fact, DateTimeOffset from, RecordedEvent<DomainEvent> entry)
        where TKey : notnull where T : ReferenceEvent =>
        all.SetItem(key, (all.GetValueOrDefault(key) ?? Versions<T>.None).With(fact, from, entry));
}
