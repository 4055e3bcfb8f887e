using System.Text.Encodings.Web;
using System.Text.Json;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Reports;

namespace OrderTracking.Reports.Files;

/// <summary>
/// A report for programs: rows are objects, times keep their offset, and rows with figures link to the list of what they count.
/// </summary>
internal static class JsonFile
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Report report)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Writing))
        {
            json.WriteStartObject();
            json.WriteString("report", report.Name);
            Heading(json, "title", report.Title);
            json.WriteString("account", report.Account);
            if (report.Stations is { } stations)
            {
                json.WriteStartArray("stations");
                foreach (var station in stations) json.WriteStringValue(station);
                json.WriteEndArray();
            }
            json.WriteString("from", Day(report.From));
            json.WriteString("to", Day(report.To));
            json.WriteString("zone", report.Company.Zone.Id);
            json.WriteBoolean("isPeriodOver", report.IsPeriodOver);
            json.WriteString("madeAt", TimeZoneInfo.ConvertTime(report.MadeAt, report.Company.Zone));
            json.WriteNumber("position", report.Position);
            json.WritePropertyName("definitions");
            JsonSerializer.Serialize(json, report.Definitions, EventJson.Rows);
            json.WriteStartArray("sections");
            foreach (var section in report.Sections) Write(json, section);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Section section)
    {
        json.WriteStartObject();
        json.WriteString("key", section.Key);
        Heading(json, "heading", section.Heading);
        json.WriteStartArray("columns");
        foreach (var column in section.Columns)
        {
            json.WriteStartObject();
            json.WriteString("key", column.Key);
            Heading(json, "heading", column.Heading);
            json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(column.Kind.ToString()));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("rows");
        foreach (var row in section.Rows.Where(row => !row.IsTotal)) Write(json, section, row);
        json.WriteEndArray();
        if (section.Rows.FirstOrDefault(row => row.IsTotal) is { } total)
        {
            json.WritePropertyName("total");
            Write(json, section, total);
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Section section, Row row)
    {
        json.WriteStartObject();
        foreach (var (column, cell) in section.Columns.Zip(row.Cells))
        {
            json.WritePropertyName(column.Key);
            switch (cell)
            {
                case null: json.WriteNullValue(); break;
                case string text: json.WriteStringValue(text); break;
                case long number: json.WriteNumberValue(number); break;
                case decimal number: json.WriteNumberValue(number); break;
                case DateTimeOffset time: json.WriteStringValue(time); break;
                case DateOnly day: json.WriteStringValue(Day(day)); break;
                default: throw new InvalidOperationException($"The column {column.Key} cannot hold a {cell.GetType().Name}.");
            }
        }
        if (row.Behind is not null) json.WriteString("behind", row.Behind);
        json.WriteEndObject();
    }

    private static void Heading(Utf8JsonWriter json, string member, Heading heading)
    {
        json.WriteStartObject(member);
        json.WriteString("zh", heading.Chinese);
        json.WriteString("en", heading.English);
        json.WriteEndObject();
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
