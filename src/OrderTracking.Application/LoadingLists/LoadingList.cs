using OrderTracking.Domain.Views;

namespace OrderTracking.Application.LoadingLists;

/// <summary>What is wrong with a waybill on a loading list.</summary>
public enum LoadingListFault
{
    /// <summary>漏装: planned for the list, and the truck left without it.</summary>
    Missed,

    /// <summary>部分装: fewer pieces loaded than planned.</summary>
    Partial,

    /// <summary>错装: loaded, although the waybill's plans were for other lists and stations.</summary>
    Wrong,

    /// <summary>有单无货: listed, but fewer pieces were loaded, or unloaded where the truck arrived.</summary>
    NotThere,

    /// <summary>有货无单: more pieces were loaded or unloaded than listed.</summary>
    NotListed,
}

/// <param name="Listed">Pieces on the list; null while nothing is known of what is on it.</param>
public sealed record LoadingListLine(LoadingListRow Row, int? Listed, IReadOnlyList<LoadingListFault> Faults);

/// <summary>装载清单. A loading list: what was planned for it, what stands on it, what was loaded, and what was unloaded.</summary>
/// <param name="Day">The last of its waybills' days.</param>
/// <param name="Lines">In order of waybill.</param>
public sealed record LoadingList(string Number, DateOnly Day, IReadOnlyList<LoadingListLine> Lines)
{
    /// <summary>
    /// The list of these rows. Where nobody said what is on it, what was loaded is what is listed. A truck has left a station once one of
    /// the list's waybills was loaded there, and has arrived at a station once one bound for it was unloaded.
    /// </summary>
    public static LoadingList Of(IReadOnlyList<LoadingListRow> rows)
    {
        var (isListed, isLoaded) = (rows.Any(row => row.Listed is not null), rows.Any(row => row.Loaded > 0));
        var left = rows.Where(row => row.Loaded > 0).Select(row => row.Station).ToHashSet();
        var arrived = rows.Where(row => row.Unloaded > 0).Select(row => row.NextStation ?? "").ToHashSet();
        return new(rows[0].LoadingList, rows.Max(row => row.Day), [.. rows.Select(Line)]);

        LoadingListLine Line(LoadingListRow row)
        {
            var (hasLeft, hasArrived) = (left.Contains(row.Station), arrived.Contains(row.NextStation ?? ""));
            int? listed = isListed ? row.Listed ?? 0 : isLoaded ? row.Loaded : null;
            int? there = hasArrived ? row.Unloaded : hasLeft ? row.Loaded : null;
            var faults = new List<LoadingListFault>();
            if (row is { Planned: > 0, Loaded: 0 } && hasLeft) faults.Add(LoadingListFault.Missed);
            if (row.Loaded > 0 && row.Loaded < row.Planned) faults.Add(LoadingListFault.Partial);
            if (row.IsWrong) faults.Add(LoadingListFault.Wrong);
            if (there < listed) faults.Add(LoadingListFault.NotThere);
            if (Math.Max(row.Loaded, row.Unloaded) > listed) faults.Add(LoadingListFault.NotListed);
            return new(row, listed, faults);
        }
    }
}
