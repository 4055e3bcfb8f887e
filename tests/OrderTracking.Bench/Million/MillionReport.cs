using System.Globalization;

namespace OrderTracking.Bench.Million;

/// <summary>The report of a year of freight at each size, with a table of its growth at the end.</summary>
internal static class MillionReport
{
    private const double AimAlone = 20, AimOfFour = 50, AimFirstByte = 100, AimPage = 200, AimPageKiB = 100;

    public static void Write(TextWriter to, IReadOnlyList<Measured> sizes, string machine)
    {
        to.WriteLine();
        to.WriteLine(machine);
        foreach (var size in sizes)
            WriteFacts(to, size);

        to.WriteLine();
        to.WriteLine($"| figure | {string.Join(" | ", sizes.Select(size => Whole(size.Waybills)))} | growth | aim | met? |");
        to.WriteLine($"|---|{string.Concat(sizes.Select(_ => "---:|"))}---:|---|---|");
        to.WriteLine(Row("events in the log", sizes, size => size.Load.Events, Whole));
        to.WriteLine(Row("database, MiB", sizes, size => size.DatabaseMiB, Whole));
        to.WriteLine(Row("made and copied, events/s", sizes, size => size.Load.Events / size.Load.Written.TotalSeconds, Whole));
        to.WriteLine(Row("rebuild of all views, events/s", sizes, size => size.Load.Events / size.RebuildSeconds, Whole));
        to.WriteLine(Row("peak memory of the rebuild, MiB", sizes, size => size.PeakMiB, Whole));
        to.WriteLine(Row("events/s taken meanwhile", sizes, size => size.Ingest.PerSecond, Whole));
        for (var index = 0; index < sizes[0].Questions.Count; index++)
        {
            var (name, at) = (sizes[0].Questions[index].Question.Name, index);
            to.WriteLine(Row($"{name}, p99 ms", sizes, size => size.Questions[at].Alone.P99, Tenth, AimAlone));
            to.WriteLine(Row($"{name}, 4 at a time, p99 ms", sizes, size => size.Questions[at].Four.P99, Tenth, AimOfFour));
        }

        for (var index = 0; index < sizes[0].Pages.Count; index++)
        {
            var at = index;
            var path = sizes[0].Pages[at].Path;
            to.WriteLine(Row($"{path}, first byte, p95 ms", sizes, size => size.Pages[at].FirstByte.P95, Tenth, AimFirstByte));
            to.WriteLine(Row($"{path}, whole, p95 ms", sizes, size => size.Pages[at].Whole.P95, Tenth, AimPage));
            to.WriteLine(Row($"{path}, on the wire, KiB", sizes, size => size.Pages[at].Bytes / 1024.0, Tenth, AimPageKiB));
        }

        var scans = sizes.Select(size => size.Plans is { } plans ? plans.Values.SelectMany(plan => plan.Scans).Distinct()
            .Count() : (int?)null).ToList();
        to.WriteLine(
            $"| tables that grow, read from end to end | "
            + $"{string.Join(" | ", scans.Select(count => count?.ToString(CultureInfo.InvariantCulture) ?? "not known"))} | – | 0 | "
            + $"{(scans.TrueForAll(count => count == 0) ? "yes" : "NO")} |");
        to.WriteLine();
        to.WriteLine(Missed(sizes) is { Count: > 0 } missed ? $"Aims missed: {string.Join(", ", missed)}." : "Every aim is met.");
    }

    private static void WriteFacts(TextWriter to, Measured size)
    {
        to.WriteLine();
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{size.Waybills:#,0} waybills of a year, {size.Load.Events:#,0} events: made and copied in "
            + $"{size.Load.Written.TotalSeconds:0.0} s, indexed in {size.Load.Indexed.TotalSeconds:0.0} s"));
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  views rebuilt in {size.RebuildSeconds:0.0} s [{size.Rebuild}]; {size.PeakMiB:0} MiB at the most in the service; then the "
            + $"clock raised {size.Raised}"));
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  meanwhile {size.Ingest.PerSecond:0} single events/s were taken, p50 {size.Ingest.Latency.Median:0.0}, p99 "
            + $"{size.Ingest.Latency.P99:0.0} ms"));
        if (size.Ingest.Complaint is { } complaint)
            to.WriteLine($"    WRONG: {complaint}");
        foreach (var asked in size.Questions)
        {
            to.WriteLine($"  {asked.Question.Name}: GET {asked.Question.Path}");
            to.WriteLine($"    {Text(asked.Alone)}; 4 at a time: {Text(asked.Four)}");
            foreach (var scan in size.Plans?.GetValueOrDefault(asked.Question.Name)?.Scans ?? [])
                to.WriteLine($"    READ FROM END TO END: {scan}");
            if (IsMissed(asked) && size.Plans?.GetValueOrDefault(asked.Question.Name) is { } plan)
                to.WriteLine(plan.Text);
        }
    }

    private static List<string> Missed(IReadOnlyList<Measured> sizes) =>
    [
        .. sizes.SelectMany(size => size.Questions.Where(IsMissed).Select(asked => $"{asked.Question.Name} ({Whole(size.Waybills)})")),
        .. sizes.SelectMany(size => size.Pages.Where(IsMissed).Select(page => $"{page.Path} ({Whole(size.Waybills)})")),
        .. sizes.Where(size => size.Ingest.Complaint is not null).Select(size => $"ingest ({Whole(size.Waybills)})"),
        .. sizes.Where(size => size.Plans is null || size.Plans.Values.Any(plan => plan.Scans.Count > 0))
        .Select(size => $"plans ({Whole(size.Waybills)})")
    ];

    private static bool IsMissed(Asked asked) => !(asked.Alone.P99 <= AimAlone && asked.Four.P99 <= AimOfFour);

    private static bool IsMissed(PageTimes page) =>
        !(page.FirstByte.P95 <= AimFirstByte && page.Whole.P95 <= AimPage && page.Bytes <= AimPageKiB * 1024);

    private static string Row(string name, IReadOnlyList<Measured> sizes, Func<Measured, double> value, Func<double, string> text,
        double? aim = null)
    {
        var values = sizes.Select(value).ToList();
        var growth = sizes.Count > 1 ? "× " + (values[^1] / values[0]).ToString("0.00", CultureInfo.InvariantCulture) : "–";
        var (asked, met) = aim is { } most
            ? ($"≤ {most.ToString(CultureInfo.InvariantCulture)}", values.TrueForAll(one => one <= most) ? "yes" : "NO") : ("–", "–");
        return $"| {name} | {string.Join(" | ", values.Select(text))} | {growth} | {asked} | {met} |";
    }

    private static string Text(Latency latency) => string.Create(CultureInfo.InvariantCulture,
        $"{latency.Count} requests, p50 {latency.Median:0.0}, p99 {latency.P99:0.0}, longest {latency.Longest:0.0} ms");

    private static string Whole(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Tenth(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
