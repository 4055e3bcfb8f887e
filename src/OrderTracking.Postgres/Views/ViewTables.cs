using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Views;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres.Views;

/// <summary>The table of each view of <see cref="AllViews"/>, with its columns besides the key and the row's JSON.</summary>
internal static class ViewTables
{
    public static IReadOnlyList<ViewTable> All { get; } =
    [
        new ViewTable<WaybillRow>(AllViews.Waybills, columns: table => table
            .Text("account", row => row.Account)
            .Text("status", row => StoredNames.Of(row.Status))
            .Time("received_at", row => row.ReceivedAt)
            .Flag("issued", row => row.IssuedAt is not null)
            .Time("held_since", row => row.Held?.Since)
            .AmountOrNone("insured_value", row => row.InsuredValue)),
        new ViewTable<SearchRow>(AllViews.Search, columns: table => table
            .Text("account", row => row.Account)
            .Text("lane", row => row.Lane)
            .Time("received_at", row => row.ReceivedAt)
            .Text("order_number", row => row.OrderNumber)
            .Text("name_hashes", row => row.Hashes?.Name)
            .Text("phone_hashes", row => row.Hashes?.PhoneFromItsEnd)),
        new ViewTable<ExceptionRow>(AllViews.Exceptions, key: "exception_id", columns: table => table
            .Text("account", row => row.Account)
            .Text("lane", row => row.Lane)
            .Text("kind", row => StoredNames.Of(row.Kind))
            .Text("status", row => StoredNames.Of(row.Status))
            .Text("cause", row => row.Cause is { } cause ? StoredNames.Of(cause) : null)
            .Text("responsible_station", row => row.ResponsibleStation)
            .Time("raised_at", row => row.RaisedAt)
            .Time("raised_recorded_at", row => row.RaisedRecordedAt)
            .Time("due_at", row => row.ReportBackDueAt)
            .Time("reported_back_at", row => row.ReportedBackAt)
            .Flag("followed", row => row.IsFollowed())),
        new ViewTable<OnTimeRow>(AllViews.OnTime, hasRollup: true, columns: table => table
            .Text("account", row => row.Account)
            .Text("lane", row => row.Lane)
            .Text("destination", row => row.Destination)
            .Time("promised_at", row => row.PromisedAt)
            .Day("promised_day", row => row.PromisedDay)
            .Time("signed_at", row => OnTime.StoppedAt(row, OnTimeClock.Signed))
            .Time("arrived_at", row => row.ArrivedInFullAt)
            .Flag("cancelled", row => row.Cancelled)
            .Flag("returned", row => row.Returned)
            .Flag("excused", row => row.Excused)),
        new ViewTable<ReceiptRow>(AllViews.Receipts, hasRollup: true, columns: table => table
            .Text("account", row => row.Account)
            .Text("lane", row => row.Lane)
            .Text("status", row => StoredNames.Of(row.Status))
            .Text("destination", row => row.Destination)
            .Time("closed_at", row => row.ClosedAt)
            .Day("closed_day", row => row.ClosedDay)
            .Time("due_at", row => row.DueAt)
            .Time("returned_at", row => row.ReturnedAt)
            .Number("rejections", row => row.Rejections)
            .Time("status_at", row => row.StatusAt)),
        new ViewTable<DeadlineRow>(AllViews.Deadlines, key: "deadline", hasRollup: true, rollupBy: "rule", columns: table => table
            .Text("rule", row => row.Rule.Wire())
            .Text("account", row => row.Account)
            .Text("lane", row => row.Lane)
            .Text("station", row => row.Station)
            .Time("started_at", row => row.StartedAt)
            .Time("due_at", row => row.DueAt)
            .Day("due_day", row => row.DueDay)
            .Time("kept_at", row => row.KeptAt)
            .Day("kept_day", row => row.KeptDay)
            .Flag("known_in_time", row => row.KnownInTime)
            .Flag("to_be_raised", row => row.IsToBeRaised())
            .Flag("withdrawn", row => row.Withdrawn)
            .Flag("ended", row => row.Ended)
            .Flag("excused", row => row.Excused)
            .Text("complaint_id", row => row.ComplaintId)
            .Text("penalty", row => row.Penalty is { } decision ? StoredNames.Of(decision.Status()) : null)
            .AmountOrNone("penalty_amount", row => row.Penalty?.Amount)),
        new ViewTable<VolumeRow>(AllViews.Volumes, hasRollup: true, columns: table => table
            .Text("account", row => row.Account)
            .Text("lane", row => row.Lane)
            .Text("station", row => row.Origin)
            .Day("day", row => row.Day)
            .Number("pieces", row => row.Pieces)
            .Amount("weight_kg", row => row.WeightKg)
            .Amount("volume_m3", row => row.VolumeM3)
            .Amount("freight", row => row.Freight)
            .Number("damaged_pieces", row => row.DamagedPieces)
            .Number("short_pieces", row => row.ShortPieces)),
        new ViewTable<RemarkRow>(AllViews.Remarks, key: "event_id", columns: table => table
            .Text("account", row => row.Account)
            .Text("lane", row => row.Lane)
            .Time("recorded_at", row => row.RecordedAt)),
        new ViewTable<LoadingListRow>(AllViews.LoadingLists, key: "loading_list", columns: table => table
            .Text("account", row => row.Account)
            .Text("lane", row => row.Lane)
            .Text("station", row => row.Station)
            .Day("day", row => row.Day)),
        new ViewTable<StationVisitRow>(AllViews.StationVisits, key: "station", columns => columns.Flag("on_way", row => row.OnWay),
            hasJson: false),
        new ViewTable<CaseRow>(AllViews.Cases, stream: "stream", columns: table => table
            .Text("kind", row => row.Kind)
            .Text("number", row => row.Number)
            .Text("account", row => row.Account)
            .Text("station", row => row.Station)
            .Text("status", row => row.Status)
            .Time("opened_at", row => row.OpenedAt)
            .Time("closed_at", row => row.ClosedAt)
            .Time("due_at", row => row.DueAt)
            .Time("next_due_at", row => row.NextDueAt)),
    ];

    /// <summary>The names of all tables and roll-ups.</summary>
    public static string[] Tables { get; } = [.. All.SelectMany(table => new[] { table.Table, table.Rollup }).OfType<string>()];

    public static string[] Names { get; } = [.. All.Select(table => table.View.Name)];

    public static int[] Versions { get; } = [.. All.Select(table => table.View.Version)];
}
