namespace OrderTracking.Oracle;

public sealed partial class Company
{
    /// <summary>Which of all possible cases occur in this log, so that a generator of logs can see which ones it leaves out.</summary>
    public IEnumerable<string> Reached()
    {
        foreach (var entry in Log)
        {
            yield return $"{entry.Type} from {entry.Source}";
            if (entry.IsOfWaybill && Waybills.Single(waybill => waybill.Number == entry.Stream).IsCorrected(entry))
                yield return $"{entry.Type} corrected";
        }
        foreach (var row in Waybills.SelectMany(waybill => waybill.Deadlines()))
        {
            yield return $"{row.Rule} {row.Verdict(Now)}";
            if (row.Raised) yield return $"{row.Rule} raised";
            if (row.Deadline.Contains('@', StringComparison.Ordinal)) yield return $"{row.Rule} moved or gone";
            if (!row.KnownInTime) yield return $"{row.Rule} not known in time";
            if (row.Loading is { Wrong: > 0 }) yield return "loading wrong";
            if (row.Excused) yield return $"{row.Rule} excused";
        }
        foreach (var row in Cases)
        {
            yield return $"{row.Kind} is {row.Status}";
            foreach (var step in row.Steps) yield return $"{row.Kind} {step.Name} {step.Verdict(row.SuspendedSince, Now)}";
        }
        foreach (var report in Reports.All()) yield return $"{report.Report} {report.Verdict}";
        foreach (var receipt in Waybills.SelectMany(waybill => waybill.Receipts())) yield return $"receipt is {receipt.Status}";
        foreach (var exception in Waybills.SelectMany(waybill => waybill.Exceptions()))
        {
            yield return $"{(exception.Derived ? "derived" : "said")} {exception.Kind} {exception.Status}";
            yield return exception.IsFollowed() ? "exception followed" : "exception no longer followed";
            if (exception.CustomerAgreedAt is not null) yield return "customer agreed";
        }
        if (Waybills.SelectMany(waybill => waybill.OnTime()).Any(row => row.Returned)) yield return "returned altogether";
        foreach (var row in Waybills.SelectMany(waybill => waybill.Waybills())) 
        {
            yield return $"waybill is {row.Status}";
            if (row.Held is not null) yield return "waybill is held";
        }
    }
}
