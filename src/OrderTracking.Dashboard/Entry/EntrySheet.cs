using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrderTracking.Domain;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Dashboard.Entry;

/// <summary>A row as it was typed, and what is wrong with it.</summary>
/// <param name="Id">The event's id, made with the row: sent twice, it is recorded once.</param>
/// <param name="Time">On the company's clock; left out, the sheet's.</param>
public sealed record EntryRow(string Id, string Waybill = "", string Pieces = "", string Time = "", string Note = "")
{
    public string? Fault { get; init; }

    public bool IsBlank => Waybill.Length == 0 && Pieces.Length == 0 && Time.Length == 0 && Note.Length == 0;

    public static EntryRow New(string waybill = "", string pieces = "", string time = "", string note = "") =>
        new(Guid.NewGuid().ToString(), waybill, pieces, time, note);
}

/// <summary>One event of many waybills, as it was typed: what is the same for all, and a row a waybill.</summary>
public sealed record EntrySheet(
    EntryEvent Event, string Time, string Station, string NextStation, string LoadingList, string Vehicle, IReadOnlyList<EntryRow> Rows)
{
    /// <summary>How many rows one form holds. More are sent to POST /v1/events.</summary>
    public const int MaxRows = 1_000;

    private const string FieldTime = "yyyy-MM-ddTHH:mm";
    private static readonly string[] Times = [FieldTime, "yyyy-MM-dd HH:mm", "yyyy/M/d H:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm:ss"];
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string FieldTimeOf(DateTimeOffset at, Company company) =>
        TimeZoneInfo.ConvertTime(at, company.Zone).ToString(FieldTime, CultureInfo.InvariantCulture);

    /// <summary>The sheet that a form holds; blank rows are left out.</summary>
    public static EntrySheet Of(IFormCollection form)
    {
        var (ids, waybills, pieces, times, notes) = (form["Id"], form["Waybill"], form["Pieces"], form["RowTime"], form["Note"]);
        var rows = new List<EntryRow>();
        for (var i = 0; i < waybills.Count && i < MaxRows; i++)
        {
            var row = new EntryRow(Guid.TryParse(At(ids, i), out var id) ? id.ToString() : Guid.NewGuid().ToString(), At(waybills, i),
                At(pieces, i), At(times, i), At(notes, i));
            if (!row.IsBlank) rows.Add(row);
        }
        return new(EntryEvent.Of(form["Type"]), At(form["Time"], 0), At(form["Station"], 0), At(form["NextStation"], 0),
            At(form["LoadingList"], 0), At(form["Vehicle"], 0), rows);

        static string At(Microsoft.Extensions.Primitives.StringValues values, int i) => i < values.Count ? values[i]!.Trim() : "";
    }

    /// <summary>A row as a line of a batch. What cannot be read is written as it was typed, for the codec to say what is wrong.</summary>
    public ReadOnlyMemory<byte> Line(EntryRow row, string by, Company company)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer, Writing);
        writer.WriteStartObject();
        writer.WriteString("id", row.Id);
        writer.WriteString("type", Event.Wire);
        writer.WriteString("waybill", WaybillNumber.Parse(row.Waybill) ?? row.Waybill);
        writer.WriteString("occurredAt", Instant(row.Time.Length > 0 ? row.Time : Time, company));
        writer.WriteString("station", Station);
        writer.WriteString("by", by);
        writer.WriteStartObject("data");
        if (Event.HasPieces && row.Pieces.Length > 0)
        {
            if (int.TryParse(row.Pieces, NumberStyles.None, CultureInfo.InvariantCulture, out var pieces))
                writer.WriteNumber("pieces", pieces);
            else writer.WriteString("pieces", row.Pieces);
        }
        if (Event.HasNextStation) Text("nextStation", NextStation);
        if (Event.HasLoadingList) Text("loadingList", LoadingList);
        if (Event.HasVehicle) Text("vehicle", Vehicle);
        if (Event.Note is { } note) Text(note, row.Note);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;

        void Text(string name, string text)
        {
            if (text.Length > 0) writer.WriteString(name, text);
        }
    }

    private static string Instant(string typed, Company company) =>
        DateTime.TryParseExact(typed, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? company.At(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local)).ToString("yyyy-MM-ddTHH:mm:sszzz",
                CultureInfo.InvariantCulture)
            : typed;
}
