using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Domain.Tests;

/// <summary>Reference data with what a test does not care about filled in.</summary>
internal static class SampleReference
{
    public static readonly DateTimeOffset Long = new(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(8));

    /// <summary>
    /// Terms, a lane's standard and a calendar for the freight of <see cref="SampleEvents"/> and of FreightNetwork.OneLane.
    /// </summary>
    public static Reference.ReferenceSnapshot ForAcme { get; } = As(
        new CalendarSet("cn") { OccurredAt = Long, Station = "HQ", By = "chen.jing" },
        Account("ACME", calendar: "cn", receiptDays: 5, reportBackHours: 2),
        Lane(48));

    public static AccountSet Account(
        string account, string? name = null, string? calendar = null, int? receiptDays = null, int? reportBackHours = null,
        Limits? limits = null,
        IReadOnlyList<ReportKind>? reports = null) =>
        new(account, name, null, calendar, receiptDays, reportBackHours, limits, null, reports) { OccurredAt = Long, Station = "HQ",
            By = "chen.jing" };

    public static LaneStandardSet Lane(
        int hours, TimeOnly? cutOff = null, string? calendar = null, DateTimeOffset? from = null, string origin = "SHA",
        string destination = "CTU") =>
        new(origin, destination, hours, cutOff, calendar, from) { OccurredAt = Long, Station = "HQ", By = "chen.jing" };

    public static CalendarSet Calendar(string name, DateOnly[]? holidays = null, DateOnly[]? workdays = null,
        DayOfWeek[]? weekend = null) =>
        new(name, weekend, holidays, workdays) { OccurredAt = Long, Station = "HQ", By = "chen.jing" };

    /// <summary>The first reference events have positions up to this one; the waybill's own events follow.</summary>
    public const long Positions = 1000;

    public static Reference.ReferenceSnapshot As(params IReadOnlyList<ReferenceEvent> events) =>
        Add(Reference.ReferenceSnapshot.Empty, 1, events);

    /// <summary>The reference data with more events, recorded after the waybill's own.</summary>
    public static Reference.ReferenceSnapshot Later(
        this Reference.ReferenceSnapshot reference, params IReadOnlyList<ReferenceEvent> events) =>
        Add(reference, Math.Max(reference.Position + 1, 10 * Positions), events);

    /// <summary>The id of the reference event at a position.</summary>
    public static Guid IdAt(long position) => new((int)position, 1, 0, [0, 0, 0, 0, 0, 0, 0, 9]);

    private static Reference.ReferenceSnapshot Add(
        Reference.ReferenceSnapshot reference, long first, IReadOnlyList<ReferenceEvent> events) =>
        reference.With(events.Select((referenceEvent, i) =>
            (ReferenceStreams.Of(referenceEvent), Entry(referenceEvent, first + i, reference))));

    private static RecordedEvent<DomainEvent> Entry(ReferenceEvent referenceEvent, long position, Reference.ReferenceSnapshot reference) =>
        new(IdAt(position), position, reference.Stream(ReferenceStreams.Of(referenceEvent)).Count + 1, Spec.Now, EventSource.Person, null,
            null, referenceEvent);
}
