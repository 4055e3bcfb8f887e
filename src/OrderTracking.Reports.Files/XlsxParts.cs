using System.Security;
using OrderTracking.Application.Reports;

namespace OrderTracking.Reports.Files;

/// <summary>The parts around the one sheet of a workbook that is written as a stream, which the SDK's packages cannot be.</summary>
internal static class XlsxParts
{
    public const string Sheet = "xl/worksheets/sheet1.xml";

    private const string Head = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""";
    private const string Types = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>The width of a column whose cells are not known yet, in letters.</summary>
    public static double Width(CellKind kind) => kind switch
    {
        CellKind.Text => 22,
        CellKind.Time => 20,
        _ => 13,
    };

    public static IEnumerable<(string Name, string Content)> Around(Heading heading)
    {
        var name = SecurityElement.Escape(XlsxSheet.Name(heading));
        yield return ("[Content_Types].xml", Head
            + """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"""
            + """<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"""
            + $"""<Override PartName="/xl/workbook.xml" ContentType="{Types}sheet.main+xml"/>"""
            + $"""<Override PartName="/xl/styles.xml" ContentType="{Types}styles+xml"/>"""
            + $"""<Override PartName="/{Sheet}" ContentType="{Types}worksheet+xml"/></Types>""");
        yield return ("_rels/.rels", Related(("workbook", "officeDocument", "xl/workbook.xml")));
        yield return ("xl/_rels/workbook.xml.rels",
            Related(("sheet1", "worksheet", "worksheets/sheet1.xml"), ("styles", "styles", "styles.xml")));
        yield return ("xl/workbook.xml", Head
            + $"""<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{Relations}"><sheets>"""
            + $"""<sheet name="{name}" sheetId="1" r:id="sheet1"/></sheets></workbook>""");
        yield return ("xl/styles.xml", Head + XlsxStyles.Sheet().OuterXml);
    }

    private static string Related(params IEnumerable<(string Id, string Type, string Target)> parts) => Head
        + """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"""
        + string.Concat(parts.Select(part =>
            $"""<Relationship Id="{part.Id}" Type="{Relations}/{part.Type}" Target="{part.Target}"/>"""))
        + "</Relationships>";
}
