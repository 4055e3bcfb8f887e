using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Views;

/// <summary>A waybill on a loading list (装载清单): the pieces planned for it, listed, loaded and unloaded.</summary>
public sealed record LoadingListRow : IViewRow
{
    public required string Waybill { get; init; }

    public required string LoadingList { get; init; }

    public required string Account { get; init; }

    public required string Lane { get; init; }

    /// <summary>Where it was first loaded; else where the first event that names the list happened.</summary>
    public required string Station { get; init; }

    public string? NextStation { get; init; }

    public string? Vehicle { get; init; }

    /// <summary>The company's day that is planned for; else of the first event that names the list.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>Pieces; null where no plan names the list.</summary>
    public int? Planned { get; init; }

    /// <summary>Pieces; null where nobody said what is on the list: then what is loaded is what is listed.</summary>
    public int? Listed { get; init; }

    public required int Loaded { get; init; }

    public required int Unloaded { get; init; }

    /// <summary>错装: loaded on this list, although the waybill's plans at the station are for other lists and stations.</summary>
    public required bool IsWrong { get; init; }

    string IViewRow.Key => LoadingList;

    public static bool Reads(WaybillEvent waybillEvent) =>
        waybillEvent is Received or LoadingPlanned or LoadingListed or Events.Loaded or Arrived;

    public static IEnumerable<LoadingListRow> Rows(History history, Company company)
    {
        if (history.Received() is not { } order) return [];
        Dictionary<string, LoadingListRow>? lists = null;
        foreach (var entry in history.EffectiveEvents)
            switch (entry.Event)
            {
                case LoadingPlanned { LoadingList: { } list } plan:
                    var planned = Of(list, plan, plan.NextStation, plan.Vehicle);
                    lists![list] = planned with
                    {
                        Day = planned.Planned is null ? plan.PlannedFor : planned.Day,
                        Planned = Add(planned.Planned ?? 0, plan.Pieces ?? order.Pieces, order.Pieces),
                    };
                    break;
                // The newest listing of a waybill counts: a list is made up until the truck leaves.
                case LoadingListed listed:
                    var known = Of(listed.LoadingList, listed, listed.NextStation, listed.Vehicle);
                    lists![listed.LoadingList] = known with { Listed = listed.Pieces };
                    break;
                case Loaded { LoadingList: { } list } loaded:
                    var row = Of(list, loaded, loaded.NextStation, loaded.Vehicle);
                    lists![list] = row with
                    {
                        Station = row.Loaded == 0 ? loaded.Station : row.Station, Loaded = Add(row.Loaded, loaded.Pieces),
                        IsWrong = row.IsWrong || IsAgainstThePlans(history, loaded),
                    };
                    break;
                case Arrived { LoadingList: { } list } arrived:
                    var there = Of(list, arrived, null, null);
                    lists![list] = there with { Unloaded = Add(there.Unloaded, arrived.Pieces) };
                    break;
            }
        return lists?.Values ?? (IEnumerable<LoadingListRow>)[];

        // What is said first of the next station counts, and what is said last of the vehicle.
        LoadingListRow Of(string list, WaybillEvent by, string? next, string? vehicle)
        {
            if (!(lists ??= []).TryGetValue(list, out var row))
                row = new()
                {
                    Waybill = history.Waybill,
                    LoadingList = list,
                    Account = order.Account,
                    Lane = order.Lane(),
                    Station = by.Station,
                    Day = company.Day(by.OccurredAt),
                    Loaded = 0,
                    Unloaded = 0,
                    IsWrong = false,
                };
            return row with { NextStation = row.NextStation ?? next, Vehicle = vehicle ?? row.Vehicle };
        }
    }

    private static bool IsAgainstThePlans(History history, Loaded loaded)
    {
        var isPlanned = false;
        foreach (var entry in history.EffectiveEvents)
            if (entry.Event is LoadingPlanned plan && plan.Station == loaded.Station)
            {
                if (plan.LoadingList == loaded.LoadingList || (plan.LoadingList is null && plan.NextStation == loaded.NextStation))
                    return false;
                isPlanned = true;
            }
        return isPlanned;
    }

    private static int Add(int pieces, int more, int most = int.MaxValue) => (int)Math.Min((long)pieces + more, most);
}
