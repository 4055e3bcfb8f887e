using System.Globalization;
using System.Xml;

namespace OrderTracking.Reports.Files;

/// <summary>Which of a workbook's cell formats show a number as a time: a sheet holds times as numbers of days.</summary>
internal sealed class SheetFormats
{
    private readonly List<bool> isTime = [];

    private SheetFormats()
    {
    }

    /// <param name="elements">Of the part of styles: formats of numbers come before those of cells.</param>
    public static SheetFormats Read(IEnumerable<XmlReader> elements)
    {
        var (formats, codes, areCells) = (new SheetFormats(), new Dictionary<string, string>(), false);
        foreach (var reader in elements)
            switch (reader.LocalName)
            {
                case "numFmt" when reader.GetAttribute("numFmtId") is { } id:
                    codes[id] = reader.GetAttribute("formatCode") ?? "";
                    break;
                case "cellXfs": areCells = true; break;
                case "cellStyles" or "dxfs": areCells = false; break;
                case "xf" when areCells:
                    var number = reader.GetAttribute("numFmtId") ?? "0";
                    formats.isTime.Add(codes.TryGetValue(number, out var code) ? IsTimeCode(code) : IsBuiltInTime(number));
                    break;
            }
        return formats;
    }

    /// <param name="format">The number of a cell's format, as the cell names it.</param>
    public bool IsTime(string? format) =>
        int.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < isTime.Count && isTime[at];

    // The numbers that the standard keeps for times, those of East Asian versions included.
    private static bool IsBuiltInTime(string number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && id is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58);

    // Years, days or hours outside of what is quoted, escaped or in brackets.
    private static bool IsTimeCode(string code)
    {
        var (isQuoted, isBracketed) = (false, false);
        for (var i = 0; i < code.Length; i++)
            switch (code[i])
            {
                case '"': isQuoted = !isQuoted; break;
                case '\\': i++; break;
                case '[' when !isQuoted: isBracketed = true; break;
                case ']' when !isQuoted: isBracketed = false; break;
                case 'y' or 'Y' or 'd' or 'D' or 'h' or 'H' when !isQuoted && !isBracketed: return true;
            }
        return false;
    }
}
