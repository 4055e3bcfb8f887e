using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Views;

/// <summary>A station on a waybill's route, or where something happened to it. Callers of that station may see the waybill.</summary>
public sealed record StationVisitRow(string Waybill, string Station) : IViewRow
{
    string IViewRow.Key => Station;

    public static IEnumerable<StationVisitRow> Rows(History history) =>
        history.Received() is { } received ? StationsOf(history, received).Distinct()
            .Select(station => new StationVisitRow(history.Waybill, station)) : [];

    private static IEnumerable<string> StationsOf(History history, Received received) =>
        [received.Origin, received.Destination, .. received.Transfers ?? [],
            .. history.EffectiveEvents.Select(entry => entry.Event.Station)];
}
