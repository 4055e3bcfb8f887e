using System.Globalization;

namespace OrderTracking.Freight.Tests;

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
    public IReadOnlyDictionary<string, bool> OnTime => Milestones.Where(milestone => milestone.Code == "DLV").ToDictionary(milestone => milestone.Waybill, milestone => !milestone.Late);

    public bool IsWhole => Waybills == 11_874;

    public static Cargo2000 Read(string folder)
    {
        // waybill,seq,event,source_code,event_time_utc,planned_time_utc,place,late: nothing is quoted.
        return new([.. File.ReadLines(Path.Combine(folder, "events.csv")).Skip(1).Select(line => line.Split(','))
            .Select(row => new Milestone(row[0], row[3], Time(row[4]), Time(row[5]), row[7] == "1"))]);

        static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
    }
}
