using System.IO.Compression;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using OrderTracking.Application.Reports;
using S = DocumentFormat.OpenXml.Spreadsheet;

namespace OrderTracking.Reports.Files;

/// <summary>
/// A workbook: a sheet for each section, with its headings, Chinese over English, in a frozen bold row; columns as wide as their content,
/// numbers as numbers, times in the company's time zone.
/// </summary>
internal static class XlsxFile
{
    private const string WorkbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";

    public static byte[] Write(Report report)
    {
        using var bytes = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(bytes, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddNewPart<WorkbookPart>(WorkbookType, "workbook");
            workbook.AddNewPart<WorkbookStylesPart>("styles").Stylesheet = XlsxStyles.Sheet();
            var (sheets, names) = (new S.Sheets(), new S.DefinedNames());
            foreach (var (index, section) in CoverSheet.Sheets(report).Index())
            {
                var name = XlsxSheet.Name(section);
                workbook.AddNewPart<WorksheetPart>($"sheet{index + 1}").Worksheet = XlsxSheet.Of(section, report);
                sheets.Append(new S.Sheet { Id = $"sheet{index + 1}", SheetId = (uint)index + 1, Name = name });
                names.Append(new S.DefinedName($"'{name}'!$1:$1") { Name = "_xlnm.Print_Titles", LocalSheetId = (uint)index });
            }
            workbook.Workbook = new S.Workbook(sheets, names);
        }
        return Settled(bytes);
    }

    // Packing dates the parts; fixed dates make the same report the same bytes.
    private static byte[] Settled(MemoryStream packed)
    {
        var dated = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var settled = new MemoryStream();
        using (var from = new ZipArchive(packed, ZipArchiveMode.Read))
        using (var to = new ZipArchive(settled, ZipArchiveMode.Create))
            foreach (var part in from.Entries.OrderBy(part => part.FullName, StringComparer.Ordinal))
            {
                var entry = to.CreateEntry(part.FullName);
                entry.LastWriteTime = dated;
                using var source = part.Open();
                using var target = entry.Open();
                source.CopyTo(target);
            }
        return settled.ToArray();
    }
}
