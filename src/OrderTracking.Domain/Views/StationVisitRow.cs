using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Views;

/// <summary>A station on a waybill's route, or where something happened to it. Callers of that station may see the waybill.</summary>
/// <param name="OnWay">
/// The station is on the waybill's way: on its route as received, where it was received, or where a station on the way loaded it to.
/// A station cannot put itself there by what it records, so persons are shown to stations on the way only.
/// </param>
public sealed record StationVisitRow(string Waybill, string Station, bool OnWay) : IViewRow
{
    string IViewRow.Key => Station;

    public static IEnumerable<StationVisitRow> Rows(History history)
    {
        if (history.Received() is not { } received) return [];
        string[] route = [received.Origin, received.Destination, .. received.Transfers ?? []];
        var way = new HashSet<string>(route) { received.Station };
        foreach (var entry in history.EffectiveEvents)
            if (entry.Event is Loaded { NextStation: { } next } loaded && way.Contains(loaded.Station)) way.Add(next);
        return route.Concat(history.EffectiveEvents.Select(entry => entry.Event.Station)).Distinct()
            .Select(station => new StationVisitRow(history.Waybill, station, way.Contains(station)));
    }
}
