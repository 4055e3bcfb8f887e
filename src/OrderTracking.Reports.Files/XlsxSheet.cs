using System.Globalization;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml;
using OrderTracking.Application.Reports;
using S = DocumentFormat.OpenXml.Spreadsheet;

namespace OrderTracking.Reports.Files;

/// <summary>One section as a worksheet, printed in landscape.</summary>
internal static class XlsxSheet
{
    private const int LongestText = 32_767, LongestName = 31;
    private const double Narrowest = 8, Widest = 44, Margin = 3, LineHeight = 17, HighestRow = 408;
    private const uint A4 = 9;

    /// <summary>The sheet's name; no two sections of a report have the same heading.</summary>
    public static string Name(Section section) => Name(section.Heading);

    public static string Name(Heading heading)
    {
        var name = string.Concat(
            $"{heading.Chinese} {heading.English}".Where(letter =>
                !@"[]:*?/\'".Contains(letter, StringComparison.Ordinal)));
        return name.Length <= LongestName ? name : name[..LongestName].TrimEnd();
    }

    public static S.Worksheet Of(Section section, Report report)
    {
        double[] widths = [.. section.Columns.Select((column, index) => Width(section, column, index))];
        return Of(section, widths, report);
    }

    private static S.Worksheet Of(Section section, double[] widths, Report report) => new(
        new S.SheetProperties(new S.PageSetupProperties { FitToPage = true }),
        FrozenHeadings(),
        new S.Columns(widths.Select((width, index) =>
            new S.Column { Min = (uint)index + 1, Max = (uint)index + 1, Width = width, CustomWidth = true })),
        new S.SheetData([Headings(section.Columns), .. section.Rows.Select((row, index) => Row(section, row, widths, index + 2))]),
        new S.PageMargins { Left = 0.4, Right = 0.4, Top = 0.75, Bottom = 0.6, Header = 0.3, Footer = 0.3 },
        new S.PageSetup { PaperSize = A4, Orientation = S.OrientationValues.Landscape, FitToWidth = 1, FitToHeight = 0 },
        new S.HeaderFooter(new S.OddHeader(Header(report, section)), new S.OddFooter("&R&P / &N")));

    public static S.SheetViews FrozenHeadings() => new(new S.SheetView(new S.Pane
    {
        VerticalSplit = 1, TopLeftCell = "A2", ActivePane = S.PaneValues.BottomLeft, State = S.PaneStateValues.Frozen,
    }) { WorkbookViewId = 0 });

    /// <summary>A row of a sheet that is written as a stream; programs work out its height.</summary>
    public static S.Row Row(IReadOnlyList<Column> columns, IReadOnlyList<object?> cells, int number) => new(columns.Zip(cells)
        .Select((pair, index) => Cell(pair.Second, Name(index, number), XlsxStyles.Of(pair.First.Kind, isTotal: false))))
    {
        RowIndex = (uint)number,
    };

    public static S.Row Headings(IReadOnlyList<Column> columns) => new(columns.Select((column, index) =>
        Text($"{column.Heading.Chinese}\n{column.Heading.English}", Name(index, 1), XlsxStyles.Heading))) { RowIndex = 1,
            Height = 2 * LineHeight + 2, CustomHeight = true };

    // Not every program makes a row as high as its wrapped texts need, so the height is set.
    private static S.Row Row(Section section, Row row, double[] widths, int number) => new(
        section.Columns.Zip(row.Cells)
        .Select((pair, index) => Cell(pair.Second, Name(index, number), XlsxStyles.Of(KindOf(pair.First, pair.Second), row.IsTotal))))
    {
        RowIndex = (uint)number, CustomHeight = true,
        Height = Math.Min(HighestRow, LineHeight * row.Cells.Select((cell, index) => Lines(cell, widths[index])).Max()),
    };

    // A count among amounts has no decimals.
    private static CellKind KindOf(Column column, object? cell) =>
        column.Kind == CellKind.Decimal && cell is long ? CellKind.Whole : column.Kind;

    private static int Lines(object? cell, double width) =>
        cell is string text ? text.Split('\n').Sum(line => Math.Max(1, (int)Math.Ceiling(Letters(line) / (width - Margin)))) : 1;

    private static S.Cell Cell(object? cell, string name, uint style) => cell switch
    {
        null => new() { CellReference = name, StyleIndex = style },
        string text => Text(text, name, style),
        long number => Number(number, name, style),
        decimal number => Number(number, name, style),
        DateTimeOffset time => Number(time.DateTime.ToOADate(), name, style),
        DateOnly day => Number(day.ToDateTime(TimeOnly.MinValue).ToOADate(), name, style),
        _ => throw new InvalidOperationException($"The cell {name} cannot hold a {cell.GetType().Name}."),
    };

    private static S.Cell Number(IFormattable number, string name, uint style) =>
        new(new S.CellValue(number.ToString(null, CultureInfo.InvariantCulture))) { CellReference = name, StyleIndex = style };

    private static S.Cell Text(string text, string name, uint style) =>
        new(new S.InlineString(new S.Text(Writable(text)) { Space = SpaceProcessingModeValues.Preserve }))
    {
        CellReference = name, StyleIndex = style, DataType = S.CellValues.InlineString,
    };

    // XML cannot hold some characters, and a cell holds at most so many.
    private static string Writable(string text)
    {
        var writable = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length && writable.Length < LongestText - 1; i++)
            if (char.IsSurrogate(text[i]) && i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
                writable.Append(text[i]).Append(text[++i]);
            else writable.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
        return writable.ToString();
    }

    private static double Width(Section section, Column column, int index)
    {
        var cells = section.Rows.Max(row => (int?)Letters(Shown(column.Kind, row.Cells[index]))) ?? 0;
        return Math.Clamp(Math.Max(cells, Math.Max(Letters(column.Heading.Chinese), Letters(column.Heading.English))) + Margin, Narrowest,
            Widest);
    }

    private static string Shown(CellKind kind, object? cell) => (kind, cell) switch
    {
        (_, null) => "",
        (_, string text) => text,
        (CellKind.Time, _) => "0000-00-00 00:00",
        (CellKind.Day, _) => "0000-00-00",
        (CellKind.Rate, decimal rate) => rate.ToString("0.00%", CultureInfo.InvariantCulture),
        (_, IFormattable number) => number.ToString(XlsxStyles.Format(kind), CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"A cell cannot hold a {cell.GetType().Name}."),
    };

    // The longest line; Chinese characters are twice as wide as Latin ones.
    private static int Letters(string text) =>
        text.Split('\n').Max(line => line.EnumerateRunes().Sum(letter => letter.Value >= 0x1100 ? 2 : 1));

    private static string Name(int column, int row)
    {
        var letters = "";
        for (var left = column; left >= 0; left = left / 26 - 1) letters = (char)('A' + left % 26) + letters;
        return $"{letters}{row}";
    }

    private static string Header(Report report, Section section) =>
        $"&L{Literal(report.Title.Chinese)} {Literal(report.Account ?? "")}"
        + $"&C{Literal(section.Heading.Chinese)} {Literal(section.Heading.English)}" +
        $"&R{report.From:yyyy-MM-dd} – {report.To.AddDays(-1):yyyy-MM-dd}";

    private static string Literal(string text) => Writable(text).Replace("&", "&&", StringComparison.Ordinal);
}
