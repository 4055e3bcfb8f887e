using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;

namespace OrderTracking.Api.Testing;

/// <summary>Workbooks (.xlsx) as spreadsheet programs save them, and as nobody should.</summary>
public static class Workbook
{
    public const string Names = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";

    /// <summary>A workbook of one sheet: numbers, times in days (what begins with '#'), and shared texts.</summary>
    public static byte[] Of(params string[][] rows)
    {
        List<string> texts = [];
        var sheet = string.Concat(
            rows.Select((row, i) => $"<row r=\"{i + 1}\">{string.Concat(row.Select((cell, j) => Cell(cell, i, j)))}</row>"));
        return Zip(
            ("xl/workbook.xml", $"<workbook {Names}><sheets><sheet name=\"s\" sheetId=\"1\" r:id=\"rId7\" "
                + "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"/></sheets></workbook>"),
            ("xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                + "<Relationship Id=\"rId7\" Type=\"t\" Target=\"worksheets/first.xml\"/></Relationships>"),
            ("xl/styles.xml", $"<styleSheet {Names}><numFmts>"
                + "<numFmt numFmtId=\"170\" formatCode=\"yyyy/m/d\\ h:mm\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
                + "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"170\"/></cellXfs></styleSheet>"),
            ("xl/sharedStrings.xml", $"<sst {Names}>{string.Concat(texts.Select(Shared))}</sst>"),
            ("xl/worksheets/first.xml", $"<worksheet {Names}><sheetData>{sheet}</sheetData></worksheet>"));

        string Cell(string cell, int row, int column)
        {
            var name = $"{(char)('A' + column)}{row + 1}";
            if (cell.Length == 0) return "";
            if (cell[0] == '#') return $"<c r=\"{name}\" s=\"1\"><v>{cell[1..]}</v></c>";
            if (double.TryParse(cell, CultureInfo.InvariantCulture, out _)) return $"<c r=\"{name}\"><v>{cell}</v></c>";
            texts.Add(cell);
            return string.Create(CultureInfo.InvariantCulture, $"<c r=\"{name}\" t=\"s\"><v>{texts.Count - 1}</v></c>");
        }

        // In runs, with a reading beside it, as programs write them where a part of a text has another font.
        static string Shared(string text) => $"<si><r><t xml:space=\"preserve\">{SecurityElement.Escape(text[..1])}</t></r>"
            + $"<r><t>{SecurityElement.Escape(text[1..])}</t></r><rPh sb=\"0\" eb=\"1\"><t>reading</t></rPh></si>";
    }

    /// <summary>An archive of parts.</summary>
    public static byte[] Zip(params (string Name, string Content)[] parts) =>
        Zip([.. parts.Select(part => (part.Name, (Action<Stream>)(stream => stream.Write(Encoding.UTF8.GetBytes(part.Content)))))]);

    /// <summary>An archive of parts, each written as it is asked for.</summary>
    public static byte[] Zip(params (string Name, Action<Stream> Write)[] parts)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, write) in parts)
            {
                using var part = zip.CreateEntry(name, CompressionLevel.SmallestSize).Open();
                write(part);
            }
        return bytes.ToArray();
    }
}
