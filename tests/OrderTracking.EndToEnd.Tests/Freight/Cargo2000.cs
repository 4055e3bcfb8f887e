using System.Globalization;

namespace OrderTracking.EndToEnd.Tests.Freight;

/// <summary>A row of events.csv: a milestone of a transport leg, with its actual and its planned time.</summary>
/// <remarks>Cargo 2000 Freight Tracking and Tracing, A. Metzger et al., UCI Machine Learning Repository, CC BY 4.0.</remarks>
internal sealed record Milestone(string Waybill, string Code, DateTimeOffset At, DateTimeOffset Planned, bool Late);

/// <summary>The figures of the source, counted without any code of the service or of its loader.</summary>
internal sealed class Cargo2000
{
    private Cargo2000(IReadOnlyList<Milestone> milestones) => Milestones = milestones;

    public IReadOnlyList<Milestone> Milestones { get; }

    public int Waybills => Milestones.Select(milestone => milestone.Waybill).Distinct().Count();

    public int Late => Milestones.Count(milestone => milestone.Late);

    public int WaybillsWithLate => Milestones.Where(milestone => milestone.Late).Select(milestone => milestone.Waybill).Distinct().Count();

    public int Lines => Milestones.Count + Late;

    /// <summary>Each waybill's last milestone, the delivery: on time unless it is marked late.</summary>
    public IReadOnlyDictionary<string, bool> OnTime =>
        Milestones.Where(milestone => milestone.Code == "DLV").ToDictionary(milestone => milestone.Waybill, milestone => !milestone.Late);

    public static Cargo2000 Read(string folder)
    {
        // waybill,seq,event,source_code,event_time_utc,planned_time_utc,place,late: nothing is quoted.
        return new([.. File.ReadLines(Path.Combine(folder, "events.csv")).Skip(1).Select(line => line.Split(','))
            .Select(row => new Milestone(row[0], row[3], Time(row[4]), Time(row[5]), row[7] == "1"))]);

        static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// The waybills that waybills.csv lists, each with the milestones that it has to have: two at its ends, two for each segment.
    /// </summary>
    public static IReadOnlyDictionary<string, int> Listed(string folder)
    {
        // waybill,process,role,leg_id,segments,…
        return File.ReadLines(Path.Combine(folder, "waybills.csv")).Skip(1).Select(line => line.Split(','))
            .ToDictionary(row => row[0], row => 2 + 2 * int.Parse(row[4], CultureInfo.InvariantCulture));
    }

    /// <summary>The legs and their milestones in the original from which all else is derived; '?' marks an empty field.</summary>
    public static (int Legs, int Milestones) Original(string folder)
    {
        var rows = File.ReadLines(Path.Combine(folder, "c2k_data_comma.csv")).Select(line => line.Split(',')).ToList();
        return (Filled("_legid"), Filled("_e"));

        int Filled(string ending) =>
            Enumerable.Range(0, rows[0].Length).Where(column => rows[0][column].EndsWith(ending, StringComparison.Ordinal))
            .Sum(column => rows.Skip(1).Count(row => row[column] is not ("?" or "")));
    }
}
