using OrderTracking.Application.LoadingLists;

namespace OrderTracking.Api.Http;

/// <summary>A loading list in figures.</summary>
/// <param name="Planned">Pieces, as are listed, loaded and unloaded.</param>
/// <param name="Faults">The number of its waybills with each fault.</param>
public sealed record LoadingListSummary(
    string Number, DateOnly Day, IReadOnlyList<string> Stations, int Waybills, long Planned, long Listed, long Loaded, long Unloaded,
    IReadOnlyDictionary<LoadingListFault, int> Faults)
{
    public static LoadingListSummary Of(LoadingList list) => new(
        list.Number, list.Day, [.. list.Lines.Select(line => line.Row.Station).Distinct().Order(StringComparer.Ordinal)], list.Lines.Count,
        list.Lines.Sum(line => (long)(line.Row.Planned ?? 0)), list.Lines.Sum(line => (long)(line.Listed ?? 0)),
        list.Lines.Sum(line => (long)line.Row.Loaded), list.Lines.Sum(line => (long)line.Row.Unloaded),
        list.Lines.SelectMany(line => line.Faults).CountBy(fault => fault).OrderBy(fault => fault.Key).ToDictionary());
}

/// <param name="Instructions">The standing instructions of the accounts that are on it, by account.</param>
public sealed record LoadingListAnswer(
    LoadingListSummary List, IReadOnlyList<LoadingListLineShape> Items, IReadOnlyDictionary<string, string>? Instructions, long Position,
    long LagMs);

/// <param name="Planned">Pieces; null where no plan names the list.</param>
/// <param name="Listed">Pieces; null while nothing is known of what is on the list.</param>
public sealed record LoadingListLineShape(
    string Waybill, string Account, string Lane, string Station, string? NextStation, string? Vehicle, int? Planned, int? Listed,
    int Loaded, int Unloaded, IReadOnlyList<LoadingListFault> Faults, IReadOnlyList<string> Labels)
{
    public static LoadingListLineShape Of(LoadingListLine line) => new(
        line.Row.Waybill, line.Row.Account, line.Row.Lane, line.Row.Station, line.Row.NextStation, line.Row.Vehicle, line.Row.Planned,
        line.Listed, line.Row.Loaded, line.Row.Unloaded, line.Faults, [.. line.Faults.Select(Application.Localization.Labels.Of)]);
}
