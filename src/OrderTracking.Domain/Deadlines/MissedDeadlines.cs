using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Deadlines;

/// <summary>The DeadlineMissed events that the clock records once due times are past.</summary>
public static class MissedDeadlines
{
    private static readonly Guid Space = new("6f1d8c1e-52f7-5c0b-9d4e-0a7b3c2f9e51");

    /// <summary>Derived from stream, deadline and due time, so that the same miss is recorded once.</summary>
    public static Guid IdOf(string stream, string deadline, DateTimeOffset due) =>
        UuidV5.Create(Space, $"{stream}/{deadline}@{due.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffff}");

    /// <summary>One event for each deadline of a waybill that is past due, not known to be kept and not raised yet.</summary>
    public static IReadOnlyList<NewEvent> Of(History history, Company company, DateTimeOffset now) =>
    [
        .. DeadlineRow.Rows(history, company)
            .Where(row => row.IsToBeRaised() && row.DueAt < now)
            .OrderBy(row => row.DueAt).ThenBy(row => row.Deadline, StringComparer.Ordinal)
            .Select(row => new NewEvent(
                row.MissedId(),
                new DeadlineMissed(row.Deadline, row.DueAt) { OccurredAt = row.DueAt, Station = row.Station, By = DerivedExceptions.By },
                EventSource.Clock))
            .Where(missed => history.Find(missed.Id) is null),
    ];
}
