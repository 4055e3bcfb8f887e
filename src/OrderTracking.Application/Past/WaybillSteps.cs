using System.Text.Json;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Past;

/// <summary>An event of a waybill, and what it changed when it was recorded.</summary>
/// <param name="Status">Where the waybill stood after it; null while it is not received.</param>
/// <param name="Changes">What it changed in the rows of the views.</param>
public sealed record WaybillStep(RecordedEvent<WaybillEvent> Entry, WaybillStatus? Status, IReadOnlyList<RowChange> Changes);

/// <summary>A waybill event by event, in the order in which they were recorded.</summary>
public static class WaybillSteps
{
    /// <param name="after">Only events after this version of the stream.</param>
    /// <param name="shown">How rows are written for so much of them to be shown.</param>
    public static IEnumerable<WaybillStep> Of(History history, long after, Company company, JsonSerializerOptions shown)
    {
        var before = new ShownRows(history.KnownAtVersion(after), company, shown);
        foreach (var entry in history.Events.Where(entry => entry.Version > after))
        {
            var known = history.KnownAtVersion(entry.Version);
            var rows = new ShownRows(known, company, shown);
            yield return new(entry, WaybillRow.Rows(known).SingleOrDefault()?.Status, before.To(rows));
            before = rows;
        }
    }
}
