using System.Globalization;
using CsvHelper;
using OrderTracking.Application.Reports;

namespace OrderTracking.Reports.Files;

/// <summary>
/// RFC 4180 with a byte order mark, by which spreadsheets recognise UTF-8; sections one after the other, separated by an empty line. All
/// lines have as many fields as the widest, as the RFC asks, and all fields are quoted. Times are the company's, without offset; the
/// first section names the zone. A text that a spreadsheet would read as a formula gets an apostrophe before it.
/// </summary>
internal static class CsvFile
{
    public static readonly CsvWriterOptions Rules = new() { WriteByteOrderMark = true, Quoting = CsvQuoting.Always };

    public static byte[] Write(Report report)
    {
        using var bytes = new MemoryStream();
        var sections = CoverSheet.Sheets(report).ToList();
        var width = sections.Max(section => section.Columns.Count);
        using (var csv = CsvWriter.Create(bytes, Rules, leaveOpen: true))
            foreach (var (index, section) in sections.Index())
            {
                if (index > 0) Line(csv, width, []);
                Line(csv, width, [Of(section.Heading)]);
                Line(csv, width, section.Columns.Select(column => Of(column.Heading)));
                foreach (var row in section.Rows) Line(csv, width, section.Columns.Zip(row.Cells, (column, cell) => Of(column.Kind, cell)));
            }
        return bytes.ToArray();
    }

    private static void Line(CsvWriter csv, int width, IEnumerable<string> fields)
    {
        var left = width;
        foreach (var field in fields)
        {
            csv.WriteField(field);
            left--;
        }
        for (; left > 0; left--) csv.WriteField("");
        csv.EndRecord();
    }

    public static void Line(CsvWriter csv, IEnumerable<string> fields) => Line(csv, 0, fields);

    public static string Of(Heading heading) => $"{heading.Chinese} {heading.English}";

    public static string Of(CellKind kind, object? cell) => (kind, cell) switch
    {
        (_, null) => "",
        (_, string text) => FormulaText.Neutralize(text),
        (CellKind.Money, decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture),
        (_, DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        (_, DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        (_, IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"A cell cannot hold a {cell!.GetType().Name}."),
    };
}
