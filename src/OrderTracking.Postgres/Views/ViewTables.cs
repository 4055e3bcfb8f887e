using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Views;

namespace OrderTracking.Postgres.Views;

/// <summary>The table and columns of each view.</summary>
internal static class ViewTables
{
    private const int PhoneEnd = 11;

    public static IReadOnlyList<ViewTable> All { get; } =
    [
        new ViewTable<WaybillRow>(AllViews.Waybills, "waybills", changes => changes.Waybills, rows =>
        [
            Text(rows, row => row.Waybill), Text(rows, row => Name(row.Status)), Time(rows, row => row.ReceivedAt),
        ]),
        new ViewTable<SearchRow>(AllViews.Search, "search", changes => changes.Search, rows =>
        [
            Text(rows, row => row.Waybill), Text(rows, row => row.Account), Text(rows, row => row.Lane), Time(rows, row => row.ReceivedAt),
            Text(rows, row => row.OrderNumber), Text(rows, row => row.Consignee?.Name), Text(rows, row => Reversed(row.Consignee?.Phone)),
        ]),
        new ViewTable<ExceptionRow>(AllViews.Exceptions, "exceptions", changes => changes.Exceptions, rows =>
        [
            Text(rows, row => row.Waybill), Text(rows, row => row.ExceptionId), Text(rows, row => row.Account), Text(rows, row => row.Lane),
            Text(rows, row => Name(row.Kind)), Text(rows, row => Name(row.Status)),
            Text(rows, row => row.Cause is { } cause ? Name(cause) : null),
            Text(rows, row => row.ResponsibleStation), Time(rows, row => row.RaisedAt), Time(rows, row => row.RaisedRecordedAt),
            Time(rows, row => row.ReportBackDueAt), Time(rows, row => row.ReportedBackAt),
        ], Key: "exception_id"),
        new ViewTable<OnTimeRow>(AllViews.OnTime, "on_time", changes => changes.OnTime, rows =>
        [
            Text(rows, row => row.Waybill), Text(rows, row => row.Account), Text(rows, row => row.Lane), Text(rows, row => row.Destination),
            Time(rows, row => row.PromisedAt), Day(rows, row => row.PromisedDay), Time(rows, row => row.SignedInFullAt),
            Time(rows, row => row.ArrivedInFullAt), Flag(rows, row => row.Cancelled), Flag(rows, row => row.Excused),
        ]),
        new ViewTable<ReceiptRow>(AllViews.Receipts, "receipts", changes => changes.Receipts, rows =>
        [
            Text(rows, row => row.Waybill), Text(rows, row => row.Account), Text(rows, row => row.Lane),
            Text(rows, row => Name(row.Status)),
            Text(rows, row => row.Destination), Time(rows, row => row.SignedInFullAt), Day(rows, row => row.SignedDay),
            Time(rows, row => row.DueAt),
            Time(rows, row => row.ReturnedAt), Number(rows, row => row.Rejections), Time(rows, row => row.StatusAt),
        ]),
        new ViewTable<DeadlineRow>(AllViews.Deadlines, "deadlines", changes => changes.Deadlines, rows =>
        [
            Text(rows, row => row.Waybill), Text(rows, row => row.Deadline), Text(rows, row => row.Rule.Wire()),
            Text(rows, row => row.Account),
            Text(rows, row => row.Lane), Text(rows, row => row.Station), Time(rows, row => row.StartedAt), Time(rows, row => row.DueAt),
            Day(rows, row => row.DueDay), Time(rows, row => row.KeptAt), Day(rows, row => row.KeptDay), Flag(rows, row => row.KnownInTime),
            Flag(rows, row => row.IsToBeRaised()),
            Flag(rows, row => row.Withdrawn), Flag(rows, row => row.Excused),
        ], Key: "deadline"),
        new ViewTable<VolumeRow>(AllViews.Volumes, "volumes", changes => changes.Volumes, rows =>
        [
            Text(rows, row => row.Waybill), Text(rows, row => row.Account), Text(rows, row => row.Lane), Text(rows, row => row.Origin),
            Day(rows, row => row.Day), Number(rows, row => row.Pieces), Amount(rows, row => row.WeightKg),
            Amount(rows, row => row.VolumeM3),
            Amount(rows, row => row.Freight), Number(rows, row => row.DamagedPieces), Number(rows, row => row.ShortPieces),
        ]),
        new ViewTable<StationVisitRow>(AllViews.StationVisits, "station_visits", changes => changes.StationVisits, rows =>
        [
            Text(rows, row => row.Waybill), Text(rows, row => row.Station),
        ], Key: "station", HasJson: false),
    ];

    /// <summary>The names of all tables and roll-ups.</summary>
    public static string[] Tables { get; } = [.. All.SelectMany(table => new[] { table.Table, table.Rollup }).OfType<string>()];

    public static string[] Names { get; } = [.. All.Select(table => table.View)];

    public static int[] Versions { get; } = [.. All.Select(table => table.Version)];

    /// <summary>A member of a closed list as it is written in columns and on the wire.</summary>
    public static string Name(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>The last digits of a phone in reverse order, so that a search by its end is a search by a prefix.</summary>
    public static string? Reversed(string? phone)
    {
        if (phone is null) return null;
        var digits = phone.Where(char.IsAsciiDigit).Reverse().Take(PhoneEnd).ToArray();
        return digits.Length == 0 ? null : new string(digits);
    }

    private static NpgsqlParameter Text<TRow>(List<TRow> rows, Func<TRow, string?> value) => Array(rows, value, NpgsqlDbType.Text);

    private static NpgsqlParameter Flag<TRow>(List<TRow> rows, Func<TRow, bool> value) => Array(rows, value, NpgsqlDbType.Boolean);

    private static NpgsqlParameter Number<TRow>(List<TRow> rows, Func<TRow, int> value) => Array(rows, value, NpgsqlDbType.Integer);

    private static NpgsqlParameter Amount<TRow>(List<TRow> rows, Func<TRow, decimal> value) => Array(rows, value, NpgsqlDbType.Numeric);

    private static NpgsqlParameter Day<TRow>(List<TRow> rows, Func<TRow, DateOnly?> value) => Array(rows, value, NpgsqlDbType.Date);

    private static NpgsqlParameter Time<TRow>(List<TRow> rows, Func<TRow, DateTimeOffset?> value) =>
        Array(rows, row => value(row)?.UtcDateTime, NpgsqlDbType.TimestampTz);

    private static NpgsqlParameter Array<TRow, TValue>(List<TRow> rows, Func<TRow, TValue> value, NpgsqlDbType type) =>
        new() { Value = rows.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}
