using System.Text;
using System.Text.Unicode;

namespace OrderTracking.Dashboard.Entry;

/// <summary>Rows of a CSV file (RFC 4180): waybill, pieces, time and note, in this order or as its first line names them.</summary>
public static class EntryFile
{
    public const int MaxBytes = 1_000_000;

    private static readonly Dictionary<string, int> Columns = new(StringComparer.OrdinalIgnoreCase)
    {
        ["waybill"] = 0, ["运单号"] = 0, ["运单"] = 0, ["pieces"] = 1, ["件数"] = 1, ["time"] = 2, ["时间"] = 2, ["note"] = 3, ["备注"] = 3,
    };

    /// <returns>The rows; or the column that is not known.</returns>
    public static (IReadOnlyList<EntryRow> Rows, string? UnknownColumn) Read(byte[] file)
    {
        // A spreadsheet in China saves a CSV in the system's encoding unless it is told otherwise.
        var text = Utf8.IsValid(file) ? Encoding.UTF8.GetString(file)
            : CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetString(file);
        var records = Records(text.TrimStart('\uFEFF')).Where(record => record.Exists(cell => cell.Length > 0)).ToList();
        if (records.Count == 0) return ([], null);
        int[] places = [0, 1, 2, 3];
        if (records[0].Exists(Columns.ContainsKey))
        {
            if (records[0].Find(name => name.Length > 0 && !Columns.ContainsKey(name)) is { } unknown) return ([], unknown);
            places = [.. Enumerable.Range(0, 4).Select(column =>
                records[0].FindIndex(name => name.Length > 0 && Columns[name] == column))];
            records.RemoveAt(0);
        }
        return ([.. records.Select(record => EntryRow.New(Cell(record, 0), Cell(record, 1), Cell(record, 2), Cell(record, 3)))], null);

        string Cell(List<string> record, int column) => places[column] is >= 0 and var at && at < record.Count ? record[at] : "";
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
