using System.Globalization;

namespace OrderTracking.Bench.Server;

/// <summary>
/// Seconds of processor time used so far, read from /proc. The difference of two shows who used the machine in between, and so what
/// limits a figure.
/// </summary>
internal readonly record struct Cpu(double Service, double Postgres, double Generator, double Tools, double Busy, double Stolen,
    double Wall)
{
    private const double TicksPerSecond = 100; // USER_HZ: fixed by Linux for what it shows in /proc

    public static Cpu Now(int? service, int? postgres)
    {
        var self = Stat(Environment.ProcessId);
        // user nice system idle iowait irq softirq steal: the fourth and fifth are idle time, and the last is time that the machine's host
        // gave to others.
        var all = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9]
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return new Cpu(service is { } id ? Stat(id).Own : 0, postgres is { } postmaster ? Server(postmaster) : 0, self.Own, self.Children,
            (all.Sum() - all[3] - all[4] - all[7]) / TicksPerSecond, all[7] / TicksPerSecond, Environment.TickCount64 / 1000.0);
    }

    /// <summary>Cores kept busy on average by everything else on the machine, including the kernel.</summary>
    public double Others => Math.Max(0, Busy - Service - Postgres - Generator - Tools) / Math.Max(Wall, 0.001);

    public static Cpu operator -(Cpu to, Cpu from) => new(to.Service - from.Service, to.Postgres - from.Postgres,
        to.Generator - from.Generator, to.Tools - from.Tools, to.Busy - from.Busy, to.Stolen - from.Stolen, to.Wall - from.Wall);

    /// <summary>Cores kept busy on average, by process.</summary>
    public override string ToString()
    {
        var wall = Math.Max(Wall, 0.001);
        var parts = new (string Name, double Seconds)[]
        {
            ("service", Service), ("PostgreSQL", Postgres), ("generator", Generator), ("tools", Tools), ("kernel and others", Others * wall)
        };
        return "cores: " + string.Join(", ", parts.Where(part => part.Seconds / wall >= 0.005)
            .Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Name} {part.Seconds / wall:0.00}")))
            + string.Create(CultureInfo.InvariantCulture,
                $"; idle {Math.Max(0, Environment.ProcessorCount - (Busy + Stolen) / wall):0.00} of {Environment.ProcessorCount}")
            + (Stolen / wall < 0.005
                ? "" : string.Create(CultureInfo.InvariantCulture, $", stolen by the machine's host {Stolen / wall:0.00}"));
    }

    /// <summary>Microseconds of processor time that the service and PostgreSQL used for each unit of work.</summary>
    /// <param name="unit">What was done, in the singular.</param>
    public string PerUnit(string unit, double perSecond)
    {
        var units = Math.Max(perSecond * Wall, 1);
        return string.Create(CultureInfo.InvariantCulture,
            $"processor time, µs per {unit}: service {Service * 1e6 / units:0.0}, PostgreSQL {Postgres * 1e6 / units:0.0}");
    }

    // Backends that have ended are counted by the postmaster, living ones by themselves. One that ends during the count would be counted
    // twice or not at all, so the count is repeated until the postmaster's value has not changed meanwhile.
    private static double Server(int postmaster)
    {
        while (true)
        {
            var before = Stat(postmaster);
            var living = Directory.EnumerateDirectories("/proc")
                .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
                .Where(id => id != 0)
                .Select(Stat)
                .Where(stat => stat.Parent == postmaster)
                .Sum(stat => stat.Own);
            if (Stat(postmaster).Children == before.Children)
                return before.Own + before.Children + living;
        }
    }

    private static (int Parent, double Own, double Children) Stat(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            // The name, in brackets, may contain spaces; the fields follow it.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (int.Parse(fields[1], CultureInfo.InvariantCulture), Seconds(11) + Seconds(12), Seconds(13) + Seconds(14));

            double Seconds(int field) => double.Parse(fields[field], CultureInfo.InvariantCulture) / TicksPerSecond;
        }
        catch (IOException)
        {
            return default; // it has ended
        }
    }
}
