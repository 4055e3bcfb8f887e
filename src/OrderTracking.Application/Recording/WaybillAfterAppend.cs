using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

internal static class WaybillAfterAppend
{
    /// <summary>The waybill with the events just appended to it, the first of which is the first of its append.</summary>
    public static Waybill After(Waybill waybill, IReadOnlyList<NewEvent> newEvents, AppendResult appended)
    {
        var entries = new RecordedEvent<WaybillEvent>[newEvents.Count];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = new(
                newEvents[i].Id, appended.FirstPosition + i, waybill.History.Version + 1 + i, appended.RecordedAt, newEvents[i].Source,
                newEvents[i].Correlation, newEvents[i].Causation, (WaybillEvent)newEvents[i].Event) { Sender = newEvents[i].Sender };
        return waybill.With(entries, areDecided: true);
    }
}

/// <summary>
/// Only the event id deduplicates: the same id with the same content gets the same answer again, with other content an error.
/// </summary>
internal static class Deduplication
{
    /// <summary>The index of the first event whose id was used for other content, and the events whose ids are new.</summary>
    public static (int? Reused, IReadOnlyList<SubmittedEvent> Fresh) Split(Waybill waybill, IReadOnlyList<SubmittedEvent> submittedEvents)
    {
        List<SubmittedEvent>? fresh = null;
        var earlier = submittedEvents.Count == 1 ? null : new Dictionary<Guid, WaybillEvent>(submittedEvents.Count);
        for (var i = 0; i < submittedEvents.Count; i++)
        {
            var known = waybill.Find(submittedEvents[i].Id)?.Event ?? earlier?.GetValueOrDefault(submittedEvents[i].Id);
            earlier?.TryAdd(submittedEvents[i].Id, submittedEvents[i].Event);
            if (known is not null && !EventCodec.SameContent(known, submittedEvents[i].Event)) return (i, []);
            if (known is not null) fresh ??= [.. submittedEvents.Take(i)];
            else fresh?.Add(submittedEvents[i]);
        }
        return (null, fresh ?? submittedEvents);
    }

    /// <summary>
    /// The last event that was recorded together with this version: the submitted events, then those that rules derived. What reference
    /// data derived later was recorded at another time and does not count.
    /// </summary>
    public static RecordedEvent<WaybillEvent> LastOf(History history, long version)
    {
        // Versions have gaps where events were set aside, so there can be fewer events than the version says.
        var index = (int)Math.Min(version, history.Events.Count) - 1;
        while (history.Events[index].Version > version) index--;
        while (index + 1 < history.Events.Count && IsNext(history.Events[index], history.Events[index + 1])) index++;
        return history.Events[index];
    }

    private static bool IsNext(RecordedEvent<WaybillEvent> one, RecordedEvent<WaybillEvent> other) =>
        other.Source == EventSource.System && other.Position == one.Position + 1 && other.RecordedAt == one.RecordedAt;
}
