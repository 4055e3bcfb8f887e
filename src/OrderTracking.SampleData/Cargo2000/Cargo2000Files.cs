using CsvHelper;

namespace OrderTracking.SampleData.Cargo2000;

/// <summary>A row of <c>events.csv</c>: when a milestone of a transport leg happened and when it was planned.</summary>
/// <param name="At">UTC, as written in the file.</param>
/// <param name="Planned">UTC, as written in the file.</param>
internal sealed record Cargo2000Milestone(string Waybill, int Seq, string Event, string Code, string At, string Planned, string Place,
    bool Late);

/// <summary>A row of <c>waybills.csv</c>. Its column <c>on_time</c> follows another rule than the service's and is not read.</summary>
internal sealed record Leg(string Waybill, string Origin, string Destination);

/// <summary>
/// Reads the files derived from Cargo 2000 Freight Tracking and Tracing (A. Metzger et al., UCI Machine Learning
/// Repository, 2014, CC BY 4.0).
/// </summary>
internal static class Cargo2000Files
{
    public static IReadOnlyList<Cargo2000Milestone> ReadMilestones(TextReader file) => Read(file, row => new Cargo2000Milestone(
        Text(row, "waybill"), row.Parse<int>("seq"), Text(row, "event"), Text(row, "source_code"),
        Text(row, "event_time_utc"), Text(row, "planned_time_utc"), Text(row, "place"), Text(row, "late") == "1"));

    public static IReadOnlyList<Leg> ReadLegs(TextReader file) =>
        Read(file, row => new Leg(Text(row, "waybill"), Text(row, "origin"), Text(row, "dest")));

    private static List<T> Read<T>(TextReader file, Func<CsvReader, T> read)
    {
        using var csv = CsvReader.Create(file);
        List<T> rows = [];
        while (csv.Read()) rows.Add(read(csv));
        return rows;
    }

    private static string Text(CsvReader row, string column) => row.GetString(column) is { Length: > 0 } text
        ? text
        : throw new InvalidDataException($"row {row.RowNumber}: column {column} is empty");
}
