namespace OrderTracking.Oracle;

/// <summary>Checks that the rules and the clock appended exactly what they had to: each event with a reason, and none missing.</summary>
public sealed class Appended(IReadOnlyList<Waybill> waybills, ReferenceData reference, DateTimeOffset now)
{
    /// <summary>What is wrong, in words; empty when nothing is.</summary>
    public IEnumerable<string> Faults() =>
        waybills.SelectMany(waybill => Exceptions(waybill).Concat(Deadlines(waybill)).Concat(waybill.WronglyHeld(reference)));

    // A derived exception has the id that follows from its cause and kind; when the cause no longer counts, it is corrected.
    private static IEnumerable<string> Exceptions(Waybill waybill)
    {
        var expected = waybill.Following().ToList();
        foreach (var item in expected)
            if (waybill.Recorded.SingleOrDefault(entry => entry.Id == item.Id) is not { } raised)
                yield return $"{waybill.Number}: {item.Kind} follows from {item.Cause.Id} and was not raised";
            else if (raised.Source != "system" || raised.Causation != item.Cause.Id || raised.Text("kind") != item.Kind
                || raised.OccurredAt != item.Cause.OccurredAt)
                yield return $"{waybill.Number}: {item.Kind} {item.Id} was raised with other content, source or cause";
            else if (waybill.IsCorrected(raised) && waybill.CorrectedBy(raised).All(entry => entry.Source == "system"))
                yield return $"{waybill.Number}: {item.Kind} {item.Id} follows from {item.Cause.Id} and was taken back by a rule";
        foreach (var entry in waybill.Recorded.Where(entry => entry is { Type: "exceptionRaised", Source: "system" }
            && !waybill.IsCorrected(entry)))
            if (expected.All(item => item.Id != entry.Id))
                yield return $"{waybill.Number}: {entry.Text("kind")} {entry.Id} follows from nothing and was not taken back";
    }

    // One DeadlineMissed for each deadline that, by the stream just before it, was past, open and known in time; and none lacking now.
    private IEnumerable<string> Deadlines(Waybill waybill)
    {
        foreach (var entry in waybill.Recorded.Where(entry => entry.Type == "deadlineMissed"))
        {
            var (deadline, due) = (entry.Text("deadline")!, entry.Time("dueAt")!.Value);
            var name = $"{waybill.Number}: deadlineMissed {deadline} of {due:O} at position {entry.Position}";
            if (entry.Id != DerivedId.OfMissed(waybill.Number, deadline, due))
                yield return $"{name} has the id {entry.Id}, not that of its deadline and due time";
            if (entry.Source != "clock" || entry.OccurredAt != due)
                yield return $"{name} is from {entry.Source} and happened at {entry.OccurredAt:O}";
            if (due >= entry.RecordedAt) yield return $"{name} was recorded at {entry.RecordedAt:O}, before it was past";
            var row = waybill.Before(entry).Deadlines().SingleOrDefault(row => row.Deadline == deadline && row.DueAt == due);
            if (row?.IsToBeRaised() is not true)
                yield return $"{name} had no reason: {(row is null ? "nothing was due then" : row.ToString())}";
            else if (row.Station != entry.Station) yield return $"{name} is of {entry.Station}, not of {row.Station}";
        }
        foreach (var row in waybill.Deadlines().Where(row => row.IsToBeRaised() && row.DueAt < now))
            if (waybill.Recorded.All(entry => entry.Id != DerivedId.OfMissed(waybill.Number, row.Deadline, row.DueAt)))
                yield return $"{waybill.Number}: {row.Deadline} was due at {row.DueAt:O}, nothing is known of its being kept, "
                    + "and the clock did not say so";
    }
}
