using System.Collections.Immutable;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Reference;

/// <summary>
/// All reference data as of a position of the log. Immutable: later events make another snapshot. In force at a time is the version that
/// begins last of those that have begun by then; of several that begin together, the one recorded last.
/// </summary>
public sealed class ReferenceSnapshot
{
    public static readonly ReferenceSnapshot Empty = new();

    private ImmutableDictionary<string, Versions<AccountSet>> accounts = ImmutableDictionary<string, Versions<AccountSet>>.Empty;
    private ImmutableDictionary<string, Versions<AccountSitesSet>> sites = ImmutableDictionary<string, Versions<AccountSitesSet>>.Empty;
    private ImmutableDictionary<string, Versions<AccountManagerAssigned>> managers =
        ImmutableDictionary<string, Versions<AccountManagerAssigned>>.Empty;
    private ImmutableDictionary<AccountAtStation, Versions<AccountManagerAssigned>> stationManagers =
        ImmutableDictionary<AccountAtStation, Versions<AccountManagerAssigned>>.Empty;
    private ImmutableDictionary<(string, string), Versions<MandateGranted>> mandates =
        ImmutableDictionary<(string, string), Versions<MandateGranted>>.Empty;
    private ImmutableDictionary<(string, string), Versions<LaneStandardSet>> lanes =
        ImmutableDictionary<(string, string), Versions<LaneStandardSet>>.Empty;
    private ImmutableDictionary<string, Versions<StationSet>> stations = ImmutableDictionary<string, Versions<StationSet>>.Empty;
    private ImmutableDictionary<string, Versions<CalendarSet>> calendars = ImmutableDictionary<string, Versions<CalendarSet>>.Empty;
    private Versions<CompanySet> companies = Versions<CompanySet>.None;
    private ImmutableDictionary<DeadlineRule, Versions<PenaltyScheduleSet>> penaltySchedules =
        ImmutableDictionary<DeadlineRule, Versions<PenaltyScheduleSet>>.Empty;
    private ImmutableDictionary<string, ImmutableList<RecordedEvent<DomainEvent>>> streams =
        ImmutableDictionary<string, ImmutableList<RecordedEvent<DomainEvent>>>.Empty;
    private ImmutableDictionary<Guid, (string Stream, RecordedEvent<DomainEvent> Entry)> ids =
        ImmutableDictionary<Guid, (string, RecordedEvent<DomainEvent>)>.Empty;

    private ReferenceSnapshot()
    {
    }

    /// <summary>Position of the last reference event; 0 when there is none.</summary>
    public long Position { get; private set; }

    /// <summary>Whether any waybill can be held to other terms than the company's defaults.</summary>
    public bool HasStandards => accounts.Count > 0 || lanes.Count > 0 || mandates.Count > 0;

    /// <summary>Every account that has terms or a manager, in order of code.</summary>
    public IReadOnlyCollection<string> Accounts => [.. accounts.Keys.Union(managers.Keys).Order(StringComparer.Ordinal)];

    public IReadOnlyCollection<(string Origin, string Destination)> Lanes =>
        [.. lanes.Keys.OrderBy(lane => lane.Item1, StringComparer.Ordinal).ThenBy(lane => lane.Item2, StringComparer.Ordinal)];

    public IReadOnlyCollection<(string Account, string Mandate)> Mandates =>
        [.. mandates.Keys.OrderBy(key => key.Item1, StringComparer.Ordinal).ThenBy(key => key.Item2, StringComparer.Ordinal)];

    public IReadOnlyCollection<string> Stations => [.. stations.Keys.Order(StringComparer.Ordinal)];

    public IReadOnlyCollection<string> Calendars => [.. calendars.Keys.Order(StringComparer.Ordinal)];

    public IReadOnlyCollection<DeadlineRule> PenaltyRules =>
        [.. penaltySchedules.Keys.OrderBy(rule => rule.Wire(), StringComparer.Ordinal)];

    /// <summary>This snapshot with later events, which are given in order.</summary>
    public ReferenceSnapshot With(IEnumerable<(string Stream, RecordedEvent<DomainEvent> Entry)> more)
    {
        var next = (ReferenceSnapshot)MemberwiseClone();
        foreach (var (stream, entry) in more)
            if (entry.Position > next.Position) next.Add(stream, entry);
        return next;
    }

    /// <summary>
    /// This snapshot without what was done later: reports handed out, noted or missed, items of hand-overs taken over. What was set stays,
    /// since it says itself from when it is in force.
    /// </summary>
    public ReferenceSnapshot WithoutActsAfter(DateTimeOffset time) => Empty.With(After(0).Where(entry =>
        entry.Entry.Event is not (HandOverAccepted or ReportHandedOut or ReportMissed or ReportNoted)
        || entry.Entry.Event.OccurredAt <= time));

    /// <summary>The terms of an account in force at a time.</summary>
    public AccountSet? Account(string account, DateTimeOffset at) => AccountInForce(account, at)?.Event;

    /// <summary>The tier of each account whose terms in force at a time name one.</summary>
    public IReadOnlyDictionary<string, AccountTier> Tiers(DateTimeOffset at) => (
        from account in accounts.Keys
        let tier = Account(account, at)?.Tier
        where tier is not null
        select (account, tier.Value)).ToDictionary();

    /// <summary>The version of an account's terms in force at a time.</summary>
    public int? AccountVersion(string account, DateTimeOffset at) => AccountInForce(account, at)?.Version;

    /// <param name="before">Considers only events before this position of the log.</param>
    public InForce<AccountSet>? AccountInForce(string account, DateTimeOffset at, long before = long.MaxValue) =>
        accounts.GetValueOrDefault(account)?.At(at, before);

    /// <summary>The sites of an account in force at a time.</summary>
    public InForce<AccountSitesSet>? SitesInForce(string account, DateTimeOffset at) => sites.GetValueOrDefault(account)?.At(at);

    /// <summary>The handle of an account's manager at a time; null when it has none.</summary>
    public string? ManagerOf(string account, DateTimeOffset at) => AssignmentOf(account, at)?.Event.Manager;

    public InForce<AccountManagerAssigned>? AssignmentOf(string account, DateTimeOffset at) => managers.GetValueOrDefault(account)?.At(at);

    /// <summary>Every assignment of an account, in the order in which they were recorded.</summary>
    public IReadOnlyList<InForce<AccountManagerAssigned>> Assignments(string account) => managers.GetValueOrDefault(account)?.All ?? [];

    /// <summary>The accounts of a manager at a time, in order of code.</summary>
    public IReadOnlyList<string> AccountsOf(string manager, DateTimeOffset at) =>
        [.. managers.Where(account => account.Value.At(at)?.Event.Manager == manager).Select(account => account.Key)
            .Order(StringComparer.Ordinal)];

    /// <summary>The parts of accounts that a second manager, at a destination station, has at a time; in order of account.</summary>
    public IReadOnlyList<AccountAtStation> PartsOf(string manager, DateTimeOffset at) =>
        [.. stationManagers.Where(part => part.Value.At(at)?.Event.Manager == manager).Select(part => part.Key)
            .OrderBy(part => part.Account, StringComparer.Ordinal).ThenBy(part => part.Station, StringComparer.Ordinal)];

    /// <summary>The second managers of an account at a time, in order of station.</summary>
    public IEnumerable<InForce<AccountManagerAssigned>> StationManagersOf(string account, DateTimeOffset at) =>
        from part in stationManagers
        where part.Key.Account == account
        orderby part.Key.Station
        let assigned = part.Value.At(at)
        where assigned is not null
        select assigned;

    /// <summary>An account's mandate, if it is in force on a day.</summary>
    /// <param name="before">Considers only events before this position of the log.</param>
    public InForce<MandateGranted>? Mandate(string account, string mandate, DateOnly day, long before = long.MaxValue) =>
        mandates.GetValueOrDefault((account, mandate))?.At(Whole(day), before) is { } granted && !(granted.Event.To < day) ? granted : null;

    /// <param name="before">Considers only events before this position of the log.</param>
    public InForce<LaneStandardSet>? Standard(string origin, string destination, DateTimeOffset at, long before = long.MaxValue) =>
        lanes.GetValueOrDefault((origin, destination))?.At(at, before);

    public InForce<StationSet>? Station(string code, DateTimeOffset at) => stations.GetValueOrDefault(code)?.At(at);

    /// <summary>The branch (分公司) of each station that is of one at a time.</summary>
    public IReadOnlyDictionary<string, string> Branches(DateTimeOffset at) => (
        from code in stations.Keys
        let branch = Station(code, at)?.Event.Branch
        where branch is not null
        select (code, branch)).ToDictionary();

    /// <summary>The newest version of a calendar that had happened by then.</summary>
    public InForce<CalendarSet>? CalendarInForce(string calendar, DateTimeOffset at, long before = long.MaxValue) =>
        calendars.GetValueOrDefault(calendar)?.At(at, before);

    /// <summary>The newest version of a calendar; it also decides about days before it was recorded.</summary>
    public InForce<CalendarSet>? Calendar(string calendar, long before = long.MaxValue) =>
        CalendarInForce(calendar, DateTimeOffset.MaxValue, before);

    /// <summary>What the company had set, and its calendar, as they were known before a time; null what it had not.</summary>
    public (CompanySet? Set, CalendarSet? Calendar) CompanyKnownBefore(DateTimeOffset time)
    {
        var set = companies.KnownBefore(time);
        return (set, set?.Calendar is { } calendar ? calendars.GetValueOrDefault(calendar)?.KnownBefore(time) : null);
    }

    /// <summary>What the company had set at a time.</summary>
    public InForce<CompanySet>? CompanyInForce(DateTimeOffset at) => companies.At(at);

    public bool HasCalendar(string calendar) => calendars.ContainsKey(calendar);

    public InForce<PenaltyScheduleSet>? PenaltySchedule(DeadlineRule rule, DateOnly day) =>
        penaltySchedules.GetValueOrDefault(rule)?.At(Whole(day));

    /// <summary>Every penalty schedule, rule by rule, in the order in which they were recorded.</summary>
    public IEnumerable<InForce<PenaltyScheduleSet>> PenaltySchedules => PenaltyRules.SelectMany(rule => penaltySchedules[rule].All);

    public bool HasPenaltySchedule(DeadlineRule rule) => penaltySchedules.ContainsKey(rule);

    /// <summary>The accounts and lanes of which any version names a calendar.</summary>
    public (IEnumerable<string> Accounts, IEnumerable<(string Origin, string Destination)> Lanes) Using(string calendar) => (
        accounts.Where(account => account.Value.All.Any(version => version.Event.Calendar == calendar)).Select(account => account.Key),
        lanes.Where(lane => lane.Value.All.Any(version => version.Event.Calendar == calendar)).Select(lane => lane.Key));

    /// <summary>A stream's events in order; empty when there is no such stream.</summary>
    public IReadOnlyList<RecordedEvent<DomainEvent>> Stream(string stream) => streams.GetValueOrDefault(stream) ?? [];

    /// <summary>Version of a stream's last event; 0 when there is no such stream.</summary>
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
            case AccountSitesSet x: sites = Longer(sites, x.Account, x, x.EffectiveFrom ?? x.OccurredAt, entry); break;
            case AccountManagerAssigned { AtStation: { } station } x:
                stationManagers = Longer(stationManagers, new(x.Account, station), x, x.From, entry);
                break;
            case AccountManagerAssigned x: managers = Longer(managers, x.Account, x, x.From, entry); break;
            case MandateGranted x: mandates = Longer(mandates, (x.Account, x.Mandate), x, Whole(x.From), entry); break;
            case CompanySet x: companies = companies.With(x, x.OccurredAt, entry); break;
            case LaneStandardSet x: lanes = Longer(lanes, (x.Origin, x.Destination), x, x.EffectiveFrom ?? x.OccurredAt, entry); break;
            case StationSet x: stations = Longer(stations, x.Code, x, x.OccurredAt, entry); break;
            case CalendarSet x: calendars = Longer(calendars, x.Calendar, x, x.OccurredAt, entry); break;
            case PenaltyScheduleSet x: penaltySchedules = Longer(penaltySchedules, x.Rule, x, Whole(x.EffectiveFrom), entry); break;
        }
    }

    // Penalty schedules and mandates begin on a day of the company's, whatever its zone: only days are compared, so any fixed offset does.
    private static DateTimeOffset Whole(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static ImmutableDictionary<TKey, Versions<T>> Longer<TKey, T>(
        ImmutableDictionary<TKey, Versions<T>> all, TKey key, T fact, DateTimeOffset from, RecordedEvent<DomainEvent> entry)
        where TKey : notnull where T : ReferenceEvent =>
        all.SetItem(key, (all.GetValueOrDefault(key) ?? Versions<T>.None).With(fact, from, entry));
}
