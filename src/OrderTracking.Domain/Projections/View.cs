using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Projections;

/// <summary>A view, without the type of its rows: what lists of views hold.</summary>
/// <param name="Name">In the form of Marten's projection names.</param>
/// <param name="Version">Raised when the same history gives other rows: the view is then rebuilt.</param>
/// <param name="Reads">
/// Whether an event of this type can change a row; corrections always can. For an event that this rejects, the rows must stay the same.
/// </param>
/// <param name="HasMany">Whether a waybill can have more than one row.</param>
/// <param name="HoldsLastEvent">
/// Whether the row says when the last event was. It then differs after nearly every event, so it is written without comparing.
/// </param>
public abstract record View(string Name, int Version, Func<WaybillEvent, bool> Reads, bool HasMany, bool HoldsLastEvent)
{
    public abstract Type RowType { get; }

    /// <summary>Whether waybills have rows in it; views of cases alone are not asked for those of a waybill.</summary>
    public bool IsOfWaybills { get; init; } = true;

    /// <summary>Whether cases have rows in it.</summary>
    public abstract bool IsOfCases { get; }

    public abstract IEnumerable<IViewRow> RowsOf(History history, Company company);

    /// <summary>No changes yet, to be added to.</summary>
    internal abstract RowChanges NewChanges();
}

/// <summary>A view's name, and how its rows follow from a history.</summary>
/// <param name="Rows">Pure: from one waybill's whole history to its rows.</param>
public sealed record View<TRow>(string Name, int Version, Func<History, Company, IEnumerable<TRow>> Rows, Func<WaybillEvent, bool> Reads,
    bool HasMany = false, bool HoldsLastEvent = false) : View(Name, Version, Reads, HasMany, HoldsLastEvent)
    where TRow : class, IViewRow
{
    /// <summary>From one case's whole history to its rows; null where cases have none.</summary>
    public Func<CaseHistory, IEnumerable<TRow>>? CaseRows { get; init; }

    public override bool IsOfCases => CaseRows is not null;

    public override Type RowType => typeof(TRow);

    public override IEnumerable<IViewRow> RowsOf(History history, Company company) => Rows(history, company);

    internal override RowChanges NewChanges() => new RowChanges<TRow>(this);
}

/// <summary>
/// All views. This list is what the projector, the stores, the rebuild and the tests go by; the table of each stands in ViewTables of
/// the store.
/// </summary>
public static class AllViews
{
    public static readonly View<WaybillRow> Waybills =
        new("Waybills", 7, (history, _) => WaybillRow.Rows(history), _ => true, HoldsLastEvent: true);
    public static readonly View<SearchRow> Search =
        new("Search", 4, (history, _) => SearchRow.Rows(history), SearchRow.Reads);
    public static readonly View<ExceptionRow> Exceptions =
        new("Exceptions", 3, (history, _) => ExceptionRow.Rows(history), ExceptionRow.Reads, HasMany: true);
    public static readonly View<OnTimeRow> OnTime = new("OnTime", 3, OnTimeRow.Rows, OnTimeRow.Reads);
    public static readonly View<ReceiptRow> Receipts = new("Receipts", 3, ReceiptRow.Rows, ReceiptRow.Reads);
    public static readonly View<DeadlineRow> Deadlines = new("Deadlines", 8, DeadlineRow.Rows, DeadlineRow.Reads, HasMany: true);
    public static readonly View<VolumeRow> Volumes = new("Volumes", 2, VolumeRow.Rows, VolumeRow.Reads);
    public static readonly View<RemarkRow> Remarks = new("Remarks", 2, (history, _) => RemarkRow.Rows(history), _ => true, HasMany: true);
    public static readonly View<LoadingListRow> LoadingLists =
        new("LoadingLists", 1, LoadingListRow.Rows, LoadingListRow.Reads, HasMany: true);
    public static readonly View<StationVisitRow> StationVisits =
        new("StationVisits", 2, (history, _) => StationVisitRow.Rows(history), _ => true, HasMany: true) { CaseRows = CaseRow.Visits };
    public static readonly View<CaseRow> Cases =
        new("Cases", 1, (_, _) => [], _ => false) { IsOfWaybills = false, CaseRows = CaseRow.Rows };

    public static IReadOnlyList<View> All { get; } =
        [Waybills, Search, Exceptions, OnTime, Receipts, Deadlines, Volumes, Remarks, LoadingLists, StationVisits, Cases];
}
