using OrderTracking.Application.Reports;
using S = DocumentFormat.OpenXml.Spreadsheet;

namespace OrderTracking.Reports.Files;

/// <summary>Cell styles: one for each kind, the same in bold for totals, and one for headings.</summary>
internal static class XlsxStyles
{
    public const uint Heading = 1;

    private const uint FirstOwnFormat = 164, Plain = 0, Bold = 1;

    private static readonly CellKind[] Kinds = Enum.GetValues<CellKind>();

    public static uint Of(CellKind kind, bool isTotal) => Heading + 1 + (uint)kind + (isTotal ? (uint)Kinds.Length : 0);

    public static string Format(CellKind kind) => kind switch
    {
        CellKind.Text => "@",
        CellKind.Whole => "#,##0",
        CellKind.Decimal => "#,##0.00",
        CellKind.Money => "#,##0.00",
        CellKind.Rate => "0.00%",
        CellKind.Time => "yyyy-mm-dd hh:mm",
        CellKind.Day => "yyyy-mm-dd",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static S.Stylesheet Sheet() => new(
        new S.NumberingFormats(
            Kinds.Select(kind => new S.NumberingFormat { NumberFormatId = FirstOwnFormat + (uint)kind, FormatCode = Format(kind) })),
        new S.Fonts(Font(), Font(new S.Bold())),
        new S.Fills(
            // The first two fills are reserved in every workbook.
            new S.Fill(new S.PatternFill { PatternType = S.PatternValues.None }),
            new S.Fill(new S.PatternFill { PatternType = S.PatternValues.Gray125 }),
            new S.Fill(new S.PatternFill(new S.ForegroundColor { Rgb = "FFE7EBF0" }) { PatternType = S.PatternValues.Solid })),
        new S.Borders(new S.Border(), new S.Border(
            new S.LeftBorder(), new S.RightBorder(), new S.TopBorder(),
            new S.BottomBorder(new S.Color { Rgb = "FF8A94A0" }) { Style = S.BorderStyleValues.Thin })),
        new S.CellStyleFormats(new S.CellFormat()),
        new S.CellFormats(
        [
            new S.CellFormat(),
            new S.CellFormat(new S.Alignment { WrapText = true, Vertical = S.VerticalAlignmentValues.Center,
                Horizontal = S.HorizontalAlignmentValues.Center })
            {
                FontId = Bold, FillId = 2, BorderId = 1, ApplyFont = true, ApplyFill = true, ApplyBorder = true, ApplyAlignment = true,
            },
            .. Kinds.Select(kind => Cell(kind, Plain)),
            .. Kinds.Select(kind => Cell(kind, Bold)),
        ]));

    private static S.CellFormat Cell(CellKind kind, uint font) => new(Place(kind))
    {
        NumberFormatId = FirstOwnFormat + (uint)kind, FontId = font, ApplyNumberFormat = true, ApplyFont = true, ApplyAlignment = true,
    };

    // Numbers are right-aligned with a small indent, so that they do not touch the next column.
    private static S.Alignment Place(CellKind kind) => kind switch
    {
        CellKind.Text => new() { WrapText = true, Vertical = S.VerticalAlignmentValues.Center },
        CellKind.Time or CellKind.Day =>
            new() { Horizontal = S.HorizontalAlignmentValues.Center, Vertical = S.VerticalAlignmentValues.Center },
        _ => new() { Horizontal = S.HorizontalAlignmentValues.Right, Indent = 1, Vertical = S.VerticalAlignmentValues.Center },
    };

    private static S.Font Font(params S.Bold[] bold) =>
        new([.. bold, new S.FontSize { Val = 11 }, new S.FontName { Val = "Microsoft YaHei" }]);
}
