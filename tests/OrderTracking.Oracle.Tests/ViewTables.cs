using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using OrderTracking.Application.Privacy;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Projections;

namespace OrderTracking.Oracle.Tests;

/// <summary>Compares the views' tables with the oracle's rows.</summary>
internal static class ViewTables
{
    private static readonly string[] Roles = ["shipper", "consignee"];

    /// <param name="keys">With which persons and texts in rows are opened: what is encrypted differs each time.</param>
    public static async Task Compare(Compared compared, NpgsqlDataSource database, PersonKeys keys, Company company)
    {
        var (hashes, waybills) = (await keys.Hashes(CancellationToken.None), company.Waybills);
        // A table is called as its view.
        var left = AllViews.All.Select(view => JsonNamingPolicy.SnakeCaseLower.ConvertName(view.Name)).ToHashSet();
        await Table("waybills", row => row.Waybill, waybills.SelectMany(waybill => waybill.Waybills())
                .Select(row => row with { Shipper = null, Consignee = null }),
            row => new { row.Waybill, row.Account, row.Status, received_at = row.ReceivedAt, issued = row.IssuedAt is not null,
                held_since = row.Held?.Since, insured_value = row.InsuredValue });
        await Table("search", row => row.Waybill, waybills.SelectMany(waybill => waybill.Search()), row => new
        {
            row.Waybill, row.Account, row.Lane, received_at = row.ReceivedAt, order_number = row.OrderNumber,
            name_hashes = hashes.OfName(Of(row, "name")),
            phone_hashes = hashes.OfPhoneEnd(Of(row, "phone")),
        });
        await Table("exceptions", row => $"{row.Waybill} {row.ExceptionId}", waybills.SelectMany(waybill => waybill.Exceptions()),
            row => new
        {
            row.Waybill, exception_id = row.ExceptionId, row.Account, row.Lane, row.Kind, row.Status, row.Cause,
            responsible_station = row.ResponsibleStation,
            raised_at = row.RaisedAt, raised_recorded_at = row.RaisedRecordedAt, due_at = row.ReportBackDueAt,
            reported_back_at = row.ReportedBackAt, followed = row.IsFollowed(),
        });
        await Table("on_time", row => row.Waybill, waybills.SelectMany(waybill => waybill.OnTime()), row => new
        {
            row.Waybill, row.Account, row.Lane, row.Destination, promised_at = row.PromisedAt, promised_day = row.PromisedDay,
            signed_at = row.DeliveredAt(),
            arrived_at = row.ArrivedInFullAt, row.Cancelled, row.Returned, row.Excused,
        });
        await Table("receipts", row => row.Waybill, waybills.SelectMany(waybill => waybill.Receipts()), row => new
        {
            row.Waybill, row.Account, row.Lane, row.Status, row.Destination, closed_at = row.ClosedAt, closed_day = row.ClosedDay,
            due_at = row.DueAt,
            returned_at = row.ReturnedAt, row.Rejections, status_at = row.StatusAt,
        });
        await Table("deadlines", row => $"{row.Waybill} {row.Deadline}", waybills.SelectMany(waybill => waybill.Deadlines()), row => new
        {
            row.Waybill, row.Deadline, row.Rule, row.Account, row.Lane, row.Station, started_at = row.StartedAt, due_at = row.DueAt,
            due_day = row.DueDay,
            kept_at = row.KeptAt, kept_day = row.KeptDay, known_in_time = row.KnownInTime, to_be_raised = row.IsToBeRaised(), row.Withdrawn,
            row.Ended, row.Excused, complaint_id = row.ComplaintId,
            penalty = row.Penalty is null ? null : row.Penalty.Amount is null ? "waived" : "confirmed",
            penalty_amount = row.Penalty?.Amount,
        });
        await Table("volumes", row => row.Waybill, waybills.SelectMany(waybill => waybill.Volumes()), row => new
        {
            row.Waybill, row.Account, row.Lane, station = row.Origin, row.Day, row.Pieces, weight_kg = row.WeightKg,
            volume_m3 = row.VolumeM3, row.Freight,
            damaged_pieces = row.DamagedPieces, short_pieces = row.ShortPieces,
        });
        await Table("remarks", row => $"{row.Waybill} {row.EventId}", waybills.SelectMany(waybill => waybill.Remarks()),
            row => new { row.Waybill, event_id = row.EventId, row.Account, row.Lane, recorded_at = row.RecordedAt });
        await Table("loading_lists", row => $"{row.Waybill} {row.LoadingList}", waybills.SelectMany(waybill => waybill.LoadingLists()),
            row => new { row.Waybill, loading_list = row.LoadingList, row.Account, row.Lane, row.Station, row.Day });
        await Table("cases", row => row.Stream, company.Cases, row => new
        {
            row.Stream, row.Kind, row.Number, row.Account, row.Station, row.Status, opened_at = row.OpenedAt, closed_at = row.ClosedAt,
            due_at = row.DueAt, next_due_at = row.NextDueAt,
        });
        await Columns("station_visits", row => $"{row.Waybill} {row.Station}",
            waybills.SelectMany(waybill => waybill.StationVisits()).Concat(company.Claims.SelectMany(claim => claim.Visits()))
                .Concat(company.Complaints.SelectMany(complaint => complaint.Visits()))
                .Concat(company.Stories.SelectMany(story => story.Visits()))
                .Concat(company.Rounds.SelectMany(round => round.Visits())).Concat(company.DeskNotes.SelectMany(note => note.Visits())),
            row => new { row.Waybill, row.Station, on_way = row.OnWay });
        foreach (var table in left) compared.Differs($"the view in {table} is not compared");

        async Task Table<TRow>(string table, Func<TRow, string> key, IEnumerable<TRow> rows, Func<TRow, object> columns) where TRow : class
        {
            var expected = rows.ToList();
            var actual = await Read(database, table, "t.row");
            foreach (var row in actual.Values) await Open(row, keys);
            compared.Rows(table, expected.ToDictionary(key, row => Compared.Json(row)), actual);
            await Columns(table, key, expected, columns);
        }

        async Task Columns<TRow>(string table, Func<TRow, string> key, IEnumerable<TRow> rows, Func<TRow, object> columns)
        {
            left.Remove(table);
            compared.Rows(
                $"columns of {table}", rows.ToDictionary(key, row => Compared.Json(columns(row))),
                await Read(database, table, "to_jsonb(t) - 'row'"), Compared.IsSameMoment);
        }
    }

    private static async Task Open(JsonObject row, PersonKeys keys)
    {
        for (var role = 0; role < Roles.Length; role++)
            if (row[Roles[role]]?["sealed"]?.GetValue<string>() is { } text)
                row[Roles[role]] = JsonNode.Parse((await Its()).Open(role, Guid.Empty, text));
        await OpenText(row["held"], "note", "held");
        await OpenText(row["penalty"], "reason", $"penalty {row["deadline"]}");
        await OpenText(row, "text", $"remark {row["eventId"]}");
        foreach (var member in (string[])["description", "report", "measure"])
            await OpenText(row, member, $"{member} {row["exceptionId"]}");

        async Task OpenText(JsonNode? of, string member, string place)
        {
            if (of?[member]?.GetValue<string>() is { } text && FreeText.Ciphertext(text) is { } ciphertext)
                of[member] = JsonNode.Parse(JsonSerializer.Serialize(
                    Encoding.UTF8.GetString((await Its()).Open(StreamKeys.Text, Guid.Empty, ciphertext, place)!)));
        }

        async Task<StreamKeys> Its()
        {
            var number = row["waybill"]!.GetValue<string>();
            return (await keys.Of([number], CancellationToken.None))[number];
        }
    }

    private static string? Of(SearchRow row, string member) =>
        row.Consignee is { } person && person.TryGetProperty(member, out var value) ? value.GetString() : null;

    // Keyed by the columns of the table's key.
    private static async Task<Dictionary<string, JsonObject>> Read(NpgsqlDataSource database, string table, string columns)
    {
        var rows = new Dictionary<string, JsonObject>();
        await using var command = database.CreateCommand(
            $"select concat_ws(' ', variadic array(select to_jsonb(t) ->> a.attname from pg_index i "
            + "join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey) "
            + $"where i.indisprimary and i.indrelid = 'tracking.{table}'::regclass order by a.attnum)), {columns} from tracking.{table} t");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) rows.Add(reader.GetString(0), JsonNode.Parse(reader.GetString(1))!.AsObject());
        return rows;
    }
}
