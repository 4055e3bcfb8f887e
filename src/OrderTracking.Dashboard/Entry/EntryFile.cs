using System.Text;
using System.Text.Unicode;
using OrderTracking.Application.Reports;

namespace OrderTracking.Dashboard.Entry;

/// <summary>What a file for entry holds, or why that is not read.</summary>
/// <param name="UnknownColumn">The heading that is not known.</param>
public sealed record EntryFileRows(IReadOnlyList<EntryRow> Rows, string? UnknownColumn = null, bool IsUnreadable = false);

/// <summary>
/// Rows of a CSV file (RFC 4180) or of a workbook's first sheet: waybill, pieces, time and note, in this order or as the first row names
/// them.
/// </summary>
public static class EntryFile
{
    public const int MaxBytes = 1_000_000;

    private static readonly Dictionary<string, int> Columns = new(StringComparer.OrdinalIgnoreCase)
    {
        ["waybill"] = 0, ["运单号"] = 0, ["运单"] = 0, ["pieces"] = 1, ["件数"] = 1, ["time"] = 2, ["时间"] = 2, ["note"] = 3, ["备注"] = 3,
    };

    public static EntryFileRows Read(byte[] file, ISheetReader sheets)
    {
        // A workbook is a ZIP archive, whatever its name.
        if (file.AsSpan().StartsWith("PK\x03\x04"u8))
            return sheets.Read(file, EntrySheet.MaxRows + 1) is { } cells ? Of([.. cells]) : new([], IsUnreadable: true);
        // A spreadsheet in China saves a CSV in the system's encoding unless it is told otherwise.
        var text = Utf8.IsValid(file) ? Encoding.UTF8.GetString(file)
            : CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetString(file);
        return Of([.. Records(text.TrimStart('\uFEFF')).Where(record => record.Exists(cell => cell.Length > 0))]);
    }

    private static EntryFileRows Of(List<IReadOnlyList<string>> records)
    {
        if (records.Count == 0) return new([]);
        int[] places = [0, 1, 2, 3];
        var headings = records[0].ToList();
        if (headings.Exists(Columns.ContainsKey))
        {
            if (headings.Find(name => name.Length > 0 && !Columns.ContainsKey(name)) is { } unknown) return new([], unknown);
            places = [.. Enumerable.Range(0, 4).Select(column => headings.FindIndex(name => name.Length > 0 && Columns[name] == column))];
            records.RemoveAt(0);
        }
        return new([.. records.Select(record => EntryRow.New(Cell(record, 0), Cell(record, 1), Cell(record, 2), Cell(record, 3)))]);

        string Cell(IReadOnlyList<string> record, int column) => places[column] is >= 0 and var at && at < record.Count ? record[at] : "";
    }

    private static IEnumerable<List<string>> Records(string text)
    {
        var (record, cell, isQuoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (isQuoted)
            {
                if (letter != '"') cell.Append(letter);
                else if (i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[++i]);
                else isQuoted = false;
            }
            else if (letter == '"' && cell.Length == 0) isQuoted = true;
            else if (letter is ',' or ';' or '\t') End();
            else if (letter == '\n')
            {
                End();
                yield return record;
                record = [];
            }
            else if (letter != '\r') cell.Append(letter);
        }
        End();
        yield return record;

        void End()
        {
            record.Add(cell.ToString().Trim());
            cell.Clear();
        }
    }
}
