using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using OrderTracking.Testing.Freight;

namespace OrderTracking.Oracle.Tests.Life;

/// <summary>Some weeks of a small company, by seed: its freight, its reference data, and failures of the service.</summary>
internal sealed class CompanyLife
{
    private const int Waybills = 9, Claims = 6, Complaints = 5, Insurances = 6, Inquiries = 5, Days = 12, Changes = 10;

    private static readonly string[] Stations = ["SHA", "WUH", "CTU", "CAN"], Accounts = ["ACME", "BOLT", "CHEN"],
        Managers = ["li.wei", "chen.jing"];

    private static readonly string[] Zones = ["Asia/Shanghai", "America/Sao_Paulo", "Europe/Berlin", "America/New_York"];

    private readonly Chance chance;

    public CompanyLife(int seed)
    {
        (chance, Seed) = (new(seed), seed);
        Zone = Zones[seed % Zones.Length];
        var reference = new ReferenceLife(chance, [.. Accounts, "GUO"], Stations, Managers).Between(Begin.AddHours(-1),
            Begin.AddDays(Days + 4), Changes);
        Steps = InOrder([.. reference, .. Freight(), .. Reports(), .. Mishaps()]);
        End = Steps[^1].At.AddDays(4) is var end && end > Begin.AddDays(34) ? end : Begin.AddDays(34);
    }

    public int Seed { get; }

    public string Zone { get; }

    /// <summary>In order of time.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <summary>When the figures are compared.</summary>
    public DateTimeOffset End { get; }

    // In these weeks clocks go forward in New York and in Berlin, and a month ends.
    private static DateTimeOffset Begin => new(2026, 3, 5, 6, 0, 0, TimeSpan.FromHours(8));

    private IEnumerable<Step> Freight()
    {
        var numbers = Enumerable.Range(1, Waybills).Select(item => $"S{Seed}-{item:00}").ToList();
        foreach (var number in numbers)
            foreach (var step in new WaybillLife(chance, number, Accounts, Stations, Begin + chance.Hours(0, Days * 24)).Steps)
                yield return step;
        for (var item = 1; item <= Complaints; item++)
        {
            var begin = Begin + chance.Hours(48, Days * 24);
            foreach (var step in new ComplaintLife(chance, $"CP{Seed}-{item}", Accounts, Stations, numbers, begin).Steps) yield return step;
        }
        foreach (var step in new RoundLife(Seed, Accounts, Stations, numbers, Begin).Steps) yield return step;
        for (var item = 1; item <= Claims; item++)
        {
            var begin = Begin + chance.Hours(72, Days * 24);
            foreach (var step in new ClaimLife(chance, $"CL{Seed}-{item}", Accounts, Stations, numbers, begin).Steps) yield return step;
        }
        foreach (var step in Desk(numbers)) yield return step;
        for (var trucks = 3; trucks > 0; trucks--)
        {
            var at = Begin + chance.Hours(48, Days * 24);
            var items = Enumerable.Range(1, 3).Select(_ => chance.Of(numbers)).Distinct()
                .Select(number => new { waybill = number, pieces = chance.Between(1, 4) });
            var data = chance.In100(50) ? (object)new { waybills = items, nextStation = chance.Of(Stations), vehicle = "沪B·T0001" }
                : new { waybills = items };
            var type = data.GetType().GetProperty("nextStation") is null ? "arrived" : "loaded";
            yield return new TruckList(at, $"ZZ-{chance.Between(1, 3)}", Send.Event(type, at, data, chance.Id(), chance.Of(Stations)));
        }
    }

    // By a chance of its own, so that the other lives stay as they are.
    private IReadOnlyList<Step> Desk(IReadOnlyList<string> numbers)
    {
        var own = new Chance(Seed + 500_000);
        var desk = new DeskLife(own, Accounts, Stations);
        for (var item = 1; item <= Insurances; item++) desk.Insure($"IN{Seed}-{item}", numbers, Begin + own.Hours(48, Days * 24));
        for (var item = 1; item <= Inquiries; item++) desk.Ask($"Q{Seed}-{item}", numbers, Begin + own.Hours(24, Days * 24));
        return desk.Steps;
    }

    // Handed out before the period is over, in time, or too late; and some not at all.
    private IEnumerable<Step> Reports()
    {
        for (var monday = new DateOnly(2026, 3, 2); monday < new DateOnly(2026, 3, 20); monday = monday.AddDays(7))
            foreach (var account in Accounts)
                if (chance.In100(60))
                    yield return new HandOut(At(monday.AddDays(7)) + chance.Hours(-6, 30), "weekly-account", account, monday);
        var month = new DateOnly(2026, 3, 1);
        foreach (var account in Accounts)
            if (chance.In100(60))
                yield return new HandOut(At(month.AddMonths(1)) + chance.Hours(-6, 140), chance.Of("monthly-account", "monthly-archive"),
                    account, month);
        if (chance.In100(60)) yield return new HandOut(At(month.AddMonths(1)) + chance.Hours(-6, 300), "monthly-department", null, month);

        static DateTimeOffset At(DateOnly day) => new(day.ToDateTime(default), TimeSpan.Zero);
    }

    private IEnumerable<Step> Mishaps()
    {
        for (var day = 1; day < Days + 12; day++)
        {
            var at = Begin.AddDays(day) + chance.Hours(0, 20);
            if (chance.In100(30)) yield return new Quiet(at);
            if (chance.In100(12))
                yield return new Rebuild(at, chance.In100(50)
                    ? null : chance.Of("Deadlines", "OnTime", "Receipts", "Exceptions", "Volumes"));
        }
        yield return new NodeDies(Begin.AddDays(chance.Between(2, Days)), chance.Between(0, 1));
        if (Seed % 2 == 0) yield return new LeaderCutOff(Begin.AddDays(chance.Between(2, Days)));
    }

    // Waiting lines are sent together.
    private List<Step> InOrder(IEnumerable<Step> steps)
    {
        var ordered = new List<Step>();
        var waiting = new List<JsonObject>();
        var last = Begin;
        foreach (var step in steps.OrderBy(step => step.At).ToList())
        {
            last = step.At;
            if (step is not Lines lines)
            {
                ordered.Add(step);
                continue;
            }
            waiting.AddRange(lines.Events);
            if (!chance.In100(45)) continue;
            ordered.Add(new Lines(step.At, [.. waiting]));
            waiting.Clear();
        }
        if (waiting.Count > 0) ordered.Add(new Lines(last, waiting));
        return ordered;
    }
}
