using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using OrderTracking.Application.Reports;

namespace OrderTracking.Reports.Files;

/// <summary>
/// Reads a workbook part by part, forwards only, and gives up on one that is larger than it may be: the sizes that an archive states of its
/// parts are not believed, what comes out of them is counted. Nothing outside the file is ever looked at: document types are refused.
/// </summary>
public sealed class SheetReader : ISheetReader
{
    /// <summary>The most bytes of a part when it is decompressed: a thousand rows with all their formats are a tenth of it.</summary>
    public const int MaxPartBytes = 4_000_000;

    private const int MaxDepth = 32, MaxColumns = 64;

    public IReadOnlyList<IReadOnlyList<string>>? Read(byte[] file, int maxRows)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(file, writable: false), ZipArchiveMode.Read);
            var (path, is1904) = FirstSheet(zip);
            if (zip.GetEntry(path) is not { } sheet) return null;
            var cells = new SheetCells(Strings(zip), SheetFormats.Read(Elements(zip, "xl/styles.xml")), is1904);
            return Rows(sheet, cells, maxRows);
        }
        catch (Exception fault) when (fault is InvalidDataException or XmlException or IOException or NotSupportedException
            or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private static (string Path, bool Is1904) FirstSheet(ZipArchive zip)
    {
        var (id, is1904) = ((string?)null, false);
        foreach (var reader in Elements(zip, "xl/workbook.xml"))
            if (reader.LocalName == "workbookPr") is1904 = reader.GetAttribute("date1904") is "1" or "true";
            else if (reader.LocalName == "sheet" && id is null)
                for (var found = reader.MoveToFirstAttribute(); found; found = reader.MoveToNextAttribute())
                    if (reader is { LocalName: "id", Prefix.Length: > 0 }) id = reader.Value;
        foreach (var reader in Elements(zip, "xl/_rels/workbook.xml.rels"))
            if (reader.LocalName == "Relationship" && reader.GetAttribute("Id") == id && reader.GetAttribute("Target") is { } target)
                return (target.StartsWith('/') ? target[1..] : $"xl/{target}", is1904);
        return ("xl/worksheets/sheet1.xml", is1904);
    }

    /// <summary>The texts that cells share, by their number.</summary>
    private static List<string> Strings(ZipArchive zip)
    {
        var strings = new List<string>();
        if (zip.GetEntry("xl/sharedStrings.xml") is not { } part) return strings;
        using var reader = Open(part);
        var (text, isText, isPhonetic) = (new StringBuilder(), false, false);
        while (Next(reader))
            switch (reader.NodeType, reader.LocalName)
            {
                case (XmlNodeType.Element, "si"):
                    text.Clear();
                    if (reader.IsEmptyElement) strings.Add("");
                    break;
                case (XmlNodeType.EndElement, "si"): strings.Add(text.ToString()); break;
                case (XmlNodeType.Element, "rPh"): isPhonetic = !reader.IsEmptyElement; break;
                case (XmlNodeType.EndElement, "rPh"): isPhonetic = false; break;
                case (XmlNodeType.Element, "t"): isText = !reader.IsEmptyElement && !isPhonetic; break;
                case (XmlNodeType.EndElement, "t"): isText = false; break;
                case (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace, _):
                    if (isText) text.Append(reader.Value);
                    break;
            }
        return strings;
    }

    private static List<IReadOnlyList<string>> Rows(ZipArchiveEntry sheet, SheetCells cells, int maxRows)
    {
        using var reader = Open(sheet);
        var (rows, row, text) = (new List<IReadOnlyList<string>>(), new List<string>(), new StringBuilder());
        var (type, format, column, isValue) = ((string?)null, (string?)null, -1, false);
        while (rows.Count <= maxRows && Next(reader))
            switch (reader.NodeType, reader.LocalName)
            {
                case (XmlNodeType.Element, "row"):
                    (row, column) = ([], -1);
                    break;
                case (XmlNodeType.EndElement, "row"):
                    if (row.Exists(cell => cell.Length > 0)) rows.Add(row);
                    break;
                case (XmlNodeType.Element, "c"):
                    (type, format) = (reader.GetAttribute("t"), reader.GetAttribute("s"));
                    column = Column(reader.GetAttribute("r")) ?? column + 1;
                    text.Clear();
                    break;
                case (XmlNodeType.EndElement, "c") when column < MaxColumns:
                    while (row.Count <= column) row.Add("");
                    row[column] = cells.Text(type, format, text.ToString()).Trim();
                    break;
                case (XmlNodeType.Element, "v" or "t"): isValue = !reader.IsEmptyElement; break;
                case (XmlNodeType.EndElement, "v" or "t"): isValue = false; break;
                case (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace, _):
                    if (isValue) text.Append(reader.Value);
                    break;
            }
        return rows;
    }

    /// <summary>The column of a cell's name, such as 27 of AB12; null where it has none.</summary>
    private static int? Column(string? name)
    {
        var column = 0;
        foreach (var letter in name ?? "")
            if (letter is < 'A' or > 'Z') break;
            else column = Math.Min(column * 26 + letter - 'A' + 1, MaxColumns + 1);
        return column == 0 ? null : column - 1;
    }

    private static IEnumerable<XmlReader> Elements(ZipArchive zip, string path)
    {
        if (zip.GetEntry(path) is not { } part) yield break;
        using var reader = Open(part);
        while (Next(reader))
            if (reader.NodeType == XmlNodeType.Element) yield return reader;
    }

    private static bool Next(XmlReader reader)
    {
        var isMore = reader.Read();
        return reader.Depth <= MaxDepth ? isMore : throw new InvalidDataException("Elements within elements without end.");
    }

    private static XmlReader Open(ZipArchiveEntry part) => XmlReader.Create(new CountedStream(part.Open(), MaxPartBytes), new()
    {
        CloseInput = true, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxPartBytes,
        IgnoreComments = true, IgnoreProcessingInstructions = true,
    });

    /// <summary>Ends with a fault where more comes out of a part than it may hold.</summary>
    private sealed class CountedStream(Stream part, long left) : Stream
    {
        private long left = left;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = part.Read(buffer);
            return (left -= read) >= 0 ? read : throw new InvalidDataException("A part is larger than it may be.");
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) part.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>What the cells of a sheet say, as people read them.</summary>
internal sealed record SheetCells(IReadOnlyList<string> Strings, SheetFormats Formats, bool Is1904)
{
    private const double DaysBefore1904 = 1462, LastDay = 2_958_466;

    public string Text(string? type, string? format, string value) => type switch
    {
        "s" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < Strings.Count ? Strings[at] : "",
        "b" => value == "1" ? "TRUE" : "FALSE",
        null or "n" when decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
            Number(number, Formats.IsTime(format)),
        _ => value,
    };

    private string Number(decimal number, bool isTime)
    {
        var days = (double)number + (Is1904 ? DaysBefore1904 : 0);
        return isTime && days is >= 0 and < LastDay ? Time(days) : number.ToString("0.##########", CultureInfo.InvariantCulture);
    }

    private static string Time(double days)
    {
        var time = DateTime.FromOADate(days);
        return time.ToString(
            days < 1 ? "HH:mm" : time.Second == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }
}
