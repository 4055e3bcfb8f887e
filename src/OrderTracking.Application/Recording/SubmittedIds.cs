using OrderTracking.Application.Codec;
using OrderTracking.Domain;

namespace OrderTracking.Application.Recording;

/// <summary>Only the event id deduplicates: of what is submitted together to cases or as reference data.</summary>
internal static class SubmittedIds
{
    /// <summary>The index of the first event whose id was used for other content, and the events whose ids are new.</summary>
    /// <param name="recorded">The recorded event of an id; null where there is none.</param>
    public static (int? Reused, IReadOnlyList<T> Fresh) Split<T>(
        IReadOnlyList<T> submittedEvents, Func<T, (Guid Id, DomainEvent Event)> of, Func<Guid, DomainEvent?> recorded)
    {
        var fresh = new Dictionary<Guid, (T Submitted, DomainEvent Event)>();
        for (var i = 0; i < submittedEvents.Count; i++)
        {
            var (id, submitted) = of(submittedEvents[i]);
            var known = recorded(id) ?? fresh.GetValueOrDefault(id).Event;
            if (known is null) fresh.Add(id, (submittedEvents[i], submitted));
            else if (!EventCodec.SameContent(known, submitted)) return (i, []);
        }
        return (null, [.. fresh.Values.Select(item => item.Submitted)]);
    }

    /// <summary>The first whose id is in the log and not recorded where it belongs: elsewhere, or in an event that was set aside.</summary>
    /// <param name="taken">Looked up before what is recorded was read.</param>
    public static IdReused? TakenElsewhere(
        IReadOnlyList<Guid> ids, IReadOnlyDictionary<Guid, string> taken, Func<Guid, DomainEvent?> recorded)
    {
        for (var i = 0; i < ids.Count; i++)
            if (taken.ContainsKey(ids[i]) && recorded(ids[i]) is null) return new(i, ids[i]);
        return null;
    }
}
