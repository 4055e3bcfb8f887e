using System.Text.Json.Serialization;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Application.Ports;

public enum ReplayStatus { Waiting, Running, Done, Cancelled, Failed }

/// <param name="Lane">A lane that has a standard.</param>
/// <param name="Hours">As if its running time had always been this.</param>
/// <param name="DeliveryHours">The same of its delivery; left out, as it was.</param>
public sealed record LaneHours(string Lane, int Hours, int? DeliveryHours = null);

/// <summary>As if a calendar had always had these days; what is left out as it was.</summary>
public sealed record OtherCalendar(
    string Calendar, IReadOnlyList<DayOfWeek>? Weekend = null, IReadOnlyList<DateOnly>? Holidays = null,
    IReadOnlyList<DateOnly>? Workdays = null);

/// <summary>As if a rule's penalty schedule had always proposed this.</summary>
/// <param name="Fine">CNY.</param>
public sealed record OtherFine(DeadlineRule Rule, decimal Fine);

/// <summary>Rules that are tried out; what is left out is as it is.</summary>
/// <param name="GraceMinutes">How much later than due still counts as kept.</param>
/// <param name="ClockStop">What stops the clock of an on-time figure.</param>
public sealed record ReplayRules(
    int? GraceMinutes = null, OnTimeClock? ClockStop = null, IReadOnlyList<LaneHours>? Lanes = null,
    IReadOnlyList<OtherCalendar>? Calendars = null, IReadOnlyList<OtherFine>? Penalties = null)
{
    public static ReplayRules Live { get; } = new();

    /// <summary>Whether they change what a waybill's stream takes from reference data.</summary>
    public bool ChangeStandards() => Lanes is { Count: > 0 } || Calendars is { Count: > 0 };
}

/// <summary>
/// What is worked out anew from the log: a figure, by the live rules and by others, or views, which are compared with the live ones.
/// </summary>
/// <param name="Figure">The name of a rate, or <c>penalties</c>; null for views.</param>
/// <param name="View">One view; null for all.</param>
/// <param name="From">The first day of the figure's period, in the company's time zone.</param>
/// <param name="To">The day after its last.</param>
public sealed record ReplayRequest(
    string? Figure = null, string? View = null, string? Account = null, string? Lane = null, DateOnly? From = null, DateOnly? To = null,
    ReplayRules? Rules = null)
{
    /// <summary>Whether it compares all views of the whole log, by the live rules, with the live ones.</summary>
    public bool IsDriftCheck() => this == new ReplayRequest();
}

/// <param name="Position">What had been recorded up to there is replayed.</param>
/// <param name="Changed">Waybills and cases that are different so far.</param>
/// <param name="Sums">Sums kept of views that are not those of the rows.</param>
/// <param name="Seconds">How long it has worked; what it rested for other work is in it.</param>
/// <param name="Cases">How many cases were compared: those of the whole log, by the live rules.</param>
public sealed record ReplayProgress(
    long Position, long Waybills, long Events, long Changed, double Seconds, long Sums = 0, long Cases = 0)
{
    [JsonIgnore]
    public bool IsDifferent => Changed > 0 || Sums > 0;

    public double EventsPerSecond => Seconds == 0 ? 0 : Math.Round(Events / Seconds, 1);
}

/// <param name="Sides">How many are judged how.</param>
/// <param name="Fines">CNY proposed; null for figures without fines.</param>
/// <param name="Times">Of stays; null for other figures.</param>
public sealed record ReplaySide(IReadOnlyDictionary<string, long> Sides, decimal? Rate, decimal? Fines, DwellTimes? Times = null);

/// <summary>A sum that is kept of a view and is not that of its rows.</summary>
/// <param name="Scope">What it is the sum of: an account, a lane, a station, all.</param>
/// <param name="Grain">A day, a month, or what has no day.</param>
/// <param name="Rule">Of deadlines alone.</param>
public sealed record SumDifference(string View, string Scope, string Key, string Grain, DateOnly? Day, string? Rule);

/// <param name="Count">How many there are.</param>
public sealed record SumDifferences(long Count, IReadOnlyList<SumDifference> First);

/// <summary>A figure by the live rules and by the others; or, of views, the first sums that are not those of the rows.</summary>
public sealed record ReplayResult(ReplaySide? Live, ReplaySide? Replayed, IReadOnlyList<SumDifference>? Sums = null);

/// <summary>A replay that was asked for.</summary>
/// <param name="AskedBy">A subject; <see cref="ByClock"/> for the check that is made every day.</param>
/// <param name="Result">Of a figure, once it is done.</param>
/// <param name="Fault">Why it failed.</param>
public sealed record Replay(
    Guid Id, string AskedBy, DateTimeOffset AskedAt, ReplayRequest Request, ReplayStatus Status, ReplayProgress? Progress = null,
    ReplayResult? Result = null, DateTimeOffset? EndedAt = null, string? Fault = null)
{
    public const string ByClock = "clock";
}

/// <param name="Of">A deadline or a view; empty where the figure judges the waybill as a whole.</param>
/// <param name="Live">The side by the live rules; null where it is on none, and for views.</param>
public sealed record ReplayDifference(
    string Of, string? Live = null, string? Replayed = null, decimal? LiveFine = null, decimal? ReplayedFine = null);

/// <summary>What is different of a waybill, or of a case.</summary>
/// <param name="Stream">The key of its stream.</param>
public sealed record ReplayChange([property: JsonIgnore] string Stream, IReadOnlyList<ReplayDifference> Differences)
{
    public string? Waybill => Case is null ? Stream : null;

    /// <summary>Its kind, a colon and its number.</summary>
    public string? Case => CaseStreams.IsCase(Stream) ? Stream : null;
}

/// <summary>Replays, and what each has found; kept for some days.</summary>
public interface IReplays
{
    /// <returns>False when so many are open already, or the id is taken.</returns>
    Task<bool> Add(Replay replay, int mostOpen, CancellationToken cancellationToken);

    Task<Replay?> Find(Guid id, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    /// <param name="askedBy">Null for everybody's.</param>
    Task<IReadOnlyList<Replay>> List(
        string? askedBy, (DateTimeOffset AskedAt, Guid Id)? after, int limit, CancellationToken cancellationToken);

    /// <summary>The waybills and cases that are different, in order of key.</summary>
    Task<IReadOnlyList<ReplayChange>> Changes(Guid id, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// The oldest that waits, or that another leader was running; it begins anew, without what was found of it. Null when there is none.
    /// </summary>
    /// <param name="running">Those that this node runs.</param>
    Task<Replay?> Claim(IReadOnlyCollection<Guid> running, CancellationToken cancellationToken);

    /// <returns>False when it was cancelled meanwhile; nothing is kept then.</returns>
    Task<bool> Keep(Guid id, ReplayProgress progress, IReadOnlyCollection<ReplayChange> found, CancellationToken cancellationToken);

    /// <summary>Ends one that runs.</summary>
    Task End(Guid id, ReplayStatus status, ReplayResult? result, string? fault, CancellationToken cancellationToken);

    /// <summary>Cancels it, and forgets what it found; null when there is none.</summary>
    Task<Replay?> Cancel(Guid id, CancellationToken cancellationToken);

    /// <summary>The newest check of all views that was asked for, or of those that are done.</summary>
    Task<Replay?> LastDriftCheck(bool isDone, CancellationToken cancellationToken);

    /// <summary>Forgets those that were asked for before a time.</summary>
    Task Forget(DateTimeOffset before, CancellationToken cancellationToken);
}

/// <summary>Compares rows with those of the live views.</summary>
public interface IViewComparison
{
    /// <summary>The rows of these waybills or cases that differ from the live ones, at the position that these are at.</summary>
    /// <param name="rows">Works rows out for that position.</param>
    Task<IReadOnlyList<(string View, string Stream)>> Differences(
        IReadOnlyCollection<string> streams, IReadOnlySet<string>? views, Func<long, Task<Domain.Projections.ViewChanges>> rows,
        CancellationToken cancellationToken);

    /// <summary>Live rows of streams that the log does not have.</summary>
    /// <param name="most">How many of each view.</param>
    Task<IReadOnlyList<(string View, string Stream)>> WithoutStream(
        IReadOnlySet<string>? views, int most, CancellationToken cancellationToken);

    /// <summary>Sums all live rows of a view up and compares that with the sums kept of them; view by view.</summary>
    /// <param name="most">How many of each view are named.</param>
    IAsyncEnumerable<SumDifferences> Sums(IReadOnlySet<string>? views, int most, CancellationToken cancellationToken);
}
