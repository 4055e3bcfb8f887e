using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Access;

/// <summary>What decides who may see a waybill: its account, its lane, and the stations that have to do with it.</summary>
/// <param name="Account">Null while the waybill has not been received.</param>
public sealed record WaybillAccess(string? Account, string? Lane, IEnumerable<StationVisitRow> Visits)
{
    internal WaybillAccess(SearchRow? row, IEnumerable<StationVisitRow> visits) : this(row?.Account, row?.Lane, visits)
    {
    }

    /// <summary>Worked out at once, so that it does not keep the history in memory.</summary>
    public static WaybillAccess Of(History history) => new(SearchRow.Rows(history).SingleOrDefault(), [.. StationVisitRow.Rows(history)]);
}
