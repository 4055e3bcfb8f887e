using System.Globalization;
using System.Text.Json.Nodes;
using CsvHelper;

namespace OrderTracking.Cli.Reference;

/// <summary>Reads one CSV file by the names of its columns, and gathers everything that is wrong with it.</summary>
internal sealed class CsvRows : IDisposable
{
    private readonly string file;
    private readonly TimeZoneInfo zone;
    private readonly CsvReader csv;

    /// <param name="zone">The time zone of days that are written without a time.</param>
    public CsvRows(string file, Stream content, TimeZoneInfo zone)
    {
        (this.file, this.zone) = (file, zone);
        // Strict decoding: it removes a byte order mark, and fails on what is not UTF-8 instead of replacing it by question marks.
        csv = CsvReader.Create(
            new StreamReader(content, new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true)),
            CsvReaderOptions.Default
            with { TrackLineNumbers = true, SkipEmptyLines = true, MalformedData = CsvMalformedDataHandling.Throw });
    }

    public List<RowFault> Faults { get; } = [];

    public int Line => (int)csv.LineNumber;

    /// <summary>Whether the header has all required columns and no unknown ones.</summary>
    public bool HasColumns(IReadOnlyList<string> required, IReadOnlyList<string> optional)
    {
        csv.ReadHeader();
        foreach (var column in required)
            if (!csv.TryGetFieldIndex(column, out _)) Faults.Add(new(file, 1, column, "this column"));
        foreach (var header in csv.Headers)
            if (!required.Concat(optional).Contains(header.Trim(), StringComparer.OrdinalIgnoreCase))
                Faults.Add(new(file, 1, header, $"one of the columns {string.Join(", ", required.Concat(optional))}"));
        return Faults.Count == 0;
    }

    /// <summary>Reads the next row. In a row that is too short, the missing columns are empty.</summary>
    public bool Read()
    {
        if (!csv.Read()) return false;
        if (csv.FieldCount > csv.Headers.Count) Faults.Add(new(file, Line, $"{csv.FieldCount}", $"at most {csv.Headers.Count} columns"));
        return true;
    }

    /// <summary>A row's text in a column; null if it is empty or the file does not have the column.</summary>
    public string? Optional(string column) =>
        csv.TryGetFieldIndex(column, out var index) && index < csv.FieldCount && csv.GetString(index).Trim() is { Length: > 0 } text
            ? text : null;

    public string Text(string column) => Optional(column) ?? Wrong(column, "a value");

    public int? Whole(string column) =>
        Optional(column) is not { } text ? null : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : Wrong(column, "a whole number", 0);

    public decimal Money(string column) =>
        decimal.TryParse(Text(column), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var yuan)
            // Dividing by one removes trailing zeros, so that 10.00 and 10 give the same event.
            ? yuan / 1.0000000000000000000000000000m
            : Wrong(column, "an amount such as 20 or 12.50", 0m);

    public string? OneOf(string column, IReadOnlyDictionary<string, string> names) =>
        Optional(column) is { } text ? Member(column, text, names) : null;

    public JsonArray? ListOf(string column, IReadOnlyDictionary<string, string> names) =>
        Optional(column)?.Split([';', '；'],
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } members
            ? new JsonArray([.. members.Select(text => (JsonNode?)Member(column, text, names))])
            : null;

    public string Day(string column) =>
        DateOnly.TryParseExact(Text(column), ["yyyy-MM-dd", "yyyy/M/d"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : Wrong(column, "a day such as 2026-11-20");

    public string? OptionalDay(string column) => Optional(column) is null ? null : Day(column);

    public string? TimeOfDay(string column) =>
        Optional(column) is not { } text
            ? null
            : TimeOnly.TryParseExact(text, ["H:mm", "H:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
                ? time.ToString("HH:mm:ss", CultureInfo.InvariantCulture)
                : Wrong(column, "a time of day such as 17:00");

    /// <summary>A time with its offset, or a day: its beginning.</summary>
    public string? Time(string column)
    {
        if (Optional(column) is not { } text) return null;
        if (DateOnly.TryParseExact(text, ["yyyy-MM-dd", "yyyy/M/d"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            var local = day.ToDateTime(TimeOnly.MinValue);
            while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
            return Wire.WireData.Time(new(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local)
                .Max() : zone.GetUtcOffset(local)));
        }
        return DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mmzzz"], CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out var time)
            ? Wire.WireData.Time(time)
            : Wrong(column, "a day such as 2026-11-20, or a time with an offset such as 2026-11-20T12:00:00+08:00");
    }

    public void Dispose() => csv.Dispose();

    private string Member(string column, string text, IReadOnlyDictionary<string, string> names) =>
        names.TryGetValue(text, out var name) ? name : Wrong(column, $"one of {string.Join(", ", names.Values.Distinct())}");

    private string Wrong(string column, string expected) => Wrong(column, expected, "");

    private T Wrong<T>(string column, string expected, T instead)
    {
        Faults.Add(new(file, Line, column, expected));
        return instead;
    }
}
